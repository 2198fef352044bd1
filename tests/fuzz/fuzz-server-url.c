/* SPDX-License-Identifier: MIT
 *
 * What a client sends to get and erase: whatever is taken for one of the built-in domains is, byte for byte, one of
 * their few spellings. The rule is written here a second time, from the other end. */
#include "../../helper/address/domain.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* Whether the text is [https://]domain[:443][/…] and nothing else. */
static gboolean spells(const char *text, const char *domain)
{
	if (g_ascii_strncasecmp(text, "https://", strlen("https://")) == 0)
		text += strlen("https://");
	if (g_ascii_strncasecmp(text, domain, strlen(domain)) != 0)
		return FALSE;
	text += strlen(domain);
	if (g_str_has_prefix(text, ":443"))
		text += strlen(":443");
	return *text == '\0' || *text == '/';
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	struct server_url url;
	if (!server_url_parse((const char *)data, size, &url))
		return 0;

	g_assert_cmpuint(strlen(text), ==, size);
	for (const char *at = text; *at; at++)
		g_assert_true(*at > ' ' && *at < 0x7f && !strchr("@?#%\\\"", *at));
	if (domain_is_built_in(url.domain) && !url.cleartext)
		g_assert_true(spells(text, url.domain));
	g_assert_true(!url.app[0] || app_slug_is_valid(url.app));

	/* A domain stays what it is. */
	char again[DOMAIN_SIZE];
	g_assert_true(domain_parse(url.domain, again));
	g_assert_cmpstr(again, ==, url.domain);
	return 0;
}
