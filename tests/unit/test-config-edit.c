/* SPDX-License-Identifier: MIT
 *
 * Every text here is a whole file. NULL is a missing one.
 */
#include "../../helper/clients/config-edit.h"

#include <string.h>

#define PROXY "proxy.replicated.com"
#define REGISTRY "registry.replicated.com"
#define LIMIT 100000

static void fill(struct config_text *text, const char *bytes)
{
	*text = (struct config_text){ .bytes = SECRET_INIT(LIMIT), .exists = bytes != NULL };
	secret_append_text(&text->bytes, bytes ? bytes : "");
}

static void holds(const struct config_text *text, const char *bytes)
{
	g_assert_cmpstr(text->exists ? secret_text(&text->bytes) : NULL, ==, bytes);
}

static void one_helper_is_put_in(void)
{
	static const struct {
		const char *before;
		const char *after;
	} cases[] = {
		{ NULL, "{\n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t}\n}\n" },
		{ "", "{\n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t}\n}" },
		{ "\r\n", "\r\n{\r\n\t\"credHelpers\": {\r\n\t\t\"proxy.replicated.com\": \"replicated\"\r\n\t}\r\n}" },
		{ "{}", "{ \n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t}\n}" },
		{ "{}\r\n",
		  "{ \r\n\t\"credHelpers\": {\r\n\t\t\"proxy.replicated.com\": \"replicated\"\r\n\t}\r\n}\r\n" },
		/* tabs, as docker writes */
		{ "{\n\t\"auths\": {}\n}",
		  "{\n\t\"auths\": {},\n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t}\n}" },
		/* four spaces */
		{ "{\n    \"auths\": {}\n}\n",
		  "{\n    \"auths\": {},\n    \"credHelpers\": {\n        \"proxy.replicated.com\": \"replicated\"\n    }\n}\n" },
		/* no indentation */
		{ "{\n\"a\":1\n}", "{\n\"a\":1,\n\"credHelpers\":{\n\"proxy.replicated.com\":\"replicated\"\n}\n}" },
		/* CRLF */
		{ "{\r\n  \"a\": 1\r\n}\r\n",
		  "{\r\n  \"a\": 1,\r\n  \"credHelpers\": {\r\n    \"proxy.replicated.com\": \"replicated\"\r\n  }\r\n}\r\n" },
		/* one line */
		{ "{\"a\":1}", "{\"a\":1,\"credHelpers\":{\"proxy.replicated.com\":\"replicated\"}}" },
		{ "{\"a\": 1}", "{\"a\": 1, \"credHelpers\": {\"proxy.replicated.com\": \"replicated\"}}" },
		{ "{ \"a\": 1 }\n", "{ \"a\": 1, \"credHelpers\": {\"proxy.replicated.com\": \"replicated\"} }\n" },
		/* beside others */
		{ "{\n\t\"credHelpers\": {\n\t\t\"gcr.io\": \"gcr\"\n\t},\n\t\"z\": 1\n}",
		  "{\n\t\"credHelpers\": {\n\t\t\"gcr.io\": \"gcr\",\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t},\n\t\"z\": 1\n}" },
		{ "{\"credHelpers\":{\"gcr.io\":\"gcr\"}}",
		  "{\"credHelpers\":{\"gcr.io\":\"gcr\",\"proxy.replicated.com\":\"replicated\"}}" },
		/* an empty object of somebody else */
		{ "{\n\t\"credHelpers\": {}\n}",
		  "{\n\t\"credHelpers\": { \n\t\t\"proxy.replicated.com\": \"replicated\"\n\t}\n}" },
		{ "{\"credHelpers\":{}}", "{\"credHelpers\":{ \"proxy.replicated.com\":\"replicated\"}}" },
		/* there already, and in place of another */
		{ "{\"credHelpers\":{\"proxy\\u002ereplicated.com\":\"replicate\\u0064\"}}",
		  "{\"credHelpers\":{\"proxy\\u002ereplicated.com\":\"replicate\\u0064\"}}" },
		{ "{\"credHelpers\": { \"proxy.replicated.com\" : \"pass\" }}",
		  "{\"credHelpers\": { \"proxy.replicated.com\" : \"replicated\" }}" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ConfigText) text;
		fill(&text, cases[i].before);
		g_assert_true(config_edit_set_helper(&text, PROXY, "replicated", NULL));
		holds(&text, cases[i].after);
		g_assert_true(config_edit_set_helper(&text, PROXY, "replicated", NULL));
		holds(&text, cases[i].after);
	}
}

/* Files that come back to the very byte. */
static const char *const originals[] = {
	NULL,
	"",
	" ",
	"\n",
	"\r\n\r\n",
	"{}",
	"{}\n",
	"{ }",
	"{  }\n",
	"{\n}",
	"{\n}\n",
	"{\r\n\t}\r\n",
	"{\n\n}\n",
	"\n{}\n\n",
	"{\"credHelpers\":{}}",
	"{\"credHelpers\": {}}",
	"{\"credHelpers\":{ }}",
	"{\"credHelpers\":{\n}}",
	"{\n\t\"credHelpers\": {}\n}",
	"{\n\t\"credHelpers\": {\n\t}\n}\n",
	"{\n\t\"credHelpers\": {},\n\t\"auths\": {}\n}\n",
	"{\n\t\"credHelpers\": {\n\t\t\"gcr.io\": \"gcr\"\n\t}\n}\n",
	"{\n  \"credHelpers\" : {\n    \"gcr.io\" : \"gcr\"\n  }\n}",
	"{\"credHelpers\":{\"gcr.io\":\"gcr\"},\"a\":[1,2]}",
	"{ \"credHelpers\" : { \"gcr.io\" : \"gcr\" } , \"a\" : 1 }",
	"{\"a\":1}",
	"{\"a\": 1 }",
	"{ \"a\":\n1\n}",
	"{\n\"a\":1}",
	"{\"a\":1\n,\"b\":2\n}",
	"{\n  \"a\": 1\n  , \"b\": 2\n}\n",
	"{\n\t\"auths\": {\n\t\t\"quay.io\": {\n\t\t\t\"auth\": \"YTpi\"\n\t\t}\n\t},\n\t\"credsStore\": \"pass\"\n}",
	"{\r\n\t\"HttpHeaders\": {\r\n\t\t\"User-Agent\": \"x\"\r\n\t}\r\n}\r\n",
	"{\n    \"big\": 123456789012345678901234567890,\n    \"huge\": 1e400,\n    \"nul\": \"\\u0000\",\n    \"s\": \"\\/\"\n}\n",
	"{\"a\": 1, \"a\": 2}",
	"{\"a\": [ 1 , 2 ] ,\n\n\n \"b\" : { \"credHelpers\" : { } } }  \n\n",
	"{\n\t\"\xc3\xbc\": \"\xe2\x82\xac \\ud83d\\ude00\"\n}",
};

static void what_was_put_in_comes_out_again(void)
{
	static const char *const keys[] = { PROXY, REGISTRY, PROXY ":443", "images.acme.example:8443" };
	for (size_t i = 0; i < G_N_ELEMENTS(originals); i++)
		for (size_t count = 1; count <= G_N_ELEMENTS(keys); count++)
			for (size_t forth = 0; forth < 2; forth++) {
				g_auto(ConfigText) text;
				fill(&text, originals[i]);
				for (size_t k = 0; k < count; k++)
					g_assert_true(config_edit_set_helper(&text, keys[k], "replicated", NULL));
				for (size_t k = 0; k < count; k++)
					g_assert_true(config_edit_remove_helper(&text, keys[forth ? k : count - 1 - k],
										NULL));
				holds(&text, originals[i]);
			}
}

static void the_hand_of_others_is_left_alone(void)
{
	static const struct {
		const char *before;
		const char *after;
	} cases[] = {
		{ NULL, NULL },
		{ "", "" },
		{ "{}", "{}" },
		{ "{\"credHelpers\":{\"gcr.io\":\"gcr\"}}", "{\"credHelpers\":{\"gcr.io\":\"gcr\"}}" },
		{ "{\"credHelpers\":{\"proxy.replicated.com\":\"x\",\"gcr.io\":\"gcr\"}}",
		  "{\"credHelpers\":{\"gcr.io\":\"gcr\"}}" },
		{ "{\n\t\"credHelpers\": {\n\t\t\"a\": \"x\",\n\t\t\"proxy.replicated.com\": \"x\",\n\t\t\"b\": \"y\"\n\t}\n}",
		  "{\n\t\"credHelpers\": {\n\t\t\"a\": \"x\",\n\t\t\"b\": \"y\"\n\t}\n}" },
		/* written by hand, or by docker: the object that was for us alone goes, the file stays */
		{ "{\"credHelpers\":{\"proxy.replicated.com\":\"replicated\"}}", "{}" },
		{ "{\n  \"credHelpers\": {\n    \"proxy.replicated.com\": \"replicated\"\n  }\n}\n", "{}\n" },
		{ "{\n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t},\n\t\"auths\": {}\n}",
		  "{\n\t\"auths\": {}\n}" },
		{ "{\n\t\"auths\": {},\n\t\"credHelpers\": {\n\t\t\"proxy.replicated.com\": \"replicated\"\n\t},\n\t\"z\": 1\n}",
		  "{\n\t\"auths\": {},\n\t\"z\": 1\n}" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ConfigText) text;
		fill(&text, cases[i].before);
		g_assert_true(config_edit_remove_helper(&text, PROXY, NULL));
		holds(&text, cases[i].after);
	}
}

static void one_entry_leaves_auths(void)
{
	static const struct {
		const char *before;
		const char *after;
	} cases[] = {
		{ "{}", "{}" },
		{ "{\"auths\":null}", "{\"auths\":null}" },
		{ "{\"auths\":{\"quay.io\":{}}}", "{\"auths\":{\"quay.io\":{}}}" },
		{ "{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"YTpi\"}}}", "{\"auths\":{}}" },
		{ "{\n\t\"auths\": {\n\t\t\"proxy.replicated.com\": {\n\t\t\t\"auth\": \"YTpi\"\n\t\t}\n\t}\n}",
		  "{\n\t\"auths\": {}\n}" },
		{ "{\"auths\": {\"proxy.replicated.com\": {}, \"quay.io\": {\"auth\": \"YTpi\"}}, \"n\": 1e400}",
		  "{\"auths\": {\"quay.io\": {\"auth\": \"YTpi\"}}, \"n\": 1e400}" },
		{ "{\r\n  \"auths\": {\r\n    \"a\": {},\r\n    \"proxy\\u002Ereplicated.com\": {}\r\n  }\r\n}",
		  "{\r\n  \"auths\": {\r\n    \"a\": {}\r\n  }\r\n}" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ConfigText) text;
		fill(&text, cases[i].before);
		g_assert_true(config_edit_remove_auth(&text, PROXY, NULL));
		holds(&text, cases[i].after);
	}
}

static void what_is_ambiguous_is_not_touched(void)
{
	static const char *const texts[] = {
		"not JSON",
		"[]",
		"{\"a\": 1,}",
		"{ // comment\n}",
		"\xef\xbb\xbf{}",
		"{} {}",
		"{\"credHelpers\": []}",
		"{\"credHelpers\": {}, \"credHelpers\": {}}",
		"{\"CREDHELPERS\": {}}",
		"{\"credHelpers\": {\"a\": \"b\", \"a\": \"c\"}}",
		"{\"auths\": {\"a\": {}, \"a\": {}}}",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(ConfigText) text;
		fill(&text, texts[i]);
		for (int edit = 0; edit < 3; edit++) {
			g_autoptr(GError) error = NULL;
			g_assert_false(edit == 0   ? config_edit_set_helper(&text, PROXY, "replicated", &error)
				       : edit == 1 ? config_edit_remove_helper(&text, PROXY, &error)
						   : config_edit_remove_auth(&text, PROXY, &error));
			g_assert_nonnull(error);
			holds(&text, texts[i]);
		}
	}
}

static void a_file_has_its_limit(void)
{
	g_autoptr(GError) error = NULL;
	g_auto(ConfigText) text = { .bytes = SECRET_INIT(20), .exists = true };
	secret_append_text(&text.bytes, "{\"a\":1}");
	g_assert_false(config_edit_set_helper(&text, PROXY, "replicated", &error));
	g_assert_cmpstr(error->message, ==, "it would become longer than 20 bytes");
	holds(&text, "{\"a\":1}");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config-edit/one-helper-is-put-in", one_helper_is_put_in);
	g_test_add_func("/config-edit/what-was-put-in-comes-out-again", what_was_put_in_comes_out_again);
	g_test_add_func("/config-edit/the-hand-of-others-is-left-alone", the_hand_of_others_is_left_alone);
	g_test_add_func("/config-edit/one-entry-leaves-auths", one_entry_leaves_auths);
	g_test_add_func("/config-edit/what-is-ambiguous-is-not-touched", what_is_ambiguous_is_not_touched);
	g_test_add_func("/config-edit/a-file-has-its-limit", a_file_has_its_limit);
	return g_test_run();
}
