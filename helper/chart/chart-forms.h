/* SPDX-License-Identifier: MIT
 *
 * chart-forms.h - the forms in which values can make an image go through the proxy, as trials (pure)
 *
 * Each function adds the trials of one form for all occurrences that do not go through the proxy yet.
 */
#ifndef HELPER_CHART_CHART_FORMS_H
#define HELPER_CHART_CHART_FORMS_H

#include "chart-scalars.h"
#include "chart-trial.h"

struct chart_forms {
	const struct chart_registries *registries;
	const struct occurrences *occurrences;
	const struct chart_scalars *scalars;
	const struct yaml_value *values;
	const struct chart_images *by_form; /* what chart-images.h found */
};

typedef GPtrArray *(*chart_form)(const struct chart_forms *forms);

/* All values that an image begins with, or that hold one, and all that were found by form: with the prefix. */
GPtrArray *chart_form_prefix(const struct chart_forms *forms);

/* In the order in which they are tried after that, ended by NULL. */
extern const chart_form chart_forms_later[];

#endif
