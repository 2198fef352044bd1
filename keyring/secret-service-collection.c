/* SPDX-License-Identifier: MIT */
#include "secret-service-collection.h"

#include "secret-service-prompt.h"

#include <string.h>

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

bool service_open(GError **error)
{
	return environment_is_sane(error) && bus_connect(error);
}

void collection_clear(struct collection *collection)
{
	g_free(collection->path);
}

/* gnome-keyring also names a default collection that has not been made yet. */
static bool read_lock(struct collection *collection, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	GError *cause = NULL;
	int locked = 0;
	switch (bus_call(bus_get(collection->path, COLLECTION_INTERFACE, "Locked"), "v", &reply, &cause)) {
	case BUS_ANSWERED:
		if (sd_bus_message_read(reply, "v", "b", &locked) <= 0)
			return bus_fail_protocol(error, "a collection whose lock cannot be read");
		collection->locked = locked;
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

/* *ret_path stays NULL if the service names none. */
static bool read_default(char **ret_path, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	const char *path;
	if (bus_call(bus_method(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", "s", "default"), "o", &reply, error) !=
	    BUS_ANSWERED)
		return false;
	if (sd_bus_message_read(reply, "o", &path) <= 0)
		return bus_fail_protocol(error, "an answer to ReadAlias that cannot be read");
	if (strcmp(path, NO_OBJECT) != 0)
		*ret_path = g_strdup(path);
	return true;
}

bool collection_look(struct collection *ret_collection, GError **error)
{
	g_auto(Collection) collection = { 0 };
	/* The first call of a client may arrive while gnome-keyring registers it: then it names none, whatever there
	 * is. A person would be asked to create a second keyring. */
	for (int attempt = 0; attempt < 2 && !collection.path; attempt++)
		if (!read_default(&collection.path, error))
			return false;
	if (collection.path && !read_lock(&collection, error))
		return false;
	*ret_collection = collection;
	collection = (struct collection){ 0 };
	return true;
}

bool collection_is_searchable(const struct collection *collection, GError **error)
{
	return collection->path || bus_searches_without_collection() || bus_fail_locked(error);
}

bool collection_unlock(struct collection *collection, GError **error)
{
	if (collection->locked && !prompt_unlock_one(collection->path, error))
		return false;
	collection->locked = false;
	return true;
}
