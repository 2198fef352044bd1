/* SPDX-License-Identifier: MIT
 *
 * vault-key.h - the key of an unlocked vault, in the kernel keyring; only vault-key.c includes libkeyutils
 *
 * One key of type "user" in the keyring of the user (user-keyring(7)), so that it outlives the session,
 * and is in no file and no process. Its name contains the file's path. It contains the salt of the vault, its
 * expiry, and the key itself. Only its owner can see, read and remove it. It never exists without an expiry,
 * and is never in swap space or a core file.
 */
#ifndef KEYRING_VAULT_KEY_H
#define KEYRING_VAULT_KEY_H

#include "vault-seal.h"

/* What exists instead of a kernel keyring. */
#define VAULT_PASSPHRASE_VARIABLE "REPLICATED_VAULT_PASSPHRASE_FILE"

/* The key of the vault at `path` with that salt, and when it expires, in seconds since 1970. KEYRING_LOCKED
 * if there is none or it is that of another vault, KEYRING_UNAVAILABLE if there is no kernel keyring.
 * `ret_key` must be empty, with a limit of VAULT_KEY_SIZE bytes. */
bool vault_key_get(const char *path, const guint8 salt[VAULT_SALT_SIZE], struct secret *ret_key, gint64 *ret_expiry,
		   GError **error);

/* Stores the key until then, and replaces the existing one. */
bool vault_key_put(const char *path, const guint8 salt[VAULT_SALT_SIZE], const struct secret *key, gint64 expiry,
		   GError **error);

/* Removes the key, of whichever vault it is. */
bool vault_key_remove(const char *path, GError **error);

#endif
