/* SPDX-License-Identifier: MIT
 *
 * What comes over the socket of forwarding, a request or an answer: what is taken as a request says the same when it is
 * written anew, and an answer has a status of its own and text without a NUL. */
#include "../../helper/license/forwarding-message.h"
#include "../../helper/runtime/error.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_request(const struct secret *text)
{
	g_auto(Secret) again = SECRET_INIT(FORWARDING_REQUEST_MAX);
	struct forwarding_request request;
	g_autoptr(GError) error = NULL;
	if (!forwarding_request_parse(text, &request, &error)) {
		g_assert_true(g_error_matches(error, HELPER_ERROR, HELPER_FAILED));
		return;
	}
	struct profile profile = { .named = request.profile[0] != '\0' };
	g_assert_true(!profile.named || profile_name_is_valid(request.profile));
	g_strlcpy(profile.name, request.profile, sizeof(profile.name));
	forwarding_request_write(request.verb, &profile, request.server_url, &again);
	g_assert_true(secret_equal(text, &again));
}

static void check_answer(const struct secret *text)
{
	bool success;
	const char *said;
	g_autoptr(GError) error = NULL;
	if (!forwarding_answer_parse(text, &success, &said, &error)) {
		g_assert_true(g_error_matches(error, HELPER_ERROR, HELPER_FAILED));
		return;
	}
	g_assert_cmpint(secret_text(text)[0], ==, success ? '0' : '1');
	g_assert_cmpuint(strlen(said) + 2, ==, text->length);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(Secret) text = SECRET_INIT(FORWARDING_REQUEST_MAX);
	secret_append(&text, data, size);
	if (secret_overflowed(&text))
		return 0;
	check_request(&text);
	check_answer(&text);
	return 0;
}
