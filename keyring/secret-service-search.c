/* SPDX-License-Identifier: MIT */
#include "secret-service-search.h"

#include "secret-service-collection.h"
#include "secret-service-prompt.h"
#include "secret-service-secrets.h"

bool search_unlock(const GPtrArray *results, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	for (guint i = 0; i < results->len; i++) {
		const struct search_result *result = g_ptr_array_index(results, i);
		if (result->locked)
			g_ptr_array_add(paths, result->path);
	}
	if (paths->len == 0)
		return true;
	g_ptr_array_add(paths, NULL);
	return prompt_unlock((const char *const *)paths->pdata, error);
}

/* gnome-keyring is searched at once: nobody is asked, and its collection matters only if nothing is found. *ret_results
 * stays NULL for another service. */
static bool search_in_silence(const struct keyring_query *query, void (*meanwhile)(void), GPtrArray **ret_results,
			      GError **error)
{
	return !bus_searches_in_silence() || items_search(query, meanwhile, ret_results, error);
}

/* Searches; where nothing is found in a locked collection, unlocks it and searches again. */
static bool search_unlocking(const struct keyring_query *query, GPtrArray **ret_results, GError **error)
{
	g_auto(Collection) collection = { 0 };
	g_autoptr(GPtrArray) results = NULL;
	if (!search_in_silence(query, secrets_prepare, &results, error))
		return false;

	if (!results || results->len == 0) {
		bool searched = results;
		if (!collection_look(&collection, error) || !collection_is_searchable(&collection, error))
			return false;
		if (!searched || collection.locked) {
			g_clear_pointer(&results, g_ptr_array_unref);
			if (!collection_unlock(&collection, error) ||
			    !items_search(query, secrets_prepare, &results, error))
				return false;
		}
	}
	*ret_results = g_steal_pointer(&results);
	return true;
}

/* Whether what is left of the results tells that the service holds something else than was searched for. */
static bool were_damaged(const GPtrArray *results)
{
	for (guint i = 0; i < results->len; i++)
		if (!((const struct search_result *)g_ptr_array_index(results, i))->gone)
			return true;
	return false;
}

static bool search_once(const struct keyring_query *query, GPtrArray **ret_results, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	if (!search_unlocking(query, &results, error))
		return false;
	/* Both sides compute their half of the key exchange while the attributes are read. */
	if (results->len > 0)
		secrets_begin();
	if (!items_read(results, query, error) ||
	    (items_hidden(results) && (!search_unlock(results, error) || !items_read(results, query, error))))
		return false;
	*ret_results = g_steal_pointer(&results);
	return true;
}

bool search_fail_for_changes(GError **error)
{
	return keyring_fail(error, KEYRING_UNAVAILABLE,
			    "another program keeps changing the licenses in the keyring" REMEDY "try again");
}

bool search_and_read(const struct keyring_query *query, bool among_all, GPtrArray **ret_results, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	if (!search_once(query, &results, error))
		return false;
	for (unsigned searches = 1; searches < SEARCHES_MAX && items_gone(results); searches++) {
		g_clear_pointer(&results, g_ptr_array_unref);
		if (!search_once(query, &results, error))
			return false;
	}
	bool damaged = were_damaged(results);
	bool gone = items_gone(results);
	if (!items_keep_valid(results, among_all, error))
		return false;
	if (results->len == 0 && damaged)
		return keyring_fail(error, KEYRING_DAMAGED,
				    "the keyring item is damaged: its attributes are not those of a license" REMEDY
				    "store the "
				    "license again with 'docker-credential-replicated login'");
	if (results->len == 0 && gone)
		return search_fail_for_changes(error);
	*ret_results = g_steal_pointer(&results);
	return true;
}

static bool list_once(const struct keyring_query *query, GPtrArray **ret_results, GError **error)
{
	g_auto(Collection) collection = { 0 };
	g_autoptr(GPtrArray) results = NULL;
	if (!search_in_silence(query, NULL, &results, error))
		return false;
	if (!results || results->len == 0) {
		if (!collection_look(&collection, error) || !collection_is_searchable(&collection, error))
			return false;
		/* KeePassXC would show its unlock dialog for a mere search. */
		if (collection.locked)
			return bus_fail_locked(error);
		if (!results && !items_search(query, NULL, &results, error))
			return false;
	}
	if (!items_read(results, query, error))
		return false;
	if (items_hidden(results))
		return bus_fail_locked(error);
	*ret_results = g_steal_pointer(&results);
	return true;
}

bool search_to_list(const struct keyring_query *query, GPtrArray **ret_results, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	bool gone = true;
	for (unsigned searches = 0; searches < SEARCHES_MAX && gone; searches++) {
		g_clear_pointer(&results, g_ptr_array_unref);
		if (!list_once(query, &results, error))
			return false;
		gone = items_gone(results);
	}
	/* The items of an app compete across profiles. */
	if (!items_keep_valid(results, query->app && !query->profile, error))
		return false;
	if (!results || (results->len == 0 && gone))
		return search_fail_for_changes(error);
	*ret_results = g_steal_pointer(&results);
	return true;
}
