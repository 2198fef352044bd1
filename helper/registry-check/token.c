/* SPDX-License-Identifier: MIT */
#include "token.h"

#include "../address/domain.h"
#include "../format/json.h"
#include "http.h"

#include <string.h>

#define HTTPS "https://"
#define HTTP "http://"

/* Path and query of a realm on this domain, or NULL. */
static const char *path_of_realm(const char *realm, const char *domain, bool cleartext)
{
	const char *rest = NULL;
	if (g_ascii_strncasecmp(realm, HTTPS, strlen(HTTPS)) == 0)
		rest = realm + strlen(HTTPS);
	else if (cleartext && g_ascii_strncasecmp(realm, HTTP, strlen(HTTP)) == 0)
		rest = realm + strlen(HTTP);
	if (!rest)
		return NULL;

	size_t length = strcspn(rest, "/?#");
	g_autofree char *authority = g_strndup(rest, length);
	char host[DOMAIN_SIZE];
	if (!domain_parse(authority, host) || strcmp(host, domain) != 0)
		return NULL;

	/* What RFC 3986 lets stand in path and query, but for what nobody needs in a token address. */
	const char *path = rest + length;
	for (const char *at = path; *at; at++)
		if (!g_ascii_isalnum(*at) && !strchr("/?-._~:+=,!&%@;*$()'", *at))
			return NULL;
	return path;
}

static void add_parameter(GString *path, const char *name, const char *value)
{
	if (!value)
		return;
	g_string_append_c(path, strchr(path->str, '?') ? '&' : '?');
	g_string_append_printf(path, "%s=", name);
	g_string_append_uri_escaped(path, value, NULL, FALSE);
}

char *token_path(const struct challenge *challenge, const char *domain, const char *repository, bool *cleartext)
{
	const char *realm = challenge_parameter(challenge, "realm");
	const char *given = realm ? path_of_realm(realm, domain, *cleartext) : NULL;
	if (!given)
		return NULL;
	*cleartext = g_ascii_strncasecmp(realm, HTTP, strlen(HTTP)) == 0;

	GString *path = g_string_new(*given == '/' ? "" : "/");
	g_string_append(path, given);
	add_parameter(path, "service", challenge_parameter(challenge, "service"));
	g_autofree char *scope = repository ? g_strdup_printf("repository:%s:pull", repository)
					    : g_strdup(challenge_parameter(challenge, "scope"));
	add_parameter(path, "scope", scope);
	bool fits = path->len <= TOKEN_PATH_MAX;
	return g_string_free(path, !fits);
}

/* RFC 6750: b64token. Anything else would end the header line, or begin another. */
static bool is_token(const char *text)
{
	for (; *text; text++)
		if (!g_ascii_isalnum(*text) && !strchr("-._~+/=", *text))
			return false;
	return true;
}

bool token_parse(const char *text, size_t length, struct secret *ret_token)
{
	g_autoptr(Json) answer = json_parse(text, length, HTTP_BODY_MAX, "the token answer", NULL);
	const char *token = json_string(json_member(answer, "token"));
	if (!token || !*token)
		token = json_string(json_member(answer, "access_token"));
	if (!token || !*token || !is_token(token))
		return false;
	secret_append_text(ret_token, token);
	return !secret_overflowed(ret_token);
}
