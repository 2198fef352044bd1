/* SPDX-License-Identifier: MIT
 *
 * yaml-value.h - reading and freeing the tree that yaml.h makes of a text
 */
#ifndef HELPER_FORMAT_YAML_VALUE_H
#define HELPER_FORMAT_YAML_VALUE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct yaml_value;

struct yaml_limits {
	size_t bytes;	  /* of the text */
	unsigned depth;	  /* of sequences and mappings within each other, at most YAML_DEPTH_MAX */
	size_t expansion; /* bytes of memory that all aliases and merge keys may add; 0 refuses them */
};

/* The tree is walked by functions that call themselves. */
#define YAML_DEPTH_MAX 64

enum yaml_kind {
	YAML_SCALAR,
	YAML_SEQUENCE,
	YAML_MAPPING,
};

/* Wipes the texts; NULL is fine. */
void yaml_value_free(struct yaml_value *value);

/* The functions below accept NULL for a missing value, and return false or NULL for it. */

bool yaml_value_is(const struct yaml_value *value, enum yaml_kind kind);
/* The text of a scalar, owned by the value. */
const char *yaml_value_text(const struct yaml_value *value);
/* A scalar written without quotes and not as a block: a reader may read it as a number, boolean or null. */
bool yaml_value_is_plain(const struct yaml_value *value);
/* A plain scalar that means null: empty, `~` or `null`. */
bool yaml_value_is_null(const struct yaml_value *value);

/* The member of that name, or NULL; also NULL if the value is not a mapping. */
const struct yaml_value *yaml_value_member(const struct yaml_value *mapping, const char *name);

/* Members of a mapping or elements of a sequence, in their order: the first, then the next of each; NULL
 * after the last. yaml_value_name() is NULL for elements. */
const struct yaml_value *yaml_value_first(const struct yaml_value *container);
const struct yaml_value *yaml_value_next(const struct yaml_value *value);
const char *yaml_value_name(const struct yaml_value *value);
/* The name was written without quotes: a reader may read it as a number or a boolean. */
bool yaml_value_name_is_plain(const struct yaml_value *value);

/* Gives a mapping a member with this text, quoted, in place of one of that name. */
void yaml_value_set_text(struct yaml_value *mapping, const char *name, const char *text);

/* Takes a member to change it. NULL as above. */
struct yaml_value *yaml_value_edit(struct yaml_value *mapping, const char *name);

typedef struct yaml_value YamlValue; /* for g_autoptr(YamlValue) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlValue, yaml_value_free)

#endif
