/* SPDX-License-Identifier: MIT
 *
 * vault-format.h - reads and writes the vault's bytes, which vault.h describes (pure)
 *
 * Anybody may have made the input: every number is checked before it is used, and a reader returns all
 * or nothing. This file contains no cryptography; that is in vault-seal.h.
 */
#ifndef KEYRING_VAULT_FORMAT_H
#define KEYRING_VAULT_FORMAT_H

#include "keyring.h"

/* Limits what is read into memory; ten thousand items need much less. */
#define VAULT_FILE_MAX (16 * 1024 * 1024)
#define VAULT_PADDING 1024

/* A header sets the time and memory for deriving the key before it is known to be genuine. At most four passes over
 * 1 GiB; with less than the minimum a guess would be cheap. */
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

/* Reads it and checks its limits, but not its checksum. KEYRING_DAMAGED if it is not the header of a vault,
 * KEYRING_DENIED if a later version of the program made it. `path` is for the message. */
bool vault_header_read(const void *bytes, size_t length, const char *path, struct vault_header *ret_header,
		       GError **error);

struct vault_entry {
	struct keyring_item item;
	struct secret license;
};

/* An array of struct vault_entry that frees and wipes them. */
GPtrArray *vault_entries_new(void);

/* Moves the contents of `item` and `license` into a new entry at the end; both are empty afterwards. */
void vault_entries_add(GPtrArray *entries, struct keyring_item *item, struct secret *license);

/* The lowest version that can hold them. */
guint32 vault_entries_version(const GPtrArray *entries);

/* Adds the entries, padded, to `out`, in their version. */
void vault_entries_write(const GPtrArray *entries, struct secret *out);

/* NULL if the bytes are anything else than what vault_entries_write() writes in a version up to this one. */
GPtrArray *vault_entries_read(const void *bytes, size_t length, guint32 version);

#endif
