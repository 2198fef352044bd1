/* SPDX-License-Identifier: MIT */
#include "client-json.h"

#include "../address/domain.h"
#include "../runtime/error.h"

#include <string.h>

static struct json_member *member_at(const GArray *members, guint index)
{
	return &g_array_index(members, struct json_member, index);
}

/* A name without regard to letter case, by Go's rule: the long s and the Kelvin sign fold too. */
static bool is_named_in_any_case(const struct json_span *name, const char *wanted)
{
	g_auto(Secret) text = SECRET_INIT(name->length);
	if (!json_span_decode(name, &text))
		return false;
	g_autofree char *folded = g_utf8_casefold(secret_text(&text), (gssize)text.length);
	g_autofree char *folded_wanted = g_utf8_casefold(wanted, -1);
	return strcmp(folded, folded_wanted) == 0;
}

static bool find_one(const GArray *members, const char *name, struct json_member *ret_member, GError **error)
{
	struct json_member found = { .name = { NULL, 0 } };
	for (guint i = 0; i < members->len; i++) {
		const struct json_member *member = member_at(members, i);
		if (!is_named_in_any_case(&member->name, name))
			continue;
		if (!json_span_means(&member->name, name))
			return fail(error, HELPER_FAILED, "it spells '%s' with other upper- and lower-case letters",
				    name);
		if (found.name.start)
			return fail(error, HELPER_FAILED, "it contains '%s' twice", name);
		found = *member;
	}
	*ret_member = found;
	return true;
}

GBytes *client_json_name(const struct json_member *member)
{
	g_auto(Secret) text = SECRET_INIT(member->name.length);
	bool decoded = json_span_decode(&member->name, &text);
	g_assert(decoded);
	return g_bytes_new(secret_text(&text), text.length);
}

static bool make_index(struct client_object *object)
{
	object->index = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	for (guint i = 0; i < object->members->len; i++) {
		GBytes *name = client_json_name(member_at(object->members, i));
		if (!g_hash_table_insert(object->index, name, member_at(object->members, i)))
			return false;
	}
	return true;
}

static bool is_null(const struct json_span *value)
{
	return value->start[0] == 'n'; /* no other value begins with it */
}

static bool read_object(const struct json_span *value, const char *name, struct client_object *object, GError **error)
{
	if (value->start && !is_null(value)) {
		struct json_scan scan = json_scan_of(value->start, value->length);
		if (!json_scan_object(&scan, object->members))
			return fail(error, HELPER_FAILED, "its '%s' is not an object", name);
		object->span = *value;
	}
	return make_index(object) || fail(error, HELPER_FAILED, "its '%s' contains a name twice", name);
}

static bool read_members(struct client_json *json, GError **error)
{
	const GArray *members = json->root.members;
	return find_one(members, "credHelpers", &json->helpers_member, error) &&
	       find_one(members, "auths", &json->auths_member, error) &&
	       find_one(members, "credsStore", &json->store_member, error) &&
	       read_object(&json->helpers_member.value, "credHelpers", &json->helpers, error) &&
	       read_object(&json->auths_member.value, "auths", &json->auths, error);
}

/* What editors on other systems save, named for the person who has to save it anew. NULL for UTF-8. */
static const char *other_encoding(const struct secret *text)
{
	const char *bytes = secret_text(text);
	if (g_str_has_prefix(bytes, "\xef\xbb\xbf"))
		return "it begins with a byte order mark, which is not JSON: save it as UTF-8 without one";
	bool marked = g_str_has_prefix(bytes, "\xff\xfe") || g_str_has_prefix(bytes, "\xfe\xff");
	if (marked || (text->length >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0')))
		return "it is UTF-16 text: save it as UTF-8";
	if (!g_utf8_validate_len(bytes, text->length, NULL) && !memchr(bytes, '\0', text->length))
		return "it is not UTF-8 text (Latin-1 or Windows-1252, it seems): save it as UTF-8";
	return NULL;
}

static bool read_text(struct client_json *json, const struct secret *text, GError **error)
{
	struct json_scan scan = json_scan_of(secret_text(text), text->length);
	const char *encoding = other_encoding(text);
	if (encoding)
		return fail(error, HELPER_FAILED, "%s", encoding);
	if (json_scan_end(&scan))
		return read_members(json, error);

	json->root.span.start = scan.at;
	if (!json_scan_object(&scan, json->root.members)) {
		char next = json_scan_peek(&scan);
		if (next == '/' || next == '#')
			return fail(error, HELPER_FAILED, "it contains a comment, which is not JSON");
		if (scan.depth == JSON_DEPTH_MAX)
			return fail(error, HELPER_FAILED, "it is nested deeper than %d levels", JSON_DEPTH_MAX);
		return fail(error, HELPER_FAILED, "it is not a JSON object");
	}
	json->root.span.length = (size_t)(scan.at - json->root.span.start);
	if (!json_scan_end(&scan))
		return fail(error, HELPER_FAILED, "it has text after its JSON object");
	return read_members(json, error);
}

static GArray *members_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(struct json_member));
}

bool client_json_parse(const struct secret *text, struct client_json *ret_json, GError **error)
{
	g_auto(ClientJson) json = {
		.root = { .members = members_new() },
		.helpers = { .members = members_new() },
		.auths = { .members = members_new() },
	};
	if (!read_text(&json, text, error))
		return false;
	*ret_json = json;
	json = (struct client_json){ .root = { .members = NULL } };
	return true;
}

static void object_clear(struct client_object *object)
{
	g_clear_pointer(&object->members, g_array_unref);
	g_clear_pointer(&object->index, g_hash_table_unref);
}

void client_json_clear(struct client_json *json)
{
	object_clear(&json->root);
	object_clear(&json->helpers);
	object_clear(&json->auths);
}

const struct json_member *client_json_find(const struct client_object *object, const char *name)
{
	g_autoptr(GBytes) key = g_bytes_new(name, strlen(name));
	return g_hash_table_lookup(object->index, key);
}

guint client_json_next_auth(const struct client_json *json, const char *domain, guint from)
{
	const GArray *auths = json->auths.members;
	for (guint i = from; i < auths->len; i++) {
		const struct json_span *name = &member_at(auths, i)->name;
		g_auto(Secret) key = SECRET_INIT(name->length);
		struct server_url url;
		if (json_span_decode(name, &key) && server_url_parse(secret_text(&key), key.length, &url) &&
		    strcmp(url.domain, domain) == 0)
			return i;
	}
	return auths->len;
}

bool client_json_is_unset(const struct json_span *value)
{
	return !value->start || is_null(value) || json_span_means(value, "");
}

bool client_json_auth_member(const struct json_member *auth, const char *name, struct json_span *ret_value)
{
	g_autoptr(GArray) members = members_new();
	struct json_scan scan = json_scan_of(auth->value.start, auth->value.length);
	struct json_span found = { NULL, 0 };
	if (!json_scan_object(&scan, members))
		return false;
	for (guint i = 0; i < members->len; i++) {
		if (!is_named_in_any_case(&member_at(members, i)->name, name))
			continue;
		if (found.start)
			return false;
		found = member_at(members, i)->value;
	}
	*ret_value = found;
	return true;
}

bool client_json_auth_is_filled(const struct json_member *auth)
{
	static const char *const names[] = { "auth", "password", "identitytoken", "registrytoken" };
	if (is_null(&auth->value))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct json_span value;
		if (!client_json_auth_member(auth, names[i], &value) || !client_json_is_unset(&value))
			return true;
	}
	return false;
}

bool client_json_has_login(const struct client_json *json, const char *domain)
{
	const GArray *auths = json->auths.members;
	for (guint i = 0; (i = client_json_next_auth(json, domain, i)) < auths->len; i++)
		if (client_json_auth_is_filled(member_at(auths, i)))
			return true;
	return false;
}

/* The host in a key as docker, Helm and podman take it: without scheme and path, and otherwise as it is written. */
static bool is_host_of(const struct json_span *name, const char *domain)
{
	g_auto(Secret) key = SECRET_INIT(name->length);
	if (!json_span_decode(name, &key))
		return false;
	const char *scheme = strstr(secret_text(&key), "://");
	const char *host = scheme ? scheme + strlen("://") : secret_text(&key);
	return strcspn(host, "/") == strlen(domain) && g_str_has_prefix(host, domain);
}

bool client_json_login_answers(const struct client_json *json, const char *domain)
{
	const GArray *auths = json->auths.members;
	for (guint i = 0; (i = client_json_next_auth(json, domain, i)) < auths->len; i++)
		if (is_host_of(&member_at(auths, i)->name, domain) && client_json_auth_is_filled(member_at(auths, i)))
			return true;
	return false;
}

bool client_json_auth_is_empty(const struct json_member *auth)
{
	struct json_scan scan = json_scan_of(auth->value.start, auth->value.length);
	return json_scan_take(&scan, '{') && json_scan_take(&scan, '}');
}
