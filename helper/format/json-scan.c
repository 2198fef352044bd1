/* SPDX-License-Identifier: MIT */
#include "json-scan.h"

#include <glib.h>
#include <string.h>

struct json_scan json_scan_of(const char *text, size_t length)
{
	return (struct json_scan){ .at = text, .end = text + length };
}

char json_scan_peek(struct json_scan *scan)
{
	while (scan->at < scan->end &&
	       (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r'))
		scan->at++;
	if (scan->at == scan->end)
		return '\0';
	return *scan->at;
}

bool json_scan_take(struct json_scan *scan, char punctuation)
{
	if (json_scan_peek(scan) != punctuation)
		return false;
	scan->at++;
	return true;
}

bool json_scan_end(struct json_scan *scan)
{
	(void)json_scan_peek(scan);
	return scan->at == scan->end;
}

static bool take_word(struct json_scan *scan, const char *word)
{
	size_t length = strlen(word);
	if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
		return false;
	scan->at += length;
	return true;
}

static bool take_digits(struct json_scan *scan)
{
	const char *start = scan->at;
	while (scan->at < scan->end && g_ascii_isdigit(*scan->at))
		scan->at++;
	return scan->at > start;
}

/* number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ "e" [ "+" / "-" ] 1*digit ] */
static bool take_number(struct json_scan *scan)
{
	(void)take_word(scan, "-");
	if (!take_word(scan, "0") && !take_digits(scan))
		return false;
	if (take_word(scan, ".") && !take_digits(scan))
		return false;
	if (take_word(scan, "e") || take_word(scan, "E")) {
		if (!take_word(scan, "+"))
			(void)take_word(scan, "-");
		return take_digits(scan);
	}
	/* Of "01" this is the first, and no digit may follow a value. */
	return true;
}

static bool take_hex4(struct json_scan *scan, unsigned *ret_unit)
{
	unsigned unit = 0;
	if (scan->end - scan->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int digit = g_ascii_xdigit_value(scan->at[i]);
		if (digit < 0)
			return false;
		unit = unit * 16 + (unsigned)digit;
	}
	scan->at += 4;
	*ret_unit = unit;
	return true;
}

static bool take_escape(struct json_scan *scan)
{
	if (scan->at == scan->end)
		return false;
	if (*scan->at != 'u')
		return *scan->at && strchr("\"\\/bfnrt", *scan->at++) != NULL;
	scan->at++;

	unsigned high;
	unsigned low;
	if (!take_hex4(scan, &high))
		return false;
	if (high == 0)
		scan->nul = true;
	if (high < 0xd800 || high > 0xdfff)
		return true;
	/* A pair of surrogates, or no character at all. */
	return high < 0xdc00 && take_word(scan, "\\u") && take_hex4(scan, &low) && low >= 0xdc00 && low <= 0xdfff;
}

bool json_scan_string(struct json_scan *scan)
{
	if (!json_scan_take(scan, '"'))
		return false;

	while (scan->at < scan->end) {
		const char *run = scan->at;
		while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\' &&
		       (unsigned char)*scan->at >= 0x20)
			scan->at++;
		if (!g_utf8_validate_len(run, (gsize)(scan->at - run), NULL) || scan->at == scan->end)
			return false;
		char stop = *scan->at++;
		if (stop == '"')
			return true;
		if (stop != '\\' || !take_escape(scan))
			return false;
	}
	return false;
}

static bool take_container(struct json_scan *scan, char open, char close)
{
	if (scan->depth == JSON_DEPTH_MAX || !json_scan_take(scan, open))
		return false;
	scan->depth++;
	if (!json_scan_take(scan, close)) {
		do {
			if (open == '{' && !(json_scan_string(scan) && json_scan_take(scan, ':')))
				return false;
			if (!json_scan_value(scan))
				return false;
		} while (json_scan_take(scan, ','));
		if (!json_scan_take(scan, close))
			return false;
	}
	scan->depth--;
	return true;
}

bool json_scan_value(struct json_scan *scan)
{
	switch (json_scan_peek(scan)) {
	case '{':
		return take_container(scan, '{', '}');
	case '[':
		return take_container(scan, '[', ']');
	case '"':
		return json_scan_string(scan);
	case 't':
		return take_word(scan, "true");
	case 'f':
		return take_word(scan, "false");
	case 'n':
		return take_word(scan, "null");
	default:
		return take_number(scan);
	}
}

bool json_scan_object(struct json_scan *scan, GArray *members)
{
	if (!json_scan_take(scan, '{'))
		return false;
	scan->depth++;
	if (!json_scan_take(scan, '}')) {
		do {
			struct json_member member;
			(void)json_scan_peek(scan);
			member.name.start = scan->at;
			if (!json_scan_string(scan))
				return false;
			member.name.length = (size_t)(scan->at - member.name.start);
			if (!json_scan_take(scan, ':'))
				return false;
			(void)json_scan_peek(scan);
			member.value.start = scan->at;
			if (!json_scan_value(scan))
				return false;
			member.value.length = (size_t)(scan->at - member.value.start);
			g_array_append_val(members, member);
		} while (json_scan_take(scan, ','));
		if (!json_scan_take(scan, '}'))
			return false;
	}
	scan->depth--;
	return true;
}

/* The character of the escape behind the backslash; the text was scanned before. */
static gunichar escaped_character(struct json_scan *scan)
{
	static const char letters[] = "bfnrt";
	static const char meanings[] = "\b\f\n\r\t";
	char letter = *scan->at++;
	const char *found = strchr(letters, letter);
	if (letter != 'u')
		return (gunichar)(unsigned char)(found ? meanings[found - letters] : letter);

	unsigned high = 0;
	unsigned low = 0;
	(void)take_hex4(scan, &high);
	if (high < 0xd800 || high > 0xdbff)
		return high;
	(void)take_word(scan, "\\u");
	(void)take_hex4(scan, &low);
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

bool json_span_decode(const struct json_span *span, struct secret *out)
{
	if (!span->start)
		return false;
	struct json_scan scan = json_scan_of(span->start, span->length);
	if (!json_scan_string(&scan) || !json_scan_end(&scan))
		return false;

	scan = json_scan_of(span->start + 1, span->length - 2);
	while (scan.at < scan.end) {
		const char *run = scan.at;
		const char *escape = memchr(run, '\\', (size_t)(scan.end - run));
		scan.at = escape ? escape : scan.end;
		secret_append(out, run, (size_t)(scan.at - run));
		if (escape) {
			char bytes[6];
			scan.at++;
			int length = g_unichar_to_utf8(escaped_character(&scan), bytes);
			secret_append(out, bytes, (size_t)length);
		}
	}
	return !secret_overflowed(out);
}

bool json_span_means(const struct json_span *span, const char *text)
{
	g_auto(Secret) meaning = SECRET_INIT(span->length);
	return json_span_decode(span, &meaning) && meaning.length == strlen(text) &&
	       memcmp(secret_text(&meaning), text, meaning.length) == 0;
}
