/* SPDX-License-Identifier: MIT
 *
 * vault-content.h - finds, reads, decrypts and writes the vault's file
 *
 * A reader reads the file once and needs no lock: the file is replaced whole. A writer reads it again with
 * the lock held, so that no writer undoes a change of another.
 */
#ifndef KEYRING_VAULT_CONTENT_H
#define KEYRING_VAULT_CONTENT_H

#include "atomic-file.h"
#include "vault-format.h"

/* A vault as it was read: its bytes, its key and its entries. */
struct vault_content {
	struct secret file;
	struct vault_header header;
	struct secret key;
	GPtrArray *entries; /* of struct vault_entry; NULL until it is decrypted */
	gint64 expiry;	    /* when the key in the kernel keyring expires; 0 if it came from a passphrase */
};

void vault_content_clear(struct vault_content *content);

typedef struct vault_content VaultContent; /* for g_auto(VaultContent) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VaultContent, vault_content_clear)

#define VAULT_CONTENT_INIT                                                                                             \
	{                                                                                                              \
		.file = SECRET_INIT(VAULT_FILE_MAX), .key = SECRET_INIT(VAULT_KEY_SIZE)                                \
	}

/* The path of the file, whether it exists or not; lives until the program ends. */
const char *vault_path(void);
bool vault_exists(void);

/* Reads the file and its header. KEYRING_UNAVAILABLE if there is no vault, KEYRING_DENIED if it cannot be read. */
bool vault_content_read(struct vault_content *content, GError **error);

/* Finds the key of a vault whose header was read: in the kernel keyring, else with the passphrase file if there is one. */
bool vault_content_find_key(struct vault_content *content, GError **error);

/* Decrypts the entries with the key. */
bool vault_content_decrypt(struct vault_content *content, GError **error);

/* Does all three. */
bool vault_content_open(struct vault_content *content, GError **error);

/* The same with the lock held, which `file` releases. */
bool vault_content_open_to_change(struct vault_content *content, struct atomic_file *file, GError **error);

/* Encrypts the entries and replaces the file, whose lock is held. */
bool vault_content_write(struct atomic_file *file, const struct vault_content *content, GError **error);

/* The sentence for an errno of atomic-file.h. Always false. */
bool vault_fail_to_write(int failure, GError **error);

/* Whether a passphrase is one line of text. KEYRING_DENIED. */
bool vault_passphrase_check(const struct secret *passphrase, GError **error);

/* The file that REPLICATED_VAULT_PASSPHRASE_FILE names, or NULL. */
const char *vault_passphrase_file(void);

#endif
