/* SPDX-License-Identifier: MIT
 *
 * chart-found.c - the changes and notes of chart-images.h, kept
 */
#include "chart-images.h"

static void free_change(gpointer entry)
{
	struct chart_change *change = entry;
	g_free(change->key);
	g_free(change->text);
	g_free(change->upstream);
	g_free(change->place);
	g_free(change);
}

static void free_note(gpointer entry)
{
	struct chart_note *note = entry;
	g_free(note->place);
	g_free(note->reason);
	g_free(note);
}

void chart_images_init(struct chart_images *images)
{
	*images = (struct chart_images){
		.changes = g_hash_table_new_full(NULL, NULL, NULL, free_change),
		.additions = g_hash_table_new_full(NULL, NULL, NULL, free_change),
		.notes = g_ptr_array_new_with_free_func(free_note),
	};
}

void chart_images_clear(struct chart_images *images)
{
	g_clear_pointer(&images->changes, g_hash_table_unref);
	g_clear_pointer(&images->additions, g_hash_table_unref);
	g_clear_pointer(&images->notes, g_ptr_array_unref);
}

void chart_images_set(struct chart_images *images, const struct yaml_value *value, const char *key, char *text,
		      const char *upstream, const char *place)
{
	struct chart_change *entry = g_new(struct chart_change, 1);
	*entry = (struct chart_change){
		.key = g_strdup(key),
		.text = text,
		.upstream = g_strdup(upstream),
		.place = g_strdup(place),
	};
	/* The tables do not change what their keys point to. */
	g_hash_table_insert(key ? images->additions : images->changes, (gpointer)(guintptr)value, entry);
}

void chart_images_note(struct chart_images *images, const struct yaml_value *value, enum chart_note_kind kind,
		       const char *place, const char *format, ...)
{
	struct chart_note *note = g_new(struct chart_note, 1);
	va_list arguments;
	va_start(arguments, format);
	*note = (struct chart_note){
		.value = value,
		.kind = kind,
		.place = g_strdup(place),
		.reason = g_strdup_vprintf(format, arguments),
	};
	va_end(arguments);
	g_ptr_array_add(images->notes, note);
}

char *chart_note_sentence(const struct chart_note *note)
{
	if (note->kind == CHART_NOTE_CHANGED)
		return g_strdup_printf("changed '%s' by its form alone: %s", note->place, note->reason);
	return g_strdup_printf("left '%s' unchanged: %s", note->place, note->reason);
}
