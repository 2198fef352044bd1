/* SPDX-License-Identifier: MIT
 *
 * The configuration of Terraform: what it reads and what it refuses was tried with Terraform 1.11 (`terraform version`
 * with TF_CLI_CONFIG_FILE). */
#include "../../helper/format/hcl.h"
#include "../../helper/runtime/error.h"

#include <string.h>

static struct hcl_item *parse(const char *text, GError **error)
{
	/* Without a NUL behind it: a reader past the end is seen by the sanitizer and by valgrind. */
	static char *copy;
	g_free(copy);
	copy = g_memdup2(text, strlen(text));
	return hcl_parse(copy ? copy : "", strlen(text), error);
}

static void what_terraform_reads(void)
{
	static const char *const good[] = {
		"",
		"\n \t\r\n",
		"a = 1",
		"a\t=\t1\n",
		"a = 1, b = 2\n",
		"a = \"b\",\nb = 2",
		"a = true b = false",
		"a.b-c_1 = -1.5e+3",
		"a = 0x1F",
		"_a = 1",
		"\303\244 = 1",
		"a\303\244 = 1",
		"\"a b\" = 1",
		"a {}",
		"a \"b\" c {}",
		"a = {}",
		"a = { b = 1, c = 2 }",
		"a = { b = 1 c { d = 2 } }",
		"a = []",
		"a = [1]",
		"a = [1, \"2\", { b = 3 }, [4]]",
		"a = [1, 2,]",
		"# a = \"\n",
		"# a",
		"// a = \"\n",
		"a = 1 //",
		"/* } \" */ a /**/ = /***/ 1",
		"a = 1 /*/ x */",
		"a = \"\"",
		"a = \"}{\"",
		"a = \"}\"",
		"a = \"{\"",
		"a = \"$\"",
		"a = \"\\\"\"",
		"a = \"\\\\\"",
		"a = \"${b(\"c\")}\"",
		"a = \"${b(\n\"c\")}\"",
		"a = \"${${b}\"c\"}\"",
		"a = \"${ {\"b\"} }\"",
		"a = \"${\"\\\\\"}\"",
		"a = <<E\nb\nE\n",
		"a = <<E\nE\n",
		"a = <<E\n\n \t\n\r\nF\n E E\nE\n",
		"a = <<E\n \tE\n",
		"a = <<-E\nb\n E\n",
		"a = <<-E1\nb\nE1\n\t E1\nb = 1",
		"a = <<E\r\nb\r\nE\r\n",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		GError *error = NULL;
		g_test_message("%s", good[i]);
		g_autoptr(HclItem) root = parse(good[i], &error);
		g_assert_no_error(error);
		g_assert_nonnull(root);
	}
}

static void what_terraform_refuses(void)
{
	static const struct {
		const char *text;
		unsigned line;
	} bad[] = {
		{ "a", 1 },
		{ "a\n", 2 },
		{ "= 1", 1 },
		{ "a = 1\n= 2", 2 },
		{ "a = /* b", 1 },
		{ "a = 1 /*/", 1 },
		{ "a /", 1 },
		{ "a = /", 1 },
		{ "a = -", 1 },
		{ "1 = 1", 1 },
		{ "a \"b\" = 1", 1 },
		{ "a {", 1 },
		{ "a { b = 1", 1 },
		{ "a { b = }", 1 },
		{ "a }", 1 },
		{ "a = 1 }", 1 },
		{ "}", 1 },
		{ "a = [", 1 },
		{ "a = [1", 1 },
		{ "a = [1 2]", 1 },
		{ "a = [=]", 1 },
		{ "a = ]", 1 },
		{ "a = [1}", 1 },
		{ "a = \"", 1 },
		{ "a = \"b\n\"", 1 },
		{ "\n\na = \"b", 3 },
		{ "a = \"\\", 1 },
		{ "a = \"\\\n\"", 1 },
		{ "a = \"${\"", 1 },
		{ "a = \"${{}\"", 1 },
		{ "a = \"${}\n\"", 1 },
		{ "a \"b", 1 },
		{ "a = <", 1 },
		{ "a = <b", 1 },
		{ "a = <<", 1 },
		{ "a = <<-", 1 },
		{ "a = <<\nb\n\n", 1 },
		{ "a = <<E", 1 },
		{ "a = <<E\r", 1 },
		{ "a = <<E b\nE\n", 1 },
		{ "a = <<E\nb\nE", 3 },
		{ "a = <<E\nF\nEE\nE E\n", 5 },
		{ "a = <<-E\nb\nE\n", 4 },
		{ "\357\273\277a = 1", 1 },
		{ "a = \"\001\xff\"", 1 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *sentence =
			g_strdup_printf("line %u is not a configuration as Terraform reads it", bad[i].line);
		g_test_message("%s", bad[i].text);
		g_assert_null(parse(bad[i].text, &error));
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		g_assert_cmpstr(error->message, ==, sentence);
	}
}

/* `open` so many times, `middle`, and `close` as often. */
static bool nests(const char *begin, const char *open, unsigned depth, const char *middle, const char *close)
{
	g_autoptr(GString) text = g_string_new(begin);
	for (unsigned i = 0; i < depth; i++)
		g_string_append(text, open);
	g_string_append(text, middle);
	for (unsigned i = 0; i < depth; i++)
		g_string_append(text, close);
	g_autoptr(HclItem) root = parse(text->str, NULL);
	return root != NULL;
}

static void depth_is_bounded(void)
{
	g_assert_true(nests("a = ", "[", HCL_DEPTH_MAX, "", "]"));
	g_assert_false(nests("a = ", "[", HCL_DEPTH_MAX + 1, "", "]"));
	g_assert_true(nests("", "a {", HCL_DEPTH_MAX, "", "}"));
	g_assert_false(nests("", "a {", HCL_DEPTH_MAX + 1, "", "}"));
	g_assert_true(nests("a", " b", HCL_DEPTH_MAX - 1, "{}", ""));
	g_assert_false(nests("a", " b", HCL_DEPTH_MAX, "{}", ""));
	/* What ended does not count. */
	g_assert_true(nests("", "a b { c = [1] }\n", 2 * HCL_DEPTH_MAX, "", ""));
}

static const struct hcl_item *at(const struct hcl_item *item, guint index, guint count)
{
	g_assert_nonnull(item->items);
	g_assert_cmpuint(item->items->len, ==, count);
	return g_ptr_array_index(item->items, index);
}

static void assert_span(struct hcl_span span, const char *text)
{
	g_autofree char *copy = g_strndup(span.start, span.length);
	g_assert_cmpstr(copy, ==, text);
}

static void names_places_and_values(void)
{
	static const char text[] =
		"# x\nOne = \"\" /* y */\ntwo \"a b\" {\n  c = \"d\", e = <<E\nE\n} f = [{ g = 1 }]\n";
	g_autoptr(HclItem) root = hcl_parse(text, strlen(text), NULL);
	const struct hcl_item *one = at(root, 0, 3);
	const struct hcl_item *two = at(root, 1, 3);
	const struct hcl_item *three = at(root, 2, 3);
	assert_span(root->whole, text);
	assert_span(one->name, "One");
	assert_span(one->whole, "One = \"\"");
	g_assert_null(one->items);
	g_assert_false(one->is_filled);
	assert_span(two->whole, "two \"a b\" {\n  c = \"d\", e = <<E\nE\n}");
	assert_span(at(two, 0, 1)->name, "a b");
	assert_span(at(two, 0, 1)->whole, "\"a b\" {\n  c = \"d\", e = <<E\nE\n}");
	assert_span(at(at(two, 0, 1), 0, 2)->whole, "c = \"d\"");
	g_assert_true(at(at(two, 0, 1), 0, 2)->is_filled);
	g_assert_true(at(at(two, 0, 1), 1, 2)->is_filled);
	assert_span(three->whole, "f = [{ g = 1 }]");
	g_assert_null(three->items);
	g_assert_false(three->is_filled);

	g_assert_true(hcl_item_is_named(one, "one"));
	g_assert_true(hcl_item_is_named(one, "ONE"));
	g_assert_false(hcl_item_is_named(one, "on"));
	g_assert_false(hcl_item_is_named(one, "ones"));
	g_assert_false(hcl_item_is_named(one, "two"));
}

static void strings_one_after_the_other(void)
{
	static const char text[] = "= [\"a\", # \"x\"\n 1, \"${\"b\"}\", /* \"y\" */ \"\"] z";
	g_autofree char *copy = g_memdup2(text, strlen(text));
	struct hcl_span rest = { copy, strlen(text) };
	struct hcl_span string;
	g_assert_true(hcl_next_string(&rest, &string));
	assert_span(string, "a");
	g_assert_true(hcl_next_string(&rest, &string));
	assert_span(string, "${\"b\"}");
	g_assert_true(hcl_next_string(&rest, &string));
	assert_span(string, "");
	assert_span(rest, "] z");
	g_assert_false(hcl_next_string(&rest, &string));

	static const char *const none[] = { "", "a", "\"a", "/* \"a\"", "# \"a\"" };
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		rest = (struct hcl_span){ none[i], strlen(none[i]) };
		g_assert_false(hcl_next_string(&rest, &string));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hcl/what-terraform-reads", what_terraform_reads);
	g_test_add_func("/hcl/what-terraform-refuses", what_terraform_refuses);
	g_test_add_func("/hcl/depth", depth_is_bounded);
	g_test_add_func("/hcl/names-places-and-values", names_places_and_values);
	g_test_add_func("/hcl/strings", strings_one_after_the_other);
	return g_test_run();
}
