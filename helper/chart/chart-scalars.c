/* SPDX-License-Identifier: MIT */
#include "chart-scalars.h"

#include <string.h>

struct walk {
	const struct yaml_value *values;
	struct chart_scalars *found;
	GString *path;
};

bool chart_is_of_whole_global(const struct yaml_value *values, const struct yaml_value *mapping,
			      const struct yaml_value *member)
{
	const struct yaml_value *global = yaml_value_member(values, "global");
	const char *name = mapping == values ? NULL : yaml_value_name(mapping);
	return name && mapping != global && strcmp(name, "global") == 0 &&
	       yaml_value_member(global, yaml_value_name(member));
}

static void add(struct walk *walk, const struct yaml_value *value, const struct chart_place *where)
{
	struct chart_scalar *scalar = g_new(struct chart_scalar, 1);
	*scalar = (struct chart_scalar){
		.value = value,
		.mapping = yaml_value_is(where->parent, YAML_MAPPING) ? where->parent : NULL,
		.where = *where,
		.place = g_strdup(walk->path->str),
	};
	g_ptr_array_add(walk->found->all, scalar);
}

static void visit(struct walk *walk, const struct yaml_value *value, const struct chart_place *where)
{
	if (yaml_value_is(value, YAML_SCALAR)) {
		add(walk, value, where);
		return;
	}
	struct chart_place inside = chart_place_inside(where, value);
	unsigned index = 0;
	gpointer key = (gpointer)(guintptr)value;
	g_hash_table_insert(walk->found->places, key, g_strdup(walk->path->str));
	g_hash_table_insert(walk->found->parents, key, (gpointer)(guintptr)where->parent);
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child)) {
		size_t before = walk->path->len;
		if (!yaml_value_name(child)) {
			chart_place_append_index(walk->path, index++);
		} else if (chart_is_of_whole_global(walk->values, value, child)) {
			continue;
		} else {
			inside.key = yaml_value_name(child);
			chart_place_append_key(walk->path, inside.key);
		}
		visit(walk, child, &inside);
		g_string_truncate(walk->path, before);
	}
}

static void free_scalar(gpointer entry)
{
	g_free(((struct chart_scalar *)entry)->place);
	g_free(entry);
}

void chart_scalars_find(const struct yaml_value *values, struct chart_scalars *ret_scalars)
{
	*ret_scalars = (struct chart_scalars){
		.all = g_ptr_array_new_with_free_func(free_scalar),
		.places = g_hash_table_new_full(NULL, NULL, NULL, g_free),
		.parents = g_hash_table_new(NULL, NULL),
	};
	struct walk walk = { .values = values, .found = ret_scalars, .path = g_string_new(NULL) };
	visit(&walk, values, &(struct chart_place){ .parent = NULL });
	g_string_free(walk.path, TRUE);
}

void chart_scalars_clear(struct chart_scalars *scalars)
{
	g_clear_pointer(&scalars->all, g_ptr_array_unref);
	g_clear_pointer(&scalars->places, g_hash_table_unref);
	g_clear_pointer(&scalars->parents, g_hash_table_unref);
}
