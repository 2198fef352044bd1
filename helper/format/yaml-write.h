/* SPDX-License-Identifier: MIT
 *
 * yaml-write.h - text as YAML that every reader reads as the same text (pure)
 *
 * Plain text can mean something else in YAML: `no` is false, `1e3` a number, `a: b` a mapping, and a line break
 * in a name would start a new line of the document. The output of this program consists of fixed lines and of
 * texts from others. All of those, also keys, are written by these functions.
 */
#ifndef HELPER_FORMAT_YAML_WRITE_H
#define HELPER_FORMAT_YAML_WRITE_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Adds a string: as it is if both YAML 1.1 and 1.2 read it as a string, else in double
 * quotes with the escapes that JSON and YAML share. `text` must be UTF-8; see g_utf8_validate(). */
void yaml_write_string(struct secret *out, const char *text);

/* Whether the text, written without quotes, is a string to every reader; not all such texts are found. */
bool yaml_text_is_string(const char *text);

/* Adds `depth` levels of indentation, two spaces each. */
void yaml_write_indent(struct secret *out, unsigned depth);

#endif
