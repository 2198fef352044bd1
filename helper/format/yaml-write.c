/* SPDX-License-Identifier: MIT */
#include "yaml-write.h"

#include <string.h>

/* A word that YAML 1.1 (Helm, kubectl and most others) resolves to something else than a string. All
 * numbers begin with a digit, a sign or a dot. */
static bool is_reserved(const char *text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

bool yaml_text_is_string(const char *text)
{
	if (!g_ascii_isalpha(text[0]) || is_reserved(text))
		return false;
	for (const char *at = text; *at; at++) {
		/* A colon ends a key where a blank or the end follows. */
		if (*at == ':' && !g_ascii_isalnum(at[1]))
			return false;
		if (!g_ascii_isalnum(*at) && !strchr("._/@:-", *at))
			return false;
	}
	return true;
}

/* What a YAML reader refuses or a terminal obeys when it stands there as it is. */
static bool wants_escape(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       g_unichar_type(c) == G_UNICODE_FORMAT || (c & 0xfffe) == 0xfffe;
}

static void write_character(struct secret *out, const char *at, gunichar c)
{
	char escape[sizeof("\\U0010ffff")];
	if (c == '"' || c == '\\')
		g_snprintf(escape, sizeof(escape), "\\%c", (char)c);
	else if (c == '\n')
		g_snprintf(escape, sizeof(escape), "\\n");
	else if (c == '\t')
		g_snprintf(escape, sizeof(escape), "\\t");
	else if (wants_escape(c))
		g_snprintf(escape, sizeof(escape), c > 0xffff ? "\\U%08x" : "\\u%04x", c);
	else
		g_snprintf(escape, sizeof(escape), "%.*s", g_utf8_skip[(guchar)*at], at);
	secret_append_text(out, escape);
}

void yaml_write_string(struct secret *out, const char *text)
{
	if (yaml_text_is_string(text)) {
		secret_append_text(out, text);
		return;
	}
	secret_append_text(out, "\"");
	for (const char *at = text; *at; at += g_utf8_skip[(guchar)*at])
		write_character(out, at, g_utf8_get_char(at));
	secret_append_text(out, "\"");
}

void yaml_write_indent(struct secret *out, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		secret_append_text(out, "  ");
}
