/* SPDX-License-Identifier: MIT */
#include "../../helper/format/text-diff.h"

#include <glib.h>

static void shows(const char *before, const char *after, const char *diff)
{
	g_auto(Secret) a = SECRET_INIT(10000);
	g_auto(Secret) b = SECRET_INIT(10000);
	g_auto(Secret) out = SECRET_INIT(10000);
	secret_append_text(&a, before ? before : "");
	secret_append_text(&b, after ? after : "");
	text_diff("f", before ? &a : NULL, after ? &b : NULL, &out);
	g_assert_cmpstr(secret_text(&out), ==, diff);
}

static void as_diff_u_does(void)
{
	shows("a\n", "a\n", "");
	shows("", "", "");
	shows(NULL, "a\nb\n", "--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
	shows("a\n", NULL, "--- f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n");
	shows("a", "a\n", "--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
	shows("1\n2\n", "3\n", "--- f\n+++ f\n@@ -1,2 +1,1 @@\n-1\n-2\n+3\n");
	shows("3\n", "1\n2\n", "--- f\n+++ f\n@@ -1,1 +1,2 @@\n-3\n+1\n+2\n");
	shows("1\n2\n3\n4\n", "A\n1\nB\n2\n3\n4\n", "--- f\n+++ f\n@@ -1,4 +1,6 @@\n+A\n 1\n+B\n 2\n 3\n 4\n");
	shows("A\n1\nB\n2\n3\n4\n", "1\n2\n3\n4\n", "--- f\n+++ f\n@@ -1,6 +1,4 @@\n-A\n 1\n-B\n 2\n 3\n 4\n");
	shows("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n",
	      "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
}

static void near_changes_are_one_hunk_far_ones_are_two(void)
{
	shows("1\n2\n3\n4\n5\n6\n7\n8\n", "A\n1\n2\n3\n4\n5\n6\n7\n8\nB\n",
	      "--- f\n+++ f\n@@ -1,3 +1,4 @@\n+A\n 1\n 2\n 3\n@@ -6,3 +7,4 @@\n 6\n 7\n 8\n+B\n");
	shows("1\n2\n3\n4\n5\n6\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	      "--- f\n+++ f\n@@ -1,6 +1,8 @@\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n+B\n");
	shows("A\n1\n2\n3\n4\n5\n6\nB\n", "1\n2\n3\n4\n5\n6\n",
	      "--- f\n+++ f\n@@ -1,8 +1,6 @@\n-A\n 1\n 2\n 3\n 4\n 5\n 6\n-B\n");
	shows("1\n2\n3\n4\n5\n6\n7\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	      "--- f\n+++ f\n@@ -1,3 +1,4 @@\n+A\n 1\n 2\n 3\n@@ -5,3 +6,4 @@\n 5\n 6\n 7\n+B\n");
}

/* Lines before the one that both texts have, and whether it is found to be in both. */
static bool meets_behind(guint lines)
{
	g_auto(Secret) before = SECRET_INIT(10000);
	g_auto(Secret) after = SECRET_INIT(10000);
	g_auto(Secret) out = SECRET_INIT(20000);
	secret_append_text(&before, "x\n");
	for (guint i = 0; i < lines; i++)
		secret_append_text(&after, "+\n");
	secret_append_text(&after, "x\n");
	text_diff("f", &before, &after, &out);
	g_assert_false(secret_overflowed(&out));
	return g_str_has_suffix(secret_text(&out), "\n x\n");
}

/* Two texts that have nothing in common must not take long. */
static void texts_are_compared_as_far_as_two_thousand_lines(void)
{
	g_assert_true(meets_behind(2000));
	g_assert_false(meets_behind(2001));
}

static void a_full_buffer_is_no_diff(void)
{
	g_auto(Secret) text = SECRET_INIT(10);
	g_auto(Secret) out = SECRET_INIT(10);
	secret_append_text(&text, "a\n");
	text_diff("f", NULL, &text, &out);
	g_assert_true(secret_overflowed(&out));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text-diff/as-diff-u-does", as_diff_u_does);
	g_test_add_func("/text-diff/hunks", near_changes_are_one_hunk_far_ones_are_two);
	g_test_add_func("/text-diff/far", texts_are_compared_as_far_as_two_thousand_lines);
	g_test_add_func("/text-diff/a-full-buffer-is-no-diff", a_full_buffer_is_no_diff);
	return g_test_run();
}
