/* SPDX-License-Identifier: MIT
 *
 * yaml.h - the strict front of libyaml's event API: a small tree of what the text says
 *
 * For license files, and for values files of charts. Refused, each with a sentence: more bytes or levels
 * than the caller allows, tags, a second document, a key given twice in one mapping (two readers would see
 * two values), a key that is not a scalar, NUL bytes, and aliases beyond the caller's bound ("billion laughs");
 * a bound of 0 refuses them all. An alias that is allowed becomes a copy of what it names, a merge key
 * (a plain `<<`) the members that the mapping lacks, as Helm reads both.
 *
 * Scalars are texts: nothing is made a number or a boolean. yaml_value_is_plain() tells `true` from `"true"`.
 *
 *	static const struct yaml_limits limits = { .bytes = 64 * 1024, .depth = 16 };
 *	g_autoptr(YamlValue) file = yaml_value_parse(text, length, &limits, "the license file", error);
 *	const char *kind = yaml_value_text(yaml_value_member(file, "kind"));
 *
 * The tree belongs to the caller; its texts are wiped when it is freed, and so are libyaml's own buffers,
 * as far as they can be reached.
 *
 * The names begin with yaml_value_, since libyaml exports a yaml_free() of its own, which ours would replace.
 * The only file that includes libyaml, chosen since every distribution ships it and it is fuzzed.
 */
#ifndef HELPER_FORMAT_YAML_H
#define HELPER_FORMAT_YAML_H

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

/* The value, to be freed by yaml_value_free(); an empty plain scalar where the text holds no document. `subject` names
 * the text in the error: "the license file is not YAML", never any of its bytes. HELPER_FAILED. */
struct yaml_value *yaml_value_parse(const char *text, size_t length, const struct yaml_limits *limits,
				    const char *subject, GError **error);
void yaml_value_free(struct yaml_value *value);

/* The functions below take NULL, as what is not there, and say so: false, NULL. */

bool yaml_value_is(const struct yaml_value *value, enum yaml_kind kind);
/* The text of a scalar, owned by the value. */
const char *yaml_value_text(const struct yaml_value *value);
/* A scalar written without quotes and not as a block: a reader may take it for a number, boolean or null. */
bool yaml_value_is_plain(const struct yaml_value *value);
/* A plain scalar that means nothing at all: empty, `~` or `null`. */
bool yaml_value_is_null(const struct yaml_value *value);

/* The member of that name, or NULL; NULL too where the value is not a mapping. */
const struct yaml_value *yaml_value_member(const struct yaml_value *mapping, const char *name);

/* Members of a mapping or elements of a sequence, in their order: the first, then the next of each; NULL
 * behind the last. yaml_value_name() is NULL for elements. */
const struct yaml_value *yaml_value_first(const struct yaml_value *container);
const struct yaml_value *yaml_value_next(const struct yaml_value *value);
const char *yaml_value_name(const struct yaml_value *value);
/* The name was written without quotes: a reader may take it for a number or a boolean, and then for its text. */
bool yaml_value_name_is_plain(const struct yaml_value *value);

typedef struct yaml_value YamlValue; /* for g_autoptr(YamlValue) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlValue, yaml_value_free)

#endif
