/* SPDX-License-Identifier: MIT
 *
 * chart-report.h - how each image of a chart changes, as a table for people and as JSON
 */
#ifndef HELPER_CHART_CHART_REPORT_H
#define HELPER_CHART_CHART_REPORT_H

#include "../../keyring/secret.h"
#include "chart-images.h"

#include <glib.h>
#include <stdbool.h>

enum chart_checked {
	CHART_RENDERED, /* helm rendered it with its name on the proxy */
	CHART_BY_FORM,	/* changed by its form alone */
	CHART_LEFT,	/* an image of a named registry that stays as it is */
};

struct chart_row {
	char *image;  /* "" if it is not certain that it is an image */
	char *place;  /* in the values, or in what helm rendered */
	char *proxy;  /* its name on the proxy, or NULL */
	char *reason; /* of one that was left, or NULL */
	enum chart_checked checked;
};

struct chart_report {
	GPtrArray *rows;  /* struct chart_row */
	GHashTable *seen; /* a set: the places of rows, and places with their image */
	GPtrArray *notes; /* sentences that go to standard error */
};

void chart_report_init(struct chart_report *report);
void chart_report_clear(struct chart_report *report);

/* The same row is added once. */
void chart_report_add(struct chart_report *report, const char *image, const char *place, const char *proxy,
		      const char *reason, enum chart_checked checked);
void chart_report_say(struct chart_report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Adds what was found by form alone: a row for each change that has none yet, a row or a sentence for each note. */
void chart_report_found(struct chart_report *report, const struct chart_registries *registries,
			const struct yaml_value *values, const struct chart_images *images);

/* Whether an image of a named registry was left. */
bool chart_report_has_left(const struct chart_report *report);

void chart_report_print(const struct chart_report *report, bool colour, struct secret *out);
void chart_report_print_json(const struct chart_report *report, struct secret *out);

typedef struct chart_report ChartReport; /* for g_auto(ChartReport) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartReport, chart_report_clear)

#endif
