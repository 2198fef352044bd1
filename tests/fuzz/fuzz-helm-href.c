/* SPDX-License-Identifier: MIT
 *
 * What Helm's plugin is called with, and Helm's command line: a URL that is taken has a profile and domains that are
 * ones, and a command line that reads it has it as a word or at the end of one. The input is a URL, a NUL, and words
 * that each end with a NUL. */
#include "../../helper/address/domain.h"
#include "../../helper/kube/helm-command.h"
#include "../../helper/kube/helm-href.h"
#include "../../helper/runtime/error.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_href(const char *url)
{
	g_auto(HelmHref) href = { .domains = NULL };
	g_autoptr(GError) error = NULL;
	if (!helm_href_parse(url, &href, &error)) {
		g_assert_true(g_error_matches(error, HELPER_ERROR, HELPER_USAGE));
		g_assert_null(href.domains);
		return;
	}
	g_assert_true(!*href.profile || profile_name_is_valid(href.profile));
	g_assert_false(g_str_has_suffix(url, "?") || strpbrk(url, "#%\\ "));
	g_assert_true((href.domains->len > 0) == (strchr(url, '?') != NULL));
	for (guint i = 0; i < href.domains->len; i++) {
		char domain[DOMAIN_SIZE];
		g_assert_true(domain_parse(g_ptr_array_index(href.domains, i), domain));
		g_assert_cmpstr(domain, ==, g_ptr_array_index(href.domains, i));
	}
}

static bool is_repository(const char *name)
{
	g_assert_true(*name && !strchr(name, '/'));
	return *name == 'e';
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *stop = memchr(data, '\0', size);
	g_autofree char *url = g_strndup((const char *)data, size);
	size_t used = stop ? strlen(url) + 1 : size;
	check_href(url);
	if (*url && helm_command_reads((const char *)data + used, size - used, url))
		g_assert_nonnull(memmem(data + used, size - used, url, strlen(url)));
	(void)helm_command_asks_for_charts((const char *)data + used, size - used, is_repository);
	return 0;
}
