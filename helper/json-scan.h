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
#ifndef HELPER_JSON_SCAN_H
#define HELPER_JSON_SCAN_H

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

#endif
