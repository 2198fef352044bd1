/* SPDX-License-Identifier: MIT
 *
 * text-diff.h - the difference between two texts, as diff -u shows it (pure)
 */
#ifndef HELPER_FORMAT_TEXT_DIFF_H
#define HELPER_FORMAT_TEXT_DIFF_H

#include "../../keyring/secret.h"

#include <stdbool.h>

/* Adds the unified diff of two texts to `out`, with three lines of context; nothing if they are equal. `before` or
 * `after` is NULL if there is no file. */
void text_diff(const char *path, const struct secret *before, const struct secret *after, struct secret *out);

#endif
