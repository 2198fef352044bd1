/* SPDX-License-Identifier: MIT */
#include "chart-subcharts.h"

#include "../format/text-sort.h"
#include "../runtime/file.h"
#include "chart-copy.h"

static bool is_changed(const struct chart_images *images, const char *name)
{
	g_autofree char *prefix = g_strconcat(name, ".", NULL);
	GHashTableIter iterator;
	gpointer change;
	g_hash_table_iter_init(&iterator, images->changes);
	while (g_hash_table_iter_next(&iterator, NULL, &change))
		if (g_str_has_prefix(((const struct chart_change *)change)->place, prefix))
			return true;
	return false;
}

/* ---- names of subcharts ---- */

static void add_names(const char *chart, const char *file, GPtrArray *names)
{
	static const struct yaml_limits limits = {
		.bytes = CHART_VALUES_MAX,
		.depth = YAML_DEPTH_MAX,
		.expansion = CHART_VALUES_MAX,
	};
	g_auto(Secret) text = SECRET_INIT(CHART_VALUES_MAX);
	g_autofree char *path = g_build_filename(chart, file, NULL);
	bool there;
	if (!file_read_if_there(path, "the chart", &text, &there, NULL) || !there)
		return;
	g_autoptr(YamlValue) parsed = yaml_value_parse(secret_text(&text), text.length, &limits, "the chart", NULL);
	const struct yaml_value *one = yaml_value_first(yaml_value_member(parsed, "dependencies"));
	for (; one; one = yaml_value_next(one)) {
		const char *alias = yaml_value_text(yaml_value_member(one, "alias"));
		const char *name = alias ? alias : yaml_value_text(yaml_value_member(one, "name"));
		if (name)
			g_ptr_array_add(names, g_strconcat(name, ".", NULL));
	}
}

static bool is_below(const char *place, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		if (g_str_has_prefix(place, g_ptr_array_index(names, i)))
			return true;
	return false;
}

void chart_subcharts_leave_hostless(const char *chart, struct chart_images *images)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	add_names(chart, "Chart.yaml", names);
	add_names(chart, "requirements.yaml", names);
	for (guint i = 0; i < images->notes->len; i++) {
		struct chart_note *note = g_ptr_array_index(images->notes, i);
		if (note->kind != CHART_NOTE_CHANGED || !is_below(note->place, names))
			continue;
		g_hash_table_remove(images->changes, note->value);
		note->kind = CHART_NOTE_LEFT;
		g_free(note->reason);
		note->reason = g_strdup("the subchart's own values may put a registry before it");
	}
}

/* ---- images of subcharts ---- */

static bool has_images(const char *folder, const struct chart_registries *registries)
{
	static const struct yaml_limits limits = {
		.bytes = CHART_VALUES_MAX,
		.depth = YAML_DEPTH_MAX,
		.expansion = CHART_VALUES_MAX,
	};
	g_auto(Secret) text = SECRET_INIT(CHART_VALUES_MAX);
	g_auto(ChartImages) images = { 0 };
	g_autofree char *path = g_build_filename(folder, "values.yaml", NULL);
	bool there;
	if (!file_read_if_there(path, "the values file", &text, &there, NULL))
		return true;
	g_autoptr(YamlValue) values =
		yaml_value_parse(secret_text(&text), text.length, &limits, "the values file", NULL);
	if (!values)
		return true;
	chart_images_find(values, registries, &images);
	return g_hash_table_size(images.changes) > 0 || images.notes->len > 0;
}

static void report_one(const char *folder, const char *name, const struct chart_registries *registries,
		       const struct chart_images *images, struct chart_report *report)
{
	static const char reason[] = "only helm knows what its own values become";
	g_autofree char *path = g_build_filename(folder, name, NULL);
	if (!chart_is_archive(name) &&
	    (!chart_is_folder(path) || is_changed(images, name) || !has_images(path, registries)))
		return;
	chart_report_add(report, "", name, NULL, reason, CHART_LEFT);
	chart_report_say(report, "left the images of the subchart '%s' unchanged: %s", name, reason);
}

void chart_subcharts_report(const char *chart, const struct chart_registries *registries,
			    const struct chart_images *images, struct chart_report *report)
{
	g_autofree char *folder = g_build_filename(chart, "charts", NULL);
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;
	while (entries && (name = g_dir_read_name(entries)))
		g_ptr_array_add(names, g_strdup(name));
	texts_sort(names);
	for (guint i = 0; i < names->len; i++)
		report_one(folder, g_ptr_array_index(names, i), registries, images, report);
}
