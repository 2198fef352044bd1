/* SPDX-License-Identifier: MIT
 *
 * secret-service.c - the keyring of the desktop: gnome-keyring, KeePassXC, KWallet
 *
 * The only file that includes libsecret. libsecret does the parts that must not be home-made: the
 * session with its key exchange, encoding and decoding of secrets, prompts. Objects are named by
 * their D-Bus paths (secret-paths.h) and not wrapped in SecretItem, each of which costs several
 * round trips of 0.3 ms; that API has not changed since 2012 and its symbols are exported.
 *
 * Three things that are known to go wrong shape this file:
 * - libsecret's lookup says "nothing" for a locked keyring. We search, and then look.
 * - gnome-keyring that was never unlocked since its start (autologin, ssh) shows its items under a
 *   schema that is not theirs: a search with our schema finds nothing, not even in the locked
 *   half. After an empty search the collection is looked at, unlocked, and searched again.
 * - gnome-keyring now and then answers a good call with UnknownMethod while a client registers:
 *   such a call is tried once more.
 */
#define SECRET_API_SUBJECT_TO_CHANGE

#include "keyring.h"

#include <gmodule.h>
#include <libsecret/secret.h>
#include <string.h>

#define SERVICE_PATH "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define ITEM_INTERFACE "org.freedesktop.Secret.Item"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define NO_OBJECT "/"

/* Answers of one batch of pipelined calls are awaited together; gnome-keyring keeps up with this
 * many, and the bus allows each connection 128 by default before it refuses. */
#define PIPELINE_DEPTH 64

#define SCHEMA_NAME "com.replicated.License"
#define ATTRIBUTE_PROFILE "profile"
#define ATTRIBUTE_SERVER "server"
#define ATTRIBUTE_USERNAME "username"
#define ATTRIBUTE_USERNAME_IS_LICENSE "username-is-license"
#define ATTRIBUTE_APP "app"
#define USERNAME_STAND_IN "LICENSE_ID"

static const SecretSchema schema = {
	SCHEMA_NAME,
	SECRET_SCHEMA_NONE,
	{
		{ ATTRIBUTE_PROFILE, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ ATTRIBUTE_SERVER, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ ATTRIBUTE_USERNAME, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ ATTRIBUTE_USERNAME_IS_LICENSE, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ ATTRIBUTE_APP, SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ NULL, 0 },
	},
	0,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
};

static const struct keyring_host *host;

/* ---- errors ---- */

static bool fail(enum keyring_outcome outcome, GError **error, const char *sentence)
{
	g_set_error_literal(error, KEYRING_ERROR, (int)outcome, sentence);
	return false;
}

static bool fail_locked(GError **error)
{
	return fail(KEYRING_LOCKED, error,
		    "keyring is locked: unlock it (on a desktop: log in or open Passwords and Keys; "
		    "elsewhere: gnome-keyring-daemon --unlock), then try again");
}

static bool is_unknown_method(const GError *error)
{
	return g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

static bool is_remote_error(const GError *error, const char *name)
{
	g_autofree char *remote = g_dbus_error_get_remote_error(error);
	return remote && strcmp(remote, name) == 0;
}

static bool is_locked_error(const GError *error)
{
	return g_error_matches(error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
	       is_remote_error(error, "org.freedesktop.Secret.Error.IsLocked");
}

static bool is_no_such_object(const GError *error)
{
	return g_error_matches(error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
	       g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
	       is_remote_error(error, "org.freedesktop.Secret.Error.NoSuchObject");
}

static bool is_one_of(const GError *error, GQuark domain, const int *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (g_error_matches(error, domain, codes[i]))
			return true;
	return false;
}

/* Says in our words what D-Bus, GIO or libsecret said in theirs. Takes `cause`. */
static bool fail_from(GError *cause, GError **error)
{
	static const int timed_out[] = { G_DBUS_ERROR_NO_REPLY, G_DBUS_ERROR_TIMEOUT, G_DBUS_ERROR_TIMED_OUT };
	static const int denied[] = { G_DBUS_ERROR_ACCESS_DENIED, G_DBUS_ERROR_AUTH_FAILED };
	static const int absent[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
				      G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND };
	static const int gone[] = { G_IO_ERROR_CLOSED, G_IO_ERROR_CONNECTION_CLOSED, G_IO_ERROR_BROKEN_PIPE };

	g_autoptr(GError) owned = cause;
	g_dbus_error_strip_remote_error(owned);

	if (is_locked_error(owned))
		return fail_locked(error);
	if (g_error_matches(owned, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
	    is_one_of(owned, G_DBUS_ERROR, timed_out, G_N_ELEMENTS(timed_out)))
		return fail(KEYRING_TIMED_OUT, error,
			    "keyring does not answer: restart its service (gnome-keyring, KeePassXC, KWallet), "
			    "then try again");
	if (g_error_matches(owned, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
	    is_one_of(owned, G_DBUS_ERROR, denied, G_N_ELEMENTS(denied))) {
		g_set_error(error, KEYRING_ERROR, KEYRING_DENIED,
			    "keyring refuses access (%s): run this as the user whose session it is", owned->message);
		return false;
	}
	if (is_one_of(owned, G_DBUS_ERROR, absent, G_N_ELEMENTS(absent)))
		return fail(KEYRING_UNAVAILABLE, error,
			    "keyring is unavailable: no Secret Service runs on the session bus: start gnome-keyring or "
			    "KeePassXC, or give the license by REPLICATED_LICENSE_ID_FILE");
	if (is_one_of(owned, G_IO_ERROR, gone, G_N_ELEMENTS(gone)) ||
	    g_error_matches(owned, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED))
		return fail(KEYRING_UNAVAILABLE, error,
			    "keyring is unavailable: the session bus closed the connection: try again");

	g_set_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE,
		    "keyring is unavailable: its service failed (%s): see that it runs, then try again",
		    owned->message);
	return false;
}

/* ---- the connection ---- */

/* Switches of libsecret's own tests that release builds honour: one hangs for ever inside
 * libsecret, the other quietly swaps the keyring for a file with a known password. */
static bool environment_is_sane(GError **error)
{
	const char *backend = g_getenv("SECRET_BACKEND");
	if (backend && *backend && strcmp(backend, "service") != 0)
		return fail(KEYRING_UNAVAILABLE, error,
			    "SECRET_BACKEND is set to something other than 'service': unset it, then try again");
	if (g_getenv("SECRET_FILE_TEST_PASSWORD") || g_getenv("SECRET_FILE_TEST_PATH"))
		return fail(KEYRING_UNAVAILABLE, error,
			    "a SECRET_FILE_TEST_ variable is set, a switch for libsecret's own tests: "
			    "unset it, then try again");
	return true;
}

/* The service proxy; one for the life of the program. */
static SecretService *connect_service(GError **error)
{
	static SecretService *service;
	if (service)
		return service;
	if (!environment_is_sane(error))
		return NULL;

	GError *cause = NULL;
	GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &cause);
	if (!bus) {
		g_dbus_error_strip_remote_error(cause);
		g_set_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE,
			    "keyring is unavailable: no session bus (%s): log in to a desktop session as the user "
			    "whose keyring it is, or give the license by REPLICATED_LICENSE_ID_FILE",
			    cause->message);
		g_error_free(cause);
		return NULL;
	}
	/* GDBus would end the program by SIGTERM, without a word, when the bus goes away. */
	g_dbus_connection_set_exit_on_close(bus, FALSE);

	for (int attempt = 0; attempt < 2 && !service; attempt++) {
		g_clear_error(&cause);
		service = secret_service_get_sync(SECRET_SERVICE_NONE, NULL, &cause);
		if (!service && !is_unknown_method(cause))
			break;
	}
	/* libsecret's proxy holds the connection for the life of the program; so do we. */
	if (!service)
		fail_from(cause, error);
	return service;
}

/* One call by name, once more after a sporadic UnknownMethod. */
static GVariant *call(SecretService *service, const char *path, const char *interface, const char *method,
		      GVariant *parameters, const char *reply_type, GError **cause)
{
	GDBusProxy *proxy = G_DBUS_PROXY(service);
	g_autoptr(GVariant) owned = g_variant_ref_sink(parameters);
	g_autoptr(GVariantType) type = g_variant_type_new(reply_type);
	GVariant *reply = NULL;

	for (int attempt = 0; attempt < 2 && !reply; attempt++) {
		g_clear_error(cause);
		reply = g_dbus_connection_call_sync(g_dbus_proxy_get_connection(proxy), g_dbus_proxy_get_name(proxy),
						    path, interface, method, owned, type, G_DBUS_CALL_FLAGS_NONE, -1,
						    NULL, cause);
		if (!reply && !is_unknown_method(*cause))
			break;
	}
	return reply;
}

/* ---- prompts and locks ---- */

/* Shows a prompt of the keyring and waits for the person. False without an error where it was
 * dismissed, or there is nothing to show it on. */
static GVariant *run_prompt(SecretService *service, const char *prompt, const char *return_type)
{
	g_autoptr(GVariantType) type = g_variant_type_new(return_type);
	host->prompt_begins();
	/* A prompt that fails is a prompt that unlocked nothing: the caller looks and says "locked". */
	GVariant *result = secret_service_prompt_at_dbus_path_sync(service, prompt, NULL, type, NULL);
	host->prompt_ends();
	return result;
}

/* Unlocks objects, by prompt where the service wants one. True where it may have helped: look
 * again. */
static bool unlock(SecretService *service, const char *const *paths, GError **error)
{
	GError *cause = NULL;
	g_autoptr(GVariant) reply = call(service, SERVICE_PATH, SERVICE_INTERFACE, "Unlock",
					 g_variant_new("(^ao)", paths), "(aoo)", &cause);
	if (!reply)
		return fail_from(cause, error);

	g_autofree const char **unlocked = NULL;
	const char *prompt;
	g_variant_get(reply, "(^a&o&o)", &unlocked, &prompt);
	if (unlocked[0])
		return true;
	if (strcmp(prompt, NO_OBJECT) == 0)
		return fail_locked(error);
	g_autoptr(GVariant) result = run_prompt(service, prompt, "ao");
	return result && g_variant_n_children(result) > 0 ? true : fail_locked(error);
}

/* The collection that new items go to; NULL where there is none yet. */
static bool default_collection(SecretService *service, char **ret_path, GError **error)
{
	GError *cause = NULL;
	g_autoptr(GVariant) reply = call(service, SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias",
					 g_variant_new("(s)", SECRET_COLLECTION_DEFAULT), "(o)", &cause);
	if (!reply)
		return fail_from(cause, error);

	const char *path;
	g_variant_get(reply, "(&o)", &path);
	*ret_path = strcmp(path, NO_OBJECT) == 0 ? NULL : g_strdup(path);
	return true;
}

/* The default collection where it is locked, NULL where it is open or there is none. */
static bool locked_collection(SecretService *service, char **ret_path, GError **error)
{
	g_autofree char *path = NULL;
	if (!default_collection(service, &path, error))
		return false;
	if (!path) {
		*ret_path = NULL;
		return true;
	}

	GError *cause = NULL;
	g_autoptr(GVariant) reply = call(service, path, PROPERTIES_INTERFACE, "Get",
					 g_variant_new("(ss)", COLLECTION_INTERFACE, "Locked"), "(v)", &cause);
	/* gnome-keyring names a default that does not exist yet, and knows no method there. */
	if (!reply && !is_unknown_method(cause) && !is_no_such_object(cause))
		return fail_from(cause, error);
	g_clear_error(&cause);

	bool locked = false;
	if (reply) {
		g_autoptr(GVariant) value = NULL;
		g_variant_get(reply, "(v)", &value);
		locked = g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean(value);
	}
	*ret_path = locked ? g_steal_pointer(&path) : NULL;
	return true;
}

/* ---- items ---- */

/* One item as a search shows it. */
struct hit {
	char *path;
	bool locked;
	bool readable; /* the attributes below are the item's own */
	struct keyring_item item;
};

static void hit_free(gpointer data)
{
	struct hit *hit = data;
	g_free(hit->path);
	keyring_item_clear(&hit->item);
	g_free(hit);
}

static GHashTable *attributes_of_query(const struct keyring_query *query)
{
	GHashTable *attributes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (query->profile)
		g_hash_table_insert(attributes, g_strdup(ATTRIBUTE_PROFILE), g_strdup(query->profile));
	if (query->server)
		g_hash_table_insert(attributes, g_strdup(ATTRIBUTE_SERVER), g_strdup(query->server));
	if (query->app)
		g_hash_table_insert(attributes, g_strdup(ATTRIBUTE_APP), g_strdup(query->app));
	return attributes;
}

/* What the service finds with our schema, locked or not; attributes not yet read. */
static bool search(SecretService *service, const struct keyring_query *query, GPtrArray **ret_hits, GError **error)
{
	g_autoptr(GHashTable) attributes = attributes_of_query(query);
	g_auto(GStrv) open = NULL;
	g_auto(GStrv) locked = NULL;
	GError *cause = NULL;
	bool found = false;

	for (int attempt = 0; attempt < 2 && !found; attempt++) {
		g_clear_error(&cause);
		found = secret_service_search_for_dbus_paths_sync(service, &schema, attributes, NULL, &open, &locked,
								  &cause);
		if (!found && !is_unknown_method(cause))
			break;
	}
	if (!found)
		return fail_from(cause, error);

	GPtrArray *hits = g_ptr_array_new_with_free_func(hit_free);
	for (char **path = open; path && *path; path++) {
		struct hit *hit = g_new0(struct hit, 1);
		hit->path = g_strdup(*path);
		g_ptr_array_add(hits, hit);
	}
	for (char **path = locked; path && *path; path++) {
		struct hit *hit = g_new0(struct hit, 1);
		hit->path = g_strdup(*path);
		hit->locked = true;
		g_ptr_array_add(hits, hit);
	}
	*ret_hits = hits;
	return true;
}

/* The same; where nothing is found in a locked collection, unlocked and searched again. */
static bool search_unlocking(SecretService *service, const struct keyring_query *query, GPtrArray **ret_hits,
			     GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	if (!search(service, query, &hits, error))
		return false;

	if (hits->len == 0) {
		g_autofree char *collection = NULL;
		if (!locked_collection(service, &collection, error))
			return false;
		if (collection) {
			g_clear_pointer(&hits, g_ptr_array_unref);
			if (!unlock(service, (const char *const[]){ collection, NULL }, error) ||
			    !search(service, query, &hits, error))
				return false;
		}
	}
	*ret_hits = g_steal_pointer(&hits);
	return true;
}

static bool unlock_hits(SecretService *service, GPtrArray *hits, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	for (guint i = 0; i < hits->len; i++) {
		const struct hit *hit = g_ptr_array_index(hits, i);
		if (hit->locked)
			g_ptr_array_add(paths, hit->path);
	}
	if (paths->len == 0)
		return true;
	g_ptr_array_add(paths, NULL);
	return unlock(service, (const char *const *)paths->pdata, error);
}

static void read_properties(struct hit *hit, GVariant *properties)
{
	g_autoptr(GVariant) attributes = g_variant_lookup_value(properties, "Attributes", G_VARIANT_TYPE("a{ss}"));
	const char *marker = NULL;
	struct keyring_item *item = &hit->item;
	guint64 modified = 0;

	keyring_item_clear(item);
	if (attributes) {
		g_variant_lookup(attributes, ATTRIBUTE_PROFILE, "s", &item->profile);
		g_variant_lookup(attributes, ATTRIBUTE_SERVER, "s", &item->server);
		g_variant_lookup(attributes, ATTRIBUTE_USERNAME, "s", &item->username);
		g_variant_lookup(attributes, ATTRIBUTE_APP, "s", &item->app);
		item->username_is_license = g_variant_lookup(attributes, ATTRIBUTE_USERNAME_IS_LICENSE, "&s", &marker);
	}
	g_variant_lookup(properties, "Modified", "t", &modified);
	item->modified = (gint64)MIN(modified, (guint64)G_MAXINT64);

	const char *schema_name = NULL;
	hit->readable = attributes && g_variant_lookup(attributes, "xdg:schema", "&s", &schema_name) &&
			strcmp(schema_name, SCHEMA_NAME) == 0 && item->profile && item->server && item->username;
}

struct batch {
	struct hit *hit;
	guint *pending;
	GError **cause;
};

static void properties_arrived(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autofree struct batch *batch = data;
	GError *cause = NULL;
	g_autoptr(GVariant) reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &cause);

	(*batch->pending)--;
	if (reply) {
		g_autoptr(GVariant) properties = g_variant_get_child_value(reply, 0);
		read_properties(batch->hit, properties);
	} else if (!*batch->cause) {
		*batch->cause = cause;
	} else {
		g_error_free(cause);
	}
}

/* Reads the attributes of all hits by pipelined calls: a round trip each would make `list` take
 * seconds where there are thousands. An item that vanished meanwhile stays unreadable. */
static bool read_attributes(SecretService *service, GPtrArray *hits, GError **error)
{
	GDBusProxy *proxy = G_DBUS_PROXY(service);
	GDBusConnection *bus = g_dbus_proxy_get_connection(proxy);
	GError *cause = NULL;
	guint pending = 0;

	for (guint i = 0; i < hits->len; i++) {
		struct batch *batch = g_new(struct batch, 1);
		struct hit *hit = g_ptr_array_index(hits, i);
		*batch = (struct batch){ hit, &pending, &cause };
		g_dbus_connection_call(bus, g_dbus_proxy_get_name(proxy), hit->path, PROPERTIES_INTERFACE, "GetAll",
				       g_variant_new("(s)", ITEM_INTERFACE), G_VARIANT_TYPE("(a{sv})"),
				       G_DBUS_CALL_FLAGS_NONE, -1, NULL, properties_arrived, batch);
		pending++;
		while (pending >= PIPELINE_DEPTH)
			g_main_context_iteration(NULL, TRUE);
	}
	while (pending > 0)
		g_main_context_iteration(NULL, TRUE);

	if (cause && !is_no_such_object(cause) && !is_unknown_method(cause))
		return fail_from(cause, error);
	g_clear_error(&cause);
	return true;
}

/* The newest hit; of two of the same second the one with the greater path, which gnome-keyring
 * numbers upwards. */
static struct hit *newest(GPtrArray *hits)
{
	struct hit *best = NULL;
	for (guint i = 0; i < hits->len; i++) {
		struct hit *hit = g_ptr_array_index(hits, i);
		if (!best || hit->item.modified > best->item.modified ||
		    (hit->item.modified == best->item.modified && strlen(hit->path) >= strlen(best->path) &&
		     strcmp(hit->path, best->path) > 0))
			best = hit;
	}
	return best;
}

/* ---- the operations ---- */

static void set_host(const struct keyring_host *program)
{
	host = program;
}

/* Takes the license out of libsecret's non-pageable memory, into ours, which wipes itself. */
static bool take_license(SecretValue *value, const struct hit *hit, struct secret *ret_license, GError **error)
{
	gsize length = 0;
	const char *bytes = secret_value_get(value, &length);
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);

	if (!secret_append(&license, bytes, length) || !secret_is_license_id(&license)) {
		g_set_error(error, KEYRING_ERROR, KEYRING_DAMAGED,
			    "the keyring item for '%s' is damaged: its secret is not a license ID: store the license "
			    "again with 'docker-credential-replicated login'",
			    hit->item.server);
		return false;
	}
	secret_move(&license, ret_license);
	return true;
}

static bool find(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		 GError **error)
{
	SecretService *service = connect_service(error);
	g_autoptr(GPtrArray) hits = NULL;
	if (!service || !search_unlocking(service, query, &hits, error) || !read_attributes(service, hits, error))
		return false;

	struct hit *hit = newest(hits);
	if (!hit)
		return fail(KEYRING_NOT_FOUND, error, "the keyring holds no such license");
	if (hit->locked) {
		if (!unlock(service, (const char *const[]){ hit->path, NULL }, error))
			return false;
	}
	if (!hit->readable) {
		/* Locked since the service started: it showed hashes in place of the attributes. */
		g_autoptr(GPtrArray) one = g_ptr_array_new();
		g_ptr_array_add(one, hit);
		if (!read_attributes(service, one, error))
			return false;
	}
	if (!hit->readable)
		return fail(KEYRING_DAMAGED, error,
			    "a keyring item is damaged: its attributes are not ours: store the license again with "
			    "'docker-credential-replicated login'");

	SecretValue *value = NULL;
	GError *cause = NULL;
	for (int attempt = 0; attempt < 2 && !value; attempt++) {
		g_clear_error(&cause);
		value = secret_service_get_secret_for_dbus_path_sync(service, hit->path, NULL, &cause);
		if (!value && !(cause && is_unknown_method(cause)))
			break;
	}
	if (!value)
		return cause ? fail_from(cause, error) : fail_locked(error);

	bool taken = take_license(value, hit, ret_license, error);
	secret_value_unref(value);
	if (taken) {
		*ret_item = hit->item;
		hit->item = (struct keyring_item){ 0 };
	}
	return taken;
}

static bool list(const struct keyring_query *query, GPtrArray **ret_items, GError **error)
{
	SecretService *service = connect_service(error);
	g_autoptr(GPtrArray) hits = NULL;
	if (!service || !search(service, query, &hits, error))
		return false;

	if (hits->len == 0) {
		g_autofree char *collection = NULL;
		if (!locked_collection(service, &collection, error))
			return false;
		if (collection)
			return fail_locked(error);
	}
	if (!read_attributes(service, hits, error))
		return false;

	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = 0; i < hits->len; i++) {
		struct hit *hit = g_ptr_array_index(hits, i);
		if (!hit->readable && hit->locked)
			return fail_locked(error);
		if (!hit->readable)
			continue;
		g_ptr_array_add(items, g_memdup2(&hit->item, sizeof(hit->item)));
		hit->item = (struct keyring_item){ 0 };
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}

/* Deletes the hits, but not `except`. One that is gone already is fine. */
static bool delete_hits(SecretService *service, GPtrArray *hits, const char *except, GError **error)
{
	for (guint i = 0; i < hits->len; i++) {
		const struct hit *hit = g_ptr_array_index(hits, i);
		if (except && strcmp(hit->path, except) == 0)
			continue;

		GError *cause = NULL;
		g_autoptr(GVariant) reply =
			call(service, hit->path, ITEM_INTERFACE, "Delete", g_variant_new("()"), "(o)", &cause);
		if (!reply && (is_no_such_object(cause) || is_unknown_method(cause))) {
			g_clear_error(&cause);
			continue;
		}
		if (!reply)
			return fail_from(cause, error);

		const char *prompt;
		g_variant_get(reply, "(&o)", &prompt);
		if (strcmp(prompt, NO_OBJECT) != 0) {
			g_autoptr(GVariant) result = run_prompt(service, prompt, "s");
			if (!result)
				return fail_locked(error);
		}
	}
	return true;
}

static GHashTable *properties_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
}

static void properties_add(GHashTable *properties, const char *name, GVariant *value)
{
	g_hash_table_insert(properties, g_strdup(name), g_variant_ref_sink(value));
}

static GHashTable *properties_of_item(const struct keyring_item *item)
{
	GVariantBuilder attributes;
	g_variant_builder_init(&attributes, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&attributes, "{ss}", "xdg:schema", SCHEMA_NAME);
	g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_PROFILE, item->profile);
	g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_SERVER, item->server);
	/* People do log in with the license ID as user name: attributes are not confidential. */
	g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_USERNAME,
			      item->username_is_license ? USERNAME_STAND_IN : item->username);
	if (item->username_is_license)
		g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_USERNAME_IS_LICENSE, "yes");
	if (item->app)
		g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_APP, item->app);

	g_autofree char *label = g_strdup_printf("Replicated license for %s (%s)", item->server, item->profile);
	GHashTable *properties = properties_new();
	properties_add(properties, ITEM_INTERFACE ".Label", g_variant_new_string(label));
	properties_add(properties, ITEM_INTERFACE ".Attributes", g_variant_builder_end(&attributes));
	return properties;
}

/* Creates the item in the default collection, which is unlocked, or made, where need be.
 * Returns its path. */
static char *create_item(SecretService *service, const struct keyring_item *item, SecretValue *value, GError **error)
{
	g_autofree char *collection = NULL;
	if (!default_collection(service, &collection, error))
		return NULL;

	g_autoptr(GHashTable) properties = properties_of_item(item);
	g_autofree char *path = NULL;
	GError *cause = NULL;
	bool made = false;
	for (int attempt = 0; attempt < 3 && !path; attempt++) {
		g_clear_error(&cause);
		if (collection)
			path = secret_service_create_item_dbus_path_sync(service, collection, properties, value,
									 SECRET_ITEM_CREATE_REPLACE, NULL, &cause);
		if (path || made)
			break;
		if (cause && is_locked_error(cause)) {
			g_clear_error(&cause);
			if (!unlock(service, (const char *const[]){ collection, NULL }, error))
				return NULL;
		} else if (!collection || (attempt > 0 && (is_no_such_object(cause) || is_unknown_method(cause)))) {
			/* A keyring that has never been used: its password is asked for in a prompt. */
			g_clear_error(&cause);
			g_clear_pointer(&collection, g_free);
			g_autoptr(GHashTable) label = properties_new();
			properties_add(label, COLLECTION_INTERFACE ".Label", g_variant_new_string("Default keyring"));
			host->prompt_begins();
			collection = secret_service_create_collection_dbus_path_sync(
				service, label, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_CREATE_NONE, NULL, NULL);
			host->prompt_ends();
			if (!collection) {
				fail(KEYRING_UNAVAILABLE, error,
				     "there is no keyring yet, and none was made: make one (on a desktop: Passwords and "
				     "Keys; elsewhere: gnome-keyring-daemon --unlock), then try again");
				return NULL;
			}
			made = true;
		} else if (!is_no_such_object(cause) && !is_unknown_method(cause)) {
			break;
		}
	}
	if (!path) {
		if (cause)
			fail_from(cause, error);
		else
			fail_locked(error);
	}
	return g_steal_pointer(&path);
}

static bool store(const struct keyring_item *item, const struct secret *license, GError **error)
{
	SecretService *service = connect_service(error);
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_autoptr(GPtrArray) old = NULL;
	/* Searched before, not after: of two that store at the same time neither deletes what the
	 * other has just written. */
	if (!service || !search_unlocking(service, &query, &old, error) || !unlock_hits(service, old, error))
		return false;

	SecretValue *value = secret_value_new(license->bytes, (gssize)license->length, "text/plain");
	g_autofree char *path = create_item(service, item, value, error);
	secret_value_unref(value);
	return path && delete_hits(service, old, path, error);
}

static bool erase(const struct keyring_query *query, unsigned *ret_count, GError **error)
{
	SecretService *service = connect_service(error);
	g_autoptr(GPtrArray) hits = NULL;
	if (!service || !search_unlocking(service, query, &hits, error) || !unlock_hits(service, hits, error) ||
	    !delete_hits(service, hits, NULL, error))
		return false;
	*ret_count = hits->len;
	return true;
}

static bool state(struct keyring_state *ret_state, GError **error)
{
	SecretService *service = connect_service(error);
	g_autofree char *locked = NULL;
	g_autofree char *collection = NULL;
	if (!service || !default_collection(service, &collection, error) || !locked_collection(service, &locked, error))
		return false;

	GError *cause = NULL;
	if (!secret_service_ensure_session_sync(service, NULL, &cause))
		return fail_from(cause, error);

	const char *algorithms = secret_service_get_session_algorithms(service);
	*ret_state = (struct keyring_state){
		.locked = locked != NULL,
		.encrypted = algorithms && strcmp(algorithms, "plain") != 0,
		.place = g_strdup_printf("Secret Service, collection %s",
					 collection ? strrchr(collection, '/') + 1 : "not made yet"),
	};
	return true;
}

G_MODULE_EXPORT const struct keyring keyring_backend = {
	.name = "secret-service",
	.set_host = set_host,
	.find = find,
	.list = list,
	.store = store,
	.erase = erase,
	.state = state,
};
