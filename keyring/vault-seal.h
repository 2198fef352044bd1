/* SPDX-License-Identifier: MIT
 *
 * vault-seal.h - the vault's cryptography: the only way to libsodium
 *
 * A key is a struct secret of VAULT_KEY_SIZE bytes. The bytes of a sealed file are those of vault.h.
 */
#ifndef KEYRING_VAULT_SEAL_H
#define KEYRING_VAULT_SEAL_H

#include "vault-format.h"

#define VAULT_KEY_SIZE 32

/* A header for a new passphrase: a salt of its own, and work that takes 0.3 to 1 s on a machine with two
 * cores (libsodium's MODERATE: 3 passes over 256 MiB). */
bool vault_header_new(struct vault_header *ret_header, GError **error);

/* The key to a file with that header. KEYRING_UNAVAILABLE where the memory is not to be had. `ret_key` must
 * be empty and hold VAULT_KEY_SIZE bytes. */
bool vault_derive_key(const struct vault_header *header, const struct secret *passphrase, struct secret *ret_key,
		      GError **error);

/* Adds the bytes of the file to `ret_file`. Fails where the entries are more than a vault holds. */
bool vault_seal(const struct vault_header *header, const struct secret *key, const GPtrArray *entries,
		struct secret *ret_file, GError **error);

/* Reads the header of a file and compares its checksum. */
bool vault_read_header(const struct secret *file, const char *path, struct vault_header *ret_header, GError **error);

/* The entries of a file, or NULL, without an error, where the key is not the right one or the file has been
 * changed: which of the two cannot be told. */
GPtrArray *vault_unseal(const struct secret *file, const struct secret *key);

#endif
