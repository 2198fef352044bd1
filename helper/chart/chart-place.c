/* SPDX-License-Identifier: MIT */
#include "chart-place.h"

#include "../format/yaml-write.h"

#include <string.h>

static bool is_one_of(const char *key, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(key, *names) == 0)
			return true;
	return false;
}

static bool ends_in(const char *key, const char *suffix)
{
	size_t length = strlen(key);
	size_t suffix_length = strlen(suffix);
	return length >= suffix_length && g_ascii_strcasecmp(key + length - suffix_length, suffix) == 0;
}

static bool key_is_image(const char *key)
{
	return key && (ends_in(key, "image") || ends_in(key, "imageName") || ends_in(key, "image_name") ||
		       ends_in(key, "imageRepository") || ends_in(key, "image_repository"));
}

static bool key_is_images(const char *key)
{
	return key && ends_in(key, "images");
}

const char *chart_text(const struct yaml_value *value)
{
	const char *text = yaml_value_text(value);
	return text && *text && !yaml_value_is_null(value) ? text : NULL;
}

bool chart_key_is_registry(const char *key)
{
	return ends_in(key, "registry") || ends_in(key, "registryUrl") || ends_in(key, "registryHost") ||
	       g_ascii_strcasecmp(key, "hub") == 0;
}

bool chart_has_empty_registry(const struct yaml_value *mapping)
{
	if (!yaml_value_is(mapping, YAML_MAPPING))
		return false;
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member))
		if (chart_key_is_registry(yaml_value_name(member)) && yaml_value_is(member, YAML_SCALAR) &&
		    !chart_text(member))
			return true;
	return false;
}

static bool holds(const char *key, const char *word)
{
	g_autofree char *lower = g_ascii_strdown(key, -1);
	return strstr(lower, word);
}

/* What programs pull by themselves. */
static bool key_is_artifact(const char *key)
{
	static const char *const words[] = { "artifact", "rule",   "plugin", "database", "bundle",
					     "policy",	 "polici", "wasm",   "chart",	 NULL };
	for (const char *const *word = words; key && *word; word++)
		if (holds(key, *word))
			return true;
	return key && ends_in(key, "db");
}

/* One of these is next to the name of an image. */
static bool has_version(const struct yaml_value *mapping)
{
	static const char *const names[] = { "tag",	 "digest",   "sha", "pullPolicy", "imagePullPolicy",
					     "imageTag", "registry", NULL };
	for (const char *const *name = names; *name; name++)
		if (yaml_value_member(mapping, *name))
			return true;
	return false;
}

/* More than one word: a path, a tag or a digest. */
static bool is_compound(const struct reference *reference)
{
	return strchr(reference->path, '/') || *reference->version;
}

static bool has_compound(const struct yaml_value *container)
{
	for (const struct yaml_value *member = yaml_value_first(container); member; member = yaml_value_next(member)) {
		g_auto(Reference) reference = { 0 };
		const char *text = chart_text(member);
		if (text && reference_parse(text, &reference, NULL) && is_compound(&reference))
			return true;
	}
	return false;
}

/* Under a key that says nothing. */
static enum chart_likeness by_itself(const struct reference *reference)
{
	return strchr(reference->path, '/') && *reference->version ? CHART_MAYBE_IMAGE : CHART_NO_IMAGE;
}

/* A single word among images is one too; a list of single words may be one of components. */
static enum chart_likeness among_images(const struct chart_place *place, const struct reference *reference)
{
	return is_compound(reference) || place->among_images ? CHART_IMAGE : CHART_MAYBE_IMAGE;
}

static enum chart_likeness in_mapping(const struct chart_place *place, const struct reference *reference)
{
	static const char *const repositories[] = { "repository", "repo", NULL };
	static const char *const others[] = { "tag",	  "digest",	"sha",	      "version",
					      "imageTag", "pullPolicy", "pullSecret", "imagePullPolicy",
					      "registry", "name",	NULL };
	const struct yaml_value *mapping = place->parent;
	if (is_one_of(place->key, repositories))
		return place->below_image || has_version(mapping) ? CHART_IMAGE : CHART_MAYBE_IMAGE;
	if (key_is_image(place->key)) /* next to a repository it may be the rest of that name */
		return chart_text(yaml_value_member(mapping, "repository")) ? CHART_MAYBE_IMAGE : CHART_IMAGE;
	if (strcmp(place->key, "name") == 0 && (place->in_image || (place->in_images && has_version(mapping))) &&
	    !chart_text(yaml_value_member(mapping, "repository")) && !yaml_value_member(mapping, "image"))
		return CHART_IMAGE;
	if (is_one_of(place->key, others))
		return CHART_NO_IMAGE;
	if (ends_in(place->key, "repository"))
		return strchr(reference->path, '/') ? CHART_MAYBE_IMAGE : CHART_NO_IMAGE;
	return place->in_images ? among_images(place, reference) : by_itself(reference);
}

enum chart_likeness chart_likeness(const struct chart_place *place, const struct yaml_value *value,
				   const struct reference *reference)
{
	const char *text = yaml_value_text(value);
	if (yaml_value_is_plain(value) && !strchr(text, '/') && !yaml_text_is_string(text))
		return CHART_NO_IMAGE;
	if (yaml_value_is(place->parent, YAML_MAPPING))
		return in_mapping(place, reference);
	return place->in_images ? among_images(place, reference) : by_itself(reference);
}

/* `image` next to a repository may be the rest of the image's name. */
static bool has_rest_of_name(const struct yaml_value *mapping)
{
	return chart_text(yaml_value_member(mapping, "image")) || chart_text(yaml_value_member(mapping, "imageName"));
}

/* `name: RELATED_IMAGE_API` next to `value`. */
static bool is_image_variable(const struct chart_place *place)
{
	const char *name = yaml_value_text(yaml_value_member(place->parent, "name"));
	return strcmp(place->key, "value") == 0 && name && holds(name, "image");
}

bool chart_says_image(const struct chart_place *place)
{
	static const char *const repositories[] = { "repository", "repo", NULL };
	if (!place->key)
		return false;
	if (!yaml_value_is(place->parent, YAML_MAPPING))
		return place->in_images || holds(place->key, "image");
	if (holds(place->key, "image") || is_image_variable(place))
		return true;
	if (is_one_of(place->key, repositories))
		return place->in_image ||
		       (!place->below_artifact &&
			(place->below_image || has_version(place->parent) || has_rest_of_name(place->parent)));
	return (place->in_image || place->in_images) && !ends_in(place->key, "repository");
}

struct chart_place chart_place_inside(const struct chart_place *place, const struct yaml_value *value)
{
	bool images = key_is_images(place->key);
	return (struct chart_place){
		.parent = value,
		.key = place->key,
		.below_image = place->below_image || key_is_image(place->key) || images,
		.in_image = key_is_image(place->key),
		.in_images = images,
		.among_images = images && has_compound(value),
		.below_artifact = place->below_artifact || key_is_artifact(place->key),
		.below_empty = place->below_empty || chart_has_empty_registry(value),
		.below = place->below,
	};
}

void chart_place_append_key(GString *place, const char *key)
{
	if (place->len > 0)
		g_string_append_c(place, '.');
	for (; *key; key++) {
		if (strchr(".[]\\", *key))
			g_string_append_c(place, '\\');
		g_string_append_c(place, *key);
	}
}

void chart_place_append_index(GString *place, unsigned index)
{
	g_string_append_printf(place, "[%u]", index);
}
