/* SPDX-License-Identifier: MIT
 *
 * secret-service - a Secret Service that behaves as it is told, for what gnome-keyring can't be made to do
 *
 *	secret-service [locked] [item-locked] [hidden] [two] [prompt=accept|dismiss|silent]
 *		[mute=METHOD] [vanish=METHOD] [unknown-once=METHOD] [error=METHOD:NAME] [second-error=METHOD:NAME]
 *		[secret=TEXT] [secret-with-nul] [schema=NAME]
 *
 * `second-error` fails the second call of that method alone. It holds one item, the license "of-the-fake" of the
 * profile "default" for proxy.replicated.com (`two`: an older one too). It knows only plain sessions. Each call is
 * written to standard output, as "METHOD PATH", so that a test sees what was asked and what was not; the first line
 * is "ready".
 */
#include <gio/gio.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/fake"
#define PROMPT ROOT "/prompt/1"
#define SESSION ROOT "/session/1"
#define OBJECTS_MAX 8

struct item {
	char *path;
	GVariant *attributes; /* a{ss} */
	char *secret;
	guint64 modified;
	bool locked;
};

static char **told;
static struct item items[OBJECTS_MAX];
static size_t item_count;
static bool collection_locked;
static GHashTable *called;
static char **to_unlock; /* waits for the prompt */

static bool is_told(const char *word)
{
	return g_strv_contains((const char *const *)told, word);
}

/* The value of "name=value", or NULL. */
static const char *told_value(const char *name)
{
	for (char **word = told; *word; word++)
		if (g_str_has_prefix(*word, name) && (*word)[strlen(name)] == '=')
			return *word + strlen(name) + 1;
	return NULL;
}

static bool is_told_of(const char *name, const char *method)
{
	const char *value = told_value(name);
	return value && (strcmp(value, method) == 0 || strcmp(value, "*") == 0);
}

static void add_item(GVariant *attributes, const char *secret, guint64 modified)
{
	g_assert(item_count < OBJECTS_MAX);
	struct item *item = &items[item_count++];
	item->path = g_strdup_printf(COLLECTION "/%zu", item_count);
	item->attributes = g_variant_ref_sink(attributes);
	item->secret = g_strcompress(secret);
	item->modified = modified;
	item->locked = is_told("item-locked");
}

static GVariant *license_attributes(void)
{
	const char *schema = told_value("schema");
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&builder, "{ss}", "xdg:schema", schema ? schema : "com.replicated.License");
	g_variant_builder_add(&builder, "{ss}", "profile", "default");
	g_variant_builder_add(&builder, "{ss}", "server", "proxy.replicated.com");
	g_variant_builder_add(&builder, "{ss}", "username", "u");
	return g_variant_builder_end(&builder);
}

static struct item *item_at(const char *path)
{
	for (size_t i = 0; i < item_count; i++)
		if (items[i].path && strcmp(items[i].path, path) == 0)
			return &items[i];
	return NULL;
}

static bool is_locked(const struct item *item)
{
	return collection_locked || item->locked;
}

static void unlock(char **paths)
{
	for (; *paths; paths++) {
		struct item *item = item_at(*paths);
		if (item)
			item->locked = false;
		if (item || strcmp(*paths, COLLECTION) == 0)
			collection_locked = false;
	}
}

static bool matches(GVariant *attributes, GVariant *query)
{
	GVariantIter iter;
	const char *name;
	const char *value;
	g_variant_iter_init(&iter, query);
	while (g_variant_iter_next(&iter, "{&s&s}", &name, &value)) {
		const char *own = NULL;
		if (!g_variant_lookup(attributes, name, "&s", &own) || strcmp(own, value) != 0)
			return false;
	}
	return true;
}

static GVariant *search(GVariant *body)
{
	g_autoptr(GVariant) query = g_variant_get_child_value(body, 0);
	GVariantBuilder halves[2];
	g_variant_builder_init(&halves[0], G_VARIANT_TYPE("ao"));
	g_variant_builder_init(&halves[1], G_VARIANT_TYPE("ao"));
	for (size_t i = 0; i < item_count; i++)
		if (items[i].path && matches(items[i].attributes, query) && !(collection_locked && is_told("hidden")))
			g_variant_builder_add(&halves[is_locked(&items[i])], "o", items[i].path);
	return g_variant_new("(aoao)", &halves[0], &halves[1]);
}

static GVariant *secret_of(const struct item *item)
{
	GVariant *value = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, item->secret, strlen(item->secret), 1);
	GVariant *none = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, "", 0, 1);
	if (is_told("secret-with-nul"))
		value = g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, "a\0b", 3, 1);
	return g_variant_new("(o@ay@ays)", SESSION, none, value, "text/plain");
}

static GVariant *get_secrets(GVariant *body)
{
	g_autofree char **paths = NULL;
	const char *session;
	GVariantBuilder builder;
	g_variant_get(body, "(^ao&o)", &paths, &session);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{o(oayays)}"));
	for (char **path = paths; *path; path++) {
		const struct item *item = item_at(*path);
		if (item && !is_locked(item))
			g_variant_builder_add(&builder, "{o@(oayays)}", *path, secret_of(item));
	}
	return g_variant_new("(a{o(oayays)})", &builder);
}

static GVariant *ask_to_unlock(GVariant *body)
{
	char **paths = NULL;
	g_variant_get(body, "(^ao)", &paths);
	if (told_value("prompt")) {
		to_unlock = paths;
		return g_variant_new("(@aoo)", g_variant_new_objv(NULL, 0), PROMPT);
	}
	unlock(paths);
	return g_variant_new("(^aoo)", paths, "/");
}

static GVariant *create_item(GVariant *body)
{
	g_autoptr(GVariant) properties = g_variant_get_child_value(body, 0);
	g_autoptr(GVariant) secret = g_variant_get_child_value(body, 1);
	g_autoptr(GVariant) bytes = g_variant_get_child_value(secret, 2);
	gsize length;
	const char *data = g_variant_get_fixed_array(bytes, &length, 1);
	g_autofree char *text = g_strndup(data, length);
	GVariant *attributes = g_variant_lookup_value(properties, "org.freedesktop.Secret.Item.Attributes", NULL);
	add_item(attributes, text, 1000);
	return g_variant_new("(oo)", items[item_count - 1].path, "/");
}

static GVariant *delete_item(const char *path)
{
	struct item *item = item_at(path);
	if (item)
		g_clear_pointer(&item->path, g_free);
	return item ? g_variant_new("(o)", "/") : NULL;
}

static GVariant *all_properties(const char *path)
{
	GVariantBuilder builder;
	const struct item *item = item_at(path);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
	if (item) {
		g_variant_builder_add(&builder, "{sv}", "Attributes", item->attributes);
		g_variant_builder_add(&builder, "{sv}", "Modified", g_variant_new_uint64(item->modified));
		g_variant_builder_add(&builder, "{sv}", "Locked", g_variant_new_boolean(is_locked(item)));
	}
	return g_variant_new("(a{sv})", &builder);
}

static GVariant *answer(const char *method, const char *path, GVariant *body)
{
	if (strcmp(method, "SearchItems") == 0)
		return search(body);
	if (strcmp(method, "GetSecrets") == 0)
		return get_secrets(body);
	if (strcmp(method, "GetSecret") == 0 && item_at(path))
		return g_variant_new("(@(oayays))", secret_of(item_at(path)));
	if (strcmp(method, "Unlock") == 0)
		return ask_to_unlock(body);
	if (strcmp(method, "ReadAlias") == 0)
		return g_variant_new("(o)", COLLECTION);
	if (strcmp(method, "CreateItem") == 0)
		return create_item(body);
	if (strcmp(method, "Delete") == 0)
		return delete_item(path);
	if (strcmp(method, "GetAll") == 0)
		return all_properties(path);
	if (strcmp(method, "Get") == 0)
		return g_variant_new("(v)", g_variant_new_boolean(collection_locked));
	if (strcmp(method, "Prompt") == 0)
		return g_variant_new("()");
	return NULL;
}

static void answer_prompt(GDBusConnection *bus)
{
	const char *how = told_value("prompt");
	bool dismissed = strcmp(how, "accept") != 0;
	if (strcmp(how, "silent") == 0)
		return;
	if (!dismissed)
		unlock(to_unlock);
	GVariant *paths =
		dismissed ? g_variant_new_objv(NULL, 0) : g_variant_new_objv((const char *const *)to_unlock, -1);
	g_dbus_connection_emit_signal(bus, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
				      g_variant_new("(bv)", dismissed, paths), NULL);
}

/* The name of the error that this call is to get, or NULL. */
static const char *error_told(const char *method)
{
	static unsigned calls;
	const char *error = told_value("error");
	const char *second = told_value("second-error");
	size_t length = strlen(method);
	if (error && strncmp(error, method, length) == 0 && error[length] == ':')
		return error + length + 1;
	if (second && strncmp(second, method, length) == 0 && second[length] == ':' && ++calls == 2)
		return second + length + 1;
	return NULL;
}

/* The reply to one call; NULL where there is to be none. */
static GDBusMessage *reply_to(GDBusMessage *call, const char *method, const char *path)
{
	GVariant *body = g_dbus_message_get_body(call);
	const char *error = error_told(method);

	if (is_told_of("mute", method))
		return NULL;
	if (is_told_of("vanish", method))
		exit(EXIT_SUCCESS);
	if (error)
		return g_dbus_message_new_method_error_literal(call, error, "told to");
	if (is_told_of("unknown-once", method) && g_hash_table_add(called, g_strconcat(method, path, NULL)))
		return g_dbus_message_new_method_error_literal(call, "org.freedesktop.DBus.Error.UnknownMethod",
							       "once");
	if (strcmp(method, "OpenSession") == 0) {
		const char *algorithm;
		g_variant_get(body, "(&sv)", &algorithm, NULL);
		if (strcmp(algorithm, "plain") != 0)
			return g_dbus_message_new_method_error_literal(call, "org.freedesktop.DBus.Error.NotSupported",
								       "only plain");
		GDBusMessage *reply = g_dbus_message_new_method_reply(call);
		g_dbus_message_set_body(reply, g_variant_new("(vo)", g_variant_new_string(""), SESSION));
		return reply;
	}
	GVariant *result = answer(method, path, body);
	if (!result)
		return g_dbus_message_new_method_error_literal(call, "org.freedesktop.DBus.Error.UnknownMethod",
							       method);
	GDBusMessage *reply = g_dbus_message_new_method_reply(call);
	g_dbus_message_set_body(reply, result);
	return reply;
}

/* Every message that arrives, in GDBus' own thread: one at a time. */
static GDBusMessage *arrived(GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
	(void)data;
	if (!incoming || g_dbus_message_get_message_type(message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
		return message;

	const char *method = g_dbus_message_get_member(message);
	const char *path = g_dbus_message_get_path(message);
	printf("%s %s\n", method, path);
	fflush(stdout);
	g_autoptr(GDBusMessage) reply = reply_to(message, method, path);
	if (reply)
		g_dbus_connection_send_message(bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
	if (reply && strcmp(method, "Prompt") == 0)
		answer_prompt(bus);
	g_object_unref(message);
	return NULL;
}

/* A service before us may just be leaving. */
static bool owns_the_name(GDBusConnection *bus)
{
	const guint do_not_queue = 4;
	guint result = 0;
	g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
		bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
		g_variant_new("(su)", "org.freedesktop.secrets", do_not_queue), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
		NULL);
	g_assert(reply);
	g_variant_get(reply, "(u)", &result);
	return result == 1;
}

int main(int count, char **arguments)
{
	(void)count;
	told = arguments + 1;
	called = g_hash_table_new(g_str_hash, g_str_equal);
	collection_locked = is_told("locked");
	const char *secret = told_value("secret");
	add_item(license_attributes(), secret ? secret : "of-the-fake", 200);
	if (is_told("two"))
		add_item(license_attributes(), "older", 100);

	g_autoptr(GDBusConnection) bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
	g_assert(bus);
	g_dbus_connection_add_filter(bus, arrived, NULL, NULL);
	while (!owns_the_name(bus))
		g_usleep(10000);
	printf("ready\n");
	fflush(stdout);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
}
