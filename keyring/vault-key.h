/* SPDX-License-Identifier: MIT
 *
 * vault-key.h - the key of an unlocked vault, in the kernel keyring: the only way to libkeyutils
 *
 * One key of type "user" in the keyring of the user (user-keyring(7)), so that it outlives the session,
 * and lives in no file and no process. It is named after the file's path and holds the salt of the vault
 * it opens, when it expires, and the key itself. Its owner alone can see, read and remove it; it is there
 * with its expiry or not at all. It never gets into swap space or a core.
 */
#ifndef KEYRING_VAULT_KEY_H
#define KEYRING_VAULT_KEY_H

#include "vault-seal.h"

/* What there is in place of a kernel keyring. */
#define VAULT_PASSPHRASE_VARIABLE "REPLICATED_VAULT_PASSPHRASE_FILE"

/* The key of the vault at `path` with that salt, and when it expires, in seconds since 1970. KEYRING_LOCKED
 * if there is none or it is that of another vault, KEYRING_UNAVAILABLE if there is no kernel keyring.
 * `ret_key` must be empty and hold VAULT_KEY_SIZE bytes. */
bool vault_key_get(const char *path, const guint8 salt[VAULT_SALT_SIZE], struct secret *ret_key, gint64 *ret_expiry,
		   GError **error);

/* Keeps the key until then, in place of the one that is there. */
bool vault_key_put(const char *path, const guint8 salt[VAULT_SALT_SIZE], const struct secret *key, gint64 expiry,
		   GError **error);

/* Removes the key, whichever vault's it is. */
bool vault_key_remove(const char *path, GError **error);

#endif
