/* SPDX-License-Identifier: MIT */
#include "chart-pair.h"

#include <string.h>

/* Members that come in pairs, in the order in which they are looked for. */
static const char *const registry_names[] = { "registry", "imageRegistry" };
static const char *const partner_names[] = { "repository", "imageRepository", "image", "imageName", "name" };

bool chart_pair_find(const struct yaml_value *mapping, const struct chart_place *inside, struct chart_pair *ret_pair)
{
	struct chart_pair pair = { NULL, NULL };
	for (size_t i = 0; !pair.registry && i < G_N_ELEMENTS(registry_names); i++)
		if (chart_text(yaml_value_member(mapping, registry_names[i])))
			pair.registry = yaml_value_member(mapping, registry_names[i]);
	for (size_t i = 0; !pair.partner && i < G_N_ELEMENTS(partner_names); i++) {
		const struct yaml_value *member = yaml_value_member(mapping, partner_names[i]);
		bool vague = strcmp(partner_names[i], "name") == 0 && !inside->below_image &&
			     !yaml_value_member(mapping, "tag") && !yaml_value_member(mapping, "digest");
		if (chart_text(member) && !vague)
			pair.partner = member;
	}
	*ret_pair = pair;
	return pair.registry && pair.partner;
}

/* Whether names of images without a host are in the value, for which no registry of their own is given. */
static bool holds_hostless(const struct yaml_value *value, const struct chart_place *place)
{
	if (yaml_value_is(value, YAML_SCALAR)) {
		g_auto(Reference) reference = { 0 };
		const char *text = chart_text(value);
		return text && reference_parse(text, &reference, NULL) && !reference.host &&
		       chart_likeness(place, value, &reference) != CHART_NO_IMAGE;
	}
	struct chart_place inside = chart_place_inside(place, value);
	struct chart_pair pair;
	bool paired = chart_pair_find(value, &inside, &pair);
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child)) {
		if (yaml_value_name(child))
			inside.key = yaml_value_name(child);
		if (!(paired && (child == pair.registry || child == pair.partner)) && holds_hostless(child, &inside))
			return true;
	}
	return false;
}

/* ---- registries on their own ---- */

static bool has_host(const char *text)
{
	char domain[DOMAIN_SIZE];
	chart_host_of(text, domain);
	return *domain;
}

/* A user name or password next to it: the registry is one to log in to. */
static bool has_credentials(const struct yaml_value *mapping)
{
	static const char *const names[] = { "username", "user", "password", "email", "auth", NULL };
	for (const char *const *name = names; *name; name++)
		if (yaml_value_member(mapping, *name))
			return true;
	return false;
}

const struct yaml_value *chart_lone_registry(const struct yaml_value *mapping)
{
	if (!yaml_value_is(mapping, YAML_MAPPING))
		return NULL;
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member))
		if (chart_key_is_registry(yaml_value_name(member)) && chart_text(member) &&
		    has_host(chart_text(member)))
			return member;
	return NULL;
}

/* The name of a named registry and nothing else, under any key. */
static bool is_bare_registry(const struct chart_registries *registries, const struct yaml_value *value)
{
	char domain[DOMAIN_SIZE];
	const char *text = chart_text(value);
	return text && domain_parse(text, domain) && chart_registries_name(registries, domain);
}

static bool has_lone(const struct chart_registries *registries, const struct yaml_value *value,
		     const struct chart_place *place)
{
	struct chart_place inside = chart_place_inside(place, value);
	struct chart_pair pair = { NULL, NULL };
	bool paired = chart_pair_find(value, &inside, &pair);
	bool log_in = has_credentials(value);
	if (!paired && !log_in && chart_lone_registry(value))
		return true;
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child)) {
		if (yaml_value_name(child))
			inside.key = yaml_value_name(child);
		if (yaml_value_is(child, YAML_SCALAR)
			    ? !log_in && !(paired && child == pair.registry) && is_bare_registry(registries, child)
			    : has_lone(registries, child, &inside))
			return true;
	}
	return false;
}

bool chart_has_lone_registry(const struct chart_registries *registries, const struct yaml_value *values)
{
	return has_lone(registries, values, &(struct chart_place){ .parent = NULL });
}

enum chart_registry chart_registry_judge(const struct chart_registries *registries, const struct yaml_value *registry,
					 const struct yaml_value *mapping, const struct yaml_value *scope)
{
	const char *text = yaml_value_text(registry);
	char domain[DOMAIN_SIZE];
	chart_host_of(text, domain);
	if (!chart_registries_name(registries, domain) || has_credentials(mapping))
		return CHART_REGISTRY_KEPT;
	if (text[strcspn(text, "/")] || strcmp(yaml_value_name(registry), "imageRegistry") == 0)
		return CHART_REGISTRY_CHANGED;
	return holds_hostless(scope, &(struct chart_place){ .parent = NULL }) ? CHART_REGISTRY_CHANGED
									      : CHART_REGISTRY_KEPT;
}

bool chart_is_global(const struct yaml_value *values, const struct yaml_value *mapping)
{
	const struct yaml_value *global = yaml_value_member(values, "global");
	return mapping == global || mapping == yaml_value_member(global, "image");
}

enum chart_registry chart_registry_judge_global(const struct chart_registries *registries,
						const struct yaml_value *values)
{
	const struct yaml_value *global = yaml_value_member(values, "global");
	const struct yaml_value *const mappings[] = { global, yaml_value_member(global, "image") };
	for (size_t i = 0; i < G_N_ELEMENTS(mappings); i++) {
		struct chart_pair pair;
		const struct yaml_value *registry = chart_lone_registry(mappings[i]);
		if (registry && !chart_pair_find(mappings[i], &(struct chart_place){ .below_image = i == 1 }, &pair))
			return chart_registry_judge(registries, registry, mappings[i], values);
	}
	return CHART_REGISTRY_NONE;
}
