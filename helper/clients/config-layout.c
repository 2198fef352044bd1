/* SPDX-License-Identifier: MIT */
#include "config-layout.h"

#include <string.h>

/* What docker, podman and Helm indent with. */
#define INDENT "\t"

void layout_clear(struct layout *layout)
{
	g_free(layout->line);
	g_free(layout->close);
	g_free(layout->colon);
}

static const char *end_of(const struct json_span *span)
{
	return span->start + span->length;
}

/* The blanks before `at`, which is in an object. */
static struct json_span blanks_before(const char *at)
{
	const char *start = at;
	while (strchr(" \t\r\n", start[-1]))
		start--;
	return (struct json_span){ start, (size_t)(at - start) };
}

/* The line end that the text uses, "\n" where it has none. */
static const char *line_end_of(const struct secret *text)
{
	return strstr(secret_text(text), "\r\n") ? "\r\n" : "\n";
}

/* The last line end in the blanks and what is behind it: a new line as this one was begun. NULL if there is no line
 * end. Freed by the caller. */
static char *line_start_in(const struct json_span *blanks)
{
	const char *line_feed = memrchr(blanks->start, '\n', blanks->length);
	if (!line_feed)
		return NULL;
	const char *start = line_feed[-1] == '\r' ? line_feed - 1 : line_feed;
	return g_strndup(start, (gsize)(end_of(blanks) - start));
}

/* As the last member of the object is laid out, which is not empty. */
static struct layout layout_of(const struct client_object *object)
{
	const struct json_member *last = &g_array_index(object->members, struct json_member, object->members->len - 1);
	const struct json_span before = blanks_before(last->name.start);
	const struct json_span behind = blanks_before(end_of(&object->span) - 1);
	size_t mark;
	(void)layout_find_mark(last, &mark);
	const struct json_span colon = { end_of(&last->name),
					 (size_t)(last->value.start - end_of(&last->name)) - mark };
	bool broken = memchr(colon.start, '\n', colon.length) != NULL;
	struct layout layout = {
		.line = line_start_in(&before),
		.close = g_strndup(behind.start, behind.length),
		.colon = broken ? g_strdup(": ") : g_strndup(colon.start, colon.length),
	};
	if (!layout.line) /* one line: "a": 1, "b": 2 or "a":1,"b":2 */
		layout.line = g_strdup(strcmp(layout.colon, ":") == 0 ? "" : " ");
	return layout;
}

struct layout layout_of_root(const struct secret *text, const struct client_json *json)
{
	if (json->root.members->len > 0)
		return layout_of(&json->root);
	const char *line_end = line_end_of(text);
	return (struct layout){
		.line = g_strconcat(line_end, INDENT, NULL),
		.close = g_strdup(line_end),
		.colon = g_strdup(": "),
	};
}

struct layout layout_of_helpers(const struct layout *root, const struct client_json *json)
{
	const char *line_feed = strrchr(root->line, '\n');
	if (json->helpers.members->len > 0)
		return layout_of(&json->helpers);
	return (struct layout){
		.line = line_feed ? g_strconcat(root->line, line_feed + 1, NULL) : g_strdup(root->line),
		.close = g_strdup(line_feed ? root->line : ""),
		.colon = g_strdup(root->colon),
	};
}

static bool has_lines(const struct layout *layout)
{
	return strchr(layout->line, '\n') != NULL;
}

char *layout_object(const struct layout *layout, const char *mark, const char *members)
{
	return g_strconcat("{", mark, has_lines(layout) ? layout->line : "", members, layout->close, "}", NULL);
}

char *layout_join(const struct layout *layout, const GPtrArray *members)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < members->len; i++)
		g_string_append_printf(all, "%s%s%s", i > 0 ? "," : "", i > 0 ? layout->line : "",
				       (const char *)g_ptr_array_index(members, i));
	return g_string_free(all, FALSE);
}

char *layout_first(const struct layout *layout, const struct json_span *object, const char *members)
{
	const struct json_span blanks = blanks_before(end_of(object) - 1);
	g_autofree char *own_line = line_start_in(&blanks);
	const char *line = has_lines(layout) ? layout->line : own_line ? own_line : "";
	return g_strconcat(" ", line, members, layout->close, NULL);
}

char *layout_before(const struct client_object *object)
{
	const struct json_member *first = &g_array_index(object->members, struct json_member, 0);
	const struct json_span before = blanks_before(first->name.start);
	g_autofree char *line = line_start_in(&before);
	size_t length = before.length - (line ? strlen(line) : 0);
	if (length == 0)
		return NULL;
	if (before.start[length - 1] == ' ')
		return g_strdup_printf("{%.*s}", (int)length - 1, before.start);
	return length == 1 && before.start[0] == '\t' ? g_strdup("null") : NULL;
}

const char *layout_mark(const struct json_span *old)
{
	if (!old->start)
		return " \t";
	return client_json_is_unset(old) ? old->start[0] == '"' ? " \t\t" : " \t\t\t" : "";
}

enum layout_mark layout_find_mark(const struct json_member *member, size_t *ret_length)
{
	const char *at = member->value.start;
	while (at[-1] == '\t') /* no further than the colon */
		at--;
	size_t tabs = (size_t)(member->value.start - at);
	bool found = tabs >= 1 && tabs <= 3 && at[-1] == ' ';
	*ret_length = found ? tabs + 1 : 0;
	return !found ? LAYOUT_NONE : tabs == 1 ? LAYOUT_ABSENT : tabs == 2 ? LAYOUT_EMPTY : LAYOUT_NULL;
}
