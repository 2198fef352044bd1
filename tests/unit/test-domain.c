/* SPDX-License-Identifier: MIT */
#include "../../helper/domain.h"

#include <glib.h>
#include <string.h>

static void one_domain_in_many_spellings(void)
{
	static const char *const spellings[] = {
		"proxy.replicated.com",
		"proxy.replicated.com:443",
		"https://proxy.replicated.com",
		"https://proxy.replicated.com/",
		"https://proxy.replicated.com/v2/",
		"PROXY.replicated.com/proxy/my-app",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++) {
		struct server_url url;
		g_assert_true(server_url_parse(spellings[i], strlen(spellings[i]), &url));
		g_assert_cmpstr(url.domain, ==, "proxy.replicated.com");
		g_assert_false(url.cleartext);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/domain/one-domain-in-many-spellings", one_domain_in_many_spellings);
	return g_test_run();
}
