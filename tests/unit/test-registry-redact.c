/* SPDX-License-Identifier: MIT */
#include "../../helper/registry-check/redact.h"

#include <string.h>

#define NOTE "not shown: it holds the license"

static void what_a_server_sends_back(void)
{
	static const struct registry_question question = {
		.domain = "proxy.replicated.com",
		.username = "LICENSE_ID",
		.license = "1vusOokx/VAp1tkRGuyxnF23PJcq",
	};
	static const char *const shown[] = {
		"Invalid credentials",	     "",
		"LICENSE_ID is not known", /* the user name is no secret */
		"1vusO is five bytes of it", "TElDRU5TRV9JRD is the user name alone",
	};
	static const char *const kept[] = {
		"1vusOokx/VAp1tkRGuyxnF23PJcq",
		"no: '1vusOokx/VAp1tkRGuyxnF23PJcq'",
		"ends in F23PJcq",
		"begins with 1vusOo",
		"in the middle: Ap1tkRGu",
		"Basic TElDRU5TRV9JRDoxdnVzT29reC9WQXAxdGtSR3V5eG5GMjNQSmNx",
		"MXZ1c09va3gvVkFwMXRrUkd1eXhuRjIzUEpjcQ==",
		"1vusOokx%2FVA",
		"token eyJhbGciOi",
	};
	g_auto(Secret) token = SECRET_INIT(64);
	secret_append_text(&token, "eyJhbGciOiJSUzI1NiJ9");
	for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
		g_assert_cmpstr(redact(&question, &token, shown[i]), ==, shown[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_test_message("%s", kept[i]);
		g_assert_cmpstr(redact(&question, &token, kept[i]), ==, NOTE);
	}
	g_assert_null(redact(&question, &token, NULL));
}

static void a_short_license(void)
{
	static const struct registry_question question = { .username = "u", .license = "abc" };
	g_auto(Secret) token = SECRET_INIT(64);
	g_assert_cmpstr(redact(&question, &token, "ab c"), ==, "ab c");
	g_assert_cmpstr(redact(&question, &token, "xabcx"), ==, NOTE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/redact/what-a-server-sends-back", what_a_server_sends_back);
	g_test_add_func("/redact/a-short-license", a_short_license);
	return g_test_run();
}
