/* SPDX-License-Identifier: MIT
 *
 * chart-trial.h - a change of the values that is tried, and what a rendering with it shows (pure)
 *
 * Several trials share one rendering: each writes a different host instead of the proxy's, so that a text with that
 * host shows which trial it depends on. Texts of a trial contain TRIAL_HOST in place of the host.
 */
#ifndef HELPER_CHART_CHART_TRIAL_H
#define HELPER_CHART_CHART_TRIAL_H

#include "chart-images.h"
#include "chart-occurrence.h"

#define TRIAL_HOST '\1'

struct trial_setting {
	const struct yaml_value *value; /* a scalar; with a key the mapping it is added to */
	char *key;
	char *text;
	char *place;
};

struct trial {
	GPtrArray *settings; /* struct trial_setting */
	bool says_image;     /* its place says that it is an image: enough if no image field depends on it */
	bool learns;	     /* an empty or missing registry: the rendering shows what the chart uses instead */
	char *learned;

	GPtrArray *occurrences; /* that are right with it: struct occurrence */
	bool image_field;	/* one of them is the image of a container, or the like */
	bool bad;		/* an image is wrong with it */
	bool refused;		/* helm cannot render the chart with it */
	bool foreign;		/* something else than an image depends on it */
};

struct trial *trial_new(bool says_image, bool learns);
void trial_free(gpointer trial);
void trial_add(struct trial *trial, const struct yaml_value *value, const char *key, char *text, const char *place);

/* The text of a trial that results in this name on the proxy, freed by the caller. */
char *trial_text_of(const struct chart_registries *registries, const char *behind_proxy);

/* The trials as changes of the values: each with a different host, or all with the proxy. */
void trials_mark(const GPtrArray *trials, struct chart_images *ret_images);
void trials_realize(const GPtrArray *trials, const struct chart_registries *registries, struct chart_images *images);

/* Fills in what a rendering with the marked trials shows. */
void trials_evaluate(const GPtrArray *trials, const struct chart_registries *registries,
		     const struct occurrences *occurrences, const struct chart_manifest *plain,
		     const struct chart_manifest *rendered);

/* Whether it makes images go through the proxy and does nothing else. */
bool trial_is_right(const struct trial *trial);

/* Whether nothing in the rendering depends on it. */
bool trial_is_idle(const struct trial *trial);

#endif
