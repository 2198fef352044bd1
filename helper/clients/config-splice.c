/* SPDX-License-Identifier: MIT */
#include "config-splice.h"

/* `by` comes in place of the bytes from `start` to `end`. */
struct splice {
	const char *start;
	const char *end;
	char *by;
};

static void splice_clear(gpointer data)
{
	struct splice *splice = data;
	g_free(splice->by);
}

GArray *splices_new(void)
{
	GArray *splices = g_array_new(FALSE, FALSE, sizeof(struct splice));
	g_array_set_clear_func(splices, splice_clear);
	return splices;
}

void splices_add(GArray *splices, const char *start, const char *end, char *by)
{
	const struct splice splice = { start, end, by };
	g_array_append_val(splices, splice);
}

/* No two begin at one place. */
static int compare_splices(gconstpointer a, gconstpointer b)
{
	const struct splice *first = a;
	const struct splice *second = b;
	return first->start < second->start ? -1 : 1;
}

bool splices_apply(GArray *splices, const struct secret *text, struct secret *result)
{
	const char *at = secret_text(text);
	const char *end = at + text->length;
	g_array_sort(splices, compare_splices);
	for (guint i = 0; i < splices->len; i++) {
		const struct splice *splice = &g_array_index(splices, struct splice, i);
		secret_append(result, at, (size_t)(splice->start - at));
		secret_append_text(result, splice->by ? splice->by : "");
		at = splice->end;
	}
	secret_append(result, at, (size_t)(end - at));
	return !secret_overflowed(result);
}
