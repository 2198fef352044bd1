/* SPDX-License-Identifier: MIT
 *
 * chart-place.h - whether a text is an image, by its place in the values of a chart (pure)
 *
 * `redis` or `org/api` is an image of Docker Hub, or any other word. Only its key and the keys next to it show which, so
 * this is a list of what charts usually do, with a third answer if that does not decide.
 */
#ifndef HELPER_CHART_CHART_PLACE_H
#define HELPER_CHART_CHART_PLACE_H

#include "../address/reference.h"
#include "../format/yaml.h"

#include <stdbool.h>

/* A single registry in a mapping, such as `global.imageRegistry`, that the templates put before the names of images. */
enum chart_registry {
	CHART_REGISTRY_NONE,
	CHART_REGISTRY_KEPT,	/* not a named one, or not sure to be put before images */
	CHART_REGISTRY_CHANGED, /* the names below it stay as they are */
};

/* The place of a value. */
struct chart_place {
	const struct yaml_value *parent; /* the mapping or list that it is in, or NULL */
	const char *key;		 /* its own in a mapping; in a list that of the list */
	bool below_image;		 /* some mapping or list around it is called image, images or …Image */
	bool in_image;			 /* the nearest one is called image or …Image */
	bool in_images;			 /* the nearest one is called images or …Images */
	bool among_images;		 /* and contains something that is certainly an image */
	bool below_artifact;		 /* a key around it mentions rules, plugins or the like */
	bool below_empty;		 /* a mapping around it, or `global`, has a registry that is empty or null */
	enum chart_registry below;	 /* such a registry in a mapping around it, or in `global` */
	const struct yaml_value *prefix; /* the registry in the parent, if it is to be changed, or NULL */
};

enum chart_likeness {
	CHART_NO_IMAGE,
	CHART_MAYBE_IMAGE,
	CHART_IMAGE,
};

/* `reference` is the value at that place, read as one without a host. A number or boolean is not an image. */
enum chart_likeness chart_likeness(const struct chart_place *place, const struct yaml_value *value,
				   const struct reference *reference);

/* Whether the place says that a reference with its host is an image that Kubernetes pulls. A program in a pod may pull
 * rules, plugins and databases by itself, and it has no pull secret. */
bool chart_says_image(const struct chart_place *place);

/* The place of what is directly in `value`, a mapping or list at `place`. */
struct chart_place chart_place_inside(const struct chart_place *place, const struct yaml_value *value);

/* Whether the key says that its value is a registry. */
bool chart_key_is_registry(const char *key);

/* Whether the mapping has such a member that is empty or null. */
bool chart_has_empty_registry(const struct yaml_value *mapping);

/* The text of a scalar that is neither empty nor null, else NULL; NULL for NULL. */
const char *chart_text(const struct yaml_value *value);

/* Appends a step to a place: a member by its key (as `helm --set` quotes it), an element by its index. */
void chart_place_append_key(GString *place, const char *key);
void chart_place_append_index(GString *place, unsigned index);

#endif
