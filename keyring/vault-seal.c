/* SPDX-License-Identifier: MIT */
#include "vault-seal.h"

#include <sodium.h>
#include <string.h>

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define BODY_OFFSET (VAULT_HEADER_SIZE + NONCE_SIZE)
#define ENTRIES_MAX (VAULT_FILE_MAX - BODY_OFFSET - TAG_SIZE)

G_STATIC_ASSERT(VAULT_SALT_SIZE == crypto_pwhash_argon2id_SALTBYTES);
G_STATIC_ASSERT(VAULT_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
G_STATIC_ASSERT(VAULT_CHECK_SIZE >= crypto_generichash_BYTES_MIN);

static bool sodium_is_ready(GError **error)
{
	return sodium_init() >= 0 ||
	       keyring_fail(error, KEYRING_UNAVAILABLE, "vault cannot be opened: libsodium cannot get random numbers");
}

bool vault_header_new(struct vault_header *ret_header, GError **error)
{
	if (!sodium_is_ready(error))
		return false;
	*ret_header = (struct vault_header){
		.passes = crypto_pwhash_argon2id_OPSLIMIT_MODERATE,
		.memory_kib = crypto_pwhash_argon2id_MEMLIMIT_MODERATE / 1024,
	};
	randombytes_buf(ret_header->salt, sizeof(ret_header->salt));
	return true;
}

bool vault_derive_key(const struct vault_header *header, const struct secret *passphrase, struct secret *ret_key,
		      GError **error)
{
	if (!sodium_is_ready(error))
		return false;
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	char *bytes = secret_reserve(&key, VAULT_KEY_SIZE);
	size_t memory = (size_t)header->memory_kib * 1024;
	if (crypto_pwhash_argon2id((unsigned char *)bytes, VAULT_KEY_SIZE, passphrase->bytes, passphrase->length,
				   header->salt, header->passes, memory, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "vault cannot be opened: deriving its key requires %u MiB of memory, which are not "
				    "available" REMEDY "give this machine or container more",
				    header->memory_kib / 1024);
	secret_commit(&key, VAULT_KEY_SIZE);
	secret_move(&key, ret_key);
	return true;
}

/* The checksum of a header, and the whole header with it. */
static void complete_header(const guint8 fields[VAULT_CHECK_OFFSET], guint8 ret_header[VAULT_HEADER_SIZE])
{
	memcpy(ret_header, fields, VAULT_CHECK_OFFSET);
	(void)crypto_generichash(ret_header + VAULT_CHECK_OFFSET, VAULT_CHECK_SIZE, fields, VAULT_CHECK_OFFSET, NULL,
				 0);
}

bool vault_read_header(const struct secret *file, const char *path, struct vault_header *ret_header, GError **error)
{
	struct vault_header header;
	if (!sodium_is_ready(error))
		return false;
	if (!vault_header_read(secret_text(file), file->length, path, &header, error))
		return false;

	guint8 whole[VAULT_HEADER_SIZE];
	complete_header((const guint8 *)file->bytes, whole);
	if (memcmp(whole, file->bytes, VAULT_HEADER_SIZE) != 0)
		return keyring_fail(
			error, KEYRING_DAMAGED,
			"vault cannot be opened: the file '%s' is damaged" REMEDY "restore it from a backup", path);
	*ret_header = header;
	return true;
}

bool vault_seal(const struct vault_header *header, const struct secret *key, const GPtrArray *entries,
		struct secret *ret_file, GError **error)
{
	g_auto(Secret) clear = SECRET_INIT(ENTRIES_MAX);
	if (!sodium_is_ready(error))
		return false;
	vault_entries_write(entries, &clear);
	if (secret_overflowed(&clear))
		return keyring_fail(error, KEYRING_DENIED, "the vault is full: it can hold at most %d bytes",
				    VAULT_FILE_MAX);

	guint8 fields[VAULT_CHECK_OFFSET];
	guint8 *file = (guint8 *)secret_reserve(ret_file, BODY_OFFSET + clear.length + TAG_SIZE);
	struct vault_header of_version = *header;
	of_version.version = vault_entries_version(entries);
	vault_header_write(&of_version, fields);
	complete_header(fields, file);
	randombytes_buf(file + VAULT_HEADER_SIZE, NONCE_SIZE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(file + BODY_OFFSET, NULL, (const guint8 *)clear.bytes,
							 clear.length, file, VAULT_HEADER_SIZE, NULL,
							 file + VAULT_HEADER_SIZE, (const guint8 *)key->bytes);
	secret_commit(ret_file, BODY_OFFSET + clear.length + TAG_SIZE);
	return true;
}

GPtrArray *vault_unseal(const struct vault_header *header, const struct secret *file, const struct secret *key)
{
	g_auto(Secret) clear = SECRET_INIT(file->length);
	if (file->length < BODY_OFFSET + TAG_SIZE || key->length != VAULT_KEY_SIZE)
		return NULL;

	size_t length = file->length - BODY_OFFSET;
	const guint8 *bytes = (const guint8 *)file->bytes;
	char *room = secret_reserve(&clear, length - TAG_SIZE);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((guint8 *)room, NULL, NULL, bytes + BODY_OFFSET, length, bytes,
						       VAULT_HEADER_SIZE, bytes + VAULT_HEADER_SIZE,
						       (const guint8 *)key->bytes) != 0)
		return NULL;
	secret_commit(&clear, length - TAG_SIZE);
	return vault_entries_read(clear.bytes, clear.length, header->version);
}
