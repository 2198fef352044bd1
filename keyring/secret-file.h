/* SPDX-License-Identifier: MIT
 *
 * secret-file.h - a file that holds one secret: a license ID, a passphrase
 *
 * A file that an environment variable names, to be read again and again, must be a regular one that not everybody
 * can read; on a read-only mount, where nobody can change its mode, it may be. One that a person names on the
 * command line may be a pipe, and that everybody can read it is worth a note. Links are followed: Kubernetes
 * mounts secrets behind them.
 */
#ifndef KEYRING_SECRET_FILE_H
#define KEYRING_SECRET_FILE_H

#include "secret.h"

/* Adds the file's bytes, without one line end (LF or CRLF) behind them, to `ret_secret`, which must be empty
 * and knows its limit. `what` names the secret in sentences: "license ID". Errors, all of KEYRING_ERROR:
 * KEYRING_DAMAGED (longer than the limit), KEYRING_DENIED (everybody can read it, or we can't),
 * KEYRING_UNAVAILABLE (missing, not a file, unreadable). */
bool secret_file_read(const char *path, const char *what, struct secret *ret_secret, GError **error);

/* The same of a file that was named on the command line. That everybody can read it is not an error then, but
 * *ret_open_to_all. */
bool secret_file_read_named(const char *path, const char *what, struct secret *ret_secret, bool *ret_open_to_all,
			    GError **error);

#endif
