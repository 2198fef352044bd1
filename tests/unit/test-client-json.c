/* SPDX-License-Identifier: MIT */
#include "../../helper/clients/client-json.h"

#include <string.h>

#define PROXY "proxy.replicated.com"

static bool parse(struct secret *text, const char *bytes, struct client_json *ret_json, GError **error)
{
	secret_append_text(text, bytes);
	return client_json_parse(text, ret_json, error);
}

static void ambiguous_files_are_refused(void)
{
	static const struct {
		const char *text;
		const char *reason;
	} cases[] = {
		{ "\xef\xbb\xbf{}",
		  "it begins with a byte order mark, which is not JSON: save it as UTF-8 without one" },
		{ "// mine\n{}", "it contains a comment, which is not JSON" },
		{ "{ // mine\n}", "it contains a comment, which is not JSON" },
		{ "{ /* mine */ \"a\": 1}", "it contains a comment, which is not JSON" },
		{ "{\"a\": 1, # mine\n\"b\": 2}", "it contains a comment, which is not JSON" },
		{ "[]", "it is not a JSON object" },
		{ "null", "it is not a JSON object" },
		{ "{\"a\": 1,}", "it is not a JSON object" },
		{ "{'a': 1}", "it is not a JSON object" },
		{ "{\"a\": 01}", "it is not a JSON object" },
		{ "{\"a\": \"line\nbreak\"}", "it is not a JSON object" },
		{ "{\"a\": \"\xff\"}", "it is not UTF-8 text (Latin-1 or Windows-1252, it seems): save it as UTF-8" },
		{ "\xff\xfe{", "it is UTF-16 text: save it as UTF-8" },
		{ "\xfe\xff{", "it is UTF-16 text: save it as UTF-8" },
		{ "{\"a\": 1", "it is not a JSON object" },
		{ "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
		  "it is nested deeper than 32 levels" },
		{ "{} {}", "it has text after its JSON object" },
		{ "x", "it is not a JSON object" },
		{ "{}x", "it has text after its JSON object" },
		{ "{\"credHelpers\": []}", "its 'credHelpers' is not an object" },
		{ "{\"auths\": 1}", "its 'auths' is not an object" },
		{ "{\"credHelpers\": true}", "its 'credHelpers' is not an object" },
		{ "{\"credHelpers\": \"replicated\"}", "its 'credHelpers' is not an object" },
		{ "{\"credHelpers\": {}, \"credHelpers\": {}}", "it contains 'credHelpers' twice" },
		{ "{\"credHelpers\": {}, \"cred\\u0048elpers\": {}}", "it contains 'credHelpers' twice" },
		{ "{\"CredHelpers\": {}}", "it spells 'credHelpers' with other upper- and lower-case letters" },
		{ "{\"credHelper\xc5\xbf\": {}}", "it spells 'credHelpers' with other upper- and lower-case letters" },
		{ "{\"auths\": {}, \"Auths\": {}}", "it spells 'auths' with other upper- and lower-case letters" },
		{ "{\"auths\": [], \"a\": 1}", "its 'auths' is not an object" },
		{ "{\"credsStore\": \"a\", \"credsStore\": \"b\"}", "it contains 'credsStore' twice" },
		{ "{\"credHelpers\": {\"a\": \"x\", \"b\": \"y\", \"\\u0061\": \"z\"}}",
		  "its 'credHelpers' contains a name twice" },
		{ "{\"auths\": {\"a\": {}, \"a\": {}}}", "its 'auths' contains a name twice" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) text = SECRET_INIT(1000);
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_autoptr(GError) error = NULL;
		g_assert_false(parse(&text, cases[i].text, &json, &error));
		g_assert_cmpstr(error->message, ==, cases[i].reason);
		g_assert_null(json.root.members);
	}
}

/* As Windows' notepad saves it, with and without a mark; a C string holds neither. */
static void utf_16_is_named(void)
{
	static const char little[] = { '{', 0, '}', 0 };
	static const char big[] = { 0, '{', 0, '}' };
	static const char *const texts[] = { little, big };
	/* The file of a machine that stopped while it was written is full of zeros. */
	static const char zeros[4] = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(Secret) text = SECRET_INIT(1000);
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_autoptr(GError) error = NULL;
		secret_append(&text, texts[i], sizeof(little));
		g_assert_false(client_json_parse(&text, &json, &error));
		g_assert_cmpstr(error->message, ==, "it is UTF-16 text: save it as UTF-8");
	}
	g_auto(Secret) text = SECRET_INIT(1000);
	g_auto(Secret) cut = SECRET_INIT(1000);
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) cut_error = NULL;
	secret_append(&text, zeros, sizeof(zeros));
	g_assert_false(client_json_parse(&text, &json, &error));
	g_assert_cmpstr(error->message, ==, "it is not a JSON object");
	secret_append(&cut, little, 2);
	g_assert_false(client_json_parse(&cut, &json, &cut_error));
	g_assert_cmpstr(cut_error->message, ==, "it is UTF-16 text: save it as UTF-8");
}

static void what_is_legal_is_read(void)
{
	static const char *const texts[] = {
		"",
		" \r\n\t",
		"{}",
		"{\"n\": 123456789012345678901234567890, \"e\": 1e400, \"z\": \"\\u0000\", \"s\": \"\\/\"}",
		"{\"auths\": null}",
		"{\"credHelpers\": null, \"credsStore\": null}",
		"{\"a\": 1, \"a\": 2}",
		"{\"\": {\"credHelpers\": 1}}",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(Secret) text = SECRET_INIT(1000);
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_assert_true(parse(&text, texts[i], &json, NULL));
		g_assert_cmpuint(json.helpers.members->len, ==, 0);
		g_assert_cmpuint(json.auths.members->len, ==, 0);
	}
}

static void helpers_are_found_by_their_exact_name(void)
{
	g_auto(Secret) text = SECRET_INIT(1000);
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	g_assert_true(parse(&text,
			    "{\"credsStore\":\"pass\",\"credHelpers\":"
			    "{\"PROXY.replicated.com\":\"a\",\"proxy.replicated.com\\u0000\":\"b\","
			    "\"proxy\\u002ereplicated.com\":\"c\",\"x\":5}}",
			    &json, NULL));
	const struct json_member *member = client_json_find(&json.helpers, PROXY);
	g_assert_nonnull(member);
	g_assert_true(json_span_means(&member->value, "c"));
	g_assert_true(json_span_means(&json.store_member.value, "pass"));
	g_assert_null(client_json_find(&json.helpers, "registry.replicated.com"));
	g_assert_false(json_span_means(&client_json_find(&json.helpers, "x")->value, "5"));
}

static void auths_are_found_however_spelled(void)
{
	static const struct {
		const char *key;
		bool ours;
	} cases[] = {
		{ PROXY, true },
		{ PROXY ":443", true },
		{ "https://" PROXY, true },
		{ "https:\\/\\/" PROXY "\\/v2\\/", true },
		{ "http://" PROXY, true },
		{ PROXY "/proxy/my-app", true },
		{ "PROXY.replicated.com", true },
		{ PROXY ":5000", false },
		{ PROXY ".evil.example", false },
		{ "user@" PROXY, false },
		{ PROXY "\\u0000", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) text = SECRET_INIT(1000);
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_autofree char *bytes = g_strdup_printf("{\"auths\":{\"x\":{},\"%s\":{}}}", cases[i].key);
		g_assert_true(parse(&text, bytes, &json, NULL));
		g_assert_cmpuint(client_json_next_auth(&json, PROXY, 0), ==, cases[i].ours ? 1 : 2);
	}
}

/* docker, Helm and podman look for the host as it was typed. */
static void a_login_answers_for_its_very_host(void)
{
	static const struct {
		const char *auths;
		bool answers;
	} cases[] = {
		{ "{\"" PROXY "\":{\"auth\":\"YTpi\"}}", true },
		{ "{\"https:\\/\\/" PROXY "\\/v2\\/\":{\"auth\":\"YTpi\"}}", true },
		{ "{\"" PROXY "\":{}}", false },
		{ "{\"" PROXY ":443\":{\"auth\":\"YTpi\"}}", false },
		{ "{\"PROXY.replicated.com\":{\"auth\":\"YTpi\"}}", false },
		{ "{\"" PROXY ":443\":{\"auth\":\"YTpi\"},\"x\":{},\"" PROXY "\":{\"auth\":\"YTpi\"}}", true },
		{ "{}", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) text = SECRET_INIT(1000);
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_autofree char *bytes = g_strdup_printf("{\"auths\":%s}", cases[i].auths);
		g_assert_true(parse(&text, bytes, &json, NULL));
		g_assert_cmpint(client_json_login_answers(&json, PROXY), ==, cases[i].answers);
	}
}

static void an_entry_is_filled_or_not(void)
{
	static const struct {
		const char *entry;
		bool filled;
		bool empty;
	} cases[] = {
		{ "{}", false, true },
		{ " { \n } ", false, true },
		{ "{\"auth\":\"\"}", false, false },
		{ "{\"auth\":null}", false, false },
		{ "{\"email\":\"a@b\"}", false, false },
		{ "{\"username\":\"a\"}", false, false },
		{ "{\"auth\":\"YTpi\"}", true, false },
		{ "{\"Auth\":\"YTpi\"}", true, false },
		{ "{\"password\":\"p\"}", true, false },
		{ "{\"identitytoken\":\"t\"}", true, false },
		{ "{\"registrytoken\":\"t\"}", true, false },
		{ "{\"auth\":\"\",\"AUTH\":\"\"}", true, false },
		{ "\"text\"", true, false },
		{ "null", false, false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) text = SECRET_INIT(1000);
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_autofree char *bytes = g_strdup_printf("{\"auths\":{\"x\":%s}}", cases[i].entry);
		g_assert_true(parse(&text, bytes, &json, NULL));
		const struct json_member *auth = &g_array_index(json.auths.members, struct json_member, 0);
		g_assert_cmpint(client_json_auth_is_filled(auth), ==, cases[i].filled);
		g_assert_cmpint(client_json_auth_is_empty(auth), ==, cases[i].empty);
	}
}

static void escapes_are_resolved(void)
{
	static const struct {
		const char *quoted;
		const char *meaning;
		size_t length;
	} cases[] = {
		{ "\"\"", "", 0 },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
		{ "\"a\\u0000b\"", "a\0b", 3 },
		{ "\"\\u00fc\\u20AC\\ud83d\\ude00\"", "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80", 9 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct json_span span = { cases[i].quoted, strlen(cases[i].quoted) };
		g_auto(Secret) text = SECRET_INIT(cases[i].length);
		g_assert_true(json_span_decode(&span, &text));
		g_assert_cmpuint(text.length, ==, cases[i].length);
		g_assert_true(memcmp(secret_text(&text), cases[i].meaning, text.length) == 0);
	}
	const struct json_span escaped = { "\"a\\\\n\"", 6 };
	const struct json_span line = { "\"a\\n\"", 5 };
	g_assert_true(json_span_means(&escaped, "a\\n"));
	g_assert_false(json_span_means(&line, "a\\n"));
	g_assert_true(json_span_means(&line, "a\n"));
	const struct json_span number = { "17", 2 };
	const struct json_span none = { NULL, 0 };
	const struct json_span text = { "\"abc\"", 5 };
	g_auto(Secret) small = SECRET_INIT(2);
	g_assert_false(json_span_decode(&number, &small));
	g_assert_false(json_span_decode(&none, &small));
	g_assert_false(json_span_decode(&text, &small));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client-json/ambiguous-files-are-refused", ambiguous_files_are_refused);
	g_test_add_func("/client-json/utf-16-is-named", utf_16_is_named);
	g_test_add_func("/client-json/what-is-legal-is-read", what_is_legal_is_read);
	g_test_add_func("/client-json/helpers-by-exact-name", helpers_are_found_by_their_exact_name);
	g_test_add_func("/client-json/auths-however-spelled", auths_are_found_however_spelled);
	g_test_add_func("/client-json/a-login-answers", a_login_answers_for_its_very_host);
	g_test_add_func("/client-json/an-entry-is-filled-or-not", an_entry_is_filled_or_not);
	g_test_add_func("/client-json/escapes-are-resolved", escapes_are_resolved);
	return g_test_run();
}
