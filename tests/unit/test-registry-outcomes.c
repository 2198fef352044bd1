/* SPDX-License-Identifier: MIT
 *
 * Every outcome of a check, and its sentence, is in the manual pages. Run from the top of the tree. */
#include "../../helper/registry/registry-message.h"

#define LAST MAX(REGISTRY_FAILED, REGISTRY_TOKEN_ELSEWHERE)

static char *page(const char *path)
{
	char *text = NULL;
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static void names_are_documented(void)
{
	g_autofree char *manual = page("man/registry-check.8");
	for (int i = 0; i <= (int)LAST; i++) {
		const char *name = registry_outcome_name((enum registry_outcome)i);
		g_autofree char *listed = g_strdup_printf("\n.Li %s ", name);
		g_test_message("outcome %s", name);
		g_assert_nonnull(strstr(manual, listed));
	}
}

static void sentences_are_documented(void)
{
	g_autofree char *manual = page("man/docker-credential-replicated.1");
	for (int i = 0; i <= (int)LAST; i++) {
		struct registry_answer answer = { .outcome = (enum registry_outcome)i };
		g_autofree char *sentence = registry_answer_sentence(&answer);
		g_autofree char *listed = g_strdup_printf("\n.It %s\n", sentence);
		g_test_message("sentence '%s'", sentence);
		if (answer.outcome != REGISTRY_ACCEPTED)
			g_assert_nonnull(strstr(manual, listed));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/registry/outcomes/names", names_are_documented);
	g_test_add_func("/registry/outcomes/sentences", sentences_are_documented);
	return g_test_run();
}
