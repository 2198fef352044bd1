/* SPDX-License-Identifier: MIT */
#include "../../helper/address/reference.h"
#include "../../helper/runtime/error.h"

#include <glib.h>
#include <string.h>

#define HEX63 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void parts_of_a_reference(void)
{
	static const struct {
		const char *text, *host, *path, *version;
	} cases[] = {
		{ "redis", NULL, "redis", "" },
		{ "redis:latest", NULL, "redis", ":latest" },
		{ "library/nginx", NULL, "library/nginx", "" },
		{ "localhost/x", "localhost", "x", "" },
		{ "localhost:5000", NULL, "localhost", ":5000" },
		{ "localhost:5000/x:5000", "localhost:5000", "x", ":5000" },
		{ "docker.io/library/nginx@sha256:" HEX64, "docker.io", "library/nginx", "@sha256:" HEX64 },
		{ "Quay.IO/my-org/api:v1.0_2-x@sha256:" HEX64, "Quay.IO", "my-org/api", ":v1.0_2-x@sha256:" HEX64 },
		{ "[::1]:5000/x", "[::1]:5000", "x", "" },
		{ "127.0.0.1/x", "127.0.0.1", "x", "" },
		{ "quay.io", NULL, "quay.io", "" },
		{ "a/b__c/d.e_f---g:_", NULL, "a/b__c/d.e_f---g", ":_" },
		{ "a@sha512:" HEX64 HEX64, NULL, "a", "@sha512:" HEX64 HEX64 },
		{ "a@sha:abc", NULL, "a", "@sha:abc" },
		{ "a@a+b.c_d-e2:A0=_-", NULL, "a", "@a+b.c_d-e2:A0=_-" },
		{ HEX64 "x", NULL, HEX64 "x", "" },
		{ HEX63 "x", NULL, HEX63 "x", "" },
		{ "a@multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", NULL, "a",
		  "@multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Reference) reference = { 0 };
		GError *error = NULL;
		g_assert_true(reference_parse(cases[i].text, &reference, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(reference.host, ==, cases[i].host);
		g_assert_cmpstr(reference.path, ==, cases[i].path);
		g_assert_cmpstr(reference.version, ==, cases[i].version);
	}
}

static void the_offending_part_is_named(void)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{ "", "empty" },
		{ HEX64, "image ID" },
		{ "https://quay.io/x", "scheme 'https://'" },
		{ "Foo/bar", "path component 'Foo'" },
		{ "quay.io/Org/api", "path component 'Org'" },
		{ "a//b", "path component ''" },
		{ "/a", "path component ''" },
		{ "a/", "path component ''" },
		{ "a..b", "path component 'a..b'" },
		{ "a___b", "path component 'a___b'" },
		{ "-a", "path component '-a'" },
		{ "a_/b", "path component 'a_'" },
		{ "a b", "path component 'a b'" },
		{ "quay.io/x/../y", "path component '..'" },
		{ "quay.io/{{ x }}", "path component '{{ x }}'" },
		{ "quay..io/x", "host 'quay..io'" },
		{ "quay.io./x", "host 'quay.io.'" },
		{ "-quay.io/x", "host '-quay.io'" },
		{ "my_org.io/x", "host 'my_org.io'" },
		{ "quay.io:/x", "host 'quay.io:'" },
		{ "quay.io:65536/x", "host 'quay.io:65536'" },
		{ "[::1/x", "host '[::1'" },
		{ "a:", "tag ''" },
		{ "a:.b", "tag '.b'" },
		{ "a:-b", "tag '-b'" },
		{ "a:b:c", "tag 'b:c'" },
		{ "a:b c", "tag 'b c'" },
		{ "a@", "digest ''" },
		{ "a@sha256", "digest 'sha256'" },
		{ "a@sha256:12", "digest 'sha256:12'" },
		{ "a@sha256:" HEX64 "0", "digest 'sha256:" HEX64 "0'" },
		{ "a@sha256:" HEX63 "A", "digest 'sha256:" HEX63 "A'" },
		{ "a@x:", "digest 'x:'" },
		{ "a@x:a%b", "digest 'x:a%b'" },
		{ "a@x%y:z", "digest 'x%y:z'" },
		{ "a@x++y:z", "digest 'x++y:z'" },
		{ "a@+x:z", "digest '+x:z'" },
		{ "a@SHA256:" HEX64, "digest 'SHA256:" HEX64 "'" },
		{ "a@x+:y", "digest 'x+:y'" },
		{ "a@x:y@z", "digest 'x:y@z'" },
		{ "user@quay.io/x", "digest 'quay.io/x'" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Reference) reference = { 0 };
		GError *error = NULL;
		g_assert_false(reference_parse(cases[i].text, &reference, &error));
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		if (!strstr(error->message, cases[i].part))
			g_error("'%s' does not name %s", error->message, cases[i].part);
		g_assert_null(reference.path);
		g_error_free(error);
	}
}

static bool is_reference(const char *head, size_t filling, const char *tail)
{
	g_auto(Reference) reference = { 0 };
	g_autofree char *middle = g_strnfill(filling, 'a');
	g_autofree char *text = g_strconcat(head, middle, tail, NULL);
	return reference_parse(text, &reference, NULL);
}

static void limits(void)
{
	g_assert_true(is_reference("quay.io/", REFERENCE_PATH_MAX, ""));
	g_assert_false(is_reference("quay.io/", REFERENCE_PATH_MAX + 1, ""));
	g_assert_true(is_reference("x:", REFERENCE_TAG_MAX, ""));
	g_assert_false(is_reference("x:", REFERENCE_TAG_MAX + 1, ""));
	g_assert_true(is_reference("x@other:", REFERENCE_MAX - 8, ""));
	g_assert_false(is_reference("x@other:", REFERENCE_MAX - 7, ""));
}

static void behind_the_proxy_and_back(void)
{
	static const struct {
		const char *upstream, *behind;
	} cases[] = {
		{ "redis:latest", "p.example/proxy/my-app/redis:latest" },
		{ "quay.io/my-org/api", "p.example/proxy/my-app/quay.io/my-org/api" },
		{ "index.docker.io/library/nginx", "p.example/proxy/my-app/index.docker.io/library/nginx" },
		{ "docker.io/x/y:1@sha256:" HEX64, "p.example/proxy/my-app/docker.io/x/y:1@sha256:" HEX64 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Reference) reference = { 0 };
		g_auto(Reference) proxied = { 0 };
		g_autofree char *text = NULL;
		g_autofree char *upstream = NULL;
		g_autofree char *app = NULL;
		g_assert_true(reference_parse(cases[i].upstream, &reference, NULL));
		g_assert_true(reference_to_proxy(&reference, "p.example", "my-app", &text, NULL));
		g_assert_cmpstr(text, ==, cases[i].behind);
		g_assert_true(reference_parse(text, &proxied, NULL));
		g_assert_true(reference_from_proxy(&proxied, &upstream, &app));
		g_assert_cmpstr(upstream, ==, cases[i].upstream);
		g_assert_cmpstr(app, ==, "my-app");
	}

	g_auto(Reference) short_one = { 0 };
	char *upstream = NULL;
	char *app = NULL;
	g_assert_true(reference_parse("p.example/proxy/my-app", &short_one, NULL));
	g_assert_false(reference_from_proxy(&short_one, &upstream, &app));
}

static void no_form_behind_the_proxy(void)
{
	g_autofree char *path = g_strnfill(REFERENCE_PATH_MAX, 'a');
	const char *const upstreams[] = { "quay.io:5000/x", "quay.io:443/x", "localhost:5000/x", "[::1]/x", path };
	for (size_t i = 0; i < G_N_ELEMENTS(upstreams); i++) {
		g_auto(Reference) reference = { 0 };
		char *text = NULL;
		GError *error = NULL;
		g_assert_true(reference_parse(upstreams[i], &reference, NULL));
		g_assert_false(reference_to_proxy(&reference, "p.example", "my-app", &text, &error));
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		g_assert_null(text);
		g_error_free(error);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reference/parts-of-a-reference", parts_of_a_reference);
	g_test_add_func("/reference/the-offending-part-is-named", the_offending_part_is_named);
	g_test_add_func("/reference/limits", limits);
	g_test_add_func("/reference/behind-the-proxy-and-back", behind_the_proxy_and_back);
	g_test_add_func("/reference/no-form-behind-the-proxy", no_form_behind_the_proxy);
	return g_test_run();
}
