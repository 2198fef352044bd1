/* SPDX-License-Identifier: MIT
 *
 * json-scan.h - walks over JSON text byte by byte, by RFC 8259 and nothing more (pure)
 *
 * cJSON is liberal: it takes raw line breaks in strings, bad UTF-8, leading zeros, and cuts a string
 * at \u0000. This scanner decides what is JSON; cJSON then only makes the tree. It also tells where
 * in the text things are, for the editor of client configuration files, which must not print a
 * file anew.
 *
 *	struct json_scan scan = json_scan_of(text, length);
 *	if (!json_scan_value(&scan) || !json_scan_end(&scan))
 *		... not JSON
 */
#ifndef HELPER_FORMAT_JSON_SCAN_H
#define HELPER_FORMAT_JSON_SCAN_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Nested deeper than any message we read; a stack of this many small frames is harmless. */
#define JSON_DEPTH_MAX 32

struct json_scan {
	const char *at; /* next byte */
	const char *end;
	unsigned depth;
	bool nul; /* a string with \u0000 was passed: no C string can hold it */
};

struct json_scan json_scan_of(const char *text, size_t length);

/* Passes blanks and gives the next byte without passing it; '\0' at the end. */
char json_scan_peek(struct json_scan *scan);

/* Passes blanks and this punctuation byte; false where another one is next. */
bool json_scan_take(struct json_scan *scan, char punctuation);

/* Passes blanks and one whole value of any kind. */
bool json_scan_value(struct json_scan *scan);

/* Passes blanks and one string, quotes included. */
bool json_scan_string(struct json_scan *scan);

/* Passes blanks; true where nothing follows. */
bool json_scan_end(struct json_scan *scan);

/* A value or a name where it is in the text, quotes and braces included. */
struct json_span {
	const char *start; /* NULL: there is none */
	size_t length;
};

/* One `"name": value` of an object. */
struct json_member {
	struct json_span name;
	struct json_span value;
};

/* Passes blanks and one object, and adds its members, as they are in the text, to the array of struct
 * json_member. */
bool json_scan_object(struct json_scan *scan, GArray *members);

/* Adds what a string of the text means to `out`, escapes resolved; a \u0000 becomes a NUL byte. False
 * where the span is not a string, or the limit of the buffer would be passed. */
bool json_span_decode(const struct json_span *span, struct secret *out) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the span is a string that means this text. */
bool json_span_means(const struct json_span *span, const char *text);

#endif
