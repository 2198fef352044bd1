/* SPDX-License-Identifier: MIT
 *
 * yaml-plain.h - what a plain scalar of YAML is: a string, or a number, a boolean, null (pure)
 *
 * By the rules of YAML 1.1 as Go's yaml.v2 has them, which Kubernetes reads its objects with: `yes` and `on` are true,
 * 0x1f and 017 are numbers, 2027-01-01 is a string, and 5.0 is the number 5 once it has passed through JSON.
 */
#ifndef HELPER_FORMAT_YAML_PLAIN_H
#define HELPER_FORMAT_YAML_PLAIN_H

#include <glib.h>

enum yaml_plain {
	YAML_PLAIN_STRING,
	YAML_PLAIN_INTEGER, /* fits 64 bits with a sign */
	YAML_PLAIN_BOOLEAN,
	YAML_PLAIN_NULL,
	YAML_PLAIN_NUMBER, /* another number */
};

/* The kind of a text that is written in YAML without quotes. *ret_integer is the number, or 1 for true and 0 for false. */
enum yaml_plain yaml_plain_kind(const char *text, gint64 *ret_integer);

#endif
