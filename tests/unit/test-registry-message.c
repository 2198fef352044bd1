/* SPDX-License-Identifier: MIT
 *
 * The question and the answer between the program and registry-check: what one side prints the other reads, and what
 * could change an address or a header is refused. */
#include "../../helper/registry/registry-message.h"

#include <string.h>

#define DOMAIN_TEXT "proxy.replicated.com"

static const struct registry_question good = {
	.domain = DOMAIN_TEXT,
	.username = "LICENSE_ID",
	.license = "2aBcDeFgHiJkLmNoPqRsTuVwXyZ",
	.repository = "proxy/my-app/quay.io/org/api",
	.reference = "1.0",
};

static struct json *parse(const struct registry_question *question, struct registry_question *ret_question,
			  GError **error)
{
	g_auto(Secret) text = SECRET_INIT(REGISTRY_QUESTION_MAX);
	registry_question_print(question, &text);
	return registry_question_parse(secret_text(&text), text.length, ret_question, error);
}

static void is_read(const struct registry_question *question)
{
	struct registry_question got;
	g_autoptr(GError) error = NULL;
	g_autoptr(Json) owner = parse(question, &got, &error);
	g_assert_no_error(error);
	g_assert_nonnull(owner);
	g_assert_cmpstr(got.domain, ==, question->domain);
	g_assert_cmpstr(got.username, ==, question->username);
	g_assert_cmpstr(got.license, ==, question->license);
	g_assert_cmpstr(got.repository, ==, question->repository);
	g_assert_cmpstr(got.reference, ==, question->reference);
}

static void is_refused(const struct registry_question *question, const char *sentence)
{
	struct registry_question got;
	g_autoptr(GError) error = NULL;
	g_autoptr(Json) owner = parse(question, &got, &error);
	g_test_message("%s %s %s %s %s", question->domain, question->username, question->license, question->repository,
		       question->reference);
	g_assert_null(owner);
	g_assert_nonnull(error);
	g_assert_cmpstr(error->message, ==, sentence);
}

static void what_is_read(void)
{
	g_autofree char *longest = g_strnfill(LICENSE_ID_MAX, 'L');
	struct registry_question question = good;
	is_read(&question);
	question.reference = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	is_read(&question);
	question.repository = question.reference = NULL;
	is_read(&question);
	question.license = longest;
	is_read(&question);
	question.license = "!~ ~"; /* an earlier version stored those with blanks inside */
	question.username = "j\xc3\xb6rg \"x\" \\";
	is_read(&question);
	question.domain = "localhost:5000";
	is_read(&question);
}

static void what_is_refused(void)
{
	static const char *const domains[] = { NULL,	     "", "Proxy.replicated.com", "a b", "a/b", "joe@a.example",
					       "a.example:0" };
	static const char *const usernames[] = { NULL, "", ":", "a:b" };
	static const char *const licenses[] = { NULL, "", "L\n", "L\x7f", "\xc3\xb6" };
	static const char *const repositories[] = { "",	   "a b",  "A",	  "../a", "a/../b", "a?b",
						    "a#b", "a//b", "a:1", "a@b",  "/a" };
	static const char *const references[] = { "", "a b", "a/b", "a?b", "sha256:0", ":1", "@1" };
	g_autofree char *too_long = g_strnfill(LICENSE_ID_MAX + 1, 'L');
	struct registry_question question = good;
	for (size_t i = 0; i < G_N_ELEMENTS(domains); i++) {
		question.domain = domains[i];
		is_refused(&question, "the question's 'domain' is not a registry domain");
	}
	question = good;
	for (size_t i = 0; i < G_N_ELEMENTS(usernames); i++) {
		question.username = usernames[i];
		is_refused(&question, "the question's 'username' is empty or contains a colon");
	}
	for (char byte = 1; byte < ' '; byte++) {
		const char username[] = { 'a', byte, 'b', '\0' };
		question.username = username;
		is_refused(&question, "the question's 'username' contains a control character");
	}
	question.username = "a\x7f";
	is_refused(&question, "the question's 'username' contains a control character");
	question = good;
	for (size_t i = 0; i < G_N_ELEMENTS(licenses); i++) {
		question.license = licenses[i];
		is_refused(&question, "the question's 'license' is not a license ID");
	}
	question.license = too_long;
	is_refused(&question, "the question's 'license' is not a license ID");
	question = good;
	question.reference = NULL;
	is_refused(&question, "the question names only one of 'repository' and 'reference'");
	question = good;
	for (size_t i = 0; i < G_N_ELEMENTS(repositories); i++) {
		g_test_message("repository '%s'", repositories[i]);
		question.repository = repositories[i];
		is_refused(&question, "the question's 'repository' and 'reference' do not name an image");
	}
	/* A tag and a digest: both would be part of the path. */
	question.repository = "a:1";
	question.reference = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	is_refused(&question, "the question's 'repository' and 'reference' do not name an image");
	question = good;
	for (size_t i = 0; i < G_N_ELEMENTS(references); i++) {
		g_test_message("reference '%s'", references[i]);
		question.reference = references[i];
		is_refused(&question, "the question's 'repository' and 'reference' do not name an image");
	}
}

/* Which no question of ours is. */
static void half_an_image_is_refused(void)
{
	static const char text[] =
		"{\"domain\":\"" DOMAIN_TEXT "\",\"username\":\"u\",\"license\":\"L\",\"reference\":\"1\"}";
	struct registry_question got;
	g_autoptr(GError) error = NULL;
	g_assert_null(registry_question_parse(text, strlen(text), &got, &error));
	g_assert_nonnull(error);
	g_assert_cmpstr(error->message, ==, "the question names only one of 'repository' and 'reference'");
	g_clear_error(&error);
	g_assert_null(registry_question_parse("{", 1, &got, &error));
	g_assert_nonnull(error);
}

static void what_a_script_reads(void)
{
	static const struct {
		struct registry_answer answer;
		const char *image;
		const char *json;
	} cases[] = {
		{ { .outcome = REGISTRY_ACCEPTED },
		  NULL,
		  "{\"domain\":\"" DOMAIN_TEXT
		  "\",\"accepted\":true,\"outcome\":\"accepted\",\"message\":\"accepted\"}" },
		{ { .outcome = REGISTRY_ACCEPTED },
		  DOMAIN_TEXT "/proxy/my-app/quay.io/org/api:1",
		  "{\"domain\":\"" DOMAIN_TEXT "\",\"image\":\"" DOMAIN_TEXT
		  "/proxy/my-app/quay.io/org/api:1\",\"accepted\":true,\"outcome\":\"accepted\",\"message\":\"accepted\"}" },
		{ { .outcome = REGISTRY_REJECTED },
		  NULL,
		  "{\"domain\":\"" DOMAIN_TEXT
		  "\",\"accepted\":false,\"outcome\":\"rejected\",\"message\":\"license rejected (expired or wrong)\",\"remedy\":\"ask the vendor for a valid license and log in with it; until then 'docker-credential-replicated logout -p acme' lets public images be pulled again\"}" },
		{ { .outcome = REGISTRY_REDIRECTED, .detail = (char *)(guintptr) "https://evil.example/" },
		  DOMAIN_TEXT "/proxy/my-app/quay.io/org/api:1",
		  "{\"domain\":\"" DOMAIN_TEXT "\",\"image\":\"" DOMAIN_TEXT
		  "/proxy/my-app/quay.io/org/api:1\",\"accepted\":false,\"outcome\":\"redirected\",\"message\":\"redirected, which this helper does not follow (to: https://evil.example/)\",\"detail\":\"https://evil.example/\",\"remedy\":\"if that is the registry's own address, use that domain\"}" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Json) object = json_new_object();
		struct json *array = json_add_array(object, "checks");
		g_auto(Secret) text = SECRET_INIT(REGISTRY_ANSWER_MAX);
		registry_answer_add(&cases[i].answer, DOMAIN_TEXT, cases[i].image, " -p acme", array);
		json_print(object, &text);
		g_autofree char *want = g_strdup_printf("{\"checks\":[%s]}", cases[i].json);
		g_assert_cmpstr(secret_text(&text), ==, want);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/registry/message/read", what_is_read);
	g_test_add_func("/registry/message/refused", what_is_refused);
	g_test_add_func("/registry/message/half", half_an_image_is_refused);
	g_test_add_func("/registry/message/a-script", what_a_script_reads);
	return g_test_run();
}
