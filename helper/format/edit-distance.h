/* SPDX-License-Identifier: MIT
 *
 * edit-distance.h - how many typing mistakes separate two words (pure)
 */
#ifndef HELPER_FORMAT_EDIT_DISTANCE_H
#define HELPER_FORMAT_EDIT_DISTANCE_H

#include <stddef.h>

/* The number of edits (one byte added, removed or changed) that turn a into b: the Levenshtein distance. Takes
 * strlen(a) * strlen(b) steps, so the caller bounds both. */
size_t edit_distance(const char *a, const char *b);

#endif
