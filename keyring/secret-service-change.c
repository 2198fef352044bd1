/* SPDX-License-Identifier: MIT */
#include "secret-service-change.h"

#include "process-lock.h"
#include "secret-service-collection.h"
#include "secret-service-prompt.h"
#include "secret-service-search.h"
#include "secret-service-secrets.h"

#include <string.h>

#define CHANGE_FILE "docker-credential-replicated.change"

/* Without a lock two that store at the same time may delete each other's item: the person should know. */
static void warn_without_lock(void)
{
	static bool warned;
	if (!warned)
		prompt_note("XDG_RUNTIME_DIR is not set to a private folder of this user: if two programs change "
			    "licenses at the same time, one of the changes may be lost");
	warned = true;
}

/* What is there of the profile and server before a change, everything unlocked, and the lock that keeps other
 * processes of ours from changing it. A person is never asked to unlock anything while others wait for the lock. */
static bool search_to_change(const struct keyring_query *query, int *ret_lock, GPtrArray **ret_results, GError **error)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		g_autoptr(GPtrArray) results = NULL;
		int lock = lock_open(CHANGE_FILE);
		if (lock < 0)
			warn_without_lock();
		prompt_wait_for_lock(lock);
		if (!items_search(query, NULL, &results, error) || !items_read(results, query, error)) {
			lock_release(&lock);
			return false;
		}
		bool locked = false;
		for (guint i = 0; i < results->len; i++)
			if (((const struct search_result *)g_ptr_array_index(results, i))->locked)
				locked = true;
		if (!locked) {
			*ret_lock = lock;
			*ret_results = g_steal_pointer(&results);
			return true;
		}
		lock_release(&lock);
		if (!search_unlock(results, error))
			return false;
	}
	return bus_fail_locked(error);
}

/* Deletes the results that match, but not `except`. */
static bool delete_results(const GPtrArray *results, const char *except, unsigned *ret_count, GError **error)
{
	unsigned count = 0;
	for (guint i = 0; i < results->len; i++) {
		const struct search_result *result = g_ptr_array_index(results, i);
		if (!result->matches || (except && strcmp(result->path, except) == 0))
			continue;
		if (!prompt_delete_item(result->path, error))
			return false;
		count++;
	}
	*ret_count = count;
	return true;
}

/* Stores into the collection, over the item with the same attributes if there is one. The path of the item, NO_OBJECT if
 * the service does not tell it, is freed by the caller. KeePassXC may ask for a confirmation here, too. */
static char *create_item(const char *collection, const struct keyring_item *item, const struct secret *license,
			 GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	const char *path = NO_OBJECT;
	const char *prompt = NO_OBJECT;
	if (!secrets_open(error))
		return NULL;
	sd_bus_message *call = bus_method(collection, COLLECTION_INTERFACE, "CreateItem", "");
	if (!items_append_properties(call, item) || !secrets_append(call, license) ||
	    sd_bus_message_append(call, "b", 1) < 0)
		call = sd_bus_message_unref(call);
	if (bus_call(call, "oo", &reply, error) != BUS_ANSWERED)
		return NULL;
	if (sd_bus_message_read(reply, "oo", &path, &prompt) <= 0) {
		bus_fail_protocol(error, "an answer to CreateItem that cannot be read");
		return NULL;
	}
	if (strcmp(prompt, NO_OBJECT) == 0)
		return g_strdup(path);

	g_autoptr(GPtrArray) made = NULL;
	bool dismissed = false;
	if (!prompt_show(prompt, &dismissed, &made, error))
		return NULL;
	if (dismissed) {
		keyring_fail(error, KEYRING_DENIED,
			     "the license was not stored: the keyring asked for a confirmation, and the answer was no: "
			     "try again and confirm it");
		return NULL;
	}
	return g_strdup(made->len == 1 ? g_ptr_array_index(made, 0) : NO_OBJECT);
}

/* Whether what is there is what a change expects; empty: nothing. The caller holds the lock. */
static bool is_expected(const struct keyring_query *query, const struct secret *expected, bool *ret_expected,
			GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	if (!search_and_read(query, true, &results, error))
		return false;
	if (results->len > 0) {
		g_ptr_array_set_size(results, 1);
		if (!secrets_read(results, &license, error))
			return false;
	}
	*ret_expected = secret_equal(&license, expected);
	return true;
}

/* What a change requires to be there before. */
struct condition {
	const struct secret *expected; /* NULL: whatever is there */
	bool met;		       /* without `expected` from the start */
};

static bool judge(const struct keyring_query *query, struct condition *condition, GError **error)
{
	if (!condition->expected)
		return true;
	return is_expected(query, condition->expected, &condition->met, error);
}

static bool store(const struct keyring_item *item, const struct secret *license, struct condition *condition,
		  GError **error)
{
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_auto(Collection) collection = { 0 };
	if (!service_open(error) || !collection_look(&collection, error) || !collection_unlock(&collection, error))
		return false;
	if (!collection.path && !(collection.path = prompt_create_collection(error)))
		return false;

	g_autoptr(GPtrArray) old = NULL;
	int lock;
	unsigned count;
	secrets_begin();
	if (!search_to_change(&query, &lock, &old, error))
		return false;
	bool stored = judge(&query, condition, error);
	if (condition->met) {
		g_autofree char *path = create_item(collection.path, item, license, error);
		/* Which of the old items was written over is known only from the path. */
		stored = path && (strcmp(path, NO_OBJECT) == 0 || delete_results(old, path, &count, error));
	}
	lock_release(&lock);
	return stored;
}

bool change_store(const struct keyring_item *item, const struct secret *license, GError **error)
{
	struct condition anything = { .met = true };
	return store(item, license, &anything, error);
}

bool change_store_over(const struct keyring_item *item, const struct secret *license, const struct secret *expected,
		       bool *ret_done, GError **error)
{
	struct condition condition = { .expected = expected };
	if (!store(item, license, &condition, error))
		return false;
	*ret_done = condition.met;
	return true;
}

static bool erase(const struct keyring_query *query, struct condition *condition, unsigned *ret_count, GError **error)
{
	g_auto(Collection) collection = { 0 };
	g_autoptr(GPtrArray) results = NULL;
	int lock;
	if (!service_open(error) || !collection_look(&collection, error) ||
	    !collection_is_searchable(&collection, error) || !collection_unlock(&collection, error) ||
	    !search_to_change(query, &lock, &results, error))
		return false;
	bool erased = judge(query, condition, error);
	if (condition->met)
		erased = delete_results(results, NULL, ret_count, error);
	lock_release(&lock);
	return erased;
}

bool change_erase(const struct keyring_query *query, unsigned *ret_count, GError **error)
{
	struct condition anything = { .met = true };
	return erase(query, &anything, ret_count, error);
}

bool change_erase_only(const struct keyring_query *query, const struct secret *expected, bool *ret_done, GError **error)
{
	struct condition condition = { .expected = expected };
	unsigned count;
	if (!erase(query, &condition, &count, error))
		return false;
	*ret_done = condition.met;
	return true;
}
