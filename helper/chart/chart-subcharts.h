/* SPDX-License-Identifier: MIT
 *
 * chart-subcharts.h - the images of subcharts, if the chart was not rendered with helm
 */
#ifndef HELPER_CHART_CHART_SUBCHARTS_H
#define HELPER_CHART_CHART_SUBCHARTS_H

#include "chart-images.h"
#include "chart-report.h"

/* Names of Docker Hub without a host in the values of a subchart are left, with a note: the subchart's own values may put
 * a registry before them. `chart` is the folder of the chart. */
void chart_subcharts_leave_hostless(const char *chart, struct chart_images *images);

/* Adds a note for each subchart in the folder of the chart whose own values have images of the named registries, unless
 * the override changes its values; and for each archive, which is not read. */
void chart_subcharts_report(const char *chart, const struct chart_registries *registries,
			    const struct chart_images *images, struct chart_report *report);

#endif
