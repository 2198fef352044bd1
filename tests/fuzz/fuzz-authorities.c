/* SPDX-License-Identifier: MIT
 *
 * A file of certificates as anybody may write it: what is taken from it is certificates only, and is taken whole when
 * it is read again. */
#include "../../helper/registry-check/authorities.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	g_autofree char *text = g_strndup((const char *)data, size);
	GString *taken = g_string_new(NULL);
	GString *again = g_string_new(NULL);
	authorities_add(taken, text);
	authorities_add(again, taken->str);
	g_assert_cmpuint(taken->len, <=, AUTHORITIES_MAX);
	g_assert_true(taken->len == 0 || g_str_has_prefix(taken->str, begin));
	g_assert_cmpstr(again->str, ==, taken->str);
	g_string_free(taken, TRUE);
	g_string_free(again, TRUE);
	return 0;
}
