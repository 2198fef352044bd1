/* SPDX-License-Identifier: MIT
 *
 * What a license says about itself, and the user names that go with it. */
#include "../../helper/license/license-kind.h"
#include "../../helper/license/license.h"

#include <string.h>

static struct secret license_of(const char *json)
{
	struct secret license = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_base64(&license, json, strlen(json));
	return license;
}

static void tokens(void)
{
	static const char *const cases[][2] = {
		{ "{\"i\":\"2abc\",\"s\":\"secret\"}", "2abc" },
		{ "{\"s\":\"secret\",\"i\":\"x\",\"more\":1}", "x" },
		{ "{\"i\":\"secre\",\"s\":\"secret\"}", "secre" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) token = license_of(cases[i][0]);
		g_autofree char *identity = license_identity(&token);
		g_assert_cmpstr(identity, ==, cases[i][1]);
		g_assert_cmpstr(license_kind(&token), ==, LICENSE_KIND_TOKEN);
	}
}

static void what_is_not_a_token(void)
{
	static const char *const cases[] = {
		"{\"i\":\"2abc\"}",
		"{\"s\":\"secret\"}",
		"{\"i\":\"\",\"s\":\"secret\"}",
		"{\"i\":\"2abc\",\"s\":\"\"}",
		"{\"i\":7,\"s\":\"secret\"}",
		"{\"i\":\"2abc\",\"s\":7}",
		"{\"i\":\"my-secret-2\",\"s\":\"secret\"}",
		"{\"i\":\"secret\",\"s\":\"secret\"}",
		"[\"i\",\"s\"]",
		"{\"i\":\"2abc\",\"s\":\"secret\"",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) license = license_of(cases[i]);
		g_assert_null(license_identity(&license));
		g_assert_cmpstr(license_kind(&license), ==, LICENSE_KIND_ID);
	}
	g_auto(Secret) plain = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&plain, "1vusOokxAVp1tkRGuyxnF23PJcq");
	g_assert_null(license_identity(&plain));
	g_assert_cmpstr(license_kind(&plain), ==, LICENSE_KIND_ID);
}

static void words(void)
{
	g_assert_cmpstr(license_kind_words(LICENSE_KIND_TOKEN), ==, "service-account token");
	g_assert_cmpstr(license_kind_words(LICENSE_KIND_ID), ==, "license ID");
	g_assert_null(license_kind_words("another"));
	g_assert_null(license_kind_words(NULL));
}

static void user_names(void)
{
	static const char *const cases[][2] = {
		{ "LICENSE_ID", NULL },
		{ "kim@acme.example", NULL },
		{ "j\303\266rg lee", NULL },
		{ "<token", NULL },
		{ "token>", NULL },
		{ "a\tb", "the user name contains a control character" },
		{ "a\x7f", "the user name contains a control character" },
		{ "a\377", "the user name is not UTF-8" },
		{ "a:b", "the user name contains a colon, which separates it from the license: use another one" },
		{ ":", "the user name contains a colon, which separates it from the license: use another one" },
		{ "<token>",
		  "the user name '<token>' would make clients use the license as a refresh token: log in with "
		  "another name, such as LICENSE_ID" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(username_problem(cases[i][0]), ==, cases[i][1]);
	g_autofree char *name = g_strnfill(USERNAME_MAX + 1, 'x');
	g_assert_cmpstr(username_problem(name), ==, "the user name is longer than " G_STRINGIFY(USERNAME_MAX) " bytes");
	name[USERNAME_MAX] = '\0';
	g_assert_null(username_problem(name));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/license-kind/tokens", tokens);
	g_test_add_func("/license-kind/what-is-not-a-token", what_is_not_a_token);
	g_test_add_func("/license-kind/words", words);
	g_test_add_func("/license-kind/user-names", user_names);
	return g_test_run();
}
