/* SPDX-License-Identifier: MIT */
#include "../../helper/registry-check/authorities.h"

#include <string.h>

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"
#define GOOD BEGIN "\nMAMCAQU=\n" END
#define OTHER BEGIN "\r\nMAMCAQY=\r\n" END

static void what_is_taken(void)
{
	static const struct {
		const char *text;
		const char *taken;
	} rows[] = {
		{ "", "" },
		{ "notes\n" GOOD "\nmore notes\n", GOOD "\n" },
		{ GOOD OTHER, GOOD "\n" OTHER "\n" },
		{ "-----BEGIN PRIVATE KEY-----\nMAMCAQU=\n-----END PRIVATE KEY-----\n" GOOD, GOOD "\n" },
		/* the dashes of the end are those of the beginning */
		{ "-----BEGIN CERTIFICATE---------END CERTIFICATE-----", "" },
		{ "-----BEGIN CERTIFICATE-----END CERTIFICATE-----", "" },
		{ BEGIN END, "" },
		{ BEGIN "\n" END, "" },
		{ BEGIN "\n" END "\n" GOOD, GOOD "\n" },
		{ BEGIN "---END CERTIFICATE-----\n" GOOD, GOOD "\n" },
		/* cut off: only the one after it is whole */
		{ BEGIN "\nMAMCAQ\n" GOOD, GOOD "\n" },
		{ GOOD "\n" BEGIN "\nMAMC", GOOD "\n" },
		{ GOOD "\n" BEGIN, GOOD "\n" },
		{ END "\n" GOOD, GOOD "\n" },
		{ BEGIN, "" },
		{ END, "" },
		/* no base64, no DER, too short for one */
		{ BEGIN "\nnot base64!\n" END, "" },
		{ BEGIN "\nAAMCAQU=\n" END, "" },
		{ BEGIN "\nMAA=\n" END, "" },
		{ BEGIN "\nMAIFAA==\n" END, "" },
		{ BEGIN "\n\xff\xfe\n" END, "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		GString *taken = g_string_new(NULL);
		g_test_message("%s", rows[i].text);
		authorities_add(taken, rows[i].text);
		g_assert_cmpstr(taken->str, ==, rows[i].taken);
		g_string_free(taken, TRUE);
	}
}

static void a_limit(void)
{
	GString *taken = g_string_new(NULL);
	g_string_set_size(taken, AUTHORITIES_MAX - strlen(GOOD));
	gsize before = taken->len;
	authorities_add(taken, GOOD);
	g_assert_cmpuint(taken->len, ==, before);
	g_string_set_size(taken, before - 1);
	authorities_add(taken, GOOD);
	g_assert_cmpuint(taken->len, ==, AUTHORITIES_MAX);
	g_string_free(taken, TRUE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/authorities/what-is-taken", what_is_taken);
	g_test_add_func("/authorities/a-limit", a_limit);
	return g_test_run();
}
