/* SPDX-License-Identifier: MIT */
#include "text-sort.h"

#include <string.h>

static gint compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void texts_sort(GPtrArray *texts)
{
	g_ptr_array_sort(texts, compare);
}
