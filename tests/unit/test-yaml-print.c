/* SPDX-License-Identifier: MIT
 *
 * What a plain scalar is, the order of keys, and a tree printed again. */
#include "../../helper/format/yaml-plain.h"
#include "../../helper/format/yaml-print.h"
#include "../../helper/format/yaml.h"

#include <glib.h>
#include <string.h>

static void kinds_of_plain_scalars(void)
{
	static const struct {
		const char *text;
		enum yaml_plain kind;
		gint64 integer;
	} cases[] = {
		{ "abc", YAML_PLAIN_STRING, 0 },
		{ "2027-01-01", YAML_PLAIN_STRING, 0 },
		{ "2027-01-01T00:00:00Z", YAML_PLAIN_STRING, 0 },
		{ "1.2.3", YAML_PLAIN_STRING, 0 },
		{ "1e", YAML_PLAIN_STRING, 0 },
		{ "0x", YAML_PLAIN_STRING, 0 },
		{ "-", YAML_PLAIN_STRING, 0 },
		{ ".", YAML_PLAIN_STRING, 0 },
		{ "08", YAML_PLAIN_INTEGER, 8 },
		{ "tRUE", YAML_PLAIN_STRING, 0 },
		{ "+", YAML_PLAIN_STRING, 0 },
		{ "_1", YAML_PLAIN_STRING, 0 },
		{ "+-1", YAML_PLAIN_STRING, 0 },
		{ "-a", YAML_PLAIN_STRING, 0 },
		{ "1a", YAML_PLAIN_STRING, 0 },
		{ "0xg", YAML_PLAIN_STRING, 0 },
		{ "0b2", YAML_PLAIN_STRING, 0 },
		{ "1.e", YAML_PLAIN_STRING, 0 },
		{ "1e+", YAML_PLAIN_STRING, 0 },
		{ "1e5x", YAML_PLAIN_STRING, 0 },
		{ ".e1", YAML_PLAIN_STRING, 0 },
		{ "yes", YAML_PLAIN_BOOLEAN, 1 },
		{ "TRUE", YAML_PLAIN_BOOLEAN, 1 },
		{ "Off", YAML_PLAIN_BOOLEAN, 0 },
		{ "n", YAML_PLAIN_BOOLEAN, 0 },
		{ "", YAML_PLAIN_NULL, 0 },
		{ "~", YAML_PLAIN_NULL, 0 },
		{ "null", YAML_PLAIN_NULL, 0 },
		{ "100", YAML_PLAIN_INTEGER, 100 },
		{ "-1", YAML_PLAIN_INTEGER, -1 },
		{ "+7", YAML_PLAIN_INTEGER, 7 },
		{ "1_000", YAML_PLAIN_INTEGER, 1000 },
		{ "0x1F", YAML_PLAIN_INTEGER, 31 },
		{ "0b101", YAML_PLAIN_INTEGER, 5 },
		{ "017", YAML_PLAIN_INTEGER, 15 },
		{ "5.0", YAML_PLAIN_INTEGER, 5 },
		{ "1e3", YAML_PLAIN_INTEGER, 1000 },
		{ "0", YAML_PLAIN_INTEGER, 0 },
		{ "-0", YAML_PLAIN_INTEGER, 0 },
		{ "0X1f", YAML_PLAIN_INTEGER, 31 },
		{ "-0x1f", YAML_PLAIN_INTEGER, -31 },
		{ "+0x1f", YAML_PLAIN_INTEGER, 31 },
		{ "0B101", YAML_PLAIN_INTEGER, 5 },
		{ "0o17", YAML_PLAIN_INTEGER, 15 },
		{ "0O17", YAML_PLAIN_INTEGER, 15 },
		{ "-5.0", YAML_PLAIN_INTEGER, -5 },
		{ "+5.", YAML_PLAIN_INTEGER, 5 },
		{ "1E3", YAML_PLAIN_INTEGER, 1000 },
		{ "1e+3", YAML_PLAIN_INTEGER, 1000 },
		{ "1500e-2", YAML_PLAIN_INTEGER, 15 },
		{ "1.5e1", YAML_PLAIN_INTEGER, 15 },
		{ "9e18", YAML_PLAIN_INTEGER, G_GINT64_CONSTANT(9000000000000000000) },
		{ "9223372036854775808.0", YAML_PLAIN_NUMBER, 0 },
		{ "-9223372036854775809", YAML_PLAIN_NUMBER, 0 },
		{ "99999999999999999999", YAML_PLAIN_NUMBER, 0 },
		{ "1e400", YAML_PLAIN_NUMBER, 0 },
		{ "1e-3", YAML_PLAIN_NUMBER, 0 },
		{ "-1.5", YAML_PLAIN_NUMBER, 0 },
		/* 64 bytes */
		{ "0000000000000000000000000000000000000000000000000000000000000017", YAML_PLAIN_INTEGER, 15 },
		{ "00000000000000000000000000000000000000000000000000000000000000017", YAML_PLAIN_STRING, 0 },
		{ "9223372036854775807", YAML_PLAIN_INTEGER, G_MAXINT64 },
		{ "-9223372036854775808", YAML_PLAIN_INTEGER, G_MININT64 },
		{ "9223372036854775808", YAML_PLAIN_NUMBER, 0 },
		{ "1.5", YAML_PLAIN_NUMBER, 0 },
		{ ".5", YAML_PLAIN_NUMBER, 0 },
		{ ".nan", YAML_PLAIN_NUMBER, 0 },
		{ "-.inf", YAML_PLAIN_NUMBER, 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 integer = 0;
		g_test_message("%s", cases[i].text);
		g_assert_cmpint(yaml_plain_kind(cases[i].text, &integer), ==, cases[i].kind);
		if (cases[i].kind == YAML_PLAIN_INTEGER || cases[i].kind == YAML_PLAIN_BOOLEAN)
			g_assert_cmpint(integer, ==, cases[i].integer);
	}
}

/* As yaml.v3 sorts them (its TestSortedOutput). */
static void the_order_of_keys(void)
{
	static const char *const keys[] = { "",	    ".1",     ".2",    ".2a",  "00",	 "1",	  "01",	   "2",
					    "13",   "19",     "1002",  "a!10", "a/0001", "a/002", "a/3",   "a/10",
					    "a/11", "a/0012", "a/100", "a~10", "ab/1",	 "b/1",	  "b/01",  "b/2",
					    "b/02", "b/3",    "b/03",  "b1",   "b01",	 "b3",	  "c2.10", "c10.2",
					    "d1",   "d7",     "d7abc", "d12",  "d12a",	 "e2b",	  "e4b",   "e21a" };
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(keys); j++) {
			g_test_message("%s, %s", keys[i], keys[j]);
			g_assert_cmpint(yaml_compare_keys(keys[i], keys[j]), ==, (i > j) - (i < j));
		}
}

static void assert_printed(const char *text, const char *expected)
{
	static const struct yaml_limits limits = { .bytes = 1000, .depth = 8 };
	g_autoptr(YamlValue) value = yaml_value_parse(text, strlen(text), &limits, "it", NULL);
	g_auto(Secret) out = SECRET_INIT(10000);
	yaml_print_value(&out, value, 1);
	g_assert_cmpstr(secret_text(&out), ==, expected);
}

static void a_tree_printed_again(void)
{
	assert_printed("x", " x");
	assert_printed("b: 1\na: [x, [y], {}, []]\n", "\n  a:\n    - x\n    -\n      - y\n    - {}\n    - []\n  b: 1");
	assert_printed("a: 017\nb: '017'\nc: yes\nd: \"yes\"\ne:\nf: ''\n",
		       "\n  a: 017\n  b: \"017\"\n  c: yes\n  d: \"yes\"\n  e: null\n  f: \"\"");
	assert_printed("a: |\n  two\n  lines\nb: one\n  line\n1: \303\274\n",
		       "\n  \"1\": \"\303\274\"\n  a: \"two\\nlines\\n\"\n  b: one line");
}

int main(int count, char **arguments)
{
	g_test_init(&count, &arguments, NULL);
	g_test_add_func("/yaml-plain/kinds", kinds_of_plain_scalars);
	g_test_add_func("/yaml-print/order", the_order_of_keys);
	g_test_add_func("/yaml-print/tree", a_tree_printed_again);
	return g_test_run();
}
