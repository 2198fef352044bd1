/* SPDX-License-Identifier: MIT */
#include "pasted.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

static void drop_front(struct piece *piece, size_t length)
{
	piece->start += length;
	piece->length -= length;
}

/* What editors, web pages and chats add in front of a copied text or behind it, and nobody sees: a byte order mark, a
 * no-break space, a space of no width, a word joiner. */
static const char *const unseen[] = { BYTE_ORDER_MARK, "\xc2\xa0", "\xe2\x80\x8b", "\xe2\x81\xa0" };

static bool drop_unseen(struct piece *piece)
{
	for (size_t i = 0; i < G_N_ELEMENTS(unseen); i++) {
		size_t length = strlen(unseen[i]);
		if (piece->length < length)
			continue;
		if (memcmp(piece->start, unseen[i], length) == 0)
			drop_front(piece, length);
		else if (memcmp(piece->start + piece->length - length, unseen[i], length) != 0)
			continue;
		else
			piece->length -= length;
		return true;
	}
	return false;
}

/* Without that, and without the blanks and line ends around it. */
struct piece pasted_trimmed(struct piece piece)
{
	do {
		while (piece.length > 0 && g_ascii_isspace(piece.start[piece.length - 1]))
			piece.length--;
		while (piece.length > 0 && g_ascii_isspace(piece.start[0]))
			drop_front(&piece, 1);
	} while (drop_unseen(&piece));
	return piece;
}

static bool starts_with(const struct piece *piece, const char *text)
{
	return piece->length >= strlen(text) && g_ascii_strncasecmp(piece->start, text, strlen(text)) == 0;
}

/* Drops "licenseID:" and its like in front: from a license, from JSON, from a script, from a web page. */
static bool drop_label(struct piece *piece)
{
	static const char *const names[] = { "licenseID",  "license_id", "license-id",
					     "license id", "license",	 "replicated_license_id" };
	struct piece rest = *piece;
	if (starts_with(&rest, "export "))
		drop_front(&rest, strlen("export "));
	bool quoted = starts_with(&rest, "\"");
	drop_front(&rest, quoted);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		struct piece value = rest;
		if (!starts_with(&value, names[i]))
			continue;
		drop_front(&value, strlen(names[i]));
		if (quoted && !starts_with(&value, "\""))
			continue;
		drop_front(&value, quoted);
		if (!starts_with(&value, ":") && !starts_with(&value, "="))
			continue;
		drop_front(&value, 1);
		*piece = pasted_trimmed(value);
		return true;
	}
	return false;
}

/* Drops quotes around it: those of programs, of Markdown, and what word processors make of the first. */
static bool drop_quotes(struct piece *piece)
{
	static const char *const pairs[][2] = {
		{ "\"", "\"" },
		{ "'", "'" },
		{ "`", "`" },
		{ "<", ">" },
		{ "\xe2\x80\x9c", "\xe2\x80\x9d" },
		{ "\xe2\x80\x98", "\xe2\x80\x99" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		size_t before = strlen(pairs[i][0]);
		size_t after = strlen(pairs[i][1]);
		if (piece->length < before + after || memcmp(piece->start, pairs[i][0], before) != 0 ||
		    memcmp(piece->start + piece->length - after, pairs[i][1], after) != 0)
			continue;
		drop_front(piece, before);
		piece->length -= after;
		return true;
	}
	return false;
}

/* Without what was copied along with the license ID: its name, quotes, the comma behind them. */
struct piece pasted_id(struct piece piece)
{
	bool labelled = drop_label(&piece);
	struct piece rest = piece;
	if (rest.length >= 2 && strchr(",;", rest.start[rest.length - 1]))
		rest.length--;
	if (labelled || drop_quotes(&(struct piece){ rest.start, rest.length }))
		piece = rest;
	(void)drop_quotes(&piece);
	return pasted_trimmed(piece);
}
