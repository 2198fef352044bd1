/* SPDX-License-Identifier: MIT */
#include "redact.h"

#include <stdbool.h>
#include <string.h>

#define NOTE "not shown: it holds the license"

static bool holds(const char *text, const char *secret)
{
	size_t length = strlen(secret);
	size_t run = MIN(length, REDACT_RUN);
	char part[REDACT_RUN + 1] = "";
	bool found = false;
	for (size_t i = 0; run > 0 && !found && i + run <= length; i++) {
		memcpy(part, secret + i, run);
		found = strstr(text, part) != NULL;
	}
	explicit_bzero(part, sizeof(part));
	return found;
}

static bool holds_base64(const char *text, const char *username, const char *license)
{
	size_t limit = strlen(username) + strlen(license) + 1;
	g_auto(Secret) pair = SECRET_INIT(limit);
	g_auto(Secret) encoded = SECRET_INIT(2 * limit + 8);
	if (*username)
		secret_append_format(&pair, "%s:", username);
	size_t start = pair.length;
	/* The group of four in which the license begins still holds bytes of the user name. */
	secret_append_text(&pair, license);
	secret_append_base64(&encoded, pair.bytes, pair.length);
	return secret_overflowed(&pair) || secret_overflowed(&encoded) ||
	       holds(text, secret_text(&encoded) + (start + 2) / 3 * 4);
}

static bool holds_percent(const char *text, const char *license)
{
	char *encoded = g_uri_escape_string(license, NULL, FALSE);
	bool found = holds(text, encoded);
	explicit_bzero(encoded, strlen(encoded));
	g_free(encoded);
	return found;
}

const char *redact(const struct registry_question *question, const struct secret *token, const char *text)
{
	if (!text)
		return NULL;
	bool secret = holds(text, question->license) || holds_base64(text, "", question->license) ||
		      holds_base64(text, question->username, question->license) ||
		      holds_percent(text, question->license) || holds(text, secret_text(token));
	return secret ? NOTE : text;
}
