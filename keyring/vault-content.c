/* SPDX-License-Identifier: MIT */
#include "vault-content.h"

#include "keyring.h"
#include "secret-file.h"
#include "vault-key.h"
#include "vault-seal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAM_FOLDER "docker-credential-replicated"
#define FILE_NAME "vault"

void vault_content_clear(struct vault_content *content)
{
	secret_clear(&content->file);
	secret_clear(&content->key);
	g_clear_pointer(&content->entries, g_ptr_array_unref);
}

/* ---- the file ---- */

const char *vault_path(void)
{
	static char *path;
	if (!path)
		path = g_build_filename(g_get_user_data_dir(), PROGRAM_FOLDER, FILE_NAME, NULL);
	return path;
}

bool vault_exists(void)
{
	struct stat status;
	return stat(vault_path(), &status) == 0;
}

bool vault_content_read(struct vault_content *content, GError **error)
{
	int failure = secret_read_path(&content->file, vault_path());
	if (failure == ENOENT)
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "there is no vault yet" REMEDY "run 'docker-credential-replicated vault init'");
	if (failure == EISDIR || failure == EINVAL || failure == EFBIG)
		return keyring_fail(error, KEYRING_DAMAGED,
				    "vault cannot be opened: '%s' is not a vault" REMEDY
				    "move it away, then restore the vault from a backup, or run "
				    "'docker-credential-replicated vault init'",
				    vault_path());
	/* Not KEYRING_UNAVAILABLE: there may be licenses in it. */
	if (failure)
		return keyring_fail(error, KEYRING_DENIED,
				    "vault cannot be opened: the file '%s' cannot be read: %s" REMEDY
				    "check that you can read it, then try again",
				    vault_path(), g_strerror(failure));
	return vault_read_header(&content->file, vault_path(), &content->header, error);
}

bool vault_fail_to_write(int failure, GError **error)
{
	return keyring_fail(error, KEYRING_UNAVAILABLE,
			    "vault cannot be written: the file '%s': %s" REMEDY
			    "check that the disk is not full and its folder can be written, then try again",
			    vault_path(), g_strerror(failure));
}

bool vault_content_write(struct atomic_file *file, const struct vault_content *content, GError **error)
{
	g_auto(Secret) bytes = SECRET_INIT(VAULT_FILE_MAX);
	if (!vault_seal(&content->header, &content->key, content->entries, &bytes, error))
		return false;
	file->mode = S_IRUSR | S_IWUSR;
	int failure = atomic_file_replace(file, bytes.bytes, bytes.length);
	return !failure || vault_fail_to_write(failure, error);
}

/* ---- opening ---- */

bool vault_passphrase_check(const struct secret *passphrase, GError **error)
{
	if (passphrase->length == 0)
		return keyring_fail(error, KEYRING_DENIED, "the passphrase is empty: it must be one line of text");
	return !text_has_control_byte(passphrase->bytes, passphrase->length) ||
	       keyring_fail(error, KEYRING_DENIED,
			    "the passphrase contains a control character: it must be one line of text");
}

const char *vault_passphrase_file(void)
{
	const char *path = g_getenv(VAULT_PASSPHRASE_VARIABLE);
	return path && *path ? path : NULL;
}

static bool key_from_file(struct vault_content *content, GError **error)
{
	g_auto(Secret) passphrase = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	content->expiry = 0;
	return secret_file_read(vault_passphrase_file(), "passphrase", &passphrase, error) &&
	       vault_passphrase_check(&passphrase, error) &&
	       vault_derive_key(&content->header, &passphrase, &content->key, error);
}

/* The key of a vault whose header was read: from the kernel, else by the passphrase file, where there is one. */
bool vault_content_find_key(struct vault_content *content, GError **error)
{
	GError *cause = NULL;
	secret_clear(&content->key);
	if (vault_key_get(vault_path(), content->header.salt, &content->key, &content->expiry, &cause))
		return true;
	if (!vault_passphrase_file()) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	return key_from_file(content, error);
}

bool vault_content_decrypt(struct vault_content *content, GError **error)
{
	content->entries = vault_unseal(&content->header, &content->file, &content->key);
	if (content->entries)
		return true;
	if (content->expiry)
		return keyring_fail(error, KEYRING_DAMAGED,
				    "vault cannot be opened: the file '%s' is damaged" REMEDY
				    "restore it from a backup",
				    vault_path());
	return keyring_fail(error, KEYRING_DENIED,
			    "vault cannot be opened: the passphrase is wrong, or the file '%s' is damaged",
			    vault_path());
}

bool vault_content_open(struct vault_content *content, GError **error)
{
	return vault_content_read(content, error) && vault_content_find_key(content, error) &&
	       vault_content_decrypt(content, error);
}

/* The vault as it is under the lock, which is given back with `file`. The key is looked for before: deriving
 * it takes long, and others wait for the lock. */
bool vault_content_open_to_change(struct vault_content *content, struct atomic_file *file, GError **error)
{
	if (!vault_content_read(content, error) || !vault_content_find_key(content, error))
		return false;

	struct vault_header before = content->header;
	int failure = atomic_file_lock(vault_path(), file);
	if (failure)
		return vault_fail_to_write(failure, error);
	secret_truncate(&content->file, 0);
	if (!vault_content_read(content, error))
		return false;
	bool same = memcmp(before.salt, content->header.salt, VAULT_SALT_SIZE) == 0;
	return (same || vault_content_find_key(content, error)) && vault_content_decrypt(content, error);
}
