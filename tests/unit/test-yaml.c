/* SPDX-License-Identifier: MIT */
#include "../../helper/format/yaml.h"

#include <glib.h>
#include <string.h>

static const struct yaml_limits small = { .bytes = 1000, .depth = 4 };
static const struct yaml_limits roomy = { .bytes = 10000, .depth = 8, .expansion = 20000 };

static struct yaml_value *parsed(const char *text, const struct yaml_limits *limits)
{
	GError *error = NULL;
	struct yaml_value *value = yaml_value_parse(text, strlen(text), limits, "it", &error);
	g_assert_no_error(error);
	return value;
}

static void assert_refused(const char *text, const struct yaml_limits *limits, const char *sentence)
{
	GError *error = NULL;
	g_assert_null(yaml_value_parse(text, strlen(text), limits, "it", &error));
	g_assert_nonnull(error);
	g_assert_cmpstr(error->message, ==, sentence);
	g_error_free(error);
}

static void a_tree_of_what_is_said(void)
{
	g_autoptr(YamlValue) file = parsed("a: 1\nb: [x, \"true\", ~]\nc:\n  d: |\n    two\n    lines\n", &small);
	const struct yaml_value *b = yaml_value_member(file, "b");
	const struct yaml_value *x = yaml_value_first(b);

	g_assert_cmpstr(yaml_value_text(yaml_value_member(file, "a")), ==, "1");
	g_assert_cmpstr(yaml_value_name(yaml_value_first(file)), ==, "a");
	g_assert_true(yaml_value_is(b, YAML_SEQUENCE));
	g_assert_true(yaml_value_is_plain(x));
	g_assert_false(yaml_value_is_plain(yaml_value_next(x)));
	g_assert_true(yaml_value_is_null(yaml_value_next(yaml_value_next(x))));
	g_assert_null(yaml_value_next(yaml_value_next(yaml_value_next(x))));
	g_assert_cmpstr(yaml_value_text(yaml_value_member(yaml_value_member(file, "c"), "d")), ==, "two\nlines\n");
	g_assert_null(yaml_value_member(file, "e"));
	g_assert_null(yaml_value_text(yaml_value_member(yaml_value_member(file, "e"), "f")));
}

static void nothing_is_an_empty_scalar(void)
{
	g_autoptr(YamlValue) empty = parsed("", &small);
	g_autoptr(YamlValue) comment = parsed("# a word\n", &small);
	g_assert_true(yaml_value_is_null(empty));
	g_assert_true(yaml_value_is_null(comment));
}

static void what_is_refused(void)
{
	assert_refused("a: 1\na: 2\n", &small, "it contains the same key twice in one mapping: remove one of them");
	assert_refused("a: !!str 1\n", &small, "it contains a tag such as '!!str': remove the tag");
	assert_refused("!<x> {a: b}\n", &small, "it contains a tag such as '!!str': remove the tag");
	assert_refused("%TAG ! tag:x,2000:\n---\na: 1\n", &small, "it declares tags: remove them");
	assert_refused("a: 1\n---\nb: 2\n", &small, "it contains a second document: only one is supported");
	assert_refused("{[1]: 2}\n", &small, "it contains a key that is not text");
	assert_refused("a: \"x\\0y\"\n", &small, "it contains a NUL byte");
	assert_refused("[[[[[1]]]]]", &small, "it is nested deeper than 4 levels");
	assert_refused("{a: {b: {c: {d: {e: 1}}}}}", &small, "it is nested deeper than 4 levels");
	g_autoptr(YamlValue) deepest = parsed("[{a: [{b: 1}]}]", &small);
	g_assert_nonnull(deepest);
	assert_refused("a: &x 1\nb: *x\n", &small,
		       "it contains an alias or a merge key: replace it with the value "
		       "itself");
	assert_refused("a: [unclosed\n", &small, "it is not YAML: did not find expected ',' or ']'");
	assert_refused("a: \x01\n", &small, "it is not YAML: control characters are not allowed");
	assert_refused("a: \xff\n", &small, "it is not YAML: invalid leading UTF-8 octet");

	g_autofree char *long_text = g_strnfill(1001, 'x');
	g_autoptr(YamlValue) longest = yaml_value_parse(long_text, 1000, &small, "it", NULL);
	g_assert_nonnull(longest);
	assert_refused(long_text, &small, "it is larger than 1000 bytes");
}

static void aliases_become_copies(void)
{
	g_autoptr(YamlValue) file = parsed("a: &x {b: &y [1, 2]}\nc: *x\nd: *y\n", &roomy);
	g_assert_cmpstr(yaml_value_text(yaml_value_next(
				yaml_value_first(yaml_value_member(yaml_value_member(file, "c"), "b")))),
			==, "2");
	g_assert_cmpstr(yaml_value_text(yaml_value_first(yaml_value_member(file, "d"))), ==, "1");
}

static void merge_keys_give_what_is_lacking(void)
{
	g_autoptr(YamlValue) file = parsed("one: &x {a: 1, b: 2}\ntwo: &y {b: 3, c: 4}\n"
					   "mine: {b: 0, <<: [*x, *y]}\nquoted: {\"<<\": 5}\n",
					   &roomy);
	const struct yaml_value *mine = yaml_value_member(file, "mine");
	g_assert_cmpstr(yaml_value_text(yaml_value_member(mine, "a")), ==, "1");
	g_assert_cmpstr(yaml_value_text(yaml_value_member(mine, "b")), ==, "0");
	g_assert_cmpstr(yaml_value_text(yaml_value_member(mine, "c")), ==, "4");
	g_assert_null(yaml_value_member(mine, "<<"));
	g_assert_cmpstr(yaml_value_text(yaml_value_member(yaml_value_member(file, "quoted"), "<<")), ==, "5");
	assert_refused("a: {<<: 1}\n", &roomy, "it contains a merge key whose value is not a mapping");
	assert_refused("a: {<<: [{b: 1}, 2]}\n", &roomy, "it contains a merge key whose value is not a mapping");
	assert_refused("a: {<<: [2, {b: 1}]}\n", &roomy, "it contains a merge key whose value is not a mapping");
	assert_refused("a: &x {b: [[[[1]]]]}\nc: [[[{<<: *x}]]]\n", &roomy, "it is nested deeper than 8 levels");
}

/* What comes first and last, and behind a merge key, stays where it is. */
static void merge_keys_keep_the_order(void)
{
	static const char *const texts[] = { "x: &x {c: 1}\nm: {a: 1, b: 2, <<: *x}\n",
					     "x: &x {c: 1}\nm: {<<: *x, a: 1, b: 2}\n",
					     "x: &x {c: 1}\nm: {a: 1, <<: *x, b: 2}\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(YamlValue) file = parsed(texts[i], &roomy);
		const struct yaml_value *a = yaml_value_first(yaml_value_member(file, "m"));
		const struct yaml_value *b = yaml_value_next(a);
		g_assert_cmpstr(yaml_value_name(a), ==, "a");
		g_assert_cmpstr(yaml_value_name(b), ==, "b");
		g_assert_cmpstr(yaml_value_name(yaml_value_next(b)), ==, "c");
		g_assert_null(yaml_value_next(yaml_value_next(b)));
	}
	g_autoptr(YamlValue) alone = parsed("m: {<<: {a: 1}}\n", &roomy);
	g_assert_cmpstr(yaml_value_text(yaml_value_member(yaml_value_member(alone, "m"), "a")), ==, "1");
}

static void aliases_are_bounded(void)
{
	assert_refused("a: &x [*x]\n", &roomy, "it contains an alias that refers to nothing, or to itself");
	assert_refused("a: *x\n", &roomy, "it contains an alias that refers to nothing, or to itself");
	assert_refused("{*x : 1}\n", &roomy, "it contains an alias that refers to nothing, or to itself");
	assert_refused("a: &x 1\nb: {*x : 1}\n", &roomy, "it contains a key that is not text");
	assert_refused("a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
		       "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n",
		       &roomy, "the aliases of it expand to more than 20000 bytes");
	assert_refused("a: &a [[[[1]]]]\nb: [[[[*a]]]]\n", &roomy, "it is nested deeper than 8 levels");
	g_autoptr(YamlValue) deepest = parsed("a: &a [[[1]]]\nb: [[[[*a]]]]\n", &roomy);
	g_assert_nonnull(deepest);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/yaml/a-tree-of-what-is-said", a_tree_of_what_is_said);
	g_test_add_func("/yaml/nothing-is-an-empty-scalar", nothing_is_an_empty_scalar);
	g_test_add_func("/yaml/what-is-refused", what_is_refused);
	g_test_add_func("/yaml/aliases-become-copies", aliases_become_copies);
	g_test_add_func("/yaml/merge-keys-give-what-is-lacking", merge_keys_give_what_is_lacking);
	g_test_add_func("/yaml/merge-keys-keep-the-order", merge_keys_keep_the_order);
	g_test_add_func("/yaml/aliases-are-bounded", aliases_are_bounded);
	return g_test_run();
}
