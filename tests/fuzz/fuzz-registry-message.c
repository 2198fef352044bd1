/* SPDX-License-Identifier: MIT
 *
 * The question to registry-check and its answer. What was read is printed and read again as the same; the texts
 * of an answer are harmless and short. */
#include "../../helper/registry/registry-message.h"
#include "../../helper/runtime/error.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void fuzz_question(const char *text, size_t size)
{
	struct registry_question question;
	struct registry_question again;
	g_auto(Secret) printed = SECRET_INIT(REGISTRY_QUESTION_MAX);
	g_autoptr(GError) error = NULL;
	g_autoptr(Json) owner = registry_question_parse(text, size, &question, &error);
	if (!owner) {
		g_assert_true(g_error_matches(error, HELPER_ERROR, HELPER_FAILED));
		return;
	}
	registry_question_print(&question, &printed);
	if (secret_overflowed(&printed))
		return;
	g_autoptr(Json) second = registry_question_parse(secret_text(&printed), printed.length, &again, NULL);
	g_assert_nonnull(second);
	g_assert_cmpstr(question.domain, ==, again.domain);
	g_assert_cmpstr(question.username, ==, again.username);
	g_assert_cmpstr(question.license, ==, again.license);
	g_assert_cmpstr(question.repository, ==, again.repository);
	g_assert_cmpstr(question.reference, ==, again.reference);
}

static void check_text(const char *text)
{
	if (!text)
		return;
	g_assert_cmpuint(strlen(text), <=, REGISTRY_TEXT_MAX);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		g_assert_false(g_unichar_iscntrl(g_utf8_get_char(at)));
}

static void fuzz_answer(const char *text, size_t size)
{
	struct registry_answer answer;
	if (!registry_answer_parse(text, size, &answer, NULL))
		return;
	check_text(answer.detail);
	check_text(answer.text);
	g_autofree char *sentence = registry_answer_sentence(&answer);
	g_autofree char *remedy = registry_answer_remedy(&answer, "127.0.0.1:5000", "");
	registry_answer_clear(&answer);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	fuzz_question(text, strlen(text));
	fuzz_answer((const char *)data, size);
	return 0;
}
