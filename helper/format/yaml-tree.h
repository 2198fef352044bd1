/* SPDX-License-Identifier: MIT
 *
 * yaml-tree.h - for yaml.h: builds the tree of yaml-value.h, with aliases and merge keys resolved
 */
#ifndef HELPER_FORMAT_YAML_TREE_H
#define HELPER_FORMAT_YAML_TREE_H

#include "yaml-value.h"

struct yaml_value {
	enum yaml_kind kind;
	bool plain;
	bool name_plain;
	bool whole; /* its end has been read, so an alias may refer to it */
	char *name;
	char *text;
	struct yaml_value *first;
	struct yaml_value *last;
	struct yaml_value *next;
};

/* Adds an element or a member at the end, and takes ownership of it. */
void yaml_tree_append(struct yaml_value *parent, struct yaml_value *child);

/* The same with a member, whose name is added to those of the mapping. */
void yaml_tree_append_member(struct yaml_value *mapping, struct yaml_value *member, GHashTable *names);

/* How much the aliases and merge keys of one text have added. */
struct yaml_expansion {
	const struct yaml_limits *limits;
	const char *subject; /* of errors */
	size_t used;
};

/* A copy for an alias at that depth, without the name of a member; freed by the caller. NULL with HELPER_FAILED if a
 * limit would be passed. */
struct yaml_value *yaml_tree_copy(struct yaml_expansion *expansion, const struct yaml_value *value, unsigned depth,
				  GError **error);

/* If the mapping, which is complete, has a merge key: removes the key, and copies the members that it lacks from
 * the mappings that the key refers to. `names` are the names of its members. The removed value is added to `merged`,
 * because an alias may refer to it. */
bool yaml_tree_merge(struct yaml_expansion *expansion, struct yaml_value *mapping, GHashTable *names, unsigned depth,
		     GPtrArray *merged, GError **error);

/* HELPER_FAILED, with the limit that was passed. Always false. */
bool yaml_tree_refuse_expansion(const struct yaml_expansion *expansion, GError **error);
bool yaml_tree_refuse_depth(const struct yaml_expansion *expansion, GError **error);

#endif
