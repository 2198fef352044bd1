/* SPDX-License-Identifier: MIT */
#include "license-list.h"

#include "../../keyring/provided-credential.h"
#include "forwarding.h"
#include "keyring-choice.h"
#include "license.h"
#include "our-domains.h"

#include <string.h>

/* By domain, of one domain the newest first. */
static gint compare_items(gconstpointer a, gconstpointer b)
{
	const struct keyring_item *left = *(const struct keyring_item *const *)a;
	const struct keyring_item *right = *(const struct keyring_item *const *)b;
	int order = strcmp(left->server, right->server);
	if (order != 0)
		return order;
	return (left->modified < right->modified) - (left->modified > right->modified);
}

static void add_item(GPtrArray *items, const struct profile *profile, const char *server)
{
	struct keyring_item *item = g_new0(struct keyring_item, 1);
	item->profile = g_strdup(profile->name);
	item->server = g_strdup(server);
	item->username = g_strdup(USERNAME_DEFAULT);
	g_ptr_array_add(items, item);
}

/* A license given from outside answers for every domain of ours; it is listed for those that people pull from. */
static bool list_outside(const struct profile *profile, const GPtrArray *declared, GPtrArray **ret_items,
			 GError **error)
{
	g_auto(Secret) unused = SECRET_INIT(LICENSE_ID_MAX);
	/* A malformed source is an error for a lookup, and so it is here. */
	if (!provided_credential_read(&unused, error))
		return false;
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	add_item(items, profile, domain_default_proxy);
	add_item(items, profile, domain_default_registry);
	for (guint i = 0; i < declared->len; i++)
		add_item(items, profile, g_ptr_array_index(declared, i));
	*ret_items = items;
	return true;
}

/* Leaves what a lookup answers: our domains, and of each the newest item. */
static void keep_what_answers(GPtrArray *items, const GPtrArray *declared)
{
	const char *last = "";
	g_ptr_array_sort(items, compare_items);
	for (guint i = 0; i < items->len;) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		bool ours = domain_is_built_in(item->server) || domain_list_holds(declared, item->server);
		if (!ours || strcmp(item->server, last) == 0) {
			g_ptr_array_remove_index(items, i);
			continue;
		}
		last = item->server;
		i++;
	}
}

static bool list(const struct profile *profile, bool unlock, GPtrArray **ret_items, GError **error)
{
	g_autoptr(GPtrArray) declared = NULL;
	g_autoptr(GPtrArray) items = NULL;
	if (!our_domains_declared(&declared, error))
		return false;
	if (provided_credential_name()) {
		if (!list_outside(profile, declared, &items, error))
			return false;
	} else if (forwarding_is_used()) {
		if (!forwarding_list(profile, &items, error))
			return false;
	} else {
		const struct keyring *keyring = keyring_in_use(error);
		const struct keyring_query query = { .profile = profile->name };
		if (!keyring || !(unlock ? keyring_list_unlocked(keyring, &query, &items, error)
					 : keyring->list(&query, &items, error)))
			return false;
	}
	keep_what_answers(items, declared);
	*ret_items = g_steal_pointer(&items);
	return true;
}

bool license_list(const struct profile *profile, GPtrArray **ret_items, GError **error)
{
	return list(profile, /* unlock= */ false, ret_items, error);
}

bool license_list_unlocked(const struct profile *profile, GPtrArray **ret_items, GError **error)
{
	return list(profile, /* unlock= */ true, ret_items, error);
}
