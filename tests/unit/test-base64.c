/* SPDX-License-Identifier: MIT */
#include "../../keyring/secret.h"

#include <string.h>

static void one_way_and_back(void)
{
	static const char bytes[] = "\x00\xff LICENSE_ID:1vusOokxAVp1tkRGuyxnF23PJcq \xfb\xef";
	for (size_t length = 0; length < sizeof(bytes); length++) {
		g_auto(Secret) encoded = SECRET_INIT(200);
		g_auto(Secret) decoded = SECRET_INIT(length);
		secret_append_base64(&encoded, bytes, length);
		g_assert_true(secret_append_from_base64(&decoded, secret_text(&encoded), encoded.length));
		g_assert_cmpuint(decoded.length, ==, length);
		g_assert_true(memcmp(secret_text(&decoded), bytes, length) == 0);
	}
}

static void what_is_not_exactly_base64_is_refused(void)
{
	static const char *const texts[] = {
		"A",	"AA",	"AAA",	"AAAA\n", "AA\nAA",	  " AAAA", "AAA=AAAA", "A===",
		"====", "=AAA", "AB==", "AAB=",	  "not*base64!!", "AA-_",  "AAAA=",    "AA==AA==",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(Secret) decoded = SECRET_INIT(100);
		secret_append_text(&decoded, "before");
		g_assert_false(secret_append_from_base64(&decoded, texts[i], strlen(texts[i])));
		g_assert_cmpstr(secret_text(&decoded), ==, "before");
	}
	g_auto(Secret) small = SECRET_INIT(2);
	g_assert_false(secret_append_from_base64(&small, "AAAA", 4));
	g_assert_cmpuint(small.length, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/base64/one-way-and-back", one_way_and_back);
	g_test_add_func("/base64/what-is-not-exactly-base64-is-refused", what_is_not_exactly_base64_is_refused);
	return g_test_run();
}
