/* SPDX-License-Identifier: MIT
 *
 * A proxy's URL, a line end, and any text from outside: if the text is shown, the license is not in it, nor is a
 * password that stands in the URL as people write it. */
#include "../../helper/registry-check/redact.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* The password in SCHEME://USER:PASSWORD@HOST, or NULL. */
static char *password_of(const char *proxy)
{
	const char *at = strrchr(proxy, '@');
	const char *start = strstr(proxy, "://");
	start = start ? start + strlen("://") : proxy;
	const char *colon = strchr(start, ':');
	return at && colon && colon < at ? g_strndup(colon + 1, (gsize)(at - colon - 1)) : NULL;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static const struct registry_question question = {
		.domain = "proxy.replicated.com",
		.username = "LICENSE_ID",
		.license = "1vusOokxVAp1tkRGuyxnF23PJcq",
	};
	char token_bytes[] = "eyJhbGciOiJSUzI1NiJ9";
	const struct secret token = { .bytes = token_bytes, .length = strlen(token_bytes), .limit = 64 };
	g_autofree char *input = g_strndup((const char *)data, size);
	char *end = strchr(input, '\n');
	if (!end)
		return 0;
	*end = '\0';

	const char *const proxies[] = { input, NULL };
	const char *shown = redact(&question, &token, proxies, end + 1);
	g_autofree char *password = password_of(input);
	if (shown == end + 1) {
		g_assert_null(strstr(shown, "1vusOo"));
		g_assert_null(strstr(shown, "MXZ1c09va3hWQXAx"));
		g_assert_null(strstr(shown, "eyJhbG"));
		g_assert_true(!password || !*password || !strstr(shown, password));
	} else {
		g_assert_true(g_str_has_prefix(shown, "not shown: it contains the "));
	}
	return 0;
}
