/* SPDX-License-Identifier: MIT
 *
 * secret-service - a Secret Service that behaves as it is told, for what gnome-keyring can't be made to do
 *
 *	secret-service [locked] [item-locked] [hidden] [hashes] [two] [older-first] [any-search] [no-collection]
 *		[collection-at-second-look] [without-path] [collection-named-first]
 *		[prompt=accept|dismiss|dismiss-once|dismiss-with-paths|dismiss-with-slash|accept-with-slash|forged|leave|silent]
 *		[answered-after=MILLISECONDS] [ask=CreateItem|Delete] [unlocks-nothing] [stays-locked] [empty-while-locked]
 *		[seems-unlocked] [same-age=N] [between] [unasked] [withholds] [ambiguous=N]
 *		[slow=METHOD:MILLISECONDS] [mute=METHOD] [vanish=METHOD] [unknown-once=METHOD] [wrong-type=METHOD] [absent=METHOD]
 *		[other-variant=PROPERTY] [without=ATTRIBUTE]
 *		[replaced-at=METHOD:TIMES[:CALLS]] [error=METHOD:NAME] [second-error=METHOD:NAME] ... [fifth-error=METHOD:NAME]
 *		[secret=TEXT] [secret-with-nul] [schema=NAME] [profile=TEXT] [server=TEXT] [username=TEXT] [username-size=N]
 *
 * `second-error` to `fifth-error` fail that call of the method alone. A METHOD is a D-Bus method, or the name of the
 * property that Get reads. It holds one item, the license "of-the-fake" of the profile "default" for
 * proxy.replicated.com (`two`: an older one too, `older-first`: before it; `any-search`: every search finds it). `ask`
 * says which call a person must confirm, by the prompt that `prompt` describes (`dismiss-once`: only the first is
 * dismissed; `forged`: another program says that it was answered). `answered-after`:
 * so long the person takes, while the service answers all other calls. `stays-locked`: Unlock says that it is done, and
 * does nothing. `seems-unlocked`: a search finds locked items among the unlocked ones, as if they were locked just
 * after it. `same-age`: so many items of the same second. `unasked`: GetSecrets gives a secret that was not asked for.
 * `withholds`: it gives none, though nothing is locked. `between`: before the older one, one for
 * registry.replicated.com. `without`: items lack that attribute. `forgets`: what is created is not kept.
 * `without-path`: CreateItem writes over the item of that server and user name, and answers "/". `other-variant`: the
 * property is a number of 16 bits. `replaced-at`: just before so many calls of the method, after the first CALLS ones,
 * another program replaces the item, with "of-another-1" and so on. It knows only plain sessions; with `ambiguous`
 * encrypted ones, of which the shared secret of the first N begins with a zero byte. Each call is written to standard
 * output, as "METHOD PATH", so that a test sees what was asked and what was not; the first line is "ready".
 */
#include "../../keyring/secret-session.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/fake"
#define PROMPT ROOT "/prompt/1"
#define SESSION ROOT "/session/1"
#define OBJECTS_MAX 64

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
static bool collection_made;
static GHashTable *called;
static char **to_unlock;	    /* what waits for the prompt: paths, */
static char *to_delete;		    /* or an item */
static char *to_confirm;	    /* or one that was created */
static struct secret_session *keys; /* of an encrypted session */

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

static const char *told_or(const char *name, const char *otherwise)
{
	const char *value = told_value(name);
	return value ? value : otherwise;
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

static char *username(void)
{
	const char *size = told_value("username-size");
	return size ? g_strnfill(strtoul(size, NULL, 10), 'u') : g_strcompress(told_or("username", "u"));
}

static void add_attribute(GVariantBuilder *builder, const char *name, const char *value)
{
	if (!is_told_of("without", name))
		g_variant_builder_add(builder, "{ss}", name, value);
}

static GVariant *attributes_for(const char *server)
{
	g_autofree char *user = username();
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
	add_attribute(&builder, "xdg:schema", told_or("schema", "com.replicated.License"));
	add_attribute(&builder, "profile", told_or("profile", "default"));
	add_attribute(&builder, "server", server);
	add_attribute(&builder, "username", user);
	return g_variant_builder_end(&builder);
}

static GVariant *license_attributes(void)
{
	return attributes_for(told_or("server", "proxy.replicated.com"));
}

/* As gnome-keyring shows a collection that was never unlocked. */
static GVariant *hashed_attributes(void)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{ss}"));
	g_variant_builder_add(&builder, "{ss}", "xdg:schema", "org.freedesktop.Secret.Generic");
	g_variant_builder_add(&builder, "{ss}", "profile", "4af1c1c2d3e4f5");
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
	if (is_told("any-search"))
		return true;
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
			g_variant_builder_add(&halves[is_locked(&items[i]) && !is_told("seems-unlocked")], "o",
					      items[i].path);
	return g_variant_new("(aoao)", &halves[0], &halves[1]);
}

static GVariant *bytes_of(const void *bytes, size_t length)
{
	return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, length > 0 ? bytes : "", length, 1);
}

static GVariant *secret_with(GVariant *iv, GVariant *bytes)
{
	return g_variant_new("(o@ay@ays)", SESSION, iv, bytes, "text/plain");
}

static GVariant *encrypted(const char *text)
{
	unsigned char iv[SECRET_SESSION_IV_SIZE];
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) cipher = SECRET_INIT(LICENSE_ID_MAX + SECRET_SESSION_IV_SIZE);
	secret_append_text(&plain, text);
	g_assert(secret_session_encrypt(keys, &plain, iv, &cipher));
	return secret_with(bytes_of(iv, sizeof(iv)), bytes_of(cipher.bytes, cipher.length));
}

static GVariant *secret_of(const struct item *item)
{
	if (keys)
		return encrypted(item->secret);
	if (is_told("secret-with-nul"))
		return secret_with(bytes_of("", 0), bytes_of("a\0b", 3));
	return secret_with(bytes_of("", 0), bytes_of(item->secret, is_locked(item) ? 0 : strlen(item->secret)));
}

static GVariant *get_secrets(GVariant *body)
{
	g_autofree char **paths = NULL;
	const char *session;
	GVariantBuilder builder;
	g_variant_get(body, "(^ao&o)", &paths, &session);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a{o(oayays)}"));
	if (is_told("unasked"))
		g_variant_builder_add(&builder, "{o@(oayays)}", COLLECTION "/unasked", secret_of(&items[0]));
	for (char **path = paths; *path; path++) {
		const struct item *item = item_at(*path);
		if (item && !is_told("withholds") && (!is_locked(item) || is_told("empty-while-locked")))
			g_variant_builder_add(&builder, "{o@(oayays)}", *path, secret_of(item));
	}
	return g_variant_new("(a{o(oayays)})", &builder);
}

static GVariant *ask_to_unlock(GVariant *body)
{
	char **paths = NULL;
	g_variant_get(body, "(^ao)", &paths);
	if (is_told("unlocks-nothing"))
		return g_variant_new("(@aoo)", g_variant_new_objv(NULL, 0), "/");
	if (told_value("prompt")) {
		to_unlock = paths;
		return g_variant_new("(@aoo)", g_variant_new_objv(NULL, 0), PROMPT);
	}
	if (!is_told("stays-locked"))
		unlock(paths);
	return g_variant_new("(^aoo)", paths, "/");
}

static bool is_same(GVariant *attributes, GVariant *others, const char *name)
{
	g_autofree char *value = NULL;
	g_autofree char *other = NULL;
	return g_variant_lookup(attributes, name, "s", &value) && g_variant_lookup(others, name, "s", &other) &&
	       strcmp(value, other) == 0;
}

/* The item of the same server and user name keeps its path. */
static bool write_over(GVariant *attributes, const char *secret)
{
	for (size_t i = 0; i < item_count; i++) {
		if (!items[i].path || !is_same(items[i].attributes, attributes, "server") ||
		    !is_same(items[i].attributes, attributes, "username"))
			continue;
		g_free(items[i].secret);
		items[i].secret = g_strdup(secret);
		return true;
	}
	return false;
}

/* Of a secret as a client sends it. */
static char *text_of(GVariant *secret)
{
	g_autoptr(GVariant) iv = g_variant_get_child_value(secret, 1);
	g_autoptr(GVariant) bytes = g_variant_get_child_value(secret, 2);
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	gsize iv_length;
	gsize length;
	const void *start = g_variant_get_fixed_array(iv, &iv_length, 1);
	const void *data = g_variant_get_fixed_array(bytes, &length, 1);
	if (!keys)
		return g_strndup(data, length);
	g_assert(secret_session_decrypt(keys, start, iv_length, data, length, &plain));
	return g_strdup(secret_text(&plain));
}

static GVariant *create_item(GVariant *body)
{
	g_autoptr(GVariant) properties = g_variant_get_child_value(body, 0);
	g_autoptr(GVariant) secret = g_variant_get_child_value(body, 1);
	g_autofree char *text = text_of(secret);
	GVariant *attributes = g_variant_lookup_value(properties, "org.freedesktop.Secret.Item.Attributes", NULL);
	if (is_told("without-path") && write_over(attributes, text))
		return g_variant_new("(oo)", "/", "/");
	add_item(attributes, text, 1000);
	struct item *item = &items[item_count - 1];
	item->locked = false;
	if (is_told_of("ask", "CreateItem")) {
		to_confirm = g_steal_pointer(&item->path);
		return g_variant_new("(oo)", "/", PROMPT);
	}
	GVariant *reply = g_variant_new("(oo)", is_told("without-path") ? "/" : item->path, "/");
	if (is_told("forgets"))
		g_clear_pointer(&item->path, g_free);
	return reply;
}

static GVariant *delete_item(const char *path)
{
	struct item *item = item_at(path);
	if (item && is_told_of("ask", "Delete")) {
		to_delete = g_strdup(path);
		return g_variant_new("(o)", PROMPT);
	}
	if (item)
		g_clear_pointer(&item->path, g_free);
	return item ? g_variant_new("(o)", "/") : NULL;
}

static GVariant *create_collection(void)
{
	if (is_told_of("ask", "CreateCollection"))
		return g_variant_new("(oo)", "/", PROMPT);
	collection_made = true;
	return g_variant_new("(oo)", COLLECTION, "/");
}

static GVariant *property(const char *path, const char *name)
{
	const struct item *item = item_at(path);
	GVariant *value = NULL;
	if (item && strcmp(name, "Attributes") == 0)
		value = is_locked(item) && is_told("hashes") ? hashed_attributes() : item->attributes;
	else if (item && strcmp(name, "Modified") == 0)
		value = g_variant_new_uint64(item->modified);
	else if (item && strcmp(name, "Locked") == 0)
		value = g_variant_new_boolean(is_locked(item));
	else if (collection_made && strcmp(path, COLLECTION) == 0 && strcmp(name, "Locked") == 0)
		value = g_variant_new_boolean(collection_locked);
	if (value && is_told_of("other-variant", name))
		value = g_variant_new_uint16(1);
	return value ? g_variant_new("(v)", value) : NULL;
}

/* With `collection-at-second-look` the first answer is that of a gnome-keyring that does not know the client yet; with
 * `collection-named-first` a default collection has its name before it is made, as gnome-keyring's. */
static bool names_collection(void)
{
	static bool looked;
	if (is_told("collection-at-second-look") && !looked) {
		looked = true;
		return false;
	}
	return collection_made || !is_told("no-collection") || is_told("collection-named-first");
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
		return g_variant_new("(o)", names_collection() ? COLLECTION : "/");
	if (strcmp(method, "CreateCollection") == 0)
		return create_collection();
	if (strcmp(method, "CreateItem") == 0)
		return collection_made ? create_item(body) : NULL;
	if (strcmp(method, "Delete") == 0)
		return delete_item(path);
	if (strcmp(method, "Get") == 0)
		return property(path, g_variant_get_string(g_variant_get_child_value(body, 1), NULL));
	if (strcmp(method, "Prompt") == 0)
		return g_variant_new("()");
	return NULL;
}

/* What the prompt was about happens, or not. The result is as each kind of prompt has it. */
static GVariant *carry_out(bool done)
{
	GVariant *result = g_variant_new_string("");
	if (to_unlock) {
		if (done)
			unlock(to_unlock);
		result = g_variant_new_objv((const char *const *)to_unlock, done ? -1 : 0);
	} else if (to_delete) {
		if (done)
			g_clear_pointer(&item_at(to_delete)->path, g_free);
	} else if (to_confirm) {
		items[item_count - 1].path = done ? g_strdup(to_confirm) : NULL;
		result = g_variant_new_object_path(done ? to_confirm : "/");
	} else {
		collection_made = done;
		result = g_variant_new_object_path(done ? COLLECTION : "/");
	}
	to_unlock = NULL;
	to_delete = NULL;
	to_confirm = NULL;
	return result;
}

/* Another program on the bus says in a signal that the prompt was answered. */
static void forge(const char *caller, GVariant *paths)
{
	g_autofree char *address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SESSION, NULL, NULL);
	GDBusConnection *other = g_dbus_connection_new_for_address_sync(
		address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
		NULL, NULL, NULL);
	g_dbus_connection_emit_signal(other, caller, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
				      g_variant_new("(bv)", FALSE, paths), NULL);
	g_dbus_connection_flush_sync(other, NULL, NULL);
}

static void answer_prompt(GDBusConnection *bus, const char *caller)
{
	static const char *const slash[] = { "/", NULL };
	const char *how = told_or("prompt", "dismiss");
	if (strcmp(how, "silent") == 0)
		return;
	if (strcmp(how, "leave") == 0)
		exit(EXIT_SUCCESS);
	if (strcmp(how, "forged") == 0) {
		forge(caller, g_variant_new_objv((const char *const *)to_unlock, -1));
		return;
	}
	static unsigned prompts;
	bool once = strcmp(how, "dismiss-once") == 0;
	bool dismissed = strncmp(how, "dismiss", strlen("dismiss")) == 0 && !(once && ++prompts > 1);
	GVariant *asked = to_unlock ? g_variant_new_objv((const char *const *)to_unlock, -1) : g_variant_new_string("");
	GVariant *result = carry_out(!dismissed);
	if (strcmp(how, "dismiss-with-paths") == 0)
		result = asked;
	if (g_str_has_suffix(how, "-with-slash"))
		result = g_variant_new_objv(slash, -1);
	g_dbus_connection_emit_signal(bus, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
				      g_variant_new("(bv)", dismissed, result), NULL);
}

struct late_answer {
	GDBusConnection *bus;
	char *caller;
};

/* In the main thread: other calls are answered meanwhile. */
static gboolean answer_late(gpointer data)
{
	struct late_answer *late = data;
	answer_prompt(late->bus, late->caller);
	g_free(late->caller);
	g_free(late);
	return G_SOURCE_REMOVE;
}

static void show_prompt(GDBusConnection *bus, const char *caller)
{
	/* In GDBus' own thread, forge() could not connect. */
	bool forged = strcmp(told_or("prompt", "dismiss"), "forged") == 0;
	const char *after = forged ? "0" : told_value("answered-after");
	if (!after) {
		answer_prompt(bus, caller);
		return;
	}
	struct late_answer *late = g_new0(struct late_answer, 1);
	late->bus = bus;
	late->caller = g_strdup(caller);
	g_timeout_add((guint)strtoul(after, NULL, 10), answer_late, late);
}

/* Another program stores the license again, between two calls of ours: the item has another path from now on. */
static void replace(const char *name)
{
	static unsigned calls, times;
	const char *value = told_value("replaced-at");
	size_t length = strlen(name);
	if (!value || strncmp(value, name, length) != 0 || value[length] != ':')
		return;
	char *end;
	unsigned long times_told = strtoul(value + length + 1, &end, 10);
	unsigned long calls_before = *end == ':' ? strtoul(end + 1, NULL, 10) : 0;
	if (++calls <= calls_before || times >= times_told)
		return;
	g_autofree char *secret = g_strdup_printf("of-another-%u", ++times);
	g_clear_pointer(&items[item_count - 1].path, g_free);
	add_item(license_attributes(), secret, 200 + times);
}

/* One of 256 keys of ours makes an ambiguous session. */
static GDBusMessage *begin_encrypted(GDBusMessage *call)
{
	static unsigned long sessions;
	unsigned char public[SECRET_SESSION_PUBLIC_SIZE];
	gsize length;
	g_autoptr(GVariant) theirs = NULL;
	g_variant_get(g_dbus_message_get_body(call), "(&sv)", NULL, &theirs);
	const void *bytes = g_variant_get_fixed_array(theirs, &length, 1);
	const bool wanted = sessions++ < strtoul(told_value("ambiguous"), NULL, 10);
	do {
		secret_session_free(keys);
		keys = secret_session_new(public);
		g_assert(secret_session_accept(keys, bytes, length) && secret_session_derive(keys));
	} while (secret_session_is_ambiguous(keys) != wanted);
	GDBusMessage *reply = g_dbus_message_new_method_reply(call);
	g_dbus_message_set_body(reply, g_variant_new("(vo)", bytes_of(public, sizeof(public)), SESSION));
	return reply;
}

/* The name of the error that this call is to get, or NULL. */
static const char *error_told(const char *method)
{
	static const char *const words[] = { "error", "second-error", "third-error", "fourth-error", "fifth-error" };
	static unsigned calls[G_N_ELEMENTS(words)];
	size_t length = strlen(method);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *error = told_value(words[i]);
		if (error && strncmp(error, method, length) == 0 && error[length] == ':' &&
		    (++calls[i] == i + 1 || i == 0))
			return error + length + 1;
	}
	return NULL;
}

/* The reply to one call; NULL where there is to be none. `name` is the method, or the property that is read. */
static GDBusMessage *reply_to(GDBusMessage *call, const char *method, const char *name, const char *path)
{
	GVariant *body = g_dbus_message_get_body(call);
	const char *error = error_told(name);

	const char *slow = told_value("slow");
	if (slow && g_str_has_prefix(slow, name) && slow[strlen(name)] == ':')
		g_usleep(1000 * strtoul(slow + strlen(name) + 1, NULL, 10));
	replace(name);
	if (is_told_of("mute", name))
		return NULL;
	if (is_told_of("vanish", name))
		exit(EXIT_SUCCESS);
	if (error)
		return g_dbus_message_new_method_error_literal(call, error, "told to");
	if (is_told_of("absent", name))
		return g_dbus_message_new_method_error_literal(call, "org.freedesktop.Secret.Error.NoSuchObject",
							       "gone");
	if (is_told_of("unknown-once", name) && g_hash_table_add(called, g_strconcat(name, path, NULL)))
		return g_dbus_message_new_method_error_literal(call, "org.freedesktop.DBus.Error.UnknownMethod",
							       "once");
	if (is_told_of("wrong-type", name)) {
		GDBusMessage *reply = g_dbus_message_new_method_reply(call);
		g_dbus_message_set_body(reply, g_variant_new("(u)", 1));
		return reply;
	}
	if (strcmp(method, "OpenSession") == 0) {
		const char *algorithm;
		g_variant_get(body, "(&sv)", &algorithm, NULL);
		if (strcmp(algorithm, "plain") != 0 && told_value("ambiguous"))
			return begin_encrypted(call);
		if (strcmp(algorithm, "plain") != 0)
			return g_dbus_message_new_method_error_literal(call, "org.freedesktop.DBus.Error.NotSupported",
								       "only plain");
		GDBusMessage *reply = g_dbus_message_new_method_reply(call);
		g_dbus_message_set_body(reply, g_variant_new("(vo)", g_variant_new_string(""), SESSION));
		return reply;
	}
	GVariant *result = answer(method, path, body);
	if (!result && g_str_has_prefix(path, COLLECTION) && !item_at(path))
		return g_dbus_message_new_method_error_literal(call, "org.freedesktop.Secret.Error.NoSuchObject",
							       "gone");
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
	const char *name = method;
	if (strcmp(method, "Get") == 0)
		name = g_variant_get_string(g_variant_get_child_value(g_dbus_message_get_body(message), 1), NULL);
	printf("%s %s\n", name, path);
	fflush(stdout);
	g_autoptr(GDBusMessage) reply = reply_to(message, method, name, path);
	if (reply)
		g_dbus_connection_send_message(bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
	if (reply && strcmp(method, "Prompt") == 0)
		show_prompt(bus, g_dbus_message_get_sender(message));
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
	collection_made = !is_told("no-collection");
	const char *secret = told_value("secret");
	if (is_told("older-first"))
		add_item(license_attributes(), "older", 100);
	add_item(license_attributes(), secret ? secret : "of-the-fake", 200);
	if (is_told("between"))
		add_item(attributes_for("registry.replicated.com"), "between", 150);
	if (is_told("two"))
		add_item(license_attributes(), "older", 100);
	const unsigned long same_age = strtoul(told_or("same-age", "1"), NULL, 10);
	for (unsigned long i = 2; i <= same_age; i++) {
		g_autofree char *text = g_strdup_printf("of-item-%lu", i);
		add_item(license_attributes(), text, 200);
	}

	g_autoptr(GDBusConnection) bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
	g_assert(bus);
	g_dbus_connection_add_filter(bus, arrived, NULL, NULL);
	while (!owns_the_name(bus))
		g_usleep(10000);
	printf("ready\n");
	fflush(stdout);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
}
