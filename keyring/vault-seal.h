/* SPDX-License-Identifier: MIT
 *
 * vault-seal.h - the vault's cryptography; only vault-seal.c includes libsodium
 *
 * A key is a struct secret of VAULT_KEY_SIZE bytes. vault.h describes the bytes of the file.
 */
#ifndef KEYRING_VAULT_SEAL_H
#define KEYRING_VAULT_SEAL_H

#include "vault-format.h"

#define VAULT_KEY_SIZE 32

/* A header for a new passphrase: a new salt, and parameters that take 0.3 to 1 s on a machine with two
 * cores (libsodium's MODERATE: 3 passes over 256 MiB). */
bool vault_header_new(struct vault_header *ret_header, GError **error);

/* The key of a file with that header. KEYRING_UNAVAILABLE if the memory is not available. `ret_key` must
 * be empty, with a limit of VAULT_KEY_SIZE bytes. */
bool vault_derive_key(const struct vault_header *header, const struct secret *passphrase, struct secret *ret_key,
		      GError **error);

/* Adds the bytes of the file to `ret_file`. Fails if the entries are more than a vault holds. */
bool vault_seal(const struct vault_header *header, const struct secret *key, const GPtrArray *entries,
		struct secret *ret_file, GError **error);

/* Reads the header of a file and compares its checksum. */
bool vault_read_header(const struct secret *file, const char *path, struct vault_header *ret_header, GError **error);

/* The entries of a file with that header, or NULL, without an error, if the key is wrong or the file has been changed.
 * The two cannot be distinguished. */
GPtrArray *vault_unseal(const struct vault_header *header, const struct secret *file, const struct secret *key);

#endif
