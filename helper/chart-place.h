/* SPDX-License-Identifier: MIT
 *
 * chart-place.h - whether a name without a host is an image, by the place where it stands in a chart's values (pure)
 *
 * `redis` or `org/api` is an image of Docker Hub, or any other word. Only its key and what stands beside it can
 * tell, so this is a list of habits of charts, with a third answer where they do not tell.
 */
#ifndef HELPER_CHART_PLACE_H
#define HELPER_CHART_PLACE_H

#include "reference.h"
#include "yaml.h"

#include <stdbool.h>

/* Where a value stands. */
struct chart_place {
	const struct yaml_value *parent; /* the mapping or list that it is in, or NULL */
	const char *key;		 /* its own in a mapping; in a list that of the list */
	bool below_image;		 /* some mapping or list around it is called image, images or …Image */
	bool in_image;			 /* the nearest one is called image or …Image */
	bool in_images;			 /* the nearest one is called images or …Images */
	bool below_registry;		 /* a registry stands in a mapping around it, without an image */
};

enum chart_likeness {
	CHART_NO_IMAGE,
	CHART_MAYBE_IMAGE,
	CHART_IMAGE,
};

/* `reference` is the value at that place, read as one without a host. */
enum chart_likeness chart_likeness(const struct chart_place *place, const struct reference *reference);

/* The place of what is directly in `value`, a mapping or list that stands at `place`. */
struct chart_place chart_place_inside(const struct chart_place *place, const struct yaml_value *value);

/* The text of a scalar that is neither empty nor null, else NULL; NULL for NULL. */
const char *chart_text(const struct yaml_value *value);

#endif
