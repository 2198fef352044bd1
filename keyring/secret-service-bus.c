/* SPDX-License-Identifier: MIT */
#include "secret-service-bus.h"

#include <string.h>

#define SERVICE_NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define NO_OBJECT "/"

/* Calls under way at once. The bus refuses a connection's 129th unanswered call (max_replies_per_connection
 * of a strict configuration), and gnome-keyring is kept busy by far fewer. */
#define PIPELINE_DEPTH 64

#define SCHEMA_ATTRIBUTE "xdg:schema"
#define SCHEMA_NAME "com.replicated.License"
#define ATTRIBUTE_PROFILE "profile"
#define ATTRIBUTE_SERVER "server"
#define ATTRIBUTE_USERNAME "username"
#define ATTRIBUTE_USERNAME_IS_LICENSE "username-is-license"
#define ATTRIBUTE_APP "app"
#define USERNAME_STAND_IN "LICENSE_ID"

/* What a machine without a desktop has in place of a Secret Service. */
#define NO_DESKTOP                                                                                                     \
	"keep licenses in a vault ('docker-credential-replicated login --keyring vault'), "                            \
	"or give the license by REPLICATED_LICENSE_ID_FILE"

static GDBusConnection *bus;

/* ---- errors ---- */

static bool fail(enum keyring_outcome outcome, GError **error, const char *sentence)
{
	g_set_error_literal(error, KEYRING_ERROR, (int)outcome, sentence);
	return false;
}

bool bus_fail_locked(GError **error)
{
	return fail(KEYRING_LOCKED, error,
		    "keyring is locked: unlock it (on a desktop: log in or open Passwords and Keys; "
		    "elsewhere: give its password, without a line end, to "
		    "gnome-keyring-daemon --replace --unlock), then try again");
}

bool bus_is_unknown_method(const GError *cause)
{
	return g_error_matches(cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

static bool is_remote(const GError *cause, const char *name)
{
	g_autofree char *remote = g_dbus_error_get_remote_error(cause);
	return remote && strcmp(remote, name) == 0;
}

bool bus_is_locked(const GError *cause)
{
	return is_remote(cause, "org.freedesktop.Secret.Error.IsLocked");
}

bool bus_is_absent(const GError *cause)
{
	return is_remote(cause, "org.freedesktop.Secret.Error.NoSuchObject") ||
	       g_error_matches(cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) || bus_is_unknown_method(cause);
}

static bool is_one_of(const GError *cause, GQuark domain, const int *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (g_error_matches(cause, domain, codes[i]))
			return true;
	return false;
}

static enum keyring_outcome outcome_of(const GError *cause)
{
	static const int timed_out[] = { G_DBUS_ERROR_NO_REPLY, G_DBUS_ERROR_TIMEOUT, G_DBUS_ERROR_TIMED_OUT };
	static const int denied[] = { G_DBUS_ERROR_ACCESS_DENIED, G_DBUS_ERROR_AUTH_FAILED };

	if (bus_is_locked(cause))
		return KEYRING_LOCKED;
	if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
	    is_one_of(cause, G_DBUS_ERROR, timed_out, G_N_ELEMENTS(timed_out)))
		return KEYRING_TIMED_OUT;
	if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
	    is_one_of(cause, G_DBUS_ERROR, denied, G_N_ELEMENTS(denied)))
		return KEYRING_DENIED;
	return KEYRING_UNAVAILABLE;
}

static bool is_no_service(const GError *cause)
{
	static const int absent[] = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
				      G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND };
	return is_one_of(cause, G_DBUS_ERROR, absent, G_N_ELEMENTS(absent));
}

static bool is_closed(const GError *cause)
{
	static const int closed[] = { G_IO_ERROR_CLOSED, G_IO_ERROR_CONNECTION_CLOSED, G_IO_ERROR_BROKEN_PIPE };
	return is_one_of(cause, G_IO_ERROR, closed, G_N_ELEMENTS(closed)) ||
	       g_error_matches(cause, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED);
}

bool bus_fail(GError *cause, GError **error)
{
	g_autoptr(GError) owned = cause;
	enum keyring_outcome outcome = outcome_of(cause);
	if (outcome == KEYRING_LOCKED)
		return bus_fail_locked(error);
	if (outcome == KEYRING_TIMED_OUT)
		return fail(outcome, error,
			    "keyring does not answer: restart its service (gnome-keyring, KeePassXC, KWallet), "
			    "then try again");
	if (is_no_service(owned))
		return fail(outcome, error,
			    "keyring is unavailable: no Secret Service runs on the session bus: start gnome-keyring or "
			    "KeePassXC, " NO_DESKTOP);
	if (is_closed(owned))
		return fail(outcome, error, "keyring is unavailable: the session bus closed the connection: try again");

	g_dbus_error_strip_remote_error(owned);
	g_set_error(error, KEYRING_ERROR, (int)outcome,
		    outcome == KEYRING_DENIED
			    ? "keyring refuses access (%s): run this as the user whose session it is"
			    : "keyring is unavailable: its service failed (%s): see that it runs, then try again",
		    owned->message);
	return false;
}

/* ---- calls ---- */

GDBusConnection *bus_connect(GError **error)
{
	if (bus)
		return bus;

	/* libsecret would ask another name than we do. */
	g_unsetenv("SECRET_SERVICE_BUS_NAME");
	GError *cause = NULL;
	bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &cause);
	if (!bus) {
		g_dbus_error_strip_remote_error(cause);
		g_set_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE,
			    "keyring is unavailable: no session bus (%s): log in to a desktop session as the user "
			    "whose keyring it is, " NO_DESKTOP,
			    cause->message);
		g_error_free(cause);
		return NULL;
	}
	/* GDBus would end the program by SIGTERM, without a word, when the bus goes away. */
	g_dbus_connection_set_exit_on_close(bus, FALSE);
	return bus;
}

/* One call, once more after a sporadic UnknownMethod. Consumes a floating `parameters`. */
static GVariant *call(const char *path, const char *interface, const char *method, GVariant *parameters,
		      const char *reply_type, GError **cause)
{
	g_autoptr(GVariant) owned = g_variant_ref_sink(parameters);
	g_autoptr(GVariantType) type = g_variant_type_new(reply_type);
	GVariant *reply = NULL;

	for (int attempt = 0; attempt < 2 && !reply; attempt++) {
		g_clear_error(cause);
		reply = g_dbus_connection_call_sync(bus, SERVICE_NAME, path, interface, method, owned, type,
						    G_DBUS_CALL_FLAGS_NONE, -1, NULL, cause);
		if (!reply && !bus_is_unknown_method(*cause))
			break;
	}
	return reply;
}

static char *object_or_null(const char *path)
{
	return strcmp(path, NO_OBJECT) == 0 ? NULL : g_strdup(path);
}

/* ---- locks ---- */

bool bus_default_collection(char **ret_path, GError **error)
{
	GError *cause = NULL;
	g_autoptr(GVariant) reply =
		call(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", g_variant_new("(s)", "default"), "(o)", &cause);
	if (!reply)
		return bus_fail(cause, error);

	const char *path;
	g_variant_get(reply, "(&o)", &path);
	*ret_path = object_or_null(path);
	return true;
}

bool bus_locked_collection(char **ret_path, GError **error)
{
	g_autofree char *path = NULL;
	bool locked = false;
	if (!bus_default_collection(&path, error))
		return false;

	if (path) {
		GError *cause = NULL;
		g_autoptr(GVariant) reply = call(path, PROPERTIES_INTERFACE, "Get",
						 g_variant_new("(ss)", COLLECTION_INTERFACE, "Locked"), "(v)", &cause);
		/* gnome-keyring also names a default that has not been made yet. */
		if (!reply && !bus_is_absent(cause))
			return bus_fail(cause, error);
		g_clear_error(&cause);

		g_autoptr(GVariant) value = NULL;
		if (reply)
			g_variant_get(reply, "(v)", &value);
		locked = value && g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean(value);
	}
	*ret_path = locked ? g_steal_pointer(&path) : NULL;
	return true;
}

bool bus_unlock(const char *const *paths, char **ret_prompt, GError **error)
{
	GError *cause = NULL;
	g_autoptr(GVariant) reply =
		call(SERVICE_PATH, SERVICE_INTERFACE, "Unlock", g_variant_new("(^ao)", paths), "(aoo)", &cause);
	if (!reply)
		return bus_fail(cause, error);

	g_autofree const char **unlocked = NULL;
	const char *prompt;
	g_variant_get(reply, "(^a&o&o)", &unlocked, &prompt);
	*ret_prompt = object_or_null(prompt);
	return *ret_prompt || unlocked[0] ? true : bus_fail_locked(error);
}

/* ---- items ---- */

static void hit_free(gpointer data)
{
	struct hit *hit = data;
	g_free(hit->path);
	keyring_item_clear(&hit->item);
	g_free(hit);
}

static void add_hits(GPtrArray *hits, GVariant *paths, bool locked)
{
	GVariantIter iter;
	char *path;
	g_variant_iter_init(&iter, paths);
	while (g_variant_iter_next(&iter, "o", &path)) {
		struct hit *hit = g_new0(struct hit, 1);
		hit->path = path;
		hit->locked = locked;
		g_ptr_array_add(hits, hit);
	}
}

bool bus_search(const struct keyring_query *query, GPtrArray **ret_hits, GError **error)
{
	GVariantBuilder attributes;
	g_variant_builder_init(&attributes, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&attributes, "{ss}", SCHEMA_ATTRIBUTE, SCHEMA_NAME);
	if (query->profile)
		g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_PROFILE, query->profile);
	if (query->server)
		g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_SERVER, query->server);
	if (query->app)
		g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_APP, query->app);

	GError *cause = NULL;
	g_autoptr(GVariant) reply = call(SERVICE_PATH, SERVICE_INTERFACE, "SearchItems",
					 g_variant_new("(a{ss})", &attributes), "(aoao)", &cause);
	if (!reply)
		return bus_fail(cause, error);

	g_autoptr(GVariant) open = g_variant_get_child_value(reply, 0);
	g_autoptr(GVariant) locked = g_variant_get_child_value(reply, 1);
	GPtrArray *hits = g_ptr_array_new_with_free_func(hit_free);
	add_hits(hits, open, false);
	add_hits(hits, locked, true);
	*ret_hits = hits;
	return true;
}

static void take_properties(struct hit *hit, GVariant *properties)
{
	g_autoptr(GVariant) attributes = g_variant_lookup_value(properties, "Attributes", G_VARIANT_TYPE("a{ss}"));
	const char *schema = NULL;
	const char *marker = NULL;
	guint64 modified = 0;
	struct keyring_item *item = &hit->item;

	keyring_item_clear(item);
	g_variant_lookup(properties, "Modified", "t", &modified);
	item->modified = (gint64)MIN(modified, (guint64)G_MAXINT64);
	if (attributes) {
		g_variant_lookup(attributes, SCHEMA_ATTRIBUTE, "&s", &schema);
		g_variant_lookup(attributes, ATTRIBUTE_PROFILE, "s", &item->profile);
		g_variant_lookup(attributes, ATTRIBUTE_SERVER, "s", &item->server);
		g_variant_lookup(attributes, ATTRIBUTE_USERNAME, "s", &item->username);
		g_variant_lookup(attributes, ATTRIBUTE_APP, "s", &item->app);
		item->username_is_license = g_variant_lookup(attributes, ATTRIBUTE_USERNAME_IS_LICENSE, "&s", &marker);
	}
	hit->readable = schema && strcmp(schema, SCHEMA_NAME) == 0 && item->profile && item->server && item->username;
}

struct bus_reading {
	guint pending;
	GError *cause; /* the first real failure */
};

struct bus_answer {
	struct bus_reading *reading;
	struct hit *hit;
	bool again; /* asked once more after a sporadic UnknownMethod */
};

static void properties_arrived(GObject *source, GAsyncResult *result, gpointer data);

static void ask_for_properties(struct bus_answer *answer)
{
	g_dbus_connection_call(bus, SERVICE_NAME, answer->hit->path, PROPERTIES_INTERFACE, "GetAll",
			       g_variant_new("(s)", ITEM_INTERFACE), G_VARIANT_TYPE("(a{sv})"), G_DBUS_CALL_FLAGS_NONE,
			       -1, NULL, properties_arrived, answer);
}

static void properties_arrived(GObject *source, GAsyncResult *result, gpointer data)
{
	struct bus_answer *answer = data;
	struct bus_reading *reading = answer->reading;
	GError *cause = NULL;
	g_autoptr(GVariant) reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &cause);

	if (!reply && bus_is_unknown_method(cause) && !answer->again) {
		g_error_free(cause);
		answer->again = true;
		ask_for_properties(answer);
		return;
	}
	if (reply) {
		g_autoptr(GVariant) properties = g_variant_get_child_value(reply, 0);
		take_properties(answer->hit, properties);
	} else if (!bus_is_absent(cause) && !reading->cause) {
		reading->cause = g_steal_pointer(&cause);
	}
	/* An item that vanished meanwhile stays unreadable. */
	g_clear_error(&cause);
	reading->pending--;
	g_free(answer);
}

struct bus_reading *bus_read_begin(GPtrArray *hits)
{
	struct bus_reading *reading = g_new0(struct bus_reading, 1);
	for (guint i = 0; i < hits->len; i++) {
		struct hit *hit = g_ptr_array_index(hits, i);
		struct bus_answer *answer = g_new(struct bus_answer, 1);
		*answer = (struct bus_answer){ .reading = reading, .hit = hit };
		while (reading->pending >= PIPELINE_DEPTH)
			g_main_context_iteration(NULL, TRUE);
		ask_for_properties(answer);
		reading->pending++;
	}
	return reading;
}

bool bus_read_end(struct bus_reading *reading, GError **error)
{
	g_autofree struct bus_reading *owned = reading;
	while (owned->pending > 0)
		g_main_context_iteration(NULL, TRUE);
	return owned->cause ? bus_fail(owned->cause, error) : true;
}

/* Of two of the same second the one with the greater path: gnome-keyring numbers items upwards. */
static bool is_newer(const struct hit *hit, const struct hit *than)
{
	if (hit->item.modified != than->item.modified)
		return hit->item.modified > than->item.modified;
	size_t length = strlen(hit->path);
	size_t other = strlen(than->path);
	return length != other ? length > other : strcmp(hit->path, than->path) > 0;
}

static gint compare_age(gconstpointer a, gconstpointer b)
{
	const struct hit *left = *(const struct hit *const *)a;
	const struct hit *right = *(const struct hit *const *)b;
	return (int)is_newer(right, left) - (int)is_newer(left, right);
}

void bus_sort_newest_first(GPtrArray *hits)
{
	g_ptr_array_sort(hits, compare_age);
}

bool bus_delete(const char *item, char **ret_prompt, GError **error)
{
	GError *cause = NULL;
	g_autoptr(GVariant) reply = call(item, ITEM_INTERFACE, "Delete", g_variant_new("()"), "(o)", &cause);
	if (!reply && !bus_is_absent(cause))
		return bus_fail(cause, error);
	g_clear_error(&cause);

	const char *prompt = NO_OBJECT;
	if (reply)
		g_variant_get(reply, "(&o)", &prompt);
	*ret_prompt = object_or_null(prompt);
	return true;
}

/* ---- what is written ---- */

static GHashTable *properties_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
}

static void properties_add(GHashTable *properties, const char *name, GVariant *value)
{
	g_hash_table_insert(properties, g_strdup(name), g_variant_ref_sink(value));
}

GHashTable *bus_properties_of_item(const struct keyring_item *item)
{
	GVariantBuilder attributes;
	g_variant_builder_init(&attributes, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&attributes, "{ss}", SCHEMA_ATTRIBUTE, SCHEMA_NAME);
	g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_PROFILE, item->profile);
	g_variant_builder_add(&attributes, "{ss}", ATTRIBUTE_SERVER, item->server);
	/* People do log in with the license ID as user name; attributes are not confidential. */
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

GHashTable *bus_properties_of_collection(const char *label)
{
	GHashTable *properties = properties_new();
	properties_add(properties, COLLECTION_INTERFACE ".Label", g_variant_new_string(label));
	return properties;
}
