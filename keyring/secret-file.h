/* SPDX-License-Identifier: MIT
 *
 * secret-file.h - a file that holds one secret: a license ID, a passphrase
 *
 * It must be a regular file that not everybody can read. Links are followed: Kubernetes mounts secrets
 * behind them.
 */
#ifndef KEYRING_SECRET_FILE_H
#define KEYRING_SECRET_FILE_H

#include "secret.h"

/* Adds the file's bytes, without one line end (LF or CRLF) behind them, to `ret_secret`, which must be empty
 * and knows its limit. `what` names the secret in sentences: "license ID". Errors, all of
 * KEYRING_ERROR: KEYRING_DAMAGED (longer than the limit), KEYRING_DENIED (everybody can read it, or we
 * can't), KEYRING_UNAVAILABLE (missing, no file, unreadable). */
bool secret_file_read(const char *path, const char *what, struct secret *ret_secret, GError **error);

#endif
