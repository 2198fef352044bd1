/* SPDX-License-Identifier: MIT
 *
 * chart-override.h - a file for `helm install -f` that contains only the values that change (pure)
 *
 * Helm merges mappings and replaces lists. So only those members of a mapping are printed that lead to a change, but
 * every element of a list with a change. Types are kept: a plain scalar is printed as it was written, all others in
 * quotes. A comment above each change names its upstream. Members that a mapping does not have yet are printed after
 * its own.
 */
#ifndef HELPER_CHART_CHART_OVERRIDE_H
#define HELPER_CHART_CHART_OVERRIDE_H

#include "../../keyring/secret.h"
#include "chart-images.h"

#include <stdbool.h>

/* Adds the override for these values to `out`, "{}" if nothing changes. */
void chart_override_print(const struct yaml_value *values, const struct chart_images *images, struct secret *out);

#endif
