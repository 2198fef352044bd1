/* SPDX-License-Identifier: MIT
 *
 * chart-occurrence.h - the images of named registries in a rendering (pure)
 */
#ifndef HELPER_CHART_CHART_OCCURRENCE_H
#define HELPER_CHART_CHART_OCCURRENCE_H

#include "chart-manifest.h"
#include "chart-registries.h"

struct trial;

/* One image at one place. */
struct occurrence {
	const struct manifest_text *text;
	guint token;	  /* which token of the text */
	char *image;	  /* as it was rendered without an override */
	char *reason;	  /* why it cannot be pulled through the proxy, or NULL */
	struct trial *by; /* what makes it go through the proxy, or NULL */
	char *proxy;	  /* its name on the proxy, or NULL */
};

struct occurrences {
	GPtrArray *all;	     /* struct occurrence */
	GHashTable *at;	     /* the same, by place and token */
	GHashTable *heads;   /* a set of texts that such an image begins with, at a boundary of its parts */
	GHashTable *tails;   /* a set of texts that its name ends with, without and with tag and digest */
	GHashTable *settled; /* a set: heads and tails of every image, of other registries too */
};

void occurrences_find(const struct chart_manifest *manifest, const struct chart_registries *registries,
		      struct occurrences *ret_occurrences);
void occurrences_clear(struct occurrences *occurrences);
struct occurrence *occurrence_at(const struct occurrences *occurrences, const struct manifest_text *text, guint token);

/* Whether both are references of one image: Docker Hub's may be written with any of its hosts, or none. */
bool images_are_same(const char *a, const char *b);

/* The length of a reference without its tag and digest. */
size_t image_name_length(const char *image);

typedef struct occurrences Occurrences; /* for g_auto(Occurrences) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Occurrences, occurrences_clear)

#endif
