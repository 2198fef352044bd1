/* SPDX-License-Identifier: MIT
 *
 * chart-scalars.h - the values of a chart as a list, each with its place (pure)
 */
#ifndef HELPER_CHART_CHART_SCALARS_H
#define HELPER_CHART_CHART_SCALARS_H

#include "chart-place.h"

#include <glib.h>

struct chart_scalar {
	const struct yaml_value *value;
	const struct yaml_value *mapping; /* that it is a member of, or NULL */
	struct chart_place where;
	char *place; /* as `helm --set` writes it */
};

struct chart_scalars {
	GPtrArray *all;	     /* struct chart_scalar */
	GHashTable *places;  /* of each mapping and list: const struct yaml_value *: char * */
	GHashTable *parents; /* of each mapping and list, what it is in: const struct yaml_value *, both */
};

/* A member of `global` that both a subchart and the whole chart have is skipped in the subchart: Helm uses the other. */
void chart_scalars_find(const struct yaml_value *values, struct chart_scalars *ret_scalars);
void chart_scalars_clear(struct chart_scalars *scalars);

/* Whether Helm uses the member of the whole chart's `global` instead of this one of a subchart. */
bool chart_is_of_whole_global(const struct yaml_value *values, const struct yaml_value *mapping,
			      const struct yaml_value *member);

typedef struct chart_scalars ChartScalars; /* for g_auto(ChartScalars) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartScalars, chart_scalars_clear)

#endif
