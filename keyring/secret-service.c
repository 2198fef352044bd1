/* SPDX-License-Identifier: MIT
 *
 * secret-service.c - the keyring of the desktop: gnome-keyring, KeePassXC, KWallet
 *
 * Each operation of keyring.h reads from its top: look whether the collection is locked, search, read what was
 * found, then read secrets or change items. The service is asked as little as possible, and a person only by
 * find(), find_all(), unlock(), store() and erase().
 *
 * KeePassXC shows its unlock dialog for a mere search. So the collection's lock is looked at first; where it is
 * locked, a service other than gnome-keyring is unlocked before it is searched, or not searched at all.
 */
#include "secret-service-lock.h"
#include "secret-service-prompt.h"
#include "secret-service-secrets.h"

#include <gmodule.h>
#include <string.h>

#define CHANGE_FILE "docker-credential-replicated.change"

/* Switches of libsecret's own tests: whoever sets them expects another place than the Secret Service. */
static bool environment_is_sane(GError **error)
{
	const char *backend = g_getenv("SECRET_BACKEND");
	if (backend && *backend && strcmp(backend, "service") != 0)
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "SECRET_BACKEND is set to something other than 'service'" REMEDY
				    "unset it, then try again");

	g_auto(GStrv) names = g_listenv();
	for (char **name = names; *name; name++)
		if (g_str_has_prefix(*name, "SECRET_FILE_TEST_"))
			return keyring_fail(error, KEYRING_UNAVAILABLE,
					    "a SECRET_FILE_TEST_ variable is set, a switch for libsecret's own tests: "
					    "unset it, then try again");
	return true;
}

static bool open_bus(GError **error)
{
	return environment_is_sane(error) && bus_connect(error);
}

/* ---- the collection ---- */

struct collection {
	char *path; /* where new items go; NULL where none exists yet */
	bool locked;
};

static void collection_clear(struct collection *collection)
{
	g_free(collection->path);
}

typedef struct collection Collection;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Collection, collection_clear)

/* gnome-keyring also names a default collection that has not been made yet. */
static bool read_lock(struct collection *collection, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	GError *cause = NULL;
	int locked = 0;
	switch (bus_call(bus_get(collection->path, COLLECTION_INTERFACE, "Locked"), "v", &reply, &cause)) {
	case BUS_ANSWERED:
		collection->locked = sd_bus_message_read(reply, "v", "b", &locked) > 0 && locked;
		return true;
	case BUS_ABSENT:
		g_error_free(cause);
		g_clear_pointer(&collection->path, g_free);
		return true;
	default:
		g_propagate_error(error, cause);
		return false;
	}
}

static bool look_at_collection(struct collection *ret_collection, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	const char *path;
	if (bus_call(bus_method(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", "s", "default"), "o", &reply, error) !=
		    BUS_ANSWERED ||
	    sd_bus_message_read(reply, "o", &path) <= 0)
		return false;

	g_auto(Collection) collection = { 0 };
	if (strcmp(path, NO_OBJECT) != 0) {
		collection.path = g_strdup(path);
		if (!read_lock(&collection, error))
			return false;
	}
	*ret_collection = collection;
	collection = (struct collection){ 0 };
	return true;
}

static bool unlock_collection(struct collection *collection, GError **error)
{
	if (collection->locked && !prompt_unlock_one(collection->path, error))
		return false;
	collection->locked = false;
	return true;
}

static bool unlock_keyring(GError **error)
{
	g_auto(Collection) collection = { 0 };
	return open_bus(error) && look_at_collection(&collection, error) && unlock_collection(&collection, error);
}

/* ---- searching ---- */

static bool unlock_results(const GPtrArray *results, GError **error)
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

/* Searches; where nothing is found in a locked collection, unlocks it and searches again. */
static bool search_unlocking(const struct keyring_query *query, GPtrArray **ret_results, GError **error)
{
	g_auto(Collection) collection = { 0 };
	g_autoptr(GPtrArray) results = NULL;
	if (!look_at_collection(&collection, error) ||
	    (collection.locked && !bus_searches_in_silence() && !unlock_collection(&collection, error)) ||
	    !items_search(query, secrets_prepare, &results, error))
		return false;

	if (results->len == 0 && collection.locked) {
		g_clear_pointer(&results, g_ptr_array_unref);
		if (!unlock_collection(&collection, error) || !items_search(query, NULL, &results, error))
			return false;
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

/* The results with their attributes, those of the query alone: unlocks, where the service shows hashes in their
 * place. */
static bool search_and_read(const struct keyring_query *query, bool among_all, GPtrArray **ret_results, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	if (!search_unlocking(query, &results, error))
		return false;
	/* Both sides compute their half of the key exchange while the attributes are read. */
	if (results->len > 0)
		secrets_begin();
	if (!items_read(results, query, error) ||
	    (items_hidden(results) && (!unlock_results(results, error) || !items_read(results, query, error))))
		return false;
	bool damaged = were_damaged(results);
	if (!items_keep_valid(results, among_all, error))
		return false;
	if (results->len == 0 && damaged)
		return keyring_fail(error, KEYRING_DAMAGED,
				    "the keyring item is damaged: its attributes are not those of a license" REMEDY
				    "store the "
				    "license again with 'docker-credential-replicated login'");
	*ret_results = g_steal_pointer(&results);
	return true;
}

static struct keyring_item take_item(struct search_result *result)
{
	struct keyring_item item = result->item;
	result->item = (struct keyring_item){ 0 };
	return item;
}

/* ---- find ---- */

static bool find(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		 GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	if (!open_bus(error) || !search_and_read(query, true, &results, error))
		return false;
	if (results->len == 0)
		return keyring_fail(error, KEYRING_NOT_FOUND, "the keyring holds no such license");

	g_ptr_array_set_size(results, 1);
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	if (!unlock_results(results, error) || !secrets_read(results, &license, error))
		return false;
	if (license.length == 0)
		return keyring_fail_damaged(error);
	secret_move(&license, ret_license);
	*ret_item = take_item(g_ptr_array_index(results, 0));
	return true;
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

static bool find_all(const struct keyring_query *query, GPtrArray **ret_licenses, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	GPtrArray *licenses = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free);
	g_autoptr(GPtrArray) owned = licenses;
	if (!open_bus(error) || !search_and_read(query, false, &results, error))
		return false;
	keep_newest(results);
	if (results->len == 0) {
		*ret_licenses = g_steal_pointer(&owned);
		return true;
	}

	g_autofree struct secret *ids = g_new(struct secret, results->len);
	for (guint i = 0; i < results->len; i++)
		ids[i] = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
	bool read = unlock_results(results, error) && secrets_read(results, ids, error);
	for (guint i = 0; i < results->len; i++) {
		struct keyring_license *license = g_new0(struct keyring_license, 1);
		license->item = take_item(g_ptr_array_index(results, i));
		license->id = ids[i];
		g_ptr_array_add(licenses, license);
	}
	if (read)
		*ret_licenses = g_steal_pointer(&owned);
	return read;
}

/* ---- list ---- */

static bool list(const struct keyring_query *query, GPtrArray **ret_items, GError **error)
{
	g_auto(Collection) collection = { 0 };
	g_autoptr(GPtrArray) results = NULL;
	if (!open_bus(error) || !look_at_collection(&collection, error))
		return false;
	if (collection.locked && !bus_searches_in_silence())
		return bus_fail_locked(error);
	if (!items_search(query, NULL, &results, error))
		return false;
	if (results->len == 0 && collection.locked)
		return bus_fail_locked(error);
	if (!items_read(results, query, error))
		return false;
	if (items_hidden(results))
		return bus_fail_locked(error);
	/* The items of an app compete across profiles. */
	if (!items_keep_valid(results, query->app && !query->profile, error))
		return false;

	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = 0; i < results->len; i++) {
		const struct keyring_item item = take_item(g_ptr_array_index(results, i));
		g_ptr_array_add(items, g_memdup2(&item, sizeof(item)));
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}

/* ---- changing ---- */

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
		lock_wait(lock);
		if (!items_search(query, NULL, &results, error) || !items_read(results, query, error)) {
			lock_release(&lock);
			return false;
		}
		bool locked = false;
		for (guint i = 0; i < results->len; i++)
			locked = locked || ((const struct search_result *)g_ptr_array_index(results, i))->locked;
		if (!locked) {
			*ret_lock = lock;
			*ret_results = g_steal_pointer(&results);
			return true;
		}
		lock_release(&lock);
		if (!unlock_results(results, error))
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

/* Stores into the collection, over the item with the same attributes if there is one. The path of the item is freed by
 * the caller. KeePassXC may ask for a confirmation here, too. */
static char *create_item(const char *collection, const struct keyring_item *item, const struct secret *license,
			 GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	const char *path = NO_OBJECT;
	const char *prompt = NO_OBJECT;
	if (!secrets_open(error))
		return NULL;
	sd_bus_message *call = bus_method(collection, COLLECTION_INTERFACE, "CreateItem", "");
	if (call && (!items_append_properties(call, item) || !secrets_append(call, license) ||
		     sd_bus_message_append(call, "b", 1) < 0))
		call = sd_bus_message_unref(call);
	if (bus_call(call, "oo", &reply, error) != BUS_ANSWERED)
		return NULL;
	(void)sd_bus_message_read(reply, "oo", &path, &prompt);
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

static bool store(const struct keyring_item *item, const struct secret *license, GError **error)
{
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_auto(Collection) collection = { 0 };
	if (!open_bus(error) || !look_at_collection(&collection, error) || !unlock_collection(&collection, error))
		return false;
	if (!collection.path && !(collection.path = prompt_create_collection(error)))
		return false;

	g_autoptr(GPtrArray) old = NULL;
	int lock;
	unsigned count;
	secrets_begin();
	if (!search_to_change(&query, &lock, &old, error))
		return false;
	g_autofree char *path = create_item(collection.path, item, license, error);
	bool stored = path && delete_results(old, path, &count, error);
	lock_release(&lock);
	return stored;
}

static bool erase(const struct keyring_query *query, unsigned *ret_count, GError **error)
{
	g_autoptr(GPtrArray) results = NULL;
	int lock;
	if (!unlock_keyring(error) || !search_to_change(query, &lock, &results, error))
		return false;
	bool erased = delete_results(results, NULL, ret_count, error);
	lock_release(&lock);
	return erased;
}

/* ---- state ---- */

static bool state(struct keyring_state *ret_state, GError **error)
{
	g_auto(Collection) collection = { 0 };
	if (!open_bus(error) || !look_at_collection(&collection, error) || !secrets_open(error))
		return false;
	*ret_state = (struct keyring_state){
		.locked = collection.locked,
		.encrypted = secrets_are_encrypted(),
		.place = collection.path
				 ? g_strdup_printf("Secret Service, collection '%s'", strrchr(collection.path, '/') + 1)
				 : NULL,
		.remedy = g_strdup(bus_unlock_remedy()),
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
	.store = store,
	.erase = erase,
	.state = state,
};
