/* SPDX-License-Identifier: MIT
 *
 * yaml.h - the strict front of libyaml's event API: a small tree (yaml-value.h) of what the text says
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

#include "yaml-value.h"

/* The value, to be freed by yaml_value_free(); an empty plain scalar where the text holds no document. `subject` names
 * the text in the error: "the license file is not YAML", never any of its bytes. HELPER_FAILED. */
struct yaml_value *yaml_value_parse(const char *text, size_t length, const struct yaml_limits *limits,
				    const char *subject, GError **error);

#endif
