/* SPDX-License-Identifier: MIT */
#include "chart-images.h"

#include "../format/yaml-write.h"
#include "chart-pair.h"
#include "chart-place.h"
#include "chart-scalars.h"

#include <string.h>

struct search {
	const struct chart_registries *registries;
	struct chart_images *found;
	const struct yaml_value *values;
	bool lone_registry; /* somewhere is a registry that templates may put before any name */
	GString *path;	    /* of the value being looked at */
};

static void note(struct search *search, const struct yaml_value *value, enum chart_note_kind kind, const char *reason)
{
	chart_images_note(search->found, value, kind, search->path->str, "%s", reason);
}

/* ---- one image ---- */

static void rewrite(struct search *search, const struct yaml_value *value, const struct reference *reference)
{
	char *text = NULL;
	g_autoptr(GError) error = NULL;
	if (reference_to_proxy(reference, search->registries->rules->proxy, search->registries->rules->app, &text,
			       &error))
		chart_images_set(search->found, value, NULL, text, yaml_value_text(value), search->path->str);
	else
		note(search, value, CHART_NOTE_LEFT, error->message);
}

/* A name without a host: an image of Docker Hub, or of the registry that the templates put before it, or any other
 * word. */
static void visit_hostless(struct search *search, const struct yaml_value *value, const struct chart_place *place,
			   const struct reference *reference)
{
	enum chart_likeness like = chart_likeness(place, value, reference);
	if (like == CHART_NO_IMAGE || place->below == CHART_REGISTRY_CHANGED)
		return;
	if (like == CHART_IMAGE && place->below_empty) {
		note(search, value, CHART_NOTE_LEFT,
		     "its registry is empty, and the chart may put a default registry before it");
		return;
	}
	if (!search->registries->hub)
		return;
	if (like == CHART_MAYBE_IMAGE) {
		note(search, value, CHART_NOTE_MAYBE, "it may be an image of Docker Hub, or something else");
		return;
	}
	if (place->below != CHART_REGISTRY_NONE || search->lone_registry || g_strcmp0(place->key, "name") == 0) {
		note(search, value, CHART_NOTE_LEFT, "the chart may put the registry of other images before it");
		return;
	}
	rewrite(search, value, reference);
	if (g_hash_table_contains(search->found->changes, value))
		note(search, value, CHART_NOTE_CHANGED, "wrong if the templates of the chart put a registry before it");
}

/* A registry without an image behind it. */
static void visit_registry(struct search *search, const struct yaml_value *value, const struct chart_place *place,
			   const char *host)
{
	if (value == place->prefix)
		chart_images_set(search->found, value, NULL,
				 chart_registry_to_proxy(search->registries, yaml_value_text(value)), host,
				 search->path->str);
	else
		chart_images_note(search->found, value, CHART_NOTE_MAYBE, search->path->str,
				  "it names the registry '%s' and not an image", host);
}

static void visit_reference(struct search *search, const struct yaml_value *value, const struct chart_place *place,
			    const struct reference *reference)
{
	g_autofree char *domain = reference_domain(reference);
	if (chart_registries_name(search->registries, domain)) {
		if (value == place->prefix || chart_says_image(place))
			rewrite(search, value, reference);
		else
			chart_images_note(
				search->found, value, CHART_NOTE_LEFT, search->path->str,
				"nothing says that Kubernetes pulls it: a program in a pod that pulls it itself "
				"does not have the license");
	} else if (!chart_registries_are_behind(search->registries, domain) &&
		   chart_registries_mentioned(search->registries, yaml_value_text(value))) {
		chart_images_note(search->found, value, CHART_NOTE_MAYBE, search->path->str,
				  "'%s' precedes the registry that it contains", domain);
	}
}

static void visit_scalar(struct search *search, const struct yaml_value *value, const struct chart_place *place)
{
	const char *text = chart_text(value);
	char domain[DOMAIN_SIZE];
	g_auto(Reference) reference = { 0 };
	if (!text)
		return;
	chart_host_of(text, domain);
	if (chart_registries_name(search->registries, domain) && strlen(text) <= strcspn(text, "/") + 1) {
		visit_registry(search, value, place, domain);
	} else if (!reference_parse(text, &reference, NULL)) {
		const char *host = chart_registries_mentioned(search->registries, text);
		if (host)
			chart_images_note(search->found, value, CHART_NOTE_LEFT, search->path->str,
					  "it contains '%s' and is not an image reference", host);
	} else if (reference.host) {
		visit_reference(search, value, place, &reference);
	} else {
		visit_hostless(search, value, place, &reference);
	}
}

/* ---- pairs ---- */

static void visit_pair(struct search *search, const struct chart_pair *pair)
{
	const char *registry = yaml_value_text(pair->registry);
	const char *partner = yaml_value_text(pair->partner);
	g_autofree char *upstream = g_strconcat(registry, g_str_has_suffix(registry, "/") ? "" : "/", partner, NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_auto(Reference) own = { 0 };
	g_auto(Reference) whole = { 0 };

	char domain[DOMAIN_SIZE];
	chart_host_of(registry, domain);
	if (!chart_registries_name(search->registries, domain)) {
		const char *host = chart_registries_are_behind(search->registries, domain)
					   ? NULL
					   : chart_registries_mentioned(search->registries, upstream);
		if (host)
			chart_images_note(search->found, pair->registry, CHART_NOTE_LEFT, search->path->str,
					  "it contains '%s', but not as the registry of an image", host);
		else if (!*domain && search->registries->hub && !strchr(registry, '{'))
			note(search, pair->registry, CHART_NOTE_LEFT,
			     "it may be an organization of Docker Hub, or the name of another registry");
		return;
	}
	if (reference_parse(partner, &own, NULL) && own.host) {
		chart_images_note(search->found, pair->registry, CHART_NOTE_LEFT, search->path->str,
				  "it and the '%s' next to it both name a host", yaml_value_name(pair->partner));
		return;
	}
	if (!reference_parse(upstream, &whole, &error) ||
	    !reference_to_proxy(&whole, search->registries->rules->proxy, search->registries->rules->app, &text,
				&error)) {
		note(search, pair->registry, CHART_NOTE_LEFT, error->message);
		return;
	}
	chart_images_set(search->found, pair->registry, NULL, chart_registry_to_proxy(search->registries, registry),
			 upstream, search->path->str);
}

/* ---- the tree ---- */

static void visit(struct search *search, const struct yaml_value *value, const struct chart_place *place);

static void visit_member(struct search *search, const struct yaml_value *member, const struct chart_place *around)
{
	struct chart_place place = *around;
	place.key = yaml_value_name(member);
	size_t before = search->path->len;
	chart_place_append_key(search->path, place.key);
	const char *host = strchr(place.key, '/') ? chart_registries_mentioned(search->registries, place.key) : NULL;
	if (host)
		chart_images_note(search->found, member, CHART_NOTE_LEFT, search->path->str,
				  "its key contains '%s', and Helm cannot rename a key", host);
	visit(search, member, &place);
	g_string_truncate(search->path, before);
}

/* A pair. Names of other images below it may get its registry, too. */
static void visit_paired(struct search *search, const struct chart_pair *pair, struct chart_place *inside)
{
	size_t before = search->path->len;
	chart_place_append_key(search->path, yaml_value_name(pair->registry));
	visit_pair(search, pair);
	inside->below = g_hash_table_contains(search->found->changes, pair->registry) ? CHART_REGISTRY_CHANGED
										      : CHART_REGISTRY_KEPT;
	g_string_truncate(search->path, before);
}

static void visit_mapping(struct search *search, const struct yaml_value *mapping, struct chart_place *inside)
{
	struct chart_pair pair;
	bool paired = chart_pair_find(mapping, inside, &pair);
	const struct yaml_value *registry = paired ? NULL : chart_lone_registry(mapping);
	if (paired)
		visit_paired(search, &pair, inside);
	if (registry) {
		inside->below =
			chart_registry_judge(search->registries, registry, mapping,
					     chart_is_global(search->values, mapping) ? search->values : mapping);
		inside->prefix = inside->below == CHART_REGISTRY_CHANGED ? registry : NULL;
	}
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member))
		if ((!paired || (member != pair.registry && member != pair.partner)) &&
		    !chart_is_of_whole_global(search->values, mapping, member))
			visit_member(search, member, inside);
}

static void visit_list(struct search *search, const struct yaml_value *list, const struct chart_place *inside)
{
	unsigned index = 0;
	for (const struct yaml_value *element = yaml_value_first(list); element; element = yaml_value_next(element)) {
		size_t before = search->path->len;
		chart_place_append_index(search->path, index++);
		visit(search, element, inside);
		g_string_truncate(search->path, before);
	}
}

static void visit(struct search *search, const struct yaml_value *value, const struct chart_place *place)
{
	if (yaml_value_is(value, YAML_SCALAR)) {
		visit_scalar(search, value, place);
		return;
	}
	struct chart_place inside = chart_place_inside(place, value);
	if (yaml_value_is(value, YAML_MAPPING))
		visit_mapping(search, value, &inside);
	else
		visit_list(search, value, &inside);
}

void chart_images_find(const struct yaml_value *values, const struct chart_registries *registries,
		       struct chart_images *ret_images)
{
	chart_images_init(ret_images);
	struct search search = {
		.registries = registries,
		.found = ret_images,
		.values = values,
		.lone_registry = chart_has_lone_registry(registries, values),
		.path = g_string_new(NULL),
	};
	const struct yaml_value *global = yaml_value_member(values, "global");
	const struct chart_place everywhere = {
		.below = chart_registry_judge_global(registries, values),
		.below_empty = chart_has_empty_registry(global) ||
			       chart_has_empty_registry(yaml_value_member(global, "image")),
	};
	visit(&search, values, &everywhere);
	g_string_free(search.path, TRUE);
}
