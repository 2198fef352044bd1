/* SPDX-License-Identifier: MIT
 *
 * json-scan.h - scans JSON text byte by byte, strictly by RFC 8259 (pure)
 *
 * cJSON is liberal: it accepts raw line breaks in strings, bad UTF-8, leading zeros, and cuts a string
 * at \u0000. This scanner decides what is JSON; cJSON then only makes the tree. It also returns
 * positions in the text, for the editor of client configuration files, which must not print a
 * file again.
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

/* Deeper than any message that is read here; a stack of this many small frames is harmless. */
#define JSON_DEPTH_MAX 32

struct json_scan {
	const char *at; /* next byte */
	const char *end;
	unsigned depth;
	bool nul; /* a string with \u0000 was passed, which a C string cannot contain */
};

struct json_scan json_scan_of(const char *text, size_t length);

/* Passes white space and gives the next byte without passing it; '\0' at the end. */
char json_scan_peek(struct json_scan *scan);

/* Passes white space and this punctuation byte; false if another one is next. */
bool json_scan_take(struct json_scan *scan, char punctuation);

/* Passes white space and one whole value of any kind. */
bool json_scan_value(struct json_scan *scan);

/* Passes white space and one string, quotes included. */
bool json_scan_string(struct json_scan *scan);

/* Passes white space; true if nothing follows. */
bool json_scan_end(struct json_scan *scan);

/* The position of a value or a name in the text, quotes and braces included. */
struct json_span {
	const char *start; /* NULL if there is none */
	size_t length;
};

/* One `"name": value` of an object. */
struct json_member {
	struct json_span name;
	struct json_span value;
};

/* Passes white space and one object, and adds its members, as they are in the text, to the array of struct
 * json_member. */
bool json_scan_object(struct json_scan *scan, GArray *members);

/* Adds the meaning of a string of the text to `out`, with escapes resolved; a \u0000 becomes a NUL byte. False
 * if the span is not a string, or if it does not fit into the buffer. */
bool json_span_decode(const struct json_span *span, struct secret *out) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the span is a string that means this text. */
bool json_span_means(const struct json_span *span, const char *text);

#endif
