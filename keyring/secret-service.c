/* SPDX-License-Identifier: MIT
 *
 * secret-service.c - the keyring of the desktop: gnome-keyring, KeePassXC, KWallet
 *
 * Each operation of keyring.h reads from its top: look whether the collection is locked (gnome-keyring: only if
 * nothing is found), search, read what was found, then read secrets or change items. The service is asked as little as
 * possible, and a person only by find(), find_all(), unlock(), store() and erase().
 */
#include "secret-service-change.h"
#include "secret-service-collection.h"
#include "secret-service-prompt.h"
#include "secret-service-search.h"
#include "secret-service-secrets.h"

#include <gmodule.h>
#include <string.h>

static bool unlock_keyring(GError **error)
{
	g_auto(Collection) collection = { 0 };
	return service_open(error) && collection_look(&collection, error) && collection_unlock(&collection, error);
}

static struct keyring_item take_item(struct search_result *result)
{
	struct keyring_item item = result->item;
	result->item = (struct keyring_item){ 0 };
	return item;
}

/* Another process may replace what was found before its secret is read: then *ret_gone, and no result. */
static bool find_once(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		      bool *ret_gone, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	if (!search_and_read(query, true, &results, error))
		return false;
	if (results->len == 0)
		return keyring_fail(error, KEYRING_NOT_FOUND, "the keyring has no such license");

	g_ptr_array_set_size(results, 1);
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	if (!search_unlock(results, error) || !secrets_read(results, &license, error))
		return false;
	*ret_gone = items_gone(results);
	if (*ret_gone)
		return true;
	if (license.length == 0)
		return keyring_fail_damaged(error);
	secret_move(&license, ret_license);
	*ret_item = take_item(g_ptr_array_index(results, 0));
	return true;
}

static bool find(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		 GError **error)
{
	bool gone = true;
	if (!service_open(error))
		return false;
	for (unsigned tries = 0; gone && tries < SEARCHES_MAX; tries++)
		if (!find_once(query, ret_item, ret_license, &gone, error))
			return false;
	return !gone || search_fail_for_changes(error);
}

static bool is_same(const struct search_result *a, const struct search_result *b)
{
	return strcmp(a->item.profile, b->item.profile) == 0 && strcmp(a->item.server, b->item.server) == 0;
}

static void keep_newest(GPtrArray *sorted)
{
	for (guint i = sorted->len; i > 1; i--)
		if (is_same(g_ptr_array_index(sorted, i - 1), g_ptr_array_index(sorted, i - 2)))
			g_ptr_array_remove_index(sorted, i - 1);
}

static bool find_all_once(const struct keyring_query *query, GPtrArray **ret_licenses, bool *ret_gone, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free);
	if (!search_and_read(query, false, &results, error))
		return false;
	keep_newest(results);
	*ret_gone = false;
	if (results->len == 0) {
		*ret_licenses = g_steal_pointer(&licenses);
		return true;
	}

	g_autofree struct secret *ids = g_new(struct secret, results->len);
	for (guint i = 0; i < results->len; i++)
		ids[i] = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
	bool read = search_unlock(results, error) && secrets_read(results, ids, error);
	*ret_gone = items_gone(results);
	for (guint i = 0; i < results->len; i++) {
		struct keyring_license *license = g_new0(struct keyring_license, 1);
		license->item = take_item(g_ptr_array_index(results, i));
		license->id = ids[i];
		g_ptr_array_add(licenses, license);
	}
	if (read && !*ret_gone)
		*ret_licenses = g_steal_pointer(&licenses);
	return read;
}

static bool find_all(const struct keyring_query *query, GPtrArray **ret_licenses, GError **error)
{
	bool gone = true;
	if (!service_open(error))
		return false;
	for (unsigned tries = 0; gone && tries < SEARCHES_MAX; tries++)
		if (!find_all_once(query, ret_licenses, &gone, error))
			return false;
	return !gone || search_fail_for_changes(error);
}

/* ---- list ---- */

static bool list(const struct keyring_query *query, GPtrArray **ret_items, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	if (!service_open(error) || !search_to_list(query, &results, error))
		return false;
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = 0; i < results->len; i++) {
		const struct keyring_item item = take_item(g_ptr_array_index(results, i));
		g_ptr_array_add(items, g_memdup2(&item, sizeof(item)));
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}

/* ---- state ---- */

static bool state(struct keyring_state *ret_state, GError **error)
{
	g_auto(Collection) collection = { 0 };
	if (!service_open(error) || !collection_look(&collection, error) || !secrets_open(error))
		return false;
	*ret_state = (struct keyring_state){
		.locked = collection.locked,
		.encrypted = secrets_are_encrypted(),
		.place = collection.path
				 ? g_strdup_printf("Secret Service, collection '%s'", strrchr(collection.path, '/') + 1)
				 : NULL,
		.remedy = g_strdup(collection.path ? bus_unlock_remedy() : bus_create_remedy()),
	};
	return true;
}

G_MODULE_EXPORT const struct keyring keyring_backend = {
	.name = "secret-service",
	.set_host = prompt_set_host,
	.find = find,
	.find_all = find_all,
	.unlock = unlock_keyring,
	.list = list,
	.store = change_store,
	.erase = change_erase,
	.store_over = change_store_over,
	.erase_only = change_erase_only,
	.state = state,
};
