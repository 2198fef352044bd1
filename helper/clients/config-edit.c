/* SPDX-License-Identifier: MIT */
#include "config-edit.h"

#include "../runtime/error.h"
#include "client-json.h"

#include <string.h>

#define HELPERS "credHelpers"
/* What docker, podman and Helm indent with. */
#define INDENT "\t"

void config_text_clear(struct config_text *text)
{
	secret_clear(&text->bytes);
}

static const struct json_member *member_at(const GArray *members, guint index)
{
	return &g_array_index(members, struct json_member, index);
}

static const char *end_of(const struct json_span *span)
{
	return span->start + span->length;
}

/* One edit under way: `result` is made from `text`, into which the spans of `json` point. */
struct config_edit {
	const struct config_text *text;
	struct client_json json;
	struct config_text result;
};

static void config_edit_clear(struct config_edit *edit)
{
	client_json_clear(&edit->json);
	config_text_clear(&edit->result);
}
typedef struct config_edit ConfigEdit;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfigEdit, config_edit_clear)

static bool config_edit_begin(const struct config_text *text, struct config_edit *ret_edit, GError **error)
{
	*ret_edit = (struct config_edit){
		.text = text,
		.result = { .bytes = SECRET_INIT(text->bytes.limit), .exists = text->exists },
	};
	return client_json_parse(&text->bytes, &ret_edit->json, error);
}

/* ---- how the text is laid out ---- */

/* The blanks that stand before `at`, from `from` on. */
static struct json_span blanks_before(const char *from, const char *at)
{
	const char *start = at;
	while (start > from && strchr(" \t\r\n", start[-1]) && start[-1] != '\0')
		start--;
	return (struct json_span){ start, (size_t)(at - start) };
}

/* The line end that the text uses, "\n" where it has none. */
static const char *line_end_of(const struct secret *text)
{
	const char *line_feed = text->bytes ? memchr(text->bytes, '\n', text->length) : NULL;
	return line_feed && line_feed > text->bytes && line_feed[-1] == '\r' ? "\r\n" : "\n";
}

/* The last line end in the blanks and what is behind it: a new line as this one was begun. NULL where
 * there is no line end. Freed by the caller. */
static char *line_start_in(const struct json_span *blanks)
{
	const char *line_feed = blanks->length > 0 ? memrchr(blanks->start, '\n', blanks->length) : NULL;
	if (!line_feed)
		return NULL;
	const char *start = line_feed > blanks->start && line_feed[-1] == '\r' ? line_feed - 1 : line_feed;
	return g_strndup(start, (gsize)(end_of(blanks) - start));
}

/* How the members of one object are set. */
struct layout {
	char *line;  /* before each name: a line end with its indentation, "" on one line */
	char *close; /* before the closing brace */
	char *colon; /* between name and value */
};

static void layout_clear(struct layout *layout)
{
	g_free(layout->line);
	g_free(layout->close);
	g_free(layout->colon);
}
typedef struct layout Layout;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Layout, layout_clear)

/* As the last member of the object is set, which is not empty. */
static struct layout layout_of(const struct json_span *object, const GArray *members)
{
	const struct json_member *last = member_at(members, members->len - 1);
	const struct json_span colon = { end_of(&last->name), (size_t)(last->value.start - end_of(&last->name)) };
	const struct json_span before = blanks_before(object->start, last->name.start);
	const struct json_span behind = blanks_before(object->start, end_of(object) - 1);
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

/* Of an object that is a member of the outermost one: indented once more. */
static struct layout layout_within(const struct layout *root)
{
	const char *line_feed = strrchr(root->line, '\n');
	return (struct layout){
		.line = line_feed ? g_strconcat(root->line, line_feed + 1, NULL) : g_strdup(root->line),
		.close = g_strdup(line_feed ? root->line : ""),
		.colon = g_strdup(root->colon),
	};
}

/* Of the outermost object of the text; as docker prints it, where the object is empty. */
static struct layout layout_of_root(const struct secret *text, const struct client_json *json)
{
	if (json->members && json->members->len > 0)
		return layout_of(&json->object, json->members);
	const char *line_end = line_end_of(text);
	return (struct layout){
		.line = g_strconcat(line_end, INDENT, NULL),
		.close = g_strdup(line_end),
		.colon = g_strdup(": "),
	};
}

/* ---- one edit ---- */

/* The result is the text, with `by` in place of its bytes from `start` to `end`. */
static bool replace(struct config_edit *edit, const char *start, const char *end, const char *by, GError **error)
{
	const struct secret *text = &edit->text->bytes;
	struct secret *result = &edit->result.bytes;
	secret_append(result, text->bytes, (size_t)(start - text->bytes));
	secret_append_text(result, by);
	secret_append(result, end, (size_t)(text->bytes + text->length - end));
	return !secret_overflowed(result) ||
	       fail(error, HELPER_FAILED, "it would become longer than %zu bytes", result->limit);
}

/* Adds `member` ("name": value) to an object, behind its last one. */
static bool add_member(struct config_edit *edit, const struct json_span *object, const GArray *members,
		       const struct layout *layout, const char *member, GError **error)
{
	if (members->len > 0) {
		const char *end = end_of(&member_at(members, members->len - 1)->value);
		g_autofree char *addition = g_strconcat(",", layout->line, member, NULL);
		return replace(edit, end, end, addition, error);
	}
	const char *brace = end_of(object) - 1;
	const struct json_span blanks = blanks_before(object->start + 1, brace);
	g_autofree char *own_line = line_start_in(&blanks);
	const char *line = strchr(layout->line, '\n') ? layout->line : own_line ? own_line : "";
	/* The blank says that the object was there before: see config-edit.h. */
	g_autofree char *addition = g_strconcat(" ", line, member, layout->close, NULL);
	return replace(edit, brace, brace, addition, error);
}

/* Cuts one of several members out, with the comma that parted it from its neighbour. */
static bool cut_member(struct config_edit *edit, const GArray *members, const struct json_member *member,
		       GError **error)
{
	guint index = (guint)(member - member_at(members, 0));
	if (index > 0)
		return replace(edit, end_of(&member_at(members, index - 1)->value), end_of(&member->value), "", error);
	return replace(edit, member->name.start, member_at(members, 1)->name.start, "", error);
}

/* The blanks that an object had when it was empty, before its only member was put in; freed by the caller.
 * NULL where it was not there. */
static char *blanks_of_empty(const struct json_span *object, const struct json_member *only)
{
	const struct json_span before = blanks_before(object->start + 1, only->name.start);
	g_autofree char *line = line_start_in(&before);
	size_t length = before.length - (line ? strlen(line) : 0);
	if (length == 0 || before.start[length - 1] != ' ')
		return NULL;
	return g_strndup(before.start, length - 1);
}

static bool empty_object(struct config_edit *edit, const struct json_span *object, const char *blanks, GError **error)
{
	g_autofree char *empty = g_strconcat("{", blanks, "}", NULL);
	return replace(edit, object->start, end_of(object), empty, error);
}

/* ---- adding ---- */

static char *object_of(const struct layout *layout, const char *member)
{
	bool lines = strchr(layout->line, '\n') != NULL;
	return g_strconcat("{", lines ? layout->line : "", member, layout->close, "}", NULL);
}

/* A file without any object: missing, empty or blank. */
static bool make_file(struct config_edit *edit, const struct layout *root, const char *member, GError **error)
{
	const struct secret *blanks = &edit->text->bytes;
	g_autofree char *object = object_of(root, member);
	g_autofree char *file = g_strconcat(secret_text(blanks), object, edit->text->exists ? "" : "\n", NULL);
	edit->result.exists = true;
	secret_append_text(&edit->result.bytes, file);
	return !secret_overflowed(&edit->result.bytes) ||
	       fail(error, HELPER_FAILED, "it would become longer than %zu bytes", blanks->limit);
}

static bool add_helper(struct config_edit *edit, const char *key, const char *helper, GError **error)
{
	const struct client_json *json = &edit->json;
	g_auto(Layout) root = layout_of_root(&edit->text->bytes, json);
	g_auto(Layout) inside =
		json->helpers->len > 0 ? layout_of(&json->helpers_object, json->helpers) : layout_within(&root);
	g_autofree char *entry = g_strdup_printf("\"%s\"%s\"%s\"", key, inside.colon, helper);
	if (json->helpers_object.start)
		return add_member(edit, &json->helpers_object, json->helpers, &inside, entry, error);

	g_autofree char *helpers = object_of(&inside, entry);
	g_autofree char *member = g_strconcat("\"" HELPERS "\"", root.colon, helpers, NULL);
	if (!json->object.start)
		return make_file(edit, &root, member, error);
	return add_member(edit, &json->object, json->members, &root, member, error);
}

static bool change_helper(struct config_edit *edit, const char *key, const char *helper, GError **error)
{
	const struct json_member *entry = client_json_find(edit->json.helpers, key);
	if (!entry)
		return add_helper(edit, key, helper, error);
	g_autofree char *value = g_strconcat("\"", helper, "\"", NULL);
	return replace(edit, entry->value.start, end_of(&entry->value), value, error);
}

/* ---- removing ---- */

/* Takes away the whole object of a file, which holds nothing else than this entry. A file that we did not make so
 * keeps an empty one. */
static bool remove_object(struct config_edit *edit, GError **error)
{
	const struct secret *bytes = &edit->text->bytes;
	const struct client_json *json = &edit->json;
	const struct json_member *entry = member_at(json->helpers, 0);
	size_t blanks = (size_t)(json->object.start - bytes->bytes);
	g_auto(Secret) key = SECRET_INIT(bytes->limit);
	g_auto(Secret) helper = SECRET_INIT(bytes->limit);
	g_auto(ConfigText) original = { .bytes = SECRET_INIT(bytes->limit) };
	g_auto(ConfigEdit) again = { .text = NULL };

	original.exists = blanks + json->object.length == bytes->length;
	secret_append(&original.bytes, bytes->bytes, blanks);
	if (!json_span_decode(&entry->name, &key) || !json_span_decode(&entry->value, &helper) ||
	    !config_edit_begin(&original, &again, error) ||
	    !add_helper(&again, secret_text(&key), secret_text(&helper), error))
		return false;
	if (!secret_equal(&again.result.bytes, bytes))
		return empty_object(edit, &json->object, "", error);
	edit->result.exists = original.exists;
	secret_move(&original.bytes, &edit->result.bytes);
	return true;
}

/* Takes the only entry of "credHelpers" out, and with it what was made for it alone. */
static bool remove_only_helper(struct config_edit *edit, GError **error)
{
	const struct client_json *json = &edit->json;
	g_autofree char *inner = blanks_of_empty(&json->helpers_object, member_at(json->helpers, 0));
	if (inner)
		return empty_object(edit, &json->helpers_object, inner, error);
	if (json->members->len > 1)
		return cut_member(edit, json->members, client_json_find(json->members, HELPERS), error);
	g_autofree char *outer = blanks_of_empty(&json->object, member_at(json->members, 0));
	if (outer)
		return empty_object(edit, &json->object, outer, error);
	return remove_object(edit, error);
}

static bool remove_helper(struct config_edit *edit, const char *key, GError **error)
{
	const GArray *helpers = edit->json.helpers;
	if (helpers->len == 1)
		return remove_only_helper(edit, error);
	return cut_member(edit, helpers, client_json_find(helpers, key), error);
}

static bool remove_auth(struct config_edit *edit, const char *key, GError **error)
{
	const GArray *auths = edit->json.auths;
	if (auths->len == 1)
		return empty_object(edit, &edit->json.auths_object, "", error);
	return cut_member(edit, auths, client_json_find(auths, key), error);
}

/* ---- and its proof ---- */

static bool spans_are_equal(const struct json_span *a, const struct json_span *b)
{
	return a->length == b->length && (a->length == 0 || memcmp(a->start, b->start, a->length) == 0);
}

/* Whether both lists are the same, byte for byte and in order, but for a member of the name `but`. */
static bool members_are_equal(const GArray *a, const GArray *b, const char *but)
{
	guint i = 0;
	guint j = 0;
	for (;;) {
		while (i < a->len && json_span_means(&member_at(a, i)->name, but))
			i++;
		while (j < b->len && json_span_means(&member_at(b, j)->name, but))
			j++;
		if (i == a->len || j == b->len)
			return i == a->len && j == b->len;
		if (!spans_are_equal(&member_at(a, i)->name, &member_at(b, j)->name) ||
		    !spans_are_equal(&member_at(a, i)->value, &member_at(b, j)->value))
			return false;
		i++, j++;
	}
}

/* The result says what the text said; only in the named object, and there only the key differs: it means `value`,
 * or is not there where that is NULL. Then it becomes the text. */
static bool config_edit_end(struct config_edit *edit, struct config_text *text, const char *object, const char *key,
			    const char *value, GError **error)
{
	g_auto(ClientJson) after = { .members = NULL };
	if (!client_json_parse(&edit->result.bytes, &after, error))
		return false;

	bool helpers = strcmp(object, HELPERS) == 0;
	const GArray *old_entries = helpers ? edit->json.helpers : edit->json.auths;
	const GArray *new_entries = helpers ? after.helpers : after.auths;
	const struct json_member *entry = client_json_find(new_entries, key);
	if (!members_are_equal(edit->json.members, after.members, object) ||
	    !members_are_equal(old_entries, new_entries, key) ||
	    (value ? !entry || !json_span_means(&entry->value, value) : entry != NULL))
		return fail(error, HELPER_FAILED, "the change would not come out as meant");

	secret_clear(&text->bytes);
	secret_move(&edit->result.bytes, &text->bytes);
	text->exists = edit->result.exists;
	return true;
}

bool config_edit_set_helper(struct config_text *text, const char *key, const char *helper, GError **error)
{
	g_auto(ConfigEdit) edit = { .text = NULL };
	if (!config_edit_begin(text, &edit, error))
		return false;
	const struct json_member *entry = client_json_find(edit.json.helpers, key);
	if (entry && json_span_means(&entry->value, helper))
		return true;
	return change_helper(&edit, key, helper, error) && config_edit_end(&edit, text, HELPERS, key, helper, error);
}

bool config_edit_remove_helper(struct config_text *text, const char *key, GError **error)
{
	g_auto(ConfigEdit) edit = { .text = NULL };
	if (!config_edit_begin(text, &edit, error))
		return false;
	if (!client_json_find(edit.json.helpers, key))
		return true;
	return remove_helper(&edit, key, error) && config_edit_end(&edit, text, HELPERS, key, NULL, error);
}

bool config_edit_remove_auth(struct config_text *text, const char *key, GError **error)
{
	g_auto(ConfigEdit) edit = { .text = NULL };
	if (!config_edit_begin(text, &edit, error))
		return false;
	if (!client_json_find(edit.json.auths, key))
		return true;
	return remove_auth(&edit, key, error) && config_edit_end(&edit, text, "auths", key, NULL, error);
}
