/* SPDX-License-Identifier: MIT
 *
 * secret-file.h - a file that contains one secret: a license ID, a passphrase
 *
 * A file in an environment variable, which is read many times, must be a regular one that not everybody can read,
 * except where this user cannot change its mode: on a read-only mount, or if the file is another user's. A file on the
 * command line may be a pipe, and if everybody can read it, that is only a note. Links are followed, because Kubernetes
 * mounts secrets as links.
 */
#ifndef KEYRING_SECRET_FILE_H
#define KEYRING_SECRET_FILE_H

#include "secret.h"

/* Adds the file's bytes, without one line break (LF or CRLF) at their end, to `ret_secret`, which must be empty
 * and has a limit. `what` is the secret in messages: "license ID". Errors, all of KEYRING_ERROR:
 * KEYRING_DAMAGED (longer than the limit), KEYRING_DENIED (everybody can read it, or this user cannot),
 * KEYRING_UNAVAILABLE (missing, not a file, unreadable). */
bool secret_file_read(const char *path, const char *what, struct secret *ret_secret, GError **error);

/* The same of a file that was named on the command line. That everybody can read it is not an error then, but
 * *ret_open_to_all. */
bool secret_file_read_named(const char *path, const char *what, struct secret *ret_secret, bool *ret_open_to_all,
			    GError **error);

#endif
