/* SPDX-License-Identifier: MIT
 *
 * yaml-print.h - a tree of yaml-value.h printed again, its mappings sorted (pure)
 */
#ifndef HELPER_FORMAT_YAML_PRINT_H
#define HELPER_FORMAT_YAML_PRINT_H

#include "../../keyring/secret.h"
#include "yaml-value.h"

#include <glib.h>

/* The order in which Go's yaml.v3 prints the keys of a mapping: letters behind other characters, numbers by their
 * value. As for strcmp(). */
int yaml_compare_keys(const char *a, const char *b);

/* The members of a mapping in that order: an array of struct yaml_value, which it does not own. Empty if there is none. */
GPtrArray *yaml_sorted_members(const struct yaml_value *mapping);

/* Adds the value as block YAML, each line indented by so many levels, without the line's own beginning: behind "key:". A
 * scalar that was written without quotes stays so, as far as it is one line of ASCII. The texts must be UTF-8. */
void yaml_print_value(struct secret *out, const struct yaml_value *value, unsigned depth);

#endif
