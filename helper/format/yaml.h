/* SPDX-License-Identifier: MIT
 *
 * yaml.h - a strict parser on top of libyaml's event API, which makes a small tree (yaml-value.h)
 *
 * For license files, and for values files of charts. It refuses, with a message: more bytes or levels
 * than the caller allows, tags, a second document, a key given twice in one mapping (readers would
 * disagree), a key that is not a scalar, NUL bytes, and aliases beyond the caller's bound ("billion laughs");
 * a bound of 0 refuses them all. An alias that is allowed is replaced with a copy of its value, a merge key
 * (a plain `<<`) the members that the mapping lacks, as Helm reads both.
 *
 * Scalars are texts, never numbers or booleans. yaml_value_is_plain() distinguishes `true` from `"true"`.
 *
 *	static const struct yaml_limits limits = { .bytes = 64 * 1024, .depth = 16 };
 *	g_autoptr(YamlValue) file = yaml_value_parse(text, length, &limits, "the license file", error);
 *	const char *kind = yaml_value_text(yaml_value_member(file, "kind"));
 *
 * The tree belongs to the caller; its texts are wiped when it is freed, and so are libyaml's own buffers,
 * as far as they can be reached.
 *
 * The names begin with yaml_value_, because libyaml exports a yaml_free(), which another one would replace.
 * yaml.c is the only file that includes libyaml, which was chosen because every distribution has it and it is fuzzed.
 */
#ifndef HELPER_FORMAT_YAML_H
#define HELPER_FORMAT_YAML_H

#include "yaml-value.h"

/* The value, to be freed by yaml_value_free(); an empty plain scalar if the text contains no document. `subject` is
 * the name of the text in the error: "the license file is not YAML", never any of its bytes. HELPER_FAILED. */
struct yaml_value *yaml_value_parse(const char *text, size_t length, const struct yaml_limits *limits,
				    const char *subject, GError **error);

#endif
