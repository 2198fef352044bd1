/* SPDX-License-Identifier: MIT */
#include "chart-override.h"

#include "../format/yaml-write.h"

#include <string.h>

#define KEY_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-"

struct printer {
	const struct chart_images *images;
	GHashTable *touched; /* a set: the values with a change in them, at any depth */
	struct secret *out;
};

static void add(const struct printer *printer, const char *text)
{
	secret_append_text(printer->out, text);
}

static const struct chart_change *change_of(const struct printer *printer, const struct yaml_value *value)
{
	return value ? g_hash_table_lookup(printer->images->changes, value) : NULL;
}

static const struct chart_change *addition_to(const struct printer *printer, const struct yaml_value *mapping)
{
	return g_hash_table_lookup(printer->images->additions, mapping);
}

static bool is_touched(const struct printer *printer, const struct yaml_value *value)
{
	return g_hash_table_contains(printer->touched, value);
}

static bool find_touched(const struct printer *printer, const struct yaml_value *value)
{
	bool touched = change_of(printer, value) || addition_to(printer, value);
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child))
		touched = find_touched(printer, child) || touched;
	if (touched)
		g_hash_table_add(printer->touched, (gpointer)(guintptr)value);
	return touched;
}

static void print_upstream(const struct printer *printer, const struct chart_change *change, unsigned depth)
{
	if (!change)
		return;
	yaml_write_indent(printer->out, depth);
	secret_append_format(printer->out, "# upstream: %s\n", change->upstream);
}

static void print_comment(const struct printer *printer, const struct yaml_value *value, unsigned depth)
{
	print_upstream(printer, change_of(printer, value), depth);
}

static void print_addition(const struct printer *printer, const struct yaml_value *mapping, unsigned depth)
{
	const struct chart_change *addition = addition_to(printer, mapping);
	if (!addition)
		return;
	print_upstream(printer, addition, depth);
	yaml_write_indent(printer->out, depth);
	yaml_write_string(printer->out, addition->key);
	add(printer, ": ");
	yaml_write_string(printer->out, addition->text);
	add(printer, "\n");
}

/* A key that was written as `on` or `1.0` is "true" or "1" to Helm: so it is written again. */
static void print_key(const struct printer *printer, const struct yaml_value *member)
{
	const char *name = yaml_value_name(member);
	if (*name && yaml_value_name_is_plain(member) && strspn(name, KEY_BYTES) == strlen(name))
		add(printer, name);
	else
		yaml_write_string(printer->out, name);
	add(printer, ":");
}

/* In brackets these are words; at the beginning of a line of their own they would be signs. */
static bool reads_as_sign(const char *text)
{
	size_t length = strlen(text);
	return (length == 1 && strchr("-?:", *text)) || (length > 0 && text[length - 1] == ':') || strstr(text, ": ") ||
	       strstr(text, " #");
}

static void print_scalar(const struct printer *printer, const struct yaml_value *value)
{
	const struct chart_change *change = change_of(printer, value);
	const char *text = change ? change->text : yaml_value_text(value);
	/* One that goes over several lines is a string, whatever its words are. */
	bool as_written = !change && yaml_value_is_plain(value) && !strchr(text, '\n') && !reads_as_sign(text);
	if (as_written)
		add(printer, *text ? text : "null");
	else
		yaml_write_string(printer->out, text);
}

static void print_whole(const struct printer *printer, const struct yaml_value *value, unsigned depth);

static bool is_block(const struct yaml_value *value)
{
	return !yaml_value_is(value, YAML_SCALAR) && yaml_value_first(value);
}

/* What follows "key:" or "-": on the same line, or a block below it. */
static void print_behind(const struct printer *printer, const struct yaml_value *value, unsigned depth)
{
	if (is_block(value)) {
		add(printer, "\n");
		print_whole(printer, value, depth + 1);
	} else if (yaml_value_is(value, YAML_SCALAR)) {
		add(printer, " ");
		print_scalar(printer, value);
		add(printer, "\n");
	} else {
		add(printer, yaml_value_is(value, YAML_MAPPING) ? " {}\n" : " []\n");
	}
}

static void print_member(const struct printer *printer, const struct yaml_value *member, unsigned depth)
{
	print_key(printer, member);
	print_behind(printer, member, depth);
}

static void print_members(const struct printer *printer, const struct yaml_value *member, unsigned depth)
{
	for (; member; member = yaml_value_next(member)) {
		print_comment(printer, member, depth);
		yaml_write_indent(printer->out, depth);
		print_member(printer, member, depth);
	}
}

/* "- " and the element; of a mapping the first member follows the dash, and its comment is above it. */
static void print_element(const struct printer *printer, const struct yaml_value *element, unsigned depth)
{
	const struct yaml_value *first = yaml_value_is(element, YAML_MAPPING) ? yaml_value_first(element) : NULL;
	print_comment(printer, first ? first : element, depth);
	yaml_write_indent(printer->out, depth);
	add(printer, "-");
	if (!first) {
		print_behind(printer, element, depth);
		return;
	}
	add(printer, " ");
	print_member(printer, first, depth + 1);
	print_members(printer, yaml_value_next(first), depth + 1);
	print_addition(printer, element, depth + 1);
}

static void print_whole(const struct printer *printer, const struct yaml_value *value, unsigned depth)
{
	if (yaml_value_is(value, YAML_MAPPING)) {
		print_members(printer, yaml_value_first(value), depth);
		print_addition(printer, value, depth);
		return;
	}
	for (const struct yaml_value *element = yaml_value_first(value); element; element = yaml_value_next(element))
		print_element(printer, element, depth);
}

/* A mapping that is not part of a list: Helm keeps what is not printed. */
static void print_changes(const struct printer *printer, const struct yaml_value *mapping, unsigned depth)
{
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member)) {
		if (!is_touched(printer, member))
			continue;
		print_comment(printer, member, depth);
		yaml_write_indent(printer->out, depth);
		if (!yaml_value_is(member, YAML_MAPPING)) {
			print_member(printer, member, depth);
			continue;
		}
		print_key(printer, member);
		add(printer, "\n");
		print_changes(printer, member, depth + 1);
	}
	print_addition(printer, mapping, depth);
}

void chart_override_print(const struct yaml_value *values, const struct chart_images *images, struct secret *out)
{
	const struct printer printer = { .images = images, .touched = g_hash_table_new(NULL, NULL), .out = out };
	if (find_touched(&printer, values))
		print_changes(&printer, values, 0);
	else
		add(&printer, "{}\n");
	g_hash_table_unref(printer.touched);
}
