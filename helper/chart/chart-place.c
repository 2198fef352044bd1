/* SPDX-License-Identifier: MIT */
#include "chart-place.h"

#include "../address/domain.h"

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

static bool key_is_registry(const char *key)
{
	return ends_in(key, "registry") || ends_in(key, "registryUrl") || ends_in(key, "registryHost") ||
	       g_ascii_strcasecmp(key, "hub") == 0;
}

static bool has_host(const char *text)
{
	char domain[DOMAIN_SIZE];
	g_auto(Reference) reference = { 0 };
	if (domain_parse(text, domain))
		return strpbrk(domain, ".:");
	return reference_parse(text, &reference, NULL) && reference.host;
}

const struct yaml_value *chart_lone_registry(const struct yaml_value *mapping)
{
	if (!yaml_value_is(mapping, YAML_MAPPING))
		return NULL;
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member))
		if (key_is_registry(yaml_value_name(member)) && chart_text(member) && has_host(chart_text(member)))
			return member;
	return NULL;
}

bool chart_has_credentials(const struct yaml_value *mapping)
{
	static const char *const names[] = { "username", "user", "password", "email", "auth", NULL };
	for (const char *const *name = names; *name; name++)
		if (yaml_value_member(mapping, *name))
			return true;
	return false;
}

/* Beside an image's name stands one of these. */
static bool has_version_beside(const struct yaml_value *mapping)
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
		return place->below_image || has_version_beside(mapping) ? CHART_IMAGE : CHART_MAYBE_IMAGE;
	if (key_is_image(place->key)) /* beside a repository it may be the rest of that name */
		return chart_text(yaml_value_member(mapping, "repository")) ? CHART_MAYBE_IMAGE : CHART_IMAGE;
	if (strcmp(place->key, "name") == 0 && (place->in_image || (place->in_images && has_version_beside(mapping))) &&
	    !chart_text(yaml_value_member(mapping, "repository")) && !yaml_value_member(mapping, "image"))
		return CHART_IMAGE;
	if (is_one_of(place->key, others))
		return CHART_NO_IMAGE;
	return place->in_images ? among_images(place, reference) : by_itself(reference);
}

enum chart_likeness chart_likeness(const struct chart_place *place, const struct reference *reference)
{
	if (yaml_value_is(place->parent, YAML_MAPPING))
		return in_mapping(place, reference);
	return place->in_images ? among_images(place, reference) : by_itself(reference);
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
		.below = place->below,
	};
}
