/* SPDX-License-Identifier: MIT
 *
 * text-sort.h - an array of texts, by their bytes
 *
 * g_ptr_array_sort() hands over where the texts are noted: with g_strcmp0(3) it would sort by that. GLib's own
 * g_ptr_array_sort_values() is of 2.76.
 */
#ifndef HELPER_FORMAT_TEXT_SORT_H
#define HELPER_FORMAT_TEXT_SORT_H

#include <glib.h>

/* None may be NULL. */
void texts_sort(GPtrArray *texts);

#endif
