/* SPDX-License-Identifier: MIT */
#include "config-proof.h"

#include <string.h>

static const struct json_member *member_at(const struct client_object *object, guint index)
{
	return &g_array_index(object->members, struct json_member, index);
}

static guint length_of(const GArray *indexes)
{
	return indexes ? indexes->len : 0;
}

static bool spans_are_equal(const struct json_span *a, const struct json_span *b)
{
	return a->length == b->length && (a->length == 0 || memcmp(a->start, b->start, a->length) == 0);
}

static const struct json_member *next_of_others(const struct client_object *object, GHashTable *names, guint *index)
{
	while (*index < object->members->len) {
		const struct json_member *member = member_at(object, (*index)++);
		g_autoptr(GBytes) name = client_json_name(member);
		if (!g_hash_table_contains(names, name))
			return member;
	}
	return NULL;
}

/* Whether both are the same, byte for byte and in order, but for members of these names. */
static bool others_are_equal(const struct client_object *a, const struct client_object *b, GHashTable *names)
{
	guint i = 0;
	guint j = 0;
	for (;;) {
		const struct json_member *left = next_of_others(a, names, &i);
		const struct json_member *right = next_of_others(b, names, &j);
		if (!left || !right)
			return !left && !right;
		if (!spans_are_equal(&left->name, &right->name) || !spans_are_equal(&left->value, &right->value))
			return false;
	}
}

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
}

static void add_name(GHashTable *names, const char *name)
{
	g_hash_table_add(names, g_bytes_new(name, strlen(name)));
}

static GHashTable *names_at(const struct client_object *object, const GArray *indexes)
{
	GHashTable *names = names_new();
	for (guint i = 0; i < length_of(indexes); i++)
		g_hash_table_add(names, client_json_name(member_at(object, g_array_index(indexes, guint, i))));
	return names;
}

/* Whether the new helpers and the new store are there. */
static bool has_additions(const struct config_edit *edit, const struct client_json *after)
{
	for (guint i = 0; edit->set && i < edit->set->len; i++) {
		const struct json_member *entry = client_json_find(&after->helpers, g_ptr_array_index(edit->set, i));
		if (!entry || !json_span_means(&entry->value, edit->helper))
			return false;
	}
	return !edit->store ||
	       (after->store_member.name.start && json_span_means(&after->store_member.value, edit->store));
}

/* Whether none of the old names is there any more with an old value. */
static bool lacks(const struct client_object *before, const GArray *gone, const struct client_object *after)
{
	for (guint i = 0; i < length_of(gone); i++) {
		const struct json_member *old = member_at(before, g_array_index(gone, guint, i));
		g_autoptr(GBytes) name = client_json_name(old);
		const struct json_member *new = g_hash_table_lookup(after->index, name);
		if (new && !client_json_is_unset(&new->value))
			return false;
	}
	return true;
}

bool config_edit_is_as_meant(const struct client_json *before, const struct config_edit *edit,
			     const struct client_json *after)
{
	g_autoptr(GHashTable) outer = names_new();
	g_autoptr(GHashTable) helpers = names_at(&before->helpers, edit->unset);
	g_autoptr(GHashTable) auths = names_at(&before->auths, edit->unset_auths);
	for (guint i = 0; edit->set && i < edit->set->len; i++)
		add_name(helpers, g_ptr_array_index(edit->set, i));
	add_name(outer, CONFIG_HELPERS);
	add_name(outer, "auths");
	if (edit->store || edit->unset_store)
		add_name(outer, CONFIG_STORE);
	return others_are_equal(&before->root, &after->root, outer) &&
	       others_are_equal(&before->helpers, &after->helpers, helpers) &&
	       others_are_equal(&before->auths, &after->auths, auths) && has_additions(edit, after) &&
	       lacks(&before->helpers, edit->unset, &after->helpers) &&
	       lacks(&before->auths, edit->unset_auths, &after->auths);
}
