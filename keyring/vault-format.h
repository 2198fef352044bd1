/* SPDX-License-Identifier: MIT
 *
 * vault-format.h - the vault's bytes, read and written (pure: see vault.h for each of them)
 *
 * What is read here may have been made by anybody: every number is bounded before it is used, and a
 * reader gives all or nothing. No cryptography is here; that is vault-seal.h.
 */
#ifndef KEYRING_VAULT_FORMAT_H
#define KEYRING_VAULT_FORMAT_H

#include "keyring.h"

/* Ten thousand items fit many times; bounds what is read into memory. */
#define VAULT_FILE_MAX (16 * 1024 * 1024)
#define VAULT_PADDING 1024

/* A header asks for time and memory before anything in it is known to be genuine. At most four passes over
 * 1 GiB; below the least memory a guess would be cheap. */
#define VAULT_PASSES_MAX 64
#define VAULT_MEMORY_MIN_KIB (8 * 1024)
#define VAULT_MEMORY_MAX_KIB (1024 * 1024)
#define VAULT_WORK_MAX_KIB (4 * 1024 * 1024)

/* A passphrase: one line, without control bytes. */
#define VAULT_PASSPHRASE_MAX 1024

#define VAULT_SALT_SIZE 16
#define VAULT_CHECK_OFFSET 36
#define VAULT_CHECK_SIZE 16
#define VAULT_HEADER_SIZE 52

/* The versions of vault.h; the second one has more attributes. */
#define VAULT_VERSION_FIRST 1
#define VAULT_VERSION_ATTRIBUTES 2

struct vault_header {
	guint32 version; /* of what was read; a writer chooses it by vault_entries_version() */
	guint32 passes;
	guint32 memory_kib;
	guint8 salt[VAULT_SALT_SIZE];
};

/* The header without its checksum: VAULT_CHECK_OFFSET bytes. */
void vault_header_write(const struct vault_header *header, guint8 ret_bytes[VAULT_CHECK_OFFSET]);

/* The same back, with its limits looked at but not its checksum. KEYRING_DAMAGED where it is not the header of
 * ours, KEYRING_UNAVAILABLE where a later version of the program made it. `path` is for the sentence. */
bool vault_header_read(const void *bytes, size_t length, const char *path, struct vault_header *ret_header,
		       GError **error);

struct vault_entry {
	struct keyring_item item;
	struct secret license;
};

/* An array of struct vault_entry that frees and wipes them. */
GPtrArray *vault_entries_new(void);

/* Takes what `item` and `license` own, leaving them empty, and adds it at the end. */
void vault_entries_add(GPtrArray *entries, struct keyring_item *item, struct secret *license);

/* The lowest version that can hold them. */
guint32 vault_entries_version(const GPtrArray *entries);

/* Adds the entries, padded, to `out`, in their version. */
void vault_entries_write(const GPtrArray *entries, struct secret *out);

/* NULL if the bytes are anything else than what vault_entries_write() writes in a version up to this one. */
GPtrArray *vault_entries_read(const void *bytes, size_t length, guint32 version);

#endif
