/* SPDX-License-Identifier: MIT */
#include "yaml-plain.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Longer ones are not what people write, and overflow anyway. */
#define NUMBER_MAX 64

static bool is_word(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}

/* The letter case counts: as it is written, all upper, all lower, or with a capital. */
static enum yaml_plain word_kind(const char *text, gint64 *ret_integer)
{
	static const char *const yes[] = {
		"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", NULL
	};
	static const char *const no[] = { "n",	   "N",	    "no",  "No",  "NO",	 "false",
					  "False", "FALSE", "off", "Off", "OFF", NULL };
	static const char *const nothing[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const numbers[] = { ".nan",	".NaN",	 ".NAN",  ".inf",  ".Inf",  ".INF", "+.inf",
					       "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", NULL };
	*ret_integer = is_word(text, yes);
	if (*ret_integer || is_word(text, no))
		return YAML_PLAIN_BOOLEAN;
	if (is_word(text, nothing))
		return YAML_PLAIN_NULL;
	return is_word(text, numbers) ? YAML_PLAIN_NUMBER : YAML_PLAIN_STRING;
}

/* Digits of a base behind an optional sign, and nothing else. False if it is not that. */
static bool read_integer(const char *text, gint64 *ret_integer, bool *ret_fits)
{
	bool negative = *text == '-';
	const char *digits = text + (negative || *text == '+');
	unsigned base = 10;
	if (digits[0] == '0' && digits[1] && strchr("xXbBoO", digits[1])) {
		base = strchr("xX", digits[1]) ? 16 : strchr("bB", digits[1]) ? 2 : 8;
		digits += 2;
	} else if (digits[0] == '0') {
		base = 8;
	}
	if (!g_ascii_isxdigit(*digits))
		return false;
	char *end;
	guint64 value = g_ascii_strtoull(digits, &end, base);
	if (*end)
		return false;
	guint64 most = (guint64)G_MAXINT64 + negative;
	*ret_fits = value <= most; /* G_MAXUINT64 is for all that is larger */
	*ret_integer = negative ? (gint64)(0 - value) : (gint64)value;
	return true;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool is_float(const char *text)
{
	const char *at = text + (*text == '-' || *text == '+');
	size_t before = strspn(at, "0123456789");
	at += before;
	size_t after = 0;
	if (*at == '.') {
		after = strspn(at + 1, "0123456789");
		at += 1 + after;
	}
	if (before + after == 0)
		return false;
	if (*at == 'e' || *at == 'E') {
		at += 1 + (at[1] == '-' || at[1] == '+');
		size_t exponent = strspn(at, "0123456789");
		if (exponent == 0)
			return false;
		at += exponent;
	}
	return *at == '\0';
}

static char *without_underscores(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "_", -1);
	return g_strjoinv("", parts);
}

enum yaml_plain yaml_plain_kind(const char *text, gint64 *ret_integer)
{
	bool fits = false;
	if (!strchr("+-.0123456789", *text) || strlen(text) > NUMBER_MAX)
		return word_kind(text, ret_integer);
	g_autofree char *digits = without_underscores(text);
	if (read_integer(digits, ret_integer, &fits))
		return fits ? YAML_PLAIN_INTEGER : YAML_PLAIN_NUMBER;
	if (!is_float(digits))
		return word_kind(text, ret_integer);
	double number = g_ascii_strtod(digits, NULL);
	if (fabs(number) >= 0x1p63 || number != floor(number))
		return YAML_PLAIN_NUMBER;
	*ret_integer = (gint64)number;
	return YAML_PLAIN_INTEGER;
}
