/* SPDX-License-Identifier: MIT
 *
 * A WWW-Authenticate header as any server may send it, and the realm in it: whatever comes out, the token is
 * asked for at the registry itself, or not at all. */
#include "../../helper/registry-check/challenge.h"
#include "../../helper/registry-check/token.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_path(const struct challenge *challenge, const char *domain, bool cleartext)
{
	bool clear = cleartext;
	g_autofree char *path = token_path(challenge, domain, "proxy/my-app/quay.io/my-org/api", &clear);
	g_assert_true(cleartext || !clear);
	if (!path)
		return;
	g_assert_true(path[0] == '/' && strlen(path) <= TOKEN_PATH_MAX);
	for (const char *at = path; *at; at++)
		g_assert_true(*at > ' ' && *at < 0x7f && *at != '#' && *at != '\\');
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *value = g_strndup((const char *)data, size);
	g_autoptr(GPtrArray) challenges = challenges_parse(value);
	if (!challenges)
		return 0;

	g_assert_cmpuint(challenges->len, <=, CHALLENGES_MAX);
	for (guint i = 0; i < challenges->len; i++) {
		const struct challenge *challenge = g_ptr_array_index(challenges, i);
		g_assert_true(*challenge->scheme);
		check_path(challenge, "proxy.replicated.com", false);
		check_path(challenge, "127.0.0.1:5000", true);
	}
	return 0;
}
