/* SPDX-License-Identifier: MIT
 *
 * vault-keyring.c - the vault as a keyring: the functions of keyring.h
 */
#include "keyring.h"
#include "vault-content.h"
#include "vault-key.h"

#include <gmodule.h>

static void set_host(const struct keyring_host *host)
{
	/* A vault never asks by itself. */
	(void)host;
}

static struct keyring_item copy_item(const struct keyring_item *item)
{
	return (struct keyring_item){
		.profile = g_strdup(item->profile),
		.server = g_strdup(item->server),
		.username = g_strdup(item->username),
		.username_is_license = item->username_is_license,
		.app = g_strdup(item->app),
		.kind = g_strdup(item->kind),
		.expires_at = g_strdup(item->expires_at),
		.modified = item->modified,
	};
}

/* The newest that matches: the file has the oldest first. */
static struct vault_entry *newest(GPtrArray *entries, const struct keyring_query *query)
{
	for (guint i = entries->len; i > 0; i--) {
		struct vault_entry *entry = g_ptr_array_index(entries, i - 1);
		if (keyring_query_matches(query, &entry->item))
			return entry;
	}
	return NULL;
}

static bool find(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		 GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_open(&content, error))
		return false;
	struct vault_entry *entry = newest(content.entries, query);
	if (!entry)
		return keyring_fail(error, KEYRING_NOT_FOUND, "the vault has no such license");
	*ret_item = copy_item(&entry->item);
	secret_move(&entry->license, ret_license);
	return true;
}

/* A vault holds one entry of each profile and server: store() sees to that. */
static bool find_all(const struct keyring_query *query, GPtrArray **ret_licenses, GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_open(&content, error))
		return false;
	GPtrArray *licenses = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free);
	for (guint i = 0; i < content.entries->len; i++) {
		struct vault_entry *entry = g_ptr_array_index(content.entries, i);
		if (!keyring_query_matches(query, &entry->item))
			continue;
		struct keyring_license *license = g_new0(struct keyring_license, 1);
		license->item = copy_item(&entry->item);
		license->id = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
		secret_move(&entry->license, &license->id);
		g_ptr_array_add(licenses, license);
	}
	*ret_licenses = licenses;
	return true;
}

/* By a passphrase alone: only verbs for people ask for one. */
static bool unlock_keyring(GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	return vault_content_read(&content, error) && vault_content_find_key(&content, error);
}

static bool list(const struct keyring_query *query, GPtrArray **ret_items, GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_open(&content, error))
		return false;
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = content.entries->len; i > 0; i--) {
		const struct vault_entry *entry = g_ptr_array_index(content.entries, i - 1);
		if (!keyring_query_matches(query, &entry->item))
			continue;
		struct keyring_item item = copy_item(&entry->item);
		g_ptr_array_add(items, g_memdup2(&item, sizeof(item)));
	}
	*ret_items = items;
	return true;
}

static unsigned remove_matching(GPtrArray *entries, const struct keyring_query *query)
{
	unsigned count = 0;
	for (guint i = entries->len; i > 0; i--) {
		const struct vault_entry *entry = g_ptr_array_index(entries, i - 1);
		if (keyring_query_matches(query, &entry->item)) {
			g_ptr_array_remove_index(entries, i - 1);
			count++;
		}
	}
	return count;
}

/* Whether what is there is what a change expects; empty: nothing. */
static bool is_expected(const struct vault_content *content, const struct keyring_query *query,
			const struct secret *expected)
{
	static const struct secret nothing = SECRET_INIT(0);
	const struct vault_entry *entry = newest(content->entries, query);
	return secret_equal(entry ? &entry->license : &nothing, expected);
}

static bool add(struct vault_content *content, struct atomic_file *file, const struct keyring_item *item,
		const struct secret *license, GError **error)
{
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_auto(KeyringItem) copy = copy_item(item);
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	copy.modified = g_get_real_time() / G_USEC_PER_SEC;
	secret_append_secret(&id, license);
	if (!secret_is_license_id(&id))
		return keyring_fail(error, KEYRING_DENIED, "what the vault should store is not a license ID");
	(void)remove_matching(content->entries, &query);
	vault_entries_add(content->entries, &copy, &id);
	return vault_content_write(file, content, error);
}

static bool store(const struct keyring_item *item, const struct secret *license, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	return vault_content_open_to_change(&content, &file, error) && add(&content, &file, item, license, error);
}

static bool store_over(const struct keyring_item *item, const struct secret *license, const struct secret *expected,
		       bool *ret_done, GError **error)
{
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_open_to_change(&content, &file, error))
		return false;
	bool expects = is_expected(&content, &query, expected);
	if (expects && !add(&content, &file, item, license, error))
		return false;
	*ret_done = expects;
	return true;
}

static bool erase(const struct keyring_query *query, unsigned *ret_count, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_open_to_change(&content, &file, error))
		return false;
	unsigned count = remove_matching(content.entries, query);
	if (count > 0 && !vault_content_write(&file, &content, error))
		return false;
	*ret_count = count;
	return true;
}

static bool erase_only(const struct keyring_query *query, const struct secret *expected, bool *ret_done, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	if (!vault_content_open_to_change(&content, &file, error))
		return false;
	bool expects = is_expected(&content, query, expected);
	if (expects && remove_matching(content.entries, query) > 0 && !vault_content_write(&file, &content, error))
		return false;
	*ret_done = expects;
	return true;
}

static char *readable_time(gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(seconds);
	return time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S %Z") : g_strdup("an unknown time");
}

static bool state(struct keyring_state *ret_state, GError **error)
{
	g_auto(VaultContent) content = VAULT_CONTENT_INIT;
	GError *cause = NULL;
	if (!vault_content_read(&content, error))
		return false;
	bool unlocked = vault_key_get(vault_path(), content.header.salt, &content.key, &content.expiry, &cause);
	if (!unlocked && !vault_passphrase_file() && !g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	*ret_state = (struct keyring_state){
		.locked = !unlocked && !vault_passphrase_file(),
		.encrypted = true,
		.place = g_strdup(vault_path()),
		.until = unlocked ? readable_time(content.expiry) : NULL,
	};
	return true;
}

G_MODULE_EXPORT const struct keyring keyring_backend = {
	.name = "vault",
	.set_host = set_host,
	.find = find,
	.find_all = find_all,
	.unlock = unlock_keyring,
	.list = list,
	.store = store,
	.erase = erase,
	.store_over = store_over,
	.erase_only = erase_only,
	.state = state,
};
