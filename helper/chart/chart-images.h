/* SPDX-License-Identifier: MIT
 *
 * chart-images.h - which values of a chart are images of the named registries, and what they become (pure)
 *
 * Charts have no common form for an image. These are known, at any depth and in lists:
 *
 *	image: quay.io/org/api:1.2		a reference with its host, under any key
 *	repository: quay.io/org/api		the same, with tag or digest beside it
 *	registry: quay.io			a pair, as Bitnami has it; the second may also be called
 *	repository: org/api			image or name, and both may begin with image
 *	global.imageRegistry: quay.io		the registry of all pairs, where it is set; `registry` or `hub` by itself, where
 *						names of images without a host are below it and no user name is beside it
 *	repository: org/api			Docker Hub's, where Docker Hub is named and the place is that of an
 *						image: a key that says so, or a tag, digest or pull policy beside it
 *
 * A pair becomes "PROXY" and "proxy/APP/quay.io/org/api". A registry before several images becomes
 * "PROXY/proxy/APP/quay.io", and their names stay; so does a pair where a global registry may take the place of its
 * own: then every reading is right.
 *
 * What mentions a named registry and is none of these, or may be an image of Docker Hub or something else, is left
 * alone, and a note says so. A note holds the place and never the value: values hold passwords.
 */
#ifndef HELPER_CHART_CHART_IMAGES_H
#define HELPER_CHART_CHART_IMAGES_H

#include "../format/yaml.h"

#include <glib.h>
#include <stdbool.h>

struct chart_rules {
	const char *proxy;	       /* domain of the proxy */
	const char *app;	       /* slug */
	const char *const *registries; /* upstream hosts as domain_parse() gives them, NULL-terminated;
					 * "docker.io" or "index.docker.io" for Docker Hub */
};

struct chart_change {
	char *text;	/* the new value */
	char *upstream; /* the image, or registry, that it comes from: a valid reference */
};

/* What was found; the keys point into the values. */
struct chart_images {
	GHashTable *changes; /* const struct yaml_value *: struct chart_change *, both scalars */
	GHashTable *touched; /* a set: the mappings and sequences with a change at any depth below */
	GPtrArray *notes;    /* sentences about what was left alone */
};

void chart_images_find(const struct yaml_value *values, const struct chart_rules *rules,
		       struct chart_images *ret_images);
void chart_images_clear(struct chart_images *images);

typedef struct chart_images ChartImages; /* for g_auto(ChartImages) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartImages, chart_images_clear)

#endif
