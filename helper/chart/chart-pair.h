/* SPDX-License-Identifier: MIT
 *
 * chart-pair.h - registries in the values of a chart: in a pair with the name of an image, or single ones (pure)
 *
 * The templates of a chart put a single registry, such as `global.imageRegistry`, before the names of images, or it is
 * one to log in to.
 */
#ifndef HELPER_CHART_CHART_PAIR_H
#define HELPER_CHART_CHART_PAIR_H

#include "chart-place.h"
#include "chart-registries.h"

struct chart_pair {
	const struct yaml_value *registry;
	const struct yaml_value *partner;
};

/* Whether the mapping, in which `inside` is the place of its members, holds both. */
bool chart_pair_find(const struct yaml_value *mapping, const struct chart_place *inside, struct chart_pair *ret_pair);

/* The member of the mapping that is a single registry, by its key and a value with a host; or NULL. */
const struct yaml_value *chart_lone_registry(const struct yaml_value *mapping);

/* Whether the values contain a single registry that the templates may put before the names of images. */
bool chart_has_lone_registry(const struct chart_registries *registries, const struct yaml_value *values);

/* Whether the templates put the registry before names of images: those in `scope` without a host need one. */
enum chart_registry chart_registry_judge(const struct chart_registries *registries, const struct yaml_value *registry,
					 const struct yaml_value *mapping, const struct yaml_value *scope);

/* The same for a registry of all images, in `global` or `global.image`. */
enum chart_registry chart_registry_judge_global(const struct chart_registries *registries,
						const struct yaml_value *values);
bool chart_is_global(const struct yaml_value *values, const struct yaml_value *mapping);

#endif
