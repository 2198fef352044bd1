/* SPDX-License-Identifier: MIT */
#include "chart-report.h"

#include "../format/json.h"
#include "../runtime/message.h"
#include "chart-scalars.h"

#include <string.h>

#define COLUMNS 4
#define GAP 2
/* A longer cell does not widen its column: the table would not fit on any screen. */
#define COLUMN_MAX 70

#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define RED "\033[31m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

static void free_row(gpointer entry)
{
	struct chart_row *row = entry;
	g_free(row->image);
	g_free(row->place);
	g_free(row->proxy);
	g_free(row->reason);
	g_free(row);
}

void chart_report_init(struct chart_report *report)
{
	*report = (struct chart_report){
		.rows = g_ptr_array_new_with_free_func(free_row),
		.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.notes = g_ptr_array_new_with_free_func(g_free),
	};
}

void chart_report_clear(struct chart_report *report)
{
	g_clear_pointer(&report->rows, g_ptr_array_unref);
	g_clear_pointer(&report->seen, g_hash_table_unref);
	g_clear_pointer(&report->notes, g_ptr_array_unref);
}

void chart_report_add(struct chart_report *report, const char *image, const char *place, const char *proxy,
		      const char *reason, enum chart_checked checked)
{
	if (!g_hash_table_add(report->seen, g_strdup_printf("%s\n%s", place, image)))
		return;
	g_hash_table_add(report->seen, g_strdup(place));
	struct chart_row *row = g_new(struct chart_row, 1);
	*row = (struct chart_row){
		.image = g_strdup(image),
		.place = g_strdup(place),
		.proxy = g_strdup(proxy),
		.reason = g_strdup(reason),
		.checked = checked,
	};
	g_ptr_array_add(report->rows, row);
}

void chart_report_say(struct chart_report *report, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(report->notes, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* ---- what was found by form ---- */

static void add_change(struct chart_report *report, const struct chart_registries *registries,
		       const struct chart_change *change)
{
	g_auto(Reference) reference = { 0 };
	g_autofree char *behind = NULL;
	if (!change || g_hash_table_contains(report->seen, change->place))
		return;
	/* Of a pair only the registry changes, and the image is shown. */
	if (!reference_parse(change->upstream, &reference, NULL) ||
	    !reference_to_proxy(&reference, registries->rules->proxy, registries->rules->app, &behind, NULL))
		behind = g_strdup(change->text);
	chart_report_add(report, change->upstream, change->place, behind, NULL, CHART_BY_FORM);
}

void chart_report_found(struct chart_report *report, const struct chart_registries *registries,
			const struct yaml_value *values, const struct chart_images *images)
{
	g_auto(ChartScalars) scalars = { 0 };
	chart_scalars_find(values, &scalars);
	for (guint i = 0; i < scalars.all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(scalars.all, i);
		add_change(report, registries, g_hash_table_lookup(images->changes, scalar->value));
	}
	for (guint i = 0; i < images->notes->len; i++) {
		const struct chart_note *note = g_ptr_array_index(images->notes, i);
		g_autofree char *sentence = chart_note_sentence(note);
		chart_report_say(report, "%s", sentence);
		/* The value is not shown: it may be a password. */
		if (note->kind == CHART_NOTE_LEFT)
			chart_report_add(report, "", note->place, NULL, note->reason, CHART_LEFT);
	}
}

bool chart_report_has_left(const struct chart_report *report)
{
	for (guint i = 0; i < report->rows->len; i++)
		if (((const struct chart_row *)g_ptr_array_index(report->rows, i))->checked == CHART_LEFT)
			return true;
	return false;
}

/* ---- the table ---- */

static const char *const checked_words[] = {
	[CHART_RENDERED] = "rendered",
	[CHART_BY_FORM] = "by form alone",
	[CHART_LEFT] = "left",
};
static const char *const checked_colours[] = {
	[CHART_RENDERED] = GREEN,
	[CHART_BY_FORM] = YELLOW,
	[CHART_LEFT] = RED,
};

static void cells_of(const struct chart_row *row, char *ret_cells[static COLUMNS])
{
	const char *const texts[COLUMNS] = { *row->image ? row->image : "?", row->place, row->proxy ? row->proxy : "-",
					     checked_words[row->checked] };
	for (size_t i = 0; i < COLUMNS; i++)
		ret_cells[i] = message_sanitize(texts[i]);
}

static void print_cells(char *const *cells, const size_t *widths, const char *colour, struct secret *out)
{
	for (size_t i = 0; i + 1 < COLUMNS; i++) {
		size_t width = (size_t)g_utf8_strlen(cells[i], -1);
		int padding = (int)(width < widths[i] ? widths[i] - width + GAP : GAP);
		secret_append_format(out, "%s%*s", cells[i], padding, "");
	}
	secret_append_format(out, "%s%s%s\n", colour ? colour : "", cells[COLUMNS - 1], colour ? PLAIN : "");
}

void chart_report_print(const struct chart_report *report, bool colour, struct secret *out)
{
	static const char *const titles[COLUMNS] = { "IMAGE", "PLACE", "THROUGH THE PROXY", "CHECKED" };
	size_t widths[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++)
		widths[i] = strlen(titles[i]);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	for (guint i = 0; i < report->rows->len; i++) {
		char **cells = g_new0(char *, COLUMNS + 1);
		cells_of(g_ptr_array_index(report->rows, i), cells);
		for (size_t j = 0; j < COLUMNS; j++)
			widths[j] = MIN(MAX(widths[j], (size_t)g_utf8_strlen(cells[j], -1)), COLUMN_MAX);
		g_ptr_array_add(lines, cells);
	}
	if (lines->len == 0) {
		secret_append_text(out, "no image of the named registries was found\n");
		return;
	}
	secret_append_text(out, colour ? BOLD : "");
	print_cells((char *const *)(guintptr)titles, widths, NULL, out);
	secret_append_text(out, colour ? PLAIN : "");
	for (guint i = 0; i < lines->len; i++) {
		const struct chart_row *row = g_ptr_array_index(report->rows, i);
		print_cells(g_ptr_array_index(lines, i), widths, colour ? checked_colours[row->checked] : NULL, out);
	}
}

/* ---- JSON ---- */

static void add_text(struct json *object, const char *name, const char *text)
{
	if (text && *text) {
		g_autofree char *harmless = message_sanitize(text);
		json_add_string(object, name, harmless);
	}
}

void chart_report_print_json(const struct chart_report *report, struct secret *out)
{
	static const char *const words[] = {
		[CHART_RENDERED] = "rendered",
		[CHART_BY_FORM] = "form",
		[CHART_LEFT] = "left",
	};
	g_autoptr(Json) answer = json_new_object();
	struct json *images = json_add_array(answer, "images");
	for (guint i = 0; i < report->rows->len; i++) {
		const struct chart_row *row = g_ptr_array_index(report->rows, i);
		struct json *image = json_append_object(images);
		add_text(image, "image", row->image);
		add_text(image, "place", row->place);
		add_text(image, "proxy", row->proxy);
		json_add_string(image, "checked", words[row->checked]);
		add_text(image, "reason", row->reason);
	}
	struct json *notes = json_add_array(answer, "notes");
	for (guint i = 0; i < report->notes->len; i++) {
		g_autofree char *harmless = message_sanitize(g_ptr_array_index(report->notes, i));
		json_add_string(json_append_object(notes), "text", harmless);
	}
	json_print_line(answer, out);
}
