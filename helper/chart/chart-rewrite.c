/* SPDX-License-Identifier: MIT */
#include "chart-rewrite.h"

#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "chart-copy.h"
#include "chart-helm.h"
#include "chart-judge.h"
#include "chart-program.h"
#include "chart-subcharts.h"

#include <string.h>

#define EXPANSION_MAX (32 * 1024 * 1024)
#define FILE_IN_COPY "values-of-the-call.yaml"

/* ---- reading ---- */

static struct yaml_value *parse(const char *text, size_t length, size_t most, GError **error)
{
	const struct yaml_limits limits = { .bytes = most, .depth = YAML_DEPTH_MAX, .expansion = EXPANSION_MAX };
	g_autoptr(YamlValue) values = yaml_value_parse(text, length, &limits, "the values file", error);
	if (!values)
		return NULL;
	if (!yaml_value_is(values, YAML_MAPPING) && !yaml_value_is_null(values)) {
		fail(error, HELPER_FAILED, "the values file is not a mapping of keys to values");
		return NULL;
	}
	return g_steal_pointer(&values);
}

static bool read_file(const char *path, struct secret *text, GError **error)
{
	g_autofree char *subject = g_strdup_printf("the values file '%s'", path);
	return file_read(path, subject, text, error);
}

/* The values of a chart; it may have none. */
static bool read_values_of_chart(const char *folder, struct secret *text, GError **error)
{
	bool there;
	g_autofree char *path = g_build_filename(folder, "values.yaml", NULL);
	g_autofree char *subject = g_strdup_printf("the values file '%s'", path);
	return file_read_if_there(path, subject, text, &there, error);
}

/* ---- by form alone ---- */

static bool is_bitnami(const char *upstream)
{
	g_auto(Reference) reference = { 0 };
	return reference_parse(upstream, &reference, NULL) && g_str_has_prefix(reference.path, "bitnami");
}

static bool may_refuse(const struct yaml_value *values, const struct chart_images *images)
{
	const struct yaml_value *security = yaml_value_member(yaml_value_member(values, "global"), "security");
	const struct yaml_value *allow = yaml_value_member(security, "allowInsecureImages");
	GHashTableIter iterator;
	gpointer change;
	if (yaml_value_is_plain(allow))
		return strcmp(yaml_value_text(allow), "false") == 0;
	g_hash_table_iter_init(&iterator, images->changes);
	while (g_hash_table_iter_next(&iterator, NULL, &change))
		if (is_bitnami(((const struct chart_change *)change)->upstream))
			return true;
	return false;
}

static bool by_form(const struct chart_source *source, const char *folder, const struct chart_registries *registries,
		    struct chart_result *result, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(CHART_VALUES_MAX);
	if (source->text)
		secret_move(source->text, &text);
	else if (source->file ? !read_file(source->file, &text, error) : !read_values_of_chart(folder, &text, error))
		return false;
	result->values = parse(secret_text(&text), text.length, CHART_VALUES_MAX, error);
	if (!result->values)
		return false;
	chart_images_find(result->values, registries, &result->images);
	if (folder)
		chart_subcharts_leave_hostless(folder, &result->images);
	result->may_refuse = may_refuse(result->values, &result->images);
	chart_report_found(&result->report, registries, result->values, &result->images);
	if (folder)
		chart_subcharts_report(folder, registries, &result->images, &result->report);
	return true;
}

/* ---- by helm ---- */

static bool copy_file(struct chart_helm *helm, const char *path, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(CHART_VALUES_MAX);
	if (!path)
		return true;
	helm->values = FILE_IN_COPY;
	return read_file(path, &text, error) &&
	       chart_copy_write(&helm->copy, FILE_IN_COPY, secret_text(&text), text.length, error);
}

/* False, with the error set, where helm cannot tell: then nothing has been added to the result. */
static bool by_helm(struct chart_helm *helm, const char *file, const struct chart_registries *registries,
		    struct chart_result *result, GError **error)
{
	g_auto(ChartManifest) plain = { 0 };
	if (!copy_file(helm, file, error) || !chart_helm_render_values(helm, &plain, error))
		return false;
	if (!plain.values)
		return fail(error, HELPER_FAILED, "helm did not render the values of the chart");
	result->values = parse(plain.values, strlen(plain.values), CHART_OUTPUT_MAX, error);
	if (!result->values)
		return false;
	chart_judge(helm, &plain, result->values, registries, &result->images, &result->report);
	result->may_refuse = helm->allows_insecure_images;
	chart_report_found(&result->report, registries, result->values, &result->images);
	return true;
}

/* ---- the choice ---- */

/* A copy is needed for helm, and to read an archive. Without helm a folder is read where it is. */
static bool rewrite_chart(const struct chart_source *source, const struct chart_registries *registries,
			  struct chart_result *result, GError **error)
{
	g_auto(ChartHelm) helm = { .program = chart_helm_program() };
	g_autoptr(GError) cause = NULL;
	bool found = helm.program;
	if (!found)
		helm.program = g_strdup("");
	if (!found && chart_is_folder(source->chart)) {
		bool good = by_form(source, source->chart, registries, result, error);
		if (result->report.notes->len > 0)
			chart_report_say(&result->report, "the chart was not rendered: helm is not on PATH");
		return good;
	}
	if (!chart_copy_make(source->chart, &helm.copy, &cause)) {
		if (!source->file) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return false;
		}
		chart_report_say(&result->report, "the chart was not rendered: %s", cause ? cause->message : "");
		return by_form(source, NULL, registries, result, error);
	}
	if (found && by_helm(&helm, source->file, registries, result, &cause))
		return true;
	chart_report_say(&result->report, "the chart was not rendered, and its images are judged by form alone: %s",
			 cause ? cause->message : "helm is not on PATH");
	return by_form(source, helm.copy.chart, registries, result, error);
}

bool chart_rewrite(const struct chart_source *source, const struct chart_registries *registries,
		   struct chart_result *ret_result, GError **error)
{
	g_auto(ChartResult) result = { 0 };
	chart_report_init(&result.report);
	/* Each program that is run has a time of its own. */
	if (source->chart)
		deadline_pause();
	bool good = source->chart ? rewrite_chart(source, registries, &result, error)
				  : by_form(source, NULL, registries, &result, error);
	if (source->chart)
		deadline_resume();
	if (!good)
		return false;
	*ret_result = result;
	result = (struct chart_result){ 0 };
	return true;
}

void chart_result_clear(struct chart_result *result)
{
	yaml_value_free(result->values);
	chart_images_clear(&result->images);
	chart_report_clear(&result->report);
	*result = (struct chart_result){ 0 };
}
