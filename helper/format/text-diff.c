/* SPDX-License-Identifier: MIT */
#include "text-diff.h"

#include <glib.h>
#include <string.h>

#define CONTEXT 3
/* How far two texts are searched for a line in which they meet again. Ours differ by few lines. */
#define APART_MAX 2000

struct line {
	const char *start;
	size_t length; /* with its line end */
	bool common;   /* it stands in both texts */
};

static GArray *split(const struct secret *text)
{
	GArray *lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	const char *at = text ? text->bytes : NULL;
	const char *end = at ? at + text->length : NULL;
	while (at < end) {
		const char *line_feed = memchr(at, '\n', (size_t)(end - at));
		const char *next = line_feed ? line_feed + 1 : end;
		const struct line line = { at, (size_t)(next - at), false };
		g_array_append_val(lines, line);
		at = next;
	}
	return lines;
}

static struct line *line_at(const GArray *lines, guint index)
{
	return &g_array_index(lines, struct line, index);
}

static bool meet(const GArray *a, guint i, const GArray *b, guint j)
{
	const struct line *left = line_at(a, i);
	const struct line *right = line_at(b, j);
	return left->length == right->length && memcmp(left->start, right->start, left->length) == 0;
}

/* The nearest place behind (i, j) where both texts go on alike. */
static void find_meeting(const GArray *a, guint *i, const GArray *b, guint *j)
{
	for (guint apart = 1; apart <= APART_MAX; apart++)
		for (guint skipped = 0; skipped <= apart; skipped++) {
			guint x = *i + apart - skipped;
			guint y = *j + skipped;
			if (x < a->len && y < b->len && meet(a, x, b, y)) {
				*i = x;
				*j = y;
				return;
			}
		}
	*i = a->len;
	*j = b->len;
}

static void mark_common(GArray *a, GArray *b)
{
	for (guint i = 0, j = 0; i < a->len && j < b->len;) {
		if (!meet(a, i, b, j)) {
			find_meeting(a, &i, b, &j);
			continue;
		}
		line_at(a, i++)->common = true;
		line_at(b, j++)->common = true;
	}
}

static void print_line(char sign, const struct line *line, struct secret *out)
{
	bool ended = line->start[line->length - 1] == '\n';
	secret_append(out, &sign, 1);
	secret_append(out, line->start, line->length);
	if (!ended)
		secret_append_text(out, "\n\\ No newline at end of file\n");
}

/* A stretch of both texts. */
struct hunk {
	guint a, a_end;
	guint b, b_end;
};

static void print_hunk(const GArray *a, const GArray *b, const struct hunk *hunk, struct secret *out)
{
	guint before = hunk->a_end - hunk->a;
	guint after = hunk->b_end - hunk->b;
	secret_append_format(out, "@@ -%u,%u +%u,%u @@\n", before ? hunk->a + 1 : hunk->a, before,
			     after ? hunk->b + 1 : hunk->b, after);
	for (guint i = hunk->a, j = hunk->b; i < hunk->a_end || j < hunk->b_end;) {
		if (i < hunk->a_end && !line_at(a, i)->common)
			print_line('-', line_at(a, i++), out);
		else if (!line_at(b, j)->common)
			print_line('+', line_at(b, j++), out);
		else
			print_line(' ', line_at(a, i++), out), j++;
	}
}

/* Passes the changes at (end of the hunk), and the common lines behind them as far as they are context. */
static void extend(const GArray *a, const GArray *b, struct hunk *hunk)
{
	for (;;) {
		while (hunk->a_end < a->len && !line_at(a, hunk->a_end)->common)
			hunk->a_end++;
		while (hunk->b_end < b->len && !line_at(b, hunk->b_end)->common)
			hunk->b_end++;
		guint common = 0;
		/* Each common line of one is in the other. */
		while (hunk->a_end + common < a->len && line_at(a, hunk->a_end + common)->common &&
		       line_at(b, hunk->b_end + common)->common)
			common++;
		bool last = hunk->a_end + common == a->len && hunk->b_end + common == b->len;
		bool far = last || common > 2 * CONTEXT;
		hunk->a_end += far ? MIN(common, CONTEXT) : common;
		hunk->b_end += far ? MIN(common, CONTEXT) : common;
		if (far)
			return;
	}
}

static void print_hunks(const GArray *a, const GArray *b, struct secret *out)
{
	for (guint i = 0, j = 0; i < a->len || j < b->len;) {
		if (i < a->len && line_at(a, i)->common && line_at(b, j)->common) {
			i++, j++;
			continue;
		}
		struct hunk hunk = { .a = i - MIN(i, CONTEXT), .a_end = i, .b = j - MIN(j, CONTEXT), .b_end = j };
		extend(a, b, &hunk);
		print_hunk(a, b, &hunk, out);
		i = hunk.a_end;
		j = hunk.b_end;
	}
}

void text_diff(const char *path, const struct secret *before, const struct secret *after, struct secret *out)
{
	if (before && after && secret_equal(before, after))
		return;
	g_autoptr(GArray) a = split(before);
	g_autoptr(GArray) b = split(after);
	mark_common(a, b);
	secret_append_format(out, "--- %s\n+++ %s\n", before ? path : "/dev/null", after ? path : "/dev/null");
	print_hunks(a, b, out);
}
