/* SPDX-License-Identifier: MIT
 *
 * config-proof.h on files that an edit could have left behind if it were wrong: of a user's file nothing but what was
 * asked for may differ.
 */
#include "../../helper/clients/config-proof.h"

static void parse(const char *text, struct secret *bytes, struct client_json *ret_json)
{
	g_autoptr(GError) error = NULL;
	secret_append_text(bytes, text);
	g_assert_true(client_json_parse(bytes, ret_json, &error));
	g_assert_no_error(error);
}

static bool is_as_meant(const char *before, const struct config_edit *edit, const char *after)
{
	g_auto(ClientJson) old = { .root = { .members = NULL } };
	g_auto(ClientJson) new = { .root = { .members = NULL } };
	g_auto(Secret) old_text = SECRET_INIT(10000);
	g_auto(Secret) new_text = SECRET_INIT(10000);
	parse(before, &old_text, &old);
	parse(after, &new_text, &new);
	return config_edit_is_as_meant(&old, edit, &new);
}

struct edited {
	const char *before;
	const char *after;
	bool meant;
};

static void verify_all(const struct config_edit *edit, const struct edited *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		g_test_message("%s: %s", cases[i].before, cases[i].after);
		g_assert_cmpint(is_as_meant(cases[i].before, edit, cases[i].after), ==, cases[i].meant);
	}
}

static void what_is_added(void)
{
	static const struct edited cases[] = {
		{ "{}", "{\"credHelpers\":{\"a\":\"replicated\"}}", true },
		{ "{}", "{}", false },
		{ "{}", "{\"credHelpers\":{}}", false },
		{ "{}", "{\"credHelpers\":{\"a\":\"other\"}}", false },
		{ "{}", "{\"credHelpers\":{\"b\":\"replicated\"}}", false },
		{ "{}", "{\"credHelpers\":{\"a\":\"replicated\",\"b\":\"replicated\"}}", false },
		{ "{}", "{\"credHelpers\":{\"a\":\"replicated\"},\"x\":1}", false },
		{ "{\"credHelpers\":{\"a\":\"other\"}}", "{\"credHelpers\":{\"a\":\"replicated\"}}", true },
		{ "{\"credHelpers\":{\"b\":\"other\"}}", "{\"credHelpers\":{\"b\":\"other\",\"a\":\"replicated\"}}",
		  true },
		{ "{\"credHelpers\":{\"b\":\"other\"}}", "{\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":1}", "{\"x\":1,\"credHelpers\":{\"a\":\"replicated\"}}", true },
		{ "{\"x\":1}", "{\"x\":2,\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":1}", "{\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"auths\":{\"c\":{}}}", "{\"auths\":{\"c\":{}},\"credHelpers\":{\"a\":\"replicated\"}}", true },
		{ "{\"auths\":{\"c\":{}}}", "{\"auths\":{},\"credHelpers\":{\"a\":\"replicated\"}}", false },
		/* Names, values and their order are compared byte by byte, at all three places. */
		{ "{\"x\":1}", "{\"y\":1,\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":1}", "{\"\\u0078\":1,\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":1}", "{\"x\":10,\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":[1, 2]}", "{\"x\":[1,2],\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":1,\"y\":2}", "{\"y\":2,\"x\":1,\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"x\":1,\"y\":2}", "{\"x\":1,\"credHelpers\":{\"a\":\"replicated\"},\"y\":2}", true },
		{ "{\"x\":1,\"y\":2}", "{\"x\":1,\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"credHelpers\":{\"b\":\"other\"}}", "{\"credHelpers\":{\"c\":\"other\",\"a\":\"replicated\"}}",
		  false },
		{ "{\"credHelpers\":{\"b\":\"other\"}}", "{\"credHelpers\":{\"b\":\"more\",\"a\":\"replicated\"}}",
		  false },
		{ "{\"credHelpers\":{\"b\":\"other\"}}",
		  "{\"credHelpers\":{\"a\":\"replicated\",\"c\":\"x\",\"b\":\"other\"}}", false },
		{ "{\"auths\":{\"c\":{}}}", "{\"auths\":{\"d\":{}},\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"auths\":{\"c\":{}}}", "{\"auths\":{\"c\":{ }},\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"auths\":{\"c\":{}}}", "{\"auths\":{\"c\":{},\"d\":{}},\"credHelpers\":{\"a\":\"replicated\"}}",
		  false },
		{ "{\"auths\":{}}", "{\"auths\":{},\"credHelpers\":{\"a\":5}}", false },
	};
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	char key[] = "a";
	g_ptr_array_add(set, key);
	const struct config_edit edit = { .set = set, .helper = "replicated" };
	verify_all(&edit, cases, G_N_ELEMENTS(cases));
}

#define BEFORE "{\"credHelpers\":{\"a\":\"x\",\"b\":\"y\"},\"auths\":{\"c\":{},\"d\":{}}}"

static void what_is_removed(void)
{
	static const struct edited cases[] = {
		{ BEFORE, "{\"credHelpers\":{\"b\":\"y\"},\"auths\":{\"d\":{}}}", true },
		{ BEFORE, "{\"credHelpers\":{\"a\":\"x\",\"b\":\"y\"},\"auths\":{\"d\":{}}}", false },
		{ BEFORE, "{\"credHelpers\":{\"b\":\"y\"},\"auths\":{\"c\":{},\"d\":{}}}", false },
		{ BEFORE, "{\"credHelpers\":{},\"auths\":{\"d\":{}}}", false },
		{ BEFORE, "{\"credHelpers\":{\"b\":\"y\"},\"auths\":{}}", false },
		{ BEFORE, "{\"credHelpers\":{\"b\":\"y\"},\"auths\":{\"d\":{\"auth\":\"\"}}}", false },
		{ BEFORE, "{\"credHelpers\":{\"b\":\"z\"},\"auths\":{\"d\":{}}}", false },
		{ BEFORE, "{\"credHelpers\":{\"b\":\"y\"},\"auths\":{\"e\":{}}}", false },
		/* What was there before the helper comes back. */
		{ BEFORE, "{\"credHelpers\":{\"a\":\"\",\"b\":\"y\"},\"auths\":{\"d\":{}}}", true },
		{ BEFORE, "{\"credHelpers\":{\"a\":null,\"b\":\"y\"},\"auths\":{\"d\":{}}}", true },
		{ BEFORE, "{\"credHelpers\":{\"a\":\"z\",\"b\":\"y\"},\"auths\":{\"d\":{}}}", false },
	};
	const guint first = 0;
	g_autoptr(GArray) indexes = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_val(indexes, first);
	const struct config_edit edit = { .unset = indexes, .unset_auths = indexes };
	verify_all(&edit, cases, G_N_ELEMENTS(cases));
}

static void the_store(void)
{
	static const struct edited cases[] = {
		{ "{}", "{\"credsStore\":\"pass\"}", true },
		{ "{}", "{}", false },
		{ "{}", "{\"credsStore\":\"other\"}", false },
		{ "{\"x\":1}", "{\"credsStore\":\"pass\"}", false },
	};
	static const struct edited with_helper[] = {
		{ "{}", "{\"credHelpers\":{\"a\":\"replicated\"},\"credsStore\":\"pass\"}", true },
		{ "{}", "{\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{}", "{\"credsStore\":\"pass\"}", false },
	};
	static const struct edited gone[] = {
		{ "{\"credsStore\":\"pass\",\"x\":1}", "{\"x\":1}", true },
		{ "{\"credsStore\":\"pass\",\"x\":1}", "{\"credsStore\":\"\",\"x\":1}", true },
		{ "{\"credsStore\":\"pass\",\"x\":1}", "{}", false },
	};
	g_autoptr(GPtrArray) set = g_ptr_array_new();
	char key[] = "a";
	g_ptr_array_add(set, key);
	const struct config_edit both = { .set = set, .helper = "replicated", .store = "pass" };
	const struct config_edit edit = { .store = "pass" };
	const struct config_edit none = { 0 };
	const struct config_edit without = { .unset_store = true };
	verify_all(&both, with_helper, G_N_ELEMENTS(with_helper));
	verify_all(&without, gone, G_N_ELEMENTS(gone));
	verify_all(&edit, cases, G_N_ELEMENTS(cases));
	g_assert_false(is_as_meant("{}", &none, "{\"credsStore\":\"pass\"}"));
	g_assert_false(is_as_meant("{\"credsStore\":\"pass\"}", &none, "{}"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config-proof/added", what_is_added);
	g_test_add_func("/config-proof/removed", what_is_removed);
	g_test_add_func("/config-proof/store", the_store);
	return g_test_run();
}
