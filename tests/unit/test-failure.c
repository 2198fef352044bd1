/* SPDX-License-Identifier: MIT */
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"

static void a_remedy_is_a_field(void)
{
	g_autoptr(GError) error = NULL;
	g_assert_false(
		fail(&error, HELPER_FAILED, "'%s' is locked (%s: %s)" REMEDY "run '%s'", "x", "a", "b", "unlock"));
	g_autofree char *sentence = failure_sentence(error);
	g_autofree char *printed = message_sanitize(error->message);
	g_assert_cmpstr(sentence, ==, "'x' is locked (a: b)");
	g_assert_cmpstr(failure_remedy(error), ==, "run 'unlock'");
	g_assert_cmpstr(printed, ==, "'x' is locked (a: b): run 'unlock'");

	/* Behind a prefix, too. */
	g_prefix_error(&error, "line 3: ");
	g_assert_cmpstr(failure_remedy(error), ==, "run 'unlock'");
}

static void most_errors_have_none(void)
{
	g_autoptr(GError) error = NULL;
	(void)fail(&error, HELPER_FAILED, "cannot read 'x': No such file: run it");
	g_autofree char *sentence = failure_sentence(error);
	g_assert_null(failure_remedy(error));
	g_assert_cmpstr(sentence, ==, "cannot read 'x': No such file: run it");
	g_assert_false(fail(NULL, HELPER_FAILED, "nobody listens"));
}

/* A file name must not put words into our mouth. */
static void an_argument_makes_no_remedy(void)
{
	g_autoptr(GError) one = NULL;
	g_autoptr(GError) two = NULL;
	(void)fail(&one, HELPER_FAILED, "cannot read '%s'", "x" REMEDY "rm -r /");
	g_assert_null(failure_remedy(one));
	(void)fail(&two, HELPER_FAILED, "cannot read '%s'" REMEDY "try again", "x" REMEDY "rm -r /");
	g_assert_null(failure_remedy(two));
	g_assert_cmpstr(two->message, ==, "cannot read 'x?rm -r /'?try again");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/failure/a-remedy-is-a-field", a_remedy_is_a_field);
	g_test_add_func("/failure/most-errors-have-none", most_errors_have_none);
	g_test_add_func("/failure/an-argument-makes-no-remedy", an_argument_makes_no_remedy);
	return g_test_run();
}
