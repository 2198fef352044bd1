/* SPDX-License-Identifier: MIT
 *
 * chart-rewrite.h - the values of a chart that change: judged by rendering it with helm, or by their form alone
 *
 * With a chart and helm on PATH, the chart is rendered (chart-judge.h). Without one of them, or if helm cannot render
 * the chart, only the values are examined (chart-images.h), and a note says why.
 */
#ifndef HELPER_CHART_CHART_REWRITE_H
#define HELPER_CHART_CHART_REWRITE_H

#include "chart-images.h"
#include "chart-report.h"

#include "../../keyring/secret.h"

struct chart_source {
	const char *chart;   /* a folder or an archive, or NULL */
	const char *file;    /* a values file, or NULL: those of the chart, or `text` */
	struct secret *text; /* values from elsewhere, or NULL */
};

struct chart_result {
	struct yaml_value *values;
	struct chart_images images;
	struct chart_report report;
	bool may_refuse; /* the chart refuses, or may refuse, images that are not Bitnami's own */
};

/* HELPER_FAILED. */
bool chart_rewrite(const struct chart_source *source, const struct chart_registries *registries,
		   struct chart_result *ret_result, GError **error);
void chart_result_clear(struct chart_result *result);

typedef struct chart_result ChartResult; /* for g_auto(ChartResult) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartResult, chart_result_clear)

#endif
