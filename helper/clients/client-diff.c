/* SPDX-License-Identifier: MIT */
#include "client-plan.h"

#include "../format/text-diff.h"

#include <string.h>

#define MASK "\"***\""

/* Names are shown, but a key with user information may hold a password; an "@" may be written as an escape. */
static bool name_is_shown(const struct json_span *name)
{
	g_auto(Secret) text = SECRET_INIT(name->length);
	return json_span_decode(name, &text) && !strchr(secret_text(&text), '@') &&
	       strlen(secret_text(&text)) == text.length;
}

/* A part of the file's object, as it may be shown: its texts may be credentials, also of other registries and of
 * proxies. */
static void append_masked(const char *start, const char *end, struct secret *out)
{
	struct json_scan scan = json_scan_of(start, (size_t)(end - start));
	while (scan.at < scan.end) {
		const char *from = scan.at;
		if (*from != '"') {
			scan.at++;
			secret_append(out, from, 1);
			continue;
		}
		(void)json_scan_string(&scan);
		const struct json_span text = { from, (size_t)(scan.at - from) };
		bool name = json_scan_peek(&scan) == ':';
		scan.at = from + text.length;
		if (name && name_is_shown(&text))
			secret_append(out, from, text.length);
		else
			secret_append_text(out, MASK);
	}
}

/* Whether the value is the name of a program, which is what the difference is about. */
static bool is_helper_name(const struct json_span *value)
{
	g_auto(Secret) text = SECRET_INIT(value->length);
	if (!json_span_decode(value, &text) || text.length > NAME_MAX)
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (!g_ascii_isalnum(text.bytes[i]) && !strchr("._-", text.bytes[i]))
			return false;
	return true;
}

/* The text without what must not be on a screen: of all values the names of helpers alone are shown. */
static bool mask(const struct secret *text, struct secret *out)
{
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	if (!client_json_parse(text, &json, NULL))
		return false;
	const char *done = secret_text(text);
	g_autoptr(GArray) shown = g_array_new(FALSE, FALSE, sizeof(struct json_span));
	const GArray *helpers = json.helpers.members;
	/* In the order of the text: `credsStore` before or behind `credHelpers`. */
	bool store_first = json.store_member.name.start && json.store_member.name.start < json.helpers.span.start;
	if (json.store_member.name.start && store_first)
		g_array_append_val(shown, json.store_member.value);
	for (guint i = 0; i < helpers->len; i++)
		g_array_append_val(shown, g_array_index(helpers, struct json_member, i).value);
	if (json.store_member.name.start && !store_first)
		g_array_append_val(shown, json.store_member.value);
	for (guint i = 0; i < shown->len; i++) {
		const struct json_span *value = &g_array_index(shown, struct json_span, i);
		if (!is_helper_name(value))
			continue;
		append_masked(done, value->start, out);
		secret_append(out, value->start, value->length);
		done = value->start + value->length;
	}
	append_masked(done, secret_text(text) + text->length, out);
	return !secret_overflowed(out);
}

bool client_plan_print(const struct client_plan *plan, const struct client_config *config, struct secret *out)
{
	g_auto(Secret) before = SECRET_INIT(2 * CLIENT_CONFIG_MAX);
	g_auto(Secret) after = SECRET_INIT(2 * CLIENT_CONFIG_MAX);
	if (!mask(&config->text, &before) || !mask(&plan->text.bytes, &after))
		return false;
	text_diff(config->path, config->exists ? &before : NULL, plan->text.exists ? &after : NULL, out);
	return true;
}
