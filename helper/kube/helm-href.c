/* SPDX-License-Identifier: MIT */
#include "helm-href.h"

#include "../address/domain.h"
#include "../runtime/error.h"

#include <string.h>

#define BEGIN HELM_SCHEME "://"
#define DOMAIN "domain="

static bool read_profile(const char *text, size_t length, struct helm_href *href, GError **error)
{
	g_autofree char *name = g_strndup(text, length);
	if (length > 0 && !profile_name_is_valid(name))
		return fail(error, HELPER_USAGE,
			    "the URL does not name a valid profile: use " BEGIN
			    "PROFILE with 1 to %d lower-case letters, "
			    "digits and dashes, not starting with a dash",
			    PROFILE_MAX);
	g_strlcpy(href->profile, name, sizeof(href->profile));
	return true;
}

static bool read_format(const char *text, size_t length, enum helm_format *ret_format, GError **error)
{
	static const char *const names[] = {
		[HELM_VALUES] = "/values",
		[HELM_BASE64] = "/base64",
		[HELM_JSON] = "/json",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		if (length == strlen(names[i]) && strncmp(text, names[i], length) == 0) {
			*ret_format = (enum helm_format)i;
			return true;
		}
	}
	return fail(
		error, HELPER_USAGE,
		"the path in the URL is not /values, /base64 or /json: this helper supplies a license to Helm, and no "
		"charts or other files");
}

static bool read_domains(const char *query, GPtrArray *domains, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(query, "&", -1);
	for (char **part = parts; *part; part++) {
		char domain[DOMAIN_SIZE];
		if (!g_str_has_prefix(*part, DOMAIN))
			return fail(error, HELPER_USAGE,
				    "the query in the URL is not ?domain=DOMAIN, or several of them joined by '&'");
		if (!domain_parse(*part + strlen(DOMAIN), domain))
			return fail(error, HELPER_USAGE,
				    "a domain in the URL is not valid: use host[:port], without scheme or path");
		domain_list_add(domains, domain);
	}
	/* Without any part the query is empty. */
	return domains->len > 0 ||
	       fail(error, HELPER_USAGE, "the URL ends with '?': leave it out, or name a domain with ?domain=DOMAIN");
}

static bool read_parts(const char *text, struct helm_href *href, GError **error)
{
	size_t profile = strcspn(text, "/?");
	size_t path = strcspn(text + profile, "?");
	const char *query = text + profile + path;
	href->is_bare = profile == 0 && path == 0;
	return read_profile(text, profile, href, error) &&
	       (path == 0 || read_format(text + profile, path, &href->format, error)) &&
	       (!*query || read_domains(query + 1, href->domains, error));
}

bool helm_href_parse(const char *text, struct helm_href *ret_href, GError **error)
{
	g_auto(HelmHref) href = { .domains = domain_list_new() };
	if (strlen(text) > HELM_HREF_MAX)
		return fail(error, HELPER_USAGE, "the URL is longer than %d bytes", HELM_HREF_MAX);
	if (!g_str_has_prefix(text, BEGIN))
		return fail(error, HELPER_USAGE,
			    "the URL does not begin with " BEGIN ": use " BEGIN "[PROFILE][/FORMAT][?domain=DOMAIN]");
	if (!read_parts(text + strlen(BEGIN), &href, error))
		return false;
	*ret_href = href;
	href = (struct helm_href){ .domains = NULL };
	return true;
}

void helm_href_clear(struct helm_href *href)
{
	g_clear_pointer(&href->domains, g_ptr_array_unref);
}
