/* SPDX-License-Identifier: MIT */
#include "hcl.h"

#include "../runtime/error.h"

#include <string.h>

/* Terraform takes it for a byte that means nothing. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct scan {
	const char *start;
	const char *at; /* next byte */
	const char *end;
	unsigned depth;
};

static bool items(struct scan *scan, bool braced, GPtrArray *list);

void hcl_item_free(struct hcl_item *item)
{
	g_clear_pointer(&item->items, g_ptr_array_unref);
	g_free(item);
}

static GPtrArray *list_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)hcl_item_free);
}

/* ---- blanks and comments ---- */

static bool starts_with(const struct scan *scan, const char *text)
{
	size_t length = strlen(text);
	return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, text, length) == 0;
}

static void pass_line(struct scan *scan)
{
	const char *line_end = memchr(scan->at, '\n', (size_t)(scan->end - scan->at));
	scan->at = line_end ? line_end : scan->end;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_line_end(char byte)
{
	return byte == '\r' || byte == '\n';
}

/* False in a comment without an end. */
static bool pass_blanks(struct scan *scan)
{
	while (scan->at < scan->end) {
		if (is_blank(*scan->at) || is_line_end(*scan->at)) {
			scan->at++;
		} else if (*scan->at == '#' || starts_with(scan, "//")) {
			pass_line(scan);
		} else if (starts_with(scan, "/*")) {
			const char *close = g_strstr_len(scan->at + 2, scan->end - scan->at - 2, "*/");
			if (!close)
				return false;
			scan->at = close + 2;
		} else {
			return true;
		}
	}
	return true;
}

/* The next byte behind blanks and comments, which is not passed; '\0' at the end and where a comment does not end. */
static char peek(struct scan *scan)
{
	if (!pass_blanks(scan) || scan->at == scan->end)
		return '\0';
	return *scan->at;
}

static bool take(struct scan *scan, char punctuation)
{
	if (peek(scan) != punctuation)
		return false;
	scan->at++;
	return true;
}

/* ---- words and strings ---- */

/* Bytes of other alphabets count as letters: Terraform allows more of them than any name here needs. */
static bool is_letter(char byte)
{
	return g_ascii_isalpha(byte) || byte == '_' || (byte & 0x80) != 0;
}

static bool word(struct scan *scan, struct hcl_span *ret_name)
{
	const char *from = scan->at;
	if (scan->at == scan->end || !is_letter(*scan->at))
		return false;
	while (scan->at < scan->end && (is_letter(*scan->at) || g_ascii_isdigit(*scan->at) || strchr("-.", *scan->at)))
		scan->at++;
	*ret_name = (struct hcl_span){ from, (size_t)(scan->at - from) };
	return true;
}

/* From the opening quote on. Quotes and line ends inside of ${...} do not end it. */
static bool string(struct scan *scan, struct hcl_span *ret_text)
{
	const char *from = ++scan->at;
	unsigned braces = 0;
	for (; scan->at < scan->end; scan->at++) {
		char byte = *scan->at;
		if (byte == '"' && braces == 0) {
			*ret_text = (struct hcl_span){ from, (size_t)(scan->at - from) };
			scan->at++;
			return true;
		}
		if (byte == '\n' && braces == 0)
			return false;
		if (braces == 0 && starts_with(scan, "${")) {
			braces = 1;
			scan->at++;
		} else if (braces > 0 && (byte == '{' || byte == '}')) {
			braces = byte == '{' ? braces + 1 : braces - 1;
		} else if (byte == '\\' && scan->end - scan->at > 1 && scan->at[1] != '\n') {
			scan->at++;
		}
	}
	return false;
}

/* Whether the line, which has line ends before and behind it, is the word that ends a heredoc. Terraform allows blanks
 * before it in either form, and requires one more byte than the word behind <<-. */
static bool is_last_line(const char *from, const char *end, const struct hcl_span *mark, bool indented)
{
	if ((size_t)(end - from) < mark->length + indented)
		return false;
	while (is_blank(*from))
		from++;
	while (end[-1] == '\r')
		end--;
	return (size_t)(end - from) == mark->length && memcmp(from, mark->start, mark->length) == 0;
}

/* From << on; the line that ends it has a line end, too. */
static bool heredoc(struct scan *scan)
{
	scan->at += strlen("<<");
	bool indented = scan->at < scan->end && *scan->at == '-';
	struct hcl_span mark;
	if (indented)
		scan->at++;
	if (!word(scan, &mark))
		return false;
	if (scan->at < scan->end && *scan->at == '\r')
		scan->at++;
	if (scan->at == scan->end || *scan->at != '\n')
		return false;
	for (;;) {
		const char *from = ++scan->at;
		pass_line(scan);
		if (scan->at == scan->end)
			return false;
		if (is_last_line(from, scan->at, &mark, indented))
			return true;
	}
}

bool hcl_next_string(struct hcl_span *rest, struct hcl_span *ret_string)
{
	struct scan scan = { .at = rest->start, .end = rest->start + rest->length };
	while (peek(&scan) != '\0') {
		bool found = *scan.at == '"';
		if (found && !string(&scan, ret_string))
			return false;
		if (!found)
			scan.at++;
		*rest = (struct hcl_span){ scan.at, (size_t)(scan.end - scan.at) };
		if (found)
			return true;
	}
	return false;
}

/* ---- values ---- */

static bool value(struct scan *scan, struct hcl_item *item);

static bool list_of_values(struct scan *scan)
{
	scan->at++;
	while (!take(scan, ']')) {
		g_autoptr(HclItem) unused = g_new0(struct hcl_item, 1);
		if (!value(scan, unused))
			return false;
		if (!take(scan, ',') && peek(scan) != ']')
			return false;
	}
	return true;
}

static bool number(struct scan *scan)
{
	bool digits = false;
	for (; scan->at < scan->end; scan->at++) {
		if (!g_ascii_isxdigit(*scan->at) && !strchr("+-.xX", *scan->at))
			break;
		digits = digits || g_ascii_isdigit(*scan->at);
	}
	return digits;
}

static bool object(struct scan *scan, struct hcl_item *item)
{
	scan->at++;
	item->items = list_new();
	return items(scan, /* braced= */ true, item->items);
}

static bool one_value(struct scan *scan, struct hcl_item *item)
{
	struct hcl_span text;
	char first = peek(scan);
	if (first == '"') {
		if (!string(scan, &text))
			return false;
		item->is_filled = text.length > 0;
		return true;
	}
	if (first == '{')
		return object(scan, item);
	if (first == '[')
		return list_of_values(scan);
	if (starts_with(scan, "<<")) {
		item->is_filled = heredoc(scan);
		return item->is_filled;
	}
	return first == '-' || g_ascii_isdigit(first) ? number(scan) : word(scan, &text);
}

static bool value(struct scan *scan, struct hcl_item *item)
{
	if (++scan->depth > HCL_DEPTH_MAX)
		return false;
	bool done = one_value(scan, item);
	scan->depth--;
	return done;
}

/* ---- items ---- */

static bool name(struct scan *scan, struct hcl_span *ret_name)
{
	return peek(scan) == '"' ? string(scan, ret_name) : word(scan, ret_name);
}

/* Its names, then "=" and a value, or the braces of a block. Each further name is an item inside of the one before. */
static struct hcl_item *item_from(struct scan *scan, bool is_label)
{
	g_autoptr(HclItem) item = g_new0(struct hcl_item, 1);
	const char *from = scan->at; /* both callers have passed the blanks */
	if (!name(scan, &item->name))
		return NULL;
	if ((!is_label && take(scan, '=')) || peek(scan) == '{') {
		if (!value(scan, item))
			return NULL;
	} else {
		struct hcl_item *inner = ++scan->depth > HCL_DEPTH_MAX ? NULL : item_from(scan, true);
		scan->depth--;
		if (!inner)
			return NULL;
		item->items = list_new();
		g_ptr_array_add(item->items, inner);
	}
	item->whole = (struct hcl_span){ from, (size_t)(scan->at - from) };
	return g_steal_pointer(&item);
}

/* Up to the brace, which is passed, or the end of the text. A comma may follow each. */
static bool items(struct scan *scan, bool braced, GPtrArray *list)
{
	for (;;) {
		if (braced && take(scan, '}'))
			return true;
		(void)peek(scan);
		if (scan->at == scan->end)
			return !braced;
		struct hcl_item *item = item_from(scan, false);
		if (!item)
			return false;
		g_ptr_array_add(list, item);
		(void)take(scan, ',');
	}
}

static unsigned line_of(const struct scan *scan)
{
	unsigned line = 1;
	for (const char *byte = scan->start; byte < scan->at; byte++)
		line += *byte == '\n';
	return line;
}

struct hcl_item *hcl_parse(const char *text, size_t length, GError **error)
{
	struct scan scan = { .start = text, .at = text, .end = text + length };
	g_autoptr(HclItem) root = g_new0(struct hcl_item, 1);
	root->whole = (struct hcl_span){ text, length };
	root->items = list_new();
	/* A NUL is no UTF-8 to this function. */
	if (!g_utf8_validate_len(text, length, NULL) || starts_with(&scan, BYTE_ORDER_MARK) ||
	    !items(&scan, /* braced= */ false, root->items)) {
		(void)fail(error, HELPER_FAILED, "line %u is not a configuration as Terraform reads it",
			   line_of(&scan));
		return NULL;
	}
	return g_steal_pointer(&root);
}

bool hcl_item_is_named(const struct hcl_item *item, const char *name)
{
	return item->name.length == strlen(name) && g_ascii_strncasecmp(item->name.start, name, item->name.length) == 0;
}
