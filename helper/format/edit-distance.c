/* SPDX-License-Identifier: MIT */
#include "edit-distance.h"

#include <glib.h>
#include <string.h>

size_t edit_distance(const char *a, const char *b)
{
	size_t length = strlen(b);
	g_autofree size_t *row = g_new(size_t, length + 1);
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 1; j <= length; j++) {
			size_t kept = row[j];
			size_t change = diagonal + (a[i] != b[j - 1]);
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
			diagonal = kept;
		}
	}
	return row[length];
}
