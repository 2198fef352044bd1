/* SPDX-License-Identifier: MIT */
#include "redact.h"

#include <stdbool.h>
#include <string.h>

#define NOTE_LICENSE "not shown: it contains the license"
#define NOTE_TOKEN "not shown: it contains the registry's token"
#define NOTE_PROXY "not shown: it contains the proxy's password"

/* Both alphabets of base64, and both cases, are one. */
static char fold(char byte)
{
	if (byte == '-')
		return '+';
	if (byte == '_')
		return '/';
	return g_ascii_tolower(byte);
}

static void wipe(char *text)
{
	explicit_bzero(text, strlen(text));
	g_free(text);
}

static bool begins_with(const char *text, const char *part, size_t length)
{
	size_t same = 0;
	while (same < length && fold(text[same]) == fold(part[same]))
		same++;
	return same == length;
}

static bool contains(const char *text, const char *part, size_t length)
{
	for (; *text; text++)
		if (begins_with(text, part, length))
			return true;
	return false;
}

static bool contains_run(const char *text, const char *secret)
{
	size_t length = strlen(secret);
	size_t run = MIN(length, REDACT_RUN);
	for (size_t i = 0; run > 0 && i + run <= length; i++)
		if (contains(text, secret + i, run))
			return true;
	return false;
}

/* The base64 of `before` and the secret together, from the first group of four that holds nothing of `before`. */
static bool contains_base64(const char *text, const char *before, const char *secret)
{
	char *both = g_strconcat(before, secret, NULL);
	char *encoded = g_base64_encode((const guchar *)both, strlen(both));
	char *groups = encoded + (strlen(before) + 2) / 3 * 4;
	/* The filling of the last group is no part of the secret. */
	groups[strcspn(groups, "=")] = '\0';
	bool found = contains_run(text, groups);
	wipe(both);
	wipe(encoded);
	return found;
}

static bool contains_secret(const char *text, const char *username, const char *secret)
{
	char *before = g_strconcat(username, ":", NULL);
	bool found = contains_run(text, secret) || contains_base64(text, "", secret) ||
		     contains_base64(text, before, secret);
	wipe(before);
	return found;
}

/* Without percent encoding; bytes that are no part of one stay. */
static char *percent_decode(const char *text)
{
	char *decoded = g_malloc0(strlen(text) + 1);
	for (char *end = decoded; *text; text++) {
		bool encoded = *text == '%' && g_ascii_isxdigit(text[1]) && g_ascii_isxdigit(text[2]);
		char byte = *text;
		if (encoded) {
			byte = (char)(g_ascii_xdigit_value(text[1]) * 16 + g_ascii_xdigit_value(text[2]));
			text += 2;
		}
		if (byte)
			*end++ = byte;
	}
	return decoded;
}

/* host[:port][/], from which nothing has to be kept. */
static bool is_plain_address(const char *address)
{
	size_t host = *address == '[' ? strcspn(address, "]") + 1 : strcspn(address, ":/");
	if (strspn(address, "[]:.-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") < host)
		return false;
	const char *rest = address + host;
	if (*rest == ':')
		rest += 1 + strspn(rest + 1, "0123456789");
	return *rest == '\0' || strcmp(rest, "/") == 0;
}

/* Whether the text contains the password of a proxy's URL: [SCHEME://][USER:PASSWORD@]HOST. Of a user alone, which
 * may be a key, the user. */
static bool contains_proxy_password(const char *text, const char *proxy)
{
	const char *scheme_end = strstr(proxy, "://");
	const char *rest = scheme_end ? scheme_end + strlen("://") : proxy;
	const char *at = strrchr(rest, '@');
	if (!at)
		return !is_plain_address(rest) && contains_run(text, rest);

	char *user = g_strndup(rest, (gsize)(at - rest));
	char *colon = strchr(user, ':');
	if (colon)
		*colon = '\0';
	char *plain_user = percent_decode(user);
	const char *password = colon ? colon + 1 : user;
	char *plain_password = percent_decode(password);
	bool found = contains_secret(text, plain_user, plain_password) || contains_secret(text, user, password);
	if (colon)
		*colon = ':';
	wipe(user);
	wipe(plain_user);
	wipe(plain_password);
	return found;
}

static const char *find_note(const struct registry_question *question, const struct secret *token,
			     const char *const *proxies, const char *text)
{
	if (contains_secret(text, question->username, question->license))
		return NOTE_LICENSE;
	if (contains_run(text, secret_text(token)))
		return NOTE_TOKEN;
	for (; *proxies; proxies++)
		if (contains_proxy_password(text, *proxies))
			return NOTE_PROXY;
	return NULL;
}

const char *redact(const struct registry_question *question, const struct secret *token, const char *const *proxies,
		   const char *text)
{
	if (!text)
		return NULL;
	char *decoded = percent_decode(text);
	const char *note = find_note(question, token, proxies, text);
	if (!note)
		note = find_note(question, token, proxies, decoded);
	wipe(decoded);
	return note ? note : text;
}
