/* SPDX-License-Identifier: MIT
 *
 * chart-images.h - which values of a chart are images of the named registries, and what they become (pure)
 *
 * Charts have no common form for an image. These are known, at any depth and in lists:
 *
 *	image: quay.io/org/api:1.2		a reference with its host, under a key that says that it is an image
 *	repository: quay.io/org/api		the same, with a tag or digest next to it
 *	registry: quay.io			a pair, as Bitnami's charts have it; the second may also be called
 *	repository: org/api			image or name, and both may begin with image
 *	global.imageRegistry: quay.io		the registry of all pairs, if it is set; `registry` or `hub` on its own, if
 *						names of images without a host are below it and no user name is next to it
 *	repository: org/api			Docker Hub's, if Docker Hub is named and the place is that of an image: a key
 *						that says so, or a tag, digest or pull policy next to it
 *
 * Every change puts "PROXY/proxy/APP/" before the text: of a reference, or of the registry of a pair, whose repository
 * stays. Templates that examine the repository then decide as before.
 *
 * Only what is right under every reading of the templates is changed without a note. A name of Docker Hub without a
 * host is changed with a note, and left if a registry may be put before it. Anything else that may be an image of a
 * named registry is left, with a note. A note contains the place and never the value, which may be a password.
 */
#ifndef HELPER_CHART_CHART_IMAGES_H
#define HELPER_CHART_CHART_IMAGES_H

#include "../format/yaml.h"
#include "chart-registries.h"

#include <glib.h>
#include <stdbool.h>

/* The largest charts have some hundred KiB of values. */
#define CHART_VALUES_MAX (8 * 1024 * 1024)

struct chart_change {
	char *key;	/* of a member that the mapping does not have yet; NULL if the value itself changes */
	char *text;	/* the new value */
	char *upstream; /* the image, or registry, that it comes from: a valid reference */
	char *place;	/* as `helm --set` writes it */
};

enum chart_note_kind {
	CHART_NOTE_LEFT,    /* an image of a named registry, or a part of one, was left */
	CHART_NOTE_MAYBE,   /* something that may be an image was left */
	CHART_NOTE_CHANGED, /* changed, but the templates of a chart may read it in another way */
};

struct chart_note {
	const struct yaml_value *value;
	enum chart_note_kind kind;
	char *place;
	char *reason;
};

/* What was found; the keys point into the values. */
struct chart_images {
	GHashTable *changes;   /* const struct yaml_value *, a scalar: struct chart_change * */
	GHashTable *additions; /* const struct yaml_value *, a mapping: struct chart_change * */
	GPtrArray *notes;      /* struct chart_note */
};

void chart_images_init(struct chart_images *images);
void chart_images_find(const struct yaml_value *values, const struct chart_registries *registries,
		       struct chart_images *ret_images);
void chart_images_clear(struct chart_images *images);

/* Adds an entry to changes, or with a key to additions, in place of one for the same value. `text` is taken. */
void chart_images_set(struct chart_images *images, const struct yaml_value *value, const char *key, char *text,
		      const char *upstream, const char *place);
void chart_images_note(struct chart_images *images, const struct yaml_value *value, enum chart_note_kind kind,
		       const char *place, const char *format, ...) G_GNUC_PRINTF(5, 6);

/* The sentence for a note, freed by the caller. */
char *chart_note_sentence(const struct chart_note *note);

typedef struct chart_images ChartImages; /* for g_auto(ChartImages) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartImages, chart_images_clear)

#endif
