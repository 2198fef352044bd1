/* SPDX-License-Identifier: MIT
 *
 * vault.c - what only a vault can do (vault.h): made, unlocked, locked, a new passphrase
 */
#include "vault.h"

#include "keyring.h"
#include "vault-content.h"
#include "vault-key.h"
#include "vault-seal.h"

#include <gmodule.h>

static bool can_unlock(GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	GError *cause = NULL;
	if (!vault_content_read(&content, error))
		return false;
	if (vault_key_get(vault_path(), content.header.salt, &content.key, &content.expiry, &cause) ||
	    g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
		g_clear_error(&cause);
		return true;
	}
	g_propagate_error(error, cause);
	return false;
}

static bool fail_existing(GError **error)
{
	return keyring_fail(error, KEYRING_DENIED,
			    "a vault already exists, '%s'" REMEDY "change its passphrase with "
			    "'docker-credential-replicated vault passwd', or remove the file with all its licenses",
			    vault_path());
}

static bool init(const struct secret *passphrase, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (vault_exists())
		return fail_existing(error);
	if (!vault_passphrase_check(passphrase, error))
		return false;

	g_autofree char *folder = g_path_get_dirname(vault_path());
	int failure = atomic_file_make_folders(vault_path());
	if (failure)
		return keyring_fail(error, KEYRING_UNAVAILABLE, "vault cannot be created: the folder '%s': %s", folder,
				    g_strerror(failure));
	failure = atomic_file_lock(vault_path(), &file);
	if (failure)
		return keyring_fail(error, KEYRING_UNAVAILABLE, "vault cannot be created: the file '%s': %s",
				    vault_path(), g_strerror(failure));
	if (vault_exists())
		return fail_existing(error);

	content.entries = vault_entries_new();
	return vault_header_new(&content.header, error) &&
	       vault_derive_key(&content.header, passphrase, &content.key, error) &&
	       vault_content_write(&file, &content, error);
}

static bool unlock(const struct secret *passphrase, unsigned lifetime, GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_read(&content, error) || !vault_passphrase_check(passphrase, error) ||
	    !vault_derive_key(&content.header, passphrase, &content.key, error) ||
	    !vault_content_decrypt(&content, error))
		return false;
	gint64 expiry = g_get_real_time() / G_USEC_PER_SEC + lifetime;
	return vault_key_put(vault_path(), content.header.salt, &content.key, expiry, error);
}

static bool lock(GError **error)
{
	return vault_key_remove(vault_path(), error);
}

/* When the key that is in the kernel keyring expires; 0 if none is there. */
static gint64 unlocked_until(const struct vault_content *content)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	gint64 expiry;
	return vault_key_get(vault_path(), content->header.salt, &key, &expiry, NULL) ? expiry : 0;
}

/* The old key opens nothing any more; if the quota leaves no room for the new one, it only takes room. (The kernel gives
 * that room back some time after it is removed: a second try at once would fail, too.) */
static bool keep_unlocked(const struct vault_content *content, gint64 until)
{
	if (vault_key_put(vault_path(), content->header.salt, &content->key, until, NULL))
		return true;
	(void)vault_key_remove(vault_path(), NULL);
	return false;
}

static bool passwd(const struct secret *old, const struct secret *new, bool *ret_now_locked, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_exists())
		return vault_content_read(&content, error);
	if (!vault_passphrase_check(old, error) || !vault_passphrase_check(new, error))
		return false;
	int failure = atomic_file_lock(vault_path(), &file);
	if (failure)
		return vault_fail_to_write(failure, error);
	if (!vault_content_read(&content, error) || !vault_derive_key(&content.header, old, &content.key, error) ||
	    !vault_content_decrypt(&content, error))
		return false;

	gint64 until = unlocked_until(&content);
	secret_clear(&content.key);
	if (!vault_header_new(&content.header, error) || !vault_derive_key(&content.header, new, &content.key, error) ||
	    !vault_content_write(&file, &content, error))
		return false;
	*ret_now_locked = until != 0 && !keep_unlocked(&content, until);
	return true;
}

G_MODULE_EXPORT const struct vault vault_operations = {
	.path = vault_path,
	.exists = vault_exists,
	.can_unlock = can_unlock,
	.init = init,
	.unlock = unlock,
	.lock = lock,
	.passwd = passwd,
};
