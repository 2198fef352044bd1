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

/* One edit of the text, in place; it stays as it is where that fails. */
static bool apply(struct config_text *text, const struct config_edit *edit, const struct client_json *json,
		  GError **error)
{
	struct config_text result;
	if (!config_edit_apply(text, json, edit, &result, error))
		return false;
	config_text_clear(text);
	*text = result;
	return true;
}

static bool set_helper(struct config_text *text, const char *key, const char *helper, GError **error)
{
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	const struct config_edit edit = { .set = set, .helper = helper };
	g_ptr_array_add(set, (gpointer)(guintptr)key);
	return client_json_parse(&text->bytes, &json, error) && apply(text, &edit, &json, error);
}

static void add_index(const struct client_object *object, const char *key, GArray *indexes)
{
	for (guint i = 0; i < object->members->len; i++)
		if (json_span_means(&g_array_index(object->members, struct json_member, i).name, key))
			g_array_append_val(indexes, i);
}

static bool remove_helper(struct config_text *text, const char *key, GError **error)
{
	g_autoptr(GArray) unset = g_array_new(FALSE, FALSE, sizeof(guint));
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	const struct config_edit edit = { .unset = unset };
	if (!client_json_parse(&text->bytes, &json, error))
		return false;
	add_index(&json.helpers, key, unset);
	return apply(text, &edit, &json, error);
}

static bool remove_auth(struct config_text *text, const char *key, GError **error)
{
	g_autoptr(GArray) unset = g_array_new(FALSE, FALSE, sizeof(guint));
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	const struct config_edit edit = { .unset_auths = unset };
	if (!client_json_parse(&text->bytes, &json, error))
		return false;
	add_index(&json.auths, key, unset);
	return apply(text, &edit, &json, error);
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
		g_assert_true(set_helper(&text, PROXY, "replicated", NULL));
		holds(&text, cases[i].after);
		g_assert_true(set_helper(&text, PROXY, "replicated", NULL));
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
					g_assert_true(set_helper(&text, keys[k], "replicated", NULL));
				for (size_t k = 0; k < count; k++)
					g_assert_true(remove_helper(&text, keys[forth ? k : count - 1 - k], NULL));
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
		/* blanks that look like a mark of ours, but are not */
		{ "{\"credHelpers\":{\n\n\"proxy.replicated.com\":\"replicated\"},\"z\":1}", "{\"z\":1}" },
		{ "{\"credHelpers\":{\t\t\"proxy.replicated.com\":\"replicated\"},\"z\":1}", "{\"z\":1}" },
		{ "{\"credHelpers\":{\r\"proxy.replicated.com\":\"replicated\"},\"z\":1}", "{\"z\":1}" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ConfigText) text;
		fill(&text, cases[i].before);
		g_assert_true(remove_helper(&text, PROXY, NULL));
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
		g_assert_true(remove_auth(&text, PROXY, NULL));
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
			g_assert_false(edit == 0   ? set_helper(&text, PROXY, "replicated", &error)
				       : edit == 1 ? remove_helper(&text, PROXY, &error)
						   : remove_auth(&text, PROXY, &error));
			g_assert_nonnull(error);
			holds(&text, texts[i]);
		}
	}
}

/* ---- several at once, and the marks of what was there ---- */

static GPtrArray *keys_of(const char *keys)
{
	g_auto(GStrv) words = g_strsplit(keys, " ", -1);
	GPtrArray *array = g_ptr_array_new_with_free_func(g_free);
	for (char **word = words; *word; word++)
		g_ptr_array_add(array, g_strdup(*word));
	return array;
}

static void text_of(const char *bytes, struct config_text *ret_text)
{
	*ret_text = (struct config_text){ .bytes = SECRET_INIT(LIMIT), .exists = bytes != NULL };
	secret_append_text(&ret_text->bytes, bytes ? bytes : "");
}

static void add(const struct config_text *text, const char *keys, const char *store, struct config_text *ret_text)
{
	g_autoptr(GPtrArray) set = keys_of(keys);
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	const struct config_edit edit = { .set = set, .helper = "replicated", .store = store };
	g_assert_true(client_json_parse(&text->bytes, &json, NULL));
	g_assert_true(config_edit_apply(text, &json, &edit, ret_text, NULL));
}

/* Removes every entry that names the helper, and the store. */
static void take_out(const struct config_text *text, struct config_text *ret_text)
{
	g_autoptr(GArray) unset = g_array_new(FALSE, FALSE, sizeof(guint));
	g_auto(ClientJson) json = { .root = { .members = NULL } };
	const struct config_edit edit = { .unset = unset, .unset_store = true };
	g_assert_true(client_json_parse(&text->bytes, &json, NULL));
	for (guint i = 0; i < json.helpers.members->len; i++)
		if (json_span_means(&g_array_index(json.helpers.members, struct json_member, i).value, "replicated"))
			g_array_append_val(unset, i);
	g_assert_true(config_edit_apply(text, &json, &edit, ret_text, NULL));
}

static void is_text(const struct config_text *got, const char *want)
{
	g_assert_cmpint(got->exists, ==, want != NULL);
	g_assert_cmpstr(secret_text(&got->bytes), ==, want ? want : "");
}

/* NULL is a file that is not there. */
static const struct {
	const char *before;
	const char *store;
	const char *after; /* NULL: only that it comes back */
} files[] = {
	{ NULL, NULL, "{\n\t\"credHelpers\": {\n\t\t\"" PROXY "\": \"replicated\"\n\t}\n}\n" },
	{ NULL, "pass",
	  "{\n\t\"credHelpers\": {\n\t\t\"" PROXY "\": \"replicated\"\n\t},\n\t\"credsStore\":  \t\"pass\"\n}\n" },
	{ "", NULL, "{\n\t\"credHelpers\": {\n\t\t\"" PROXY "\": \"replicated\"\n\t}\n}" },
	{ " \r\n", "pass", NULL },
	{ "{}", NULL, "{ \n\t\"credHelpers\": {\n\t\t\"" PROXY "\": \"replicated\"\n\t}\n}" },
	{ "{}", "secretservice", NULL },
	{ "{\r\n}\r\n", "pass", NULL },
	{ "{ \t}", "pass", NULL },
	{ "{\"a\":1}", "pass", "{\"a\":1,\"credHelpers\":{\"" PROXY "\":\"replicated\"},\"credsStore\": \t\"pass\"}" },
	{ "{\"a\": 1}", "pass", NULL },
	{ "{ \"a\" : 1 }\n", "pass", NULL },
	{ "{\n  \"a\": 1\n}\n", "pass", NULL },
	{ "{\"credHelpers\":{}}", NULL, "{\"credHelpers\":{ \"" PROXY "\":\"replicated\"}}" },
	{ "{\"credHelpers\":{ }}", "pass", NULL },
	{ "{\"credHelpers\": {\n\t}, \"a\": 1}", "pass", NULL },
	{ "{\"credHelpers\":null}", NULL, "{\"credHelpers\":{\t\"" PROXY "\":\"replicated\"}}" },
	{ "{\n\t\"credHelpers\": null,\n\t\"a\": 1\n}", "pass", NULL },
	{ "{\"credHelpers\":{\"" PROXY "\":\"\"}}", NULL, "{\"credHelpers\":{\"" PROXY "\": \t\t\"replicated\"}}" },
	{ "{\"credHelpers\":{\"" PROXY "\": null, \"quay.io\": \"\"}}", NULL, NULL },
	{ "{\"credHelpers\":{\"a\":\"b\",\"" PROXY "\":\"\",\"c\":\"d\"}}", NULL, NULL },
	{ "{\"credsStore\":\"\"}", "pass", NULL },
	{ "{\"credsStore\" : null , \"auths\": {}}", "pass", NULL },
	{ "{\"credsStore\":\"\",\"credHelpers\":null}", "pass", NULL },
	{ "{\"credsStore\":\"osxkeychain\"}", NULL, NULL },
	{ "{\"auths\": null, \"credHelpers\": {}}", "pass", NULL },
	{ "{\"auths\": {\"quay.io\": {}}, \"n\": 1e400, \"n\": 2}", NULL, NULL },
};

static void what_is_added_comes_out_to_the_byte(void)
{
	static const char *const keys[] = { PROXY, PROXY " " REGISTRY, PROXY " " REGISTRY " " PROXY ":443" };
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		for (size_t k = 0; k < G_N_ELEMENTS(keys); k++) {
			g_auto(ConfigText) text = { .exists = false };
			g_auto(ConfigText) added = { .exists = false };
			g_auto(ConfigText) again = { .exists = false };
			g_auto(ConfigText) back = { .exists = false };
			text_of(files[i].before, &text);
			add(&text, keys[k], files[i].store, &added);
			if (k == 0 && files[i].after)
				is_text(&added, files[i].after);
			add(&added, keys[k], NULL, &again);
			g_assert_cmpstr(secret_text(&again.bytes), ==, secret_text(&added.bytes));
			take_out(&added, &back);
			is_text(&back, files[i].before);
		}
	}
}

/* One after the other, and both at once. */
static void keys_are_added_one_by_one(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_auto(ConfigText) text = { .exists = false };
		g_auto(ConfigText) one = { .exists = false };
		g_auto(ConfigText) two = { .exists = false };
		g_auto(ConfigText) back = { .exists = false };
		text_of(files[i].before, &text);
		add(&text, PROXY, files[i].store, &one);
		add(&one, REGISTRY, NULL, &two);
		take_out(&two, &back);
		is_text(&back, files[i].before);
	}
}

static void a_store_of_the_user_stays(void)
{
	static const char *const texts[] = {
		"{\"credsStore\":\"pass\"}",
		/* blanks that look like a mark of ours, but are not */
		"{\"credsStore\":\t\"pass\",\"credHelpers\":{\"" PROXY "\":\"replicated\"}}",
		"{\"credsStore\": \t\t\t\t\"pass\",\"credHelpers\":{\"" PROXY "\":\"replicated\"}}",
		"{\n\t\"credsStore\": \"secretservice\",\n\t\"credHelpers\": {\n\t\t\"" PROXY
		"\": \"replicated\"\n\t}\n}",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(ConfigText) text = { .exists = false };
		g_auto(ConfigText) back = { .exists = false };
		text_of(texts[i], &text);
		take_out(&text, &back);
		g_assert_nonnull(strstr(secret_text(&back.bytes), "credsStore"));
		g_assert_null(strstr(secret_text(&back.bytes), PROXY));
	}
}

static void entries_of_auths_are_cut_out(void)
{
	static const struct {
		guint indexes[3];
		guint count;
		const char *after;
	} cases[] = {
		{ { 0 }, 1, "{\"auths\": {\"b\": 2, \"c\": 3}, \"x\": 4}" },
		{ { 1 }, 1, "{\"auths\": {\"a\": 1, \"c\": 3}, \"x\": 4}" },
		{ { 2 }, 1, "{\"auths\": {\"a\": 1, \"b\": 2}, \"x\": 4}" },
		{ { 0, 1 }, 2, "{\"auths\": {\"c\": 3}, \"x\": 4}" },
		{ { 0, 2 }, 2, "{\"auths\": {\"b\": 2}, \"x\": 4}" },
		{ { 1, 2 }, 2, "{\"auths\": {\"a\": 1}, \"x\": 4}" },
		{ { 0, 1, 2 }, 3, "{\"auths\": {}, \"x\": 4}" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ConfigText) text = { .exists = false };
		g_auto(ConfigText) after = { .exists = false };
		g_auto(ClientJson) json = { .root = { .members = NULL } };
		g_autoptr(GArray) unset = g_array_new(FALSE, FALSE, sizeof(guint));
		const struct config_edit edit = { .unset_auths = unset };
		text_of("{\"auths\": {\"a\": 1, \"b\": 2, \"c\": 3}, \"x\": 4}", &text);
		g_array_append_vals(unset, cases[i].indexes, cases[i].count);
		g_assert_true(client_json_parse(&text.bytes, &json, NULL));
		g_assert_true(config_edit_apply(&text, &json, &edit, &after, NULL));
		is_text(&after, cases[i].after);
	}
}

static void a_file_has_its_limit(void)
{
	g_autoptr(GError) error = NULL;
	g_auto(ConfigText) text = { .bytes = SECRET_INIT(20), .exists = true };
	secret_append_text(&text.bytes, "{\"a\":1}");
	g_assert_false(set_helper(&text, PROXY, "replicated", &error));
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
	g_test_add_func("/config-edit/there-and-back", what_is_added_comes_out_to_the_byte);
	g_test_add_func("/config-edit/one-by-one", keys_are_added_one_by_one);
	g_test_add_func("/config-edit/a-store-of-the-user-stays", a_store_of_the_user_stays);
	g_test_add_func("/config-edit/auths", entries_of_auths_are_cut_out);
	return g_test_run();
}
