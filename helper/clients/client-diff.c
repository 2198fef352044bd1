/* SPDX-License-Identifier: MIT */
#include "client-plan.h"

#include "../format/text-diff.h"

#include <limits.h>
#include <string.h>

#define MASK "\"***\""

/* Names are shown, but a key with user information may hold a password; an "@" may be written as an escape. */
static bool name_is_shown(const struct json_span *name)
{
	g_auto(Secret) text = SECRET_INIT(name->length);
	return json_span_decode(name, &text) && !memchr(secret_text(&text), '@', text.length);
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
	return json_span_decode(value, &text) && text.length <= NAME_MAX &&
	       strspn(secret_text(&text), G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._-") == text.length;
}

static void add_values(const GArray *members, GArray *values)
{
	for (guint i = 0; i < members->len; i++)
		g_array_append_val(values, g_array_index(members, struct json_member, i).value);
}

/* The text without what must not be on a screen: of all values the names of helpers alone are shown. */
static void mask(const struct secret *text, struct secret *out)
{
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	bool parsed = client_json_parse(text, &json, NULL); /* as before */
	g_assert(parsed);
	const char *done = secret_text(text);
	g_autoptr(GArray) shown = g_array_new(FALSE, FALSE, sizeof(struct json_span));
	/* In the order of the text: `credsStore` may be before or behind `credHelpers`. */
	for (guint i = 0; i < json.root.members->len; i++) {
		const struct json_member *member = &g_array_index(json.root.members, struct json_member, i);
		if (member->name.start == json.store_member.name.start)
			g_array_append_val(shown, member->value);
		else if (member->name.start == json.helpers_member.name.start)
			add_values(json.helpers.members, shown);
	}
	for (guint i = 0; i < shown->len; i++) {
		const struct json_span *value = &g_array_index(shown, struct json_span, i);
		if (!is_helper_name(value))
			continue;
		append_masked(done, value->start, out);
		secret_append(out, value->start, value->length);
		done = value->start + value->length;
	}
	append_masked(done, secret_text(text) + text->length, out);
}

void client_plan_print(const struct client_plan *plan, const struct client_config *config, struct secret *out)
{
	/* A text in quotes and the byte behind it become at most twice as long. */
	g_auto(Secret) before = SECRET_INIT(2 * CLIENT_CONFIG_MAX);
	g_auto(Secret) after = SECRET_INIT(2 * CLIENT_CONFIG_MAX);
	mask(&config->text, &before);
	mask(&plan->text.bytes, &after);
	text_diff(config->path, config->exists ? &before : NULL, plan->text.exists ? &after : NULL, out);
}
