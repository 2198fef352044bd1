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

static bool find_one(const GArray *members, const char *name, struct json_span *ret_value, GError **error)
{
	struct json_span found = { NULL, 0 };
	for (guint i = 0; i < members->len; i++) {
		const struct json_member *member = member_at(members, i);
		if (!is_named_in_any_case(&member->name, name))
			continue;
		if (!json_span_means(&member->name, name))
			return fail(error, HELPER_FAILED, "it spells '%s' in other letter case", name);
		if (found.start)
			return fail(error, HELPER_FAILED, "it holds '%s' twice", name);
		found = member->value;
	}
	*ret_value = found;
	return true;
}

static bool has_twins(const GArray *members)
{
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	for (guint i = 0; i < members->len; i++) {
		const struct json_span *name = &member_at(members, i)->name;
		g_auto(Secret) text = SECRET_INIT(name->length);
		if (!json_span_decode(name, &text) ||
		    !g_hash_table_add(names, g_bytes_new(secret_text(&text), text.length)))
			return true;
	}
	return false;
}

static bool read_object(const struct json_span *object, const char *name, GArray *members, GError **error)
{
	if (!object->start)
		return true;
	struct json_scan scan = json_scan_of(object->start, object->length);
	if (!json_scan_object(&scan, members))
		return fail(error, HELPER_FAILED, "its '%s' is no object", name);
	if (has_twins(members))
		return fail(error, HELPER_FAILED, "its '%s' holds a name twice", name);
	return true;
}

static bool read_members(struct client_json *json, GError **error)
{
	if (!find_one(json->members, "credHelpers", &json->helpers_object, error) ||
	    !find_one(json->members, "auths", &json->auths_object, error) ||
	    !find_one(json->members, "credsStore", &json->store, error))
		return false;
	if (json->auths_object.length == strlen("null") && memcmp(json->auths_object.start, "null", 4) == 0)
		json->auths_object = (struct json_span){ NULL, 0 };
	return read_object(&json->helpers_object, "credHelpers", json->helpers, error) &&
	       read_object(&json->auths_object, "auths", json->auths, error);
}

static bool read_text(struct client_json *json, const struct secret *text, GError **error)
{
	struct json_scan scan = json_scan_of(secret_text(text), text->length);
	if (g_str_has_prefix(secret_text(text), "\xef\xbb\xbf"))
		return fail(error, HELPER_FAILED, "it begins with a byte order mark, which is not JSON");
	if (json_scan_end(&scan))
		return true;

	json->object.start = scan.at;
	if (!json_scan_object(&scan, json->members)) {
		if (scan.at < scan.end && (*scan.at == '/' || *scan.at == '#'))
			return fail(error, HELPER_FAILED, "it holds a comment, which is not JSON");
		if (scan.depth == JSON_DEPTH_MAX)
			return fail(error, HELPER_FAILED, "it is nested deeper than %d levels", JSON_DEPTH_MAX);
		return fail(error, HELPER_FAILED, "it is no JSON object");
	}
	json->object.length = (size_t)(scan.at - json->object.start);
	if (!json_scan_end(&scan))
		return fail(error, HELPER_FAILED, "something stands behind its JSON object");
	return read_members(json, error);
}

bool client_json_parse(const struct secret *text, struct client_json *ret_json, GError **error)
{
	g_auto(ClientJson) json = {
		.members = g_array_new(FALSE, FALSE, sizeof(struct json_member)),
		.helpers = g_array_new(FALSE, FALSE, sizeof(struct json_member)),
		.auths = g_array_new(FALSE, FALSE, sizeof(struct json_member)),
	};
	if (!read_text(&json, text, error))
		return false;
	*ret_json = json;
	json = (struct client_json){ .members = NULL };
	return true;
}

void client_json_clear(struct client_json *json)
{
	g_clear_pointer(&json->members, g_array_unref);
	g_clear_pointer(&json->helpers, g_array_unref);
	g_clear_pointer(&json->auths, g_array_unref);
}

const struct json_member *client_json_find(const GArray *members, const char *name)
{
	for (guint i = 0; i < members->len; i++)
		if (json_span_means(&member_at(members, i)->name, name))
			return member_at(members, i);
	return NULL;
}

guint client_json_next_auth(const struct client_json *json, const char *domain, guint from)
{
	for (guint i = from; i < json->auths->len; i++) {
		const struct json_span *name = &member_at(json->auths, i)->name;
		g_auto(Secret) key = SECRET_INIT(name->length);
		struct server_url url;
		if (json_span_decode(name, &key) && server_url_parse(secret_text(&key), key.length, &url) &&
		    strcmp(url.domain, domain) == 0)
			return i;
	}
	return json->auths->len;
}

bool client_json_auth_member(const struct json_member *auth, const char *name, struct json_span *ret_value)
{
	g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(struct json_member));
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
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct json_span value;
		if (!client_json_auth_member(auth, names[i], &value) ||
		    (value.start && !json_span_means(&value, "") && value.start[0] != 'n'))
			return true;
	}
	return false;
}

bool client_json_auth_is_empty(const struct json_member *auth)
{
	struct json_scan scan = json_scan_of(auth->value.start, auth->value.length);
	return json_scan_take(&scan, '{') && json_scan_take(&scan, '}');
}
