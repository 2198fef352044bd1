/* SPDX-License-Identifier: MIT
 *
 * What two helpers say to each other over a socket. */
#include "../../helper/license/forwarding-message.h"
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"

#include <string.h>

#define LONGEST "0123456789abcdef0123456789abcdef"

static struct secret secret_of(const char *text, size_t length)
{
	struct secret secret = SECRET_INIT(FORWARDING_REQUEST_MAX);
	secret_append(&secret, text, length);
	return secret;
}

static void requests(void)
{
	static const struct {
		const char *text;
		enum forwarding_verb verb;
		const char *profile, *server_url;
	} cases[] = {
		{ "1 get\n\nproxy.replicated.com", FORWARDING_GET, "", "proxy.replicated.com" },
		{ "1 get\nacme\nproxy.replicated.com/v2/\n", FORWARDING_GET, "acme", "proxy.replicated.com/v2/\n" },
		{ "1 get\na\n", FORWARDING_GET, "a", "" },
		{ "1 get\n" LONGEST "\nx", FORWARDING_GET, LONGEST, "x" },
		{ "1 list\n\n", FORWARDING_LIST, "", "" },
		{ "1 list\nacme\n", FORWARDING_LIST, "acme", "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) text = secret_of(cases[i].text, strlen(cases[i].text));
		g_auto(Secret) again = SECRET_INIT(FORWARDING_REQUEST_MAX);
		struct forwarding_request request;
		GError *error = NULL;
		g_assert_true(forwarding_request_parse(&text, &request, &error));
		g_assert_no_error(error);
		g_assert_cmpint(request.verb, ==, cases[i].verb);
		g_assert_cmpstr(request.profile, ==, cases[i].profile);
		g_assert_cmpstr(request.server_url, ==, cases[i].server_url);

		struct profile profile = { .named = request.profile[0] != '\0' };
		g_strlcpy(profile.name, request.profile, sizeof(profile.name));
		forwarding_request_write(request.verb, &profile, request.server_url, &again);
		g_assert_cmpstr(secret_text(&again), ==, cases[i].text);
	}
}

static void what_is_not_named_is_not_sent(void)
{
	const struct profile profile = { .name = "default", .named = false };
	g_auto(Secret) get = SECRET_INIT(FORWARDING_REQUEST_MAX);
	g_auto(Secret) list = SECRET_INIT(FORWARDING_REQUEST_MAX);
	forwarding_request_write(FORWARDING_GET, &profile, "proxy.replicated.com", &get);
	g_assert_cmpstr(secret_text(&get), ==, "1 get\n\nproxy.replicated.com");
	forwarding_request_write(FORWARDING_LIST, &profile, "proxy.replicated.com", &list);
	g_assert_cmpstr(secret_text(&list), ==, "1 list\n\n");
}

static void assert_refused(const char *text, size_t length, const char *sentence)
{
	g_auto(Secret) request_text = secret_of(text, length);
	struct forwarding_request request = { .server_url = "untouched" };
	g_autoptr(GError) error = NULL;
	g_assert_false(forwarding_request_parse(&request_text, &request, &error));
	g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
	g_autofree char *printed = message_sanitize(error->message);
	g_assert_cmpstr(printed, ==, sentence);
	g_assert_cmpstr(request.server_url, ==, "untouched");
}

static void requests_that_are_refused(void)
{
	static const char not_one[] = "the request is not one of this helper's forwarding";
	static const char version[] =
		"the helper that keeps the license speaks version 1 of forwarding, and the one that "
		"asks another: install the same release on both sides";
	static const char verb[] =
		"only 'get' and 'list' are answered over the socket: run other verbs on the side that "
		"keeps the license";
	static const char profile[] = "the request names a profile that is not a valid name";
	static const char *const cases[][2] = {
		{ "", not_one },
		{ "\n", not_one },
		{ "get\n\nx", not_one },
		{ "1get\n\nx", not_one },
		{ " get\n\nx", not_one },
		{ "x get\n\nx", not_one },
		{ "1 get", not_one },
		{ "1 a-word-that-has-as-many-bytes\n\nx", verb },
		{ "1 a-word-that-has-one-byte-more-\n\nx", not_one },
		{ "2 get\n\nx", version },
		{ "11 get\n\nx", version },
		{ "1x get\n\nx", version },
		{ "1  get\n\nx", verb },
		{ "1 \n\nx", verb },
		{ "1 gets\n\nx", verb },
		{ "1 ge\n\nx", verb },
		{ "1 get\n", profile },
		{ "1 get\nacme", profile },
		{ "1 get\nAcme\nx", profile },
		{ "1 get\n" LONGEST "0\nx", profile },
		{ "1 list\n\nx", "the request has more in it than 'list' takes" },
		{ "1 list\n\n\n", "the request has more in it than 'list' takes" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_refused(cases[i][0], strlen(cases[i][0]), cases[i][1]);
	static const char nul[] = "1 get\n\nproxy.replicated.com\0x";
	assert_refused(nul, sizeof(nul) - 1, not_one);
}

static void answers(void)
{
	for (int success = 0; success <= 1; success++) {
		g_auto(Secret) text = secret_of("said\n", 5);
		g_auto(Secret) answer = SECRET_INIT(FORWARDING_ANSWER_MAX);
		const char *said;
		bool answered = !success;
		GError *error = NULL;
		forwarding_answer_write(success, &text, &answer);
		g_assert_cmpstr(secret_text(&answer), ==, success ? "0\nsaid\n" : "1\nsaid\n");
		g_assert_true(forwarding_answer_parse(&answer, &answered, &said, &error));
		g_assert_no_error(error);
		g_assert_true(answered == success);
		g_assert_cmpstr(said, ==, "said\n");
	}
	g_auto(Secret) shortest = secret_of("0\n", 2);
	const char *said;
	bool success = false;
	g_assert_true(forwarding_answer_parse(&shortest, &success, &said, NULL));
	g_assert_true(success);
	g_assert_cmpstr(said, ==, "");
}

static void answers_that_are_refused(void)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = { { "", 0 },     { "0", 1 },    { "1", 1 },	    { "2\nx", 3 },
		      { "/\nx", 3 }, { "0x\n", 3 }, { "1 \nx", 4 }, { "0\na\0b", 5 } };
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) answer = secret_of(cases[i].text, cases[i].length);
		const char *said = "untouched";
		bool success = true;
		g_autoptr(GError) error = NULL;
		g_assert_false(forwarding_answer_parse(&answer, &success, &said, &error));
		g_assert_cmpstr(error->message, ==, "it is not the answer of a docker-credential-replicated");
		g_assert_cmpstr(said, ==, "untouched");
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/forwarding-message/requests", requests);
	g_test_add_func("/forwarding-message/what-is-not-named-is-not-sent", what_is_not_named_is_not_sent);
	g_test_add_func("/forwarding-message/requests-that-are-refused", requests_that_are_refused);
	g_test_add_func("/forwarding-message/answers", answers);
	g_test_add_func("/forwarding-message/answers-that-are-refused", answers_that_are_refused);
	return g_test_run();
}
