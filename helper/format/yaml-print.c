/* SPDX-License-Identifier: MIT */
#include "yaml-print.h"

#include "yaml-write.h"

#include <string.h>

/* ---- the order of keys: yaml.v3, keyList.Less (sorter.go) ---- */

/* The text ends with a zero. */
static gint64 number_at(const gunichar *text, glong from, gint64 start, glong *ret_end)
{
	guint64 number = (guint64)start;
	glong at = from;
	for (; text[at] >= '0' && text[at] <= '9'; at++)
		number = number * 10 + (text[at] - '0');
	*ret_end = at;
	return (gint64)number;
}

/* Digits before a zero count: 10 and 1 differ by more than their zeros. */
static bool goes_on_a_number(const gunichar *text, glong at)
{
	while (--at >= 0 && g_unichar_isdigit(text[at]))
		if (text[at] != '0')
			return true;
	return false;
}

/* Where they differ first. */
static bool differs_before(const gunichar *a, const gunichar *b, glong at)
{
	bool a_letter = g_unichar_isalpha(a[at]);
	bool b_letter = g_unichar_isalpha(b[at]);
	if (a_letter && b_letter)
		return a[at] < b[at];
	if (a_letter || b_letter)
		return at > 0 && g_unichar_isdigit(a[at - 1]) ? a_letter : b_letter;
	gint64 start = goes_on_a_number(a, at);
	glong a_end;
	glong b_end;
	gint64 a_number = number_at(a, at, start, &a_end);
	gint64 b_number = number_at(b, at, start, &b_end);
	if (a_number != b_number)
		return a_number < b_number;
	return a_end != b_end ? a_end < b_end : a[at] < b[at];
}

int yaml_compare_keys(const char *a, const char *b)
{
	glong a_length;
	glong b_length;
	g_autofree gunichar *left = g_utf8_to_ucs4_fast(a, -1, &a_length);
	g_autofree gunichar *right = g_utf8_to_ucs4_fast(b, -1, &b_length);
	for (glong i = 0; i < a_length && i < b_length; i++)
		if (left[i] != right[i])
			return differs_before(left, right, i) ? -1 : 1;
	return (a_length > b_length) - (a_length < b_length);
}

static gint compare_members(gconstpointer a, gconstpointer b)
{
	return yaml_compare_keys(yaml_value_name(*(const struct yaml_value *const *)a),
				 yaml_value_name(*(const struct yaml_value *const *)b));
}

GPtrArray *yaml_sorted_members(const struct yaml_value *mapping)
{
	GPtrArray *members = g_ptr_array_new();
	if (yaml_value_is(mapping, YAML_MAPPING))
		for (const struct yaml_value *one = yaml_value_first(mapping); one; one = yaml_value_next(one))
			g_ptr_array_add(members, (gpointer)(guintptr)one);
	g_ptr_array_sort(members, compare_members);
	return members;
}

/* ---- values ---- */

static bool is_one_ascii_line(const char *text)
{
	for (; *text; text++)
		if (!g_ascii_isprint(*text))
			return false;
	return true;
}

static void print_scalar(struct secret *out, const struct yaml_value *value)
{
	const char *text = yaml_value_text(value);
	if (yaml_value_is_null(value))
		secret_append_text(out, "null");
	else if (yaml_value_is_plain(value) && is_one_ascii_line(text))
		secret_append_text(out, text);
	else
		yaml_write_string(out, text);
}

static void print_mapping(struct secret *out, const struct yaml_value *mapping, unsigned depth)
{
	g_autoptr(GPtrArray) members = yaml_sorted_members(mapping);
	for (guint i = 0; i < members->len; i++) {
		const struct yaml_value *member = g_ptr_array_index(members, i);
		secret_append_text(out, "\n");
		yaml_write_indent(out, depth);
		yaml_write_string(out, yaml_value_name(member));
		secret_append_text(out, ":");
		yaml_print_value(out, member, depth + 1);
	}
}

static void print_sequence(struct secret *out, const struct yaml_value *sequence, unsigned depth)
{
	for (const struct yaml_value *one = yaml_value_first(sequence); one; one = yaml_value_next(one)) {
		secret_append_text(out, "\n");
		yaml_write_indent(out, depth);
		secret_append_text(out, "-");
		yaml_print_value(out, one, depth + 1);
	}
}

void yaml_print_value(struct secret *out, const struct yaml_value *value, unsigned depth)
{
	bool is_empty = !yaml_value_first(value);
	if (yaml_value_is(value, YAML_SCALAR)) {
		secret_append_text(out, " ");
		print_scalar(out, value);
	} else if (yaml_value_is(value, YAML_MAPPING)) {
		is_empty ? secret_append_text(out, " {}") : print_mapping(out, value, depth);
	} else {
		is_empty ? secret_append_text(out, " []") : print_sequence(out, value, depth);
	}
}
