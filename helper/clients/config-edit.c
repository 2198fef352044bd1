/* SPDX-License-Identifier: MIT */
#include "config-edit.h"

#include "../runtime/error.h"
#include "config-layout.h"
#include "config-proof.h"
#include "config-splice.h"

#include <string.h>

void config_text_clear(struct config_text *text)
{
	secret_clear(&text->bytes);
}

static const struct json_member *member_at(const struct client_object *object, guint index)
{
	return &g_array_index(object->members, struct json_member, index);
}

static const char *end_of(const struct json_span *span)
{
	return span->start + span->length;
}

/* One edit under way. */
struct work {
	const struct config_text *text;
	const struct client_json *json;
	const struct config_edit *edit;
	GArray *splices;
};

static void add_splice(struct work *work, const char *start, const char *end, char *by)
{
	splices_add(work->splices, start, end, by);
}

static guint length_of(const GArray *indexes)
{
	return indexes ? indexes->len : 0;
}

/* ---- adding ---- */

static char *quoted(const char *text)
{
	return g_strconcat("\"", text, "\"", NULL);
}

static void set_value(struct work *work, const struct json_member *member, const char *value)
{
	char *by = g_strconcat(layout_mark(&member->value), "\"", value, "\"", NULL);
	add_splice(work, member->value.start, end_of(&member->value), by);
}

/* Replaces the helpers that are there, and gives the other ones as members to be added. */
static GPtrArray *set_helpers(struct work *work, const struct layout *layout)
{
	GPtrArray *members = g_ptr_array_new_with_free_func(g_free);
	const struct config_edit *edit = work->edit;
	for (guint i = 0; i < edit->set->len; i++) {
		const char *key = g_ptr_array_index(edit->set, i);
		const struct json_member *member = client_json_find(&work->json->helpers, key);
		if (!member)
			g_ptr_array_add(members, g_strdup_printf("\"%s\"%s\"%s\"", key, layout->colon, edit->helper));
		else if (!json_span_means(&member->value, edit->helper))
			set_value(work, member, edit->helper);
	}
	return members;
}

/* Adds the new members to "credHelpers", or that one itself to the outermost object's new members. */
static void add_helpers(struct work *work, const struct layout *root, GPtrArray *outer)
{
	const struct client_json *json = work->json;
	const struct json_member *own = &json->helpers_member;
	g_auto(Layout) layout = layout_of_helpers(root, json);
	g_autoptr(GPtrArray) members = set_helpers(work, &layout);
	g_autofree char *all = layout_join(&layout, members);
	if (members->len == 0)
		return;
	if (json->helpers.members->len > 0) {
		const char *end = end_of(&member_at(&json->helpers, json->helpers.members->len - 1)->value);
		add_splice(work, end, end, g_strconcat(",", layout.line, all, NULL));
	} else if (json->helpers.span.start) {
		const char *brace = end_of(&json->helpers.span) - 1;
		add_splice(work, brace, brace, layout_first(&layout, &json->helpers.span, all));
	} else if (own->name.start) {
		add_splice(work, own->value.start, end_of(&own->value), layout_object(&layout, "\t", all));
	} else {
		g_autofree char *object = layout_object(&layout, "", all);
		g_ptr_array_add(outer, g_strconcat("\"" CONFIG_HELPERS "\"", root->colon, object, NULL));
	}
}

static void add_store(struct work *work, const struct layout *root, GPtrArray *outer)
{
	const struct json_member *own = &work->json->store_member;
	g_autofree char *value = work->edit->store ? quoted(work->edit->store) : NULL;
	if (value && own->name.start)
		set_value(work, own, work->edit->store);
	else if (value)
		g_ptr_array_add(
			outer, g_strconcat("\"" CONFIG_STORE "\"", root->colon, layout_mark(&own->value), value, NULL));
}

/* New members of the outermost object, which may be missing. */
static void add_to_root(struct work *work, const struct layout *root, const GPtrArray *members)
{
	const struct client_object *object = &work->json->root;
	g_autofree char *all = layout_join(root, members);
	if (members->len == 0)
		return;
	if (object->members->len > 0) {
		const char *end = end_of(&member_at(object, object->members->len - 1)->value);
		add_splice(work, end, end, g_strconcat(",", root->line, all, NULL));
	} else if (object->span.start) {
		const char *brace = end_of(&object->span) - 1;
		add_splice(work, brace, brace, layout_first(root, &object->span, all));
	} else { /* missing, empty or blank */
		const char *end = secret_text(&work->text->bytes) + work->text->bytes.length;
		g_autofree char *made = layout_object(root, "", all);
		add_splice(work, end, end, g_strconcat(made, work->text->exists ? "" : "\n", NULL));
	}
}

static void add(struct work *work)
{
	g_autoptr(GPtrArray) outer = g_ptr_array_new_with_free_func(g_free);
	g_auto(Layout) root = layout_of_root(&work->text->bytes, work->json);
	add_helpers(work, &root, outer);
	add_store(work, &root, outer);
	add_to_root(work, &root, outer);
}

/* ---- removing ---- */

/* Cuts members out, each with the comma that parted it from its neighbour. One at least must stay. */
static void cut(struct work *work, const struct client_object *object, const bool *gone)
{
	guint first = 0;
	while (gone[first])
		first++;
	if (first > 0)
		add_splice(work, member_at(object, 0)->name.start, member_at(object, first)->name.start, NULL);
	for (guint i = first + 1; i < object->members->len; i++)
		if (gone[i])
			add_splice(work, end_of(&member_at(object, i - 1)->value), end_of(&member_at(object, i)->value),
				   NULL);
}

static void replace_object(struct work *work, const struct client_object *object, const char *by)
{
	add_splice(work, object->span.start, end_of(&object->span), g_strdup(by));
}

/* Puts "" or null back where an edit replaced it. False where there was nothing. */
static bool restore_value(struct work *work, const struct json_member *member)
{
	size_t length;
	enum layout_mark mark = layout_find_mark(member, &length);
	if (mark != LAYOUT_EMPTY && mark != LAYOUT_NULL)
		return false;
	add_splice(work, member->value.start - length, end_of(&member->value),
		   g_strdup(mark == LAYOUT_NULL ? "null" : "\"\""));
	return true;
}

bool config_edit_added_store(const struct client_json *json)
{
	size_t length;
	return json->store_member.name.start && layout_find_mark(&json->store_member, &length) != LAYOUT_NONE;
}

/* Takes entries of "credHelpers" out. Whether that member itself has to go. */
static bool remove_helpers(struct work *work)
{
	const struct client_object *helpers = &work->json->helpers;
	g_autofree bool *gone = g_new0(bool, helpers->members->len + 1);
	guint stay = helpers->members->len;
	for (guint i = 0; i < length_of(work->edit->unset); i++) {
		guint index = g_array_index(work->edit->unset, guint, i);
		gone[index] = !restore_value(work, member_at(helpers, index));
		stay -= gone[index];
	}
	if (stay > 0)
		cut(work, helpers, gone);
	if (stay > 0 || length_of(work->edit->unset) == 0)
		return false;
	g_autofree char *before = layout_before(helpers);
	if (before)
		replace_object(work, helpers, before);
	return before == NULL;
}

static bool remove_store(struct work *work)
{
	return work->edit->unset_store && config_edit_added_store(work->json) &&
	       !restore_value(work, &work->json->store_member);
}

/* Whether the text is, but for the blanks before it, what an edit makes of a file that is missing or blank; and what the
 * file was. */
static bool is_made_by_edit(const struct work *work, struct config_text *ret_before)
{
	const struct secret *bytes = &work->text->bytes;
	const struct client_object *helpers = &work->json->helpers;
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	g_auto(Secret) helper = SECRET_INIT(bytes->limit);
	g_auto(Secret) store = SECRET_INIT(bytes->limit);
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	g_auto(ConfigText) before = { .bytes = SECRET_INIT(bytes->limit) };
	g_auto(ConfigText) again = { .exists = false };

	if (helpers->members->len == 0)
		return false;
	size_t blanks = (size_t)(work->json->root.span.start - bytes->bytes);
	secret_append(&before.bytes, bytes->bytes, blanks);
	before.exists = blanks + work->json->root.span.length == bytes->length;
	for (guint i = 0; i < helpers->members->len; i++) {
		g_auto(Secret) key = SECRET_INIT(bytes->limit);
		if (!json_span_decode(&member_at(helpers, i)->name, &key))
			return false;
		g_ptr_array_add(keys, g_strdup(secret_text(&key)));
	}
	if (!json_span_decode(&member_at(helpers, 0)->value, &helper) ||
	    (work->json->store_member.name.start && !json_span_decode(&work->json->store_member.value, &store)) ||
	    !client_json_parse(&before.bytes, &json, NULL))
		return false;
	const struct config_edit edit = {
		.set = keys,
		.helper = secret_text(&helper),
		.store = store.length > 0 ? secret_text(&store) : NULL,
	};
	if (!config_edit_apply(&before, &json, &edit, &again, NULL) || !secret_equal(&again.bytes, bytes))
		return false;
	*ret_before = before;
	before = (struct config_text){ .exists = false };
	return true;
}

/* All members of the outermost object go. *ret_exists: whether the file stays. */
static void remove_object(struct work *work, bool *ret_exists)
{
	g_auto(ConfigText) made = { .exists = false };
	g_autofree char *before = layout_before(&work->json->root);
	if (before || !is_made_by_edit(work, &made)) {
		replace_object(work, &work->json->root, before ? before : "{}");
		return;
	}
	const char *end = work->text->bytes.bytes + work->text->bytes.length;
	add_splice(work, work->json->root.span.start, end, NULL);
	*ret_exists = made.exists;
}

static void take_out(struct work *work, bool *ret_exists)
{
	const struct client_object *root = &work->json->root;
	bool helpers = remove_helpers(work);
	bool store = remove_store(work);
	g_autofree bool *gone = g_new0(bool, root->members->len + 1);
	guint stay = root->members->len;
	for (guint i = 0; i < root->members->len; i++) {
		const char *name = member_at(root, i)->name.start;
		gone[i] = (helpers && name == work->json->helpers_member.name.start) ||
			  (store && name == work->json->store_member.name.start);
		stay -= gone[i];
	}
	if (stay > 0)
		cut(work, root, gone);
	else if (root->members->len > 0)
		remove_object(work, ret_exists);
}

static void remove_auths(struct work *work)
{
	const struct client_object *auths = &work->json->auths;
	const GArray *indexes = work->edit->unset_auths;
	g_autofree bool *gone = g_new0(bool, auths->members->len + 1);
	for (guint i = 0; i < length_of(indexes); i++)
		gone[g_array_index(indexes, guint, i)] = true;
	if (length_of(indexes) == 0)
		return;
	if (indexes->len < auths->members->len)
		cut(work, auths, gone);
	else
		replace_object(work, auths, "{}");
}

/* The result is parsed and compared: an edit that would say something else is refused. */
static bool is_as_meant(const struct work *work, const struct secret *result)
{
	g_auto(ClientJson) after = { .root = { .members = NULL } };
	return client_json_parse(result, &after, NULL) && config_edit_is_as_meant(work->json, work->edit, &after);
}

bool config_edit_apply(const struct config_text *text, const struct client_json *json, const struct config_edit *edit,
		       struct config_text *ret_text, GError **error)
{
	g_autoptr(GArray) splices = splices_new();
	g_auto(ConfigText) result = { .bytes = SECRET_INIT(text->bytes.limit), .exists = text->exists };
	struct work work = { text, json, edit, splices };
	if (edit->set) {
		add(&work);
		result.exists = true;
	} else {
		take_out(&work, &result.exists);
	}
	remove_auths(&work);
	if (!splices_apply(splices, &text->bytes, &result.bytes))
		return fail(error, HELPER_FAILED, "it would become longer than %zu bytes", text->bytes.limit);
	if (!is_as_meant(&work, &result.bytes))
		return fail(error, HELPER_FAILED, "it cannot be edited safely");
	*ret_text = result;
	result = (struct config_text){ .exists = false };
	return true;
}
