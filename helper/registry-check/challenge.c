/* SPDX-License-Identifier: MIT */
#include "challenge.h"

#include <stdbool.h>
#include <string.h>

void challenge_free(struct challenge *challenge)
{
	g_free(challenge->scheme);
	g_hash_table_unref(challenge->parameters);
	g_free(challenge);
}

const char *challenge_parameter(const struct challenge *challenge, const char *name)
{
	return g_hash_table_lookup(challenge->parameters, name);
}

static bool is_token_char(char c)
{
	return c != '\0' && (g_ascii_isalnum(c) || strchr("!#$%&'*+-.^_`|~", c));
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Passes white space and empty list elements. */
static const char *skip_separators(const char *at)
{
	return at + strspn(at, " \t,");
}

/* The token at *at, which moves behind it; NULL if none is there. */
static char *take_token(const char **at)
{
	const char *end = *at;
	while (is_token_char(*end))
		end++;
	if (end == *at)
		return NULL;
	char *token = g_strndup(*at, (gsize)(end - *at));
	*at = end;
	return token;
}

/* quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE; control bytes but tab are in neither. */
static char *take_quoted(const char **at)
{
	GString *text = g_string_new(NULL);
	for (const char *next = *at + 1; *next; next++) {
		if (*next == '"') {
			*at = next + 1;
			return g_string_free(text, FALSE);
		}
		if (*next == '\\')
			next++;
		if (g_ascii_iscntrl(*next) && *next != '\t')
			break;
		g_string_append_c(text, *next);
	}
	g_string_free(text, TRUE);
	return NULL;
}

/* What begins here: a parameter (token BWS "=" BWS value), and not the next challenge, nor a token68 such
 * as "abc==". */
static bool at_parameter(const char *at)
{
	const char *end = at;
	while (is_token_char(*end))
		end++;
	const char *equals = skip_blanks(end);
	if (end == at || *equals != '=')
		return false;
	const char *value = skip_blanks(equals + 1);
	return *value == '"' || is_token_char(*value);
}

static bool take_parameter(const char **at, struct challenge *challenge)
{
	g_autofree char *given = take_token(at);
	g_autofree char *name = g_ascii_strdown(given, -1);
	*at = skip_blanks(skip_blanks(*at) + 1);
	g_autofree char *value = **at == '"' ? take_quoted(at) : take_token(at);
	if (!value || g_hash_table_contains(challenge->parameters, name) ||
	    g_hash_table_size(challenge->parameters) == CHALLENGE_PARAMETERS_MAX)
		return false;
	g_hash_table_insert(challenge->parameters, g_steal_pointer(&name), g_steal_pointer(&value));
	return true;
}

/* token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" */
static bool take_token68(const char **at)
{
	const char *end = *at;
	while (*end && (g_ascii_isalnum(*end) || strchr("-._~+/", *end)))
		end++;
	if (end == *at)
		return false;
	*at = end + strspn(end, "=");
	return true;
}

/* An element of a list ends at a comma or at the end. */
static bool at_element_end(const char **at)
{
	*at = skip_blanks(*at);
	return **at == ',' || **at == '\0';
}

static bool take_parameters(const char **at, struct challenge *challenge)
{
	/* The list of parameters goes on behind a comma only where a parameter stands there. */
	for (const char *next = skip_separators(*at); at_parameter(next); next = skip_separators(*at)) {
		*at = next;
		if (!take_parameter(at, challenge) || !at_element_end(at))
			return false;
	}
	return true;
}

static struct challenge *take_challenge(const char **at)
{
	g_autofree char *scheme = take_token(at);
	if (!scheme)
		return NULL;

	struct challenge *challenge = g_new0(struct challenge, 1);
	challenge->scheme = g_ascii_strdown(scheme, -1);
	challenge->parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	bool spaced = **at == ' ' || **at == '\t';
	bool good = at_element_end(at);
	/* "Bearer ,realm=…": the list may begin with an empty element. */
	if (spaced && at_parameter(skip_separators(*at)))
		good = take_parameters(at, challenge);
	else if (spaced && !good)
		good = take_token68(at) && at_element_end(at);
	if (good)
		return challenge;
	challenge_free(challenge);
	return NULL;
}

GPtrArray *challenges_parse(const char *value)
{
	g_autoptr(GPtrArray) challenges = g_ptr_array_new_with_free_func((GDestroyNotify)challenge_free);
	for (const char *at = skip_separators(value); *at; at = skip_separators(at)) {
		struct challenge *challenge = take_challenge(&at);
		if (!challenge)
			return NULL;
		g_ptr_array_add(challenges, challenge);
		if (challenges->len > CHALLENGES_MAX)
			return NULL;
	}
	return g_steal_pointer(&challenges);
}
