/* SPDX-License-Identifier: MIT */
#include "yaml-tree.h"

#include "../../keyring/secret.h"
#include "../runtime/error.h"

#include <string.h>

#define MERGE_KEY "<<"

void yaml_value_free(struct yaml_value *value)
{
	if (!value)
		return;
	while (value->first) {
		struct yaml_value *child = value->first;
		value->first = child->next;
		yaml_value_free(child);
	}
	secret_free_text(value->name);
	secret_free_text(value->text);
	g_free(value);
}

void yaml_tree_append(struct yaml_value *parent, struct yaml_value *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

void yaml_tree_append_member(struct yaml_value *mapping, struct yaml_value *member, GHashTable *names)
{
	yaml_tree_append(mapping, member);
	g_hash_table_add(names, member->name);
}

/* ---- aliases and merge keys ---- */

bool yaml_tree_refuse_expansion(const struct yaml_expansion *expansion, GError **error)
{
	if (expansion->limits->expansion == 0)
		return fail(error, HELPER_FAILED,
			    "%s contains an alias or a merge key: replace it with the value itself",
			    expansion->subject);
	return fail(error, HELPER_FAILED, "the aliases of %s expand to more than %zu bytes", expansion->subject,
		    expansion->limits->expansion);
}

static bool count(struct yaml_expansion *expansion, const struct yaml_value *value, GError **error)
{
	size_t size =
		sizeof(*value) + (value->name ? strlen(value->name) : 0) + (value->text ? strlen(value->text) : 0);
	if (size > expansion->limits->expansion - expansion->used)
		return yaml_tree_refuse_expansion(expansion, error);
	expansion->used += size;
	return true;
}

bool yaml_tree_refuse_depth(const struct yaml_expansion *expansion, GError **error)
{
	return fail(error, HELPER_FAILED, "%s is nested deeper than %u levels", expansion->subject,
		    expansion->limits->depth);
}

struct yaml_value *yaml_tree_copy(struct yaml_expansion *expansion, const struct yaml_value *value, unsigned depth,
				  GError **error)
{
	g_autoptr(YamlValue) result = g_new0(struct yaml_value, 1);
	if (!count(expansion, value, error))
		return NULL;
	if (value->kind != YAML_SCALAR && depth >= expansion->limits->depth) {
		yaml_tree_refuse_depth(expansion, error);
		return NULL;
	}
	result->kind = value->kind;
	result->plain = value->plain;
	result->text = g_strdup(value->text);
	for (const struct yaml_value *child = value->first; child; child = child->next) {
		struct yaml_value *twin = yaml_tree_copy(expansion, child, depth + 1, error);
		if (!twin)
			return NULL;
		twin->name = g_strdup(child->name);
		twin->name_plain = child->name_plain;
		yaml_tree_append(result, twin);
	}
	return g_steal_pointer(&result);
}

/* Copies into the mapping, which has just ended, what it lacks of another. */
static bool merge_one(struct yaml_expansion *expansion, struct yaml_value *mapping, GHashTable *names, unsigned depth,
		      const struct yaml_value *from, GError **error)
{
	if (from->kind != YAML_MAPPING)
		return fail(error, HELPER_FAILED, "%s contains a merge key whose value is not a mapping",
			    expansion->subject);
	for (const struct yaml_value *child = from->first; child; child = child->next) {
		if (g_hash_table_contains(names, child->name))
			continue;
		struct yaml_value *twin = yaml_tree_copy(expansion, child, depth + 1, error);
		if (!twin)
			return false;
		twin->name = g_strdup(child->name);
		twin->name_plain = child->name_plain;
		yaml_tree_append_member(mapping, twin, names);
	}
	return true;
}

bool yaml_tree_merge(struct yaml_expansion *expansion, struct yaml_value *mapping, GHashTable *names, unsigned depth,
		     GPtrArray *merged, GError **error)
{
	struct yaml_value *before = NULL;
	struct yaml_value *key = mapping->first;
	while (key && !(key->name_plain && strcmp(key->name, MERGE_KEY) == 0)) {
		before = key;
		key = key->next;
	}
	if (!key)
		return true;

	*(before ? &before->next : &mapping->first) = key->next;
	if (mapping->last == key)
		mapping->last = before;
	key->next = NULL;
	g_ptr_array_add(merged, key);
	if (key->kind != YAML_SEQUENCE)
		return merge_one(expansion, mapping, names, depth, key, error);
	for (const struct yaml_value *from = key->first; from; from = from->next)
		if (!merge_one(expansion, mapping, names, depth, from, error))
			return false;
	return true;
}

/* ---- looking ---- */

bool yaml_value_is(const struct yaml_value *value, enum yaml_kind kind)
{
	return value && value->kind == kind;
}

const char *yaml_value_text(const struct yaml_value *value)
{
	return value ? value->text : NULL;
}

bool yaml_value_is_plain(const struct yaml_value *value)
{
	return value && value->plain;
}

bool yaml_value_is_null(const struct yaml_value *value)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };
	if (!yaml_value_is_plain(value))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(value->text, words[i]) == 0)
			return true;
	return false;
}

const struct yaml_value *yaml_value_member(const struct yaml_value *mapping, const char *name)
{
	if (!yaml_value_is(mapping, YAML_MAPPING))
		return NULL;
	for (const struct yaml_value *member = mapping->first; member; member = member->next)
		if (strcmp(member->name, name) == 0)
			return member;
	return NULL;
}

const struct yaml_value *yaml_value_first(const struct yaml_value *container)
{
	return container ? container->first : NULL;
}

const struct yaml_value *yaml_value_next(const struct yaml_value *value)
{
	return value->next;
}

const char *yaml_value_name(const struct yaml_value *value)
{
	return value->name;
}

bool yaml_value_name_is_plain(const struct yaml_value *value)
{
	return value->name_plain;
}

struct yaml_value *yaml_value_edit(struct yaml_value *mapping, const char *name)
{
	struct yaml_value *member = yaml_value_is(mapping, YAML_MAPPING) ? mapping->first : NULL;
	while (member && strcmp(member->name, name) != 0)
		member = member->next;
	return member;
}

void yaml_value_set_text(struct yaml_value *mapping, const char *name, const char *text)
{
	struct yaml_value *member = yaml_value_edit(mapping, name);
	if (!member) {
		member = g_new0(struct yaml_value, 1);
		member->name = g_strdup(name);
		yaml_tree_append(mapping, member);
	}
	secret_free_text(member->text);
	member->kind = YAML_SCALAR;
	member->plain = false;
	member->text = g_strdup(text);
}
