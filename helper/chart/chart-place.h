/* SPDX-License-Identifier: MIT
 *
 * chart-place.h - whether a name without a host is an image, by the place where it stands in a chart's values (pure)
 *
 * `redis` or `org/api` is an image of Docker Hub, or any other word. Only its key and what stands beside it can
 * tell, so this is a list of habits of charts, with a third answer where they do not tell.
 */
#ifndef HELPER_CHART_CHART_PLACE_H
#define HELPER_CHART_CHART_PLACE_H

#include "../address/reference.h"
#include "../format/yaml.h"

#include <stdbool.h>

/* A registry that stands by itself in a mapping, as `global.imageRegistry` does, and is put before the names of images
 * in the templates of the chart. */
enum chart_registry {
	CHART_REGISTRY_NONE,
	CHART_REGISTRY_KEPT,	/* another one than those named, or not sure to be put before images */
	CHART_REGISTRY_CHANGED, /* the names below it stay as they are */
};

/* Where a value stands. */
struct chart_place {
	const struct yaml_value *parent; /* the mapping or list that it is in, or NULL */
	const char *key;		 /* its own in a mapping; in a list that of the list */
	bool below_image;		 /* some mapping or list around it is called image, images or …Image */
	bool in_image;			 /* the nearest one is called image or …Image */
	bool in_images;			 /* the nearest one is called images or …Images */
	bool among_images;		 /* and holds something that is sure to be an image */
	enum chart_registry below;	 /* such a registry in a mapping around it, or in `global` */
	const struct yaml_value *prefix; /* the registry in the parent, where it is to be changed, or NULL */
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

/* The member of the mapping that is such a registry, or NULL: by its key, and a value with a host. */
const struct yaml_value *chart_lone_registry(const struct yaml_value *mapping);

/* Whether a user name or password stands in the mapping: its registry is one to log in to. */
bool chart_has_credentials(const struct yaml_value *mapping);

/* The text of a scalar that is neither empty nor null, else NULL; NULL for NULL. */
const char *chart_text(const struct yaml_value *value);

#endif
