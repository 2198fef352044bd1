/* SPDX-License-Identifier: MIT */
#include "chart-images.h"

#include "../address/domain.h"
#include "../address/reference.h"
#include "../format/yaml-write.h"
#include "chart-place.h"

#include <string.h>

struct search {
	const struct chart_rules *rules;
	struct chart_images *found;
	GPtrArray *hosts; /* of the registries, NULL-terminated; of Docker Hub both */
	bool hub;	  /* Docker Hub is one of them */
	const struct yaml_value *values;
	GString *path; /* of the value being looked at, as `helm --set` writes it */
};

/* Members that come in pairs, in the order in which they are looked for. */
static const char *const registry_names[] = { "registry", "imageRegistry" };
static const char *const partner_names[] = { "repository", "imageRepository", "image", "imageName", "name" };

/* The names that images use for Docker Hub. */
static const char *const hub_hosts[] = { "docker.io", "index.docker.io" };

static bool is_docker_hub(const char *host)
{
	return strcmp(host, hub_hosts[0]) == 0 || strcmp(host, hub_hosts[1]) == 0;
}

static bool is_named(const struct search *search, const char *domain)
{
	return g_strv_contains((const char *const *)search->hosts->pdata, domain);
}

/* It is behind a proxy already. */
static bool is_proxy(const struct search *search, const char *domain)
{
	return strcmp(domain, search->rules->proxy) == 0 || domain_is_built_in(domain);
}

/* ---- diagnostics ---- */

static void note(struct search *search, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(struct search *search, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *reason = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(search->found->notes, g_strdup_printf("left '%s' alone: %s", search->path->str, reason));
}

static bool change(struct search *search, const struct yaml_value *value, char *text, const char *upstream)
{
	struct chart_change *entry = g_new(struct chart_change, 1);
	*entry = (struct chart_change){ .text = text, .upstream = g_strdup(upstream) };
	/* The table does not change what its keys point to. */
	g_hash_table_insert(search->found->changes, (gpointer)(guintptr)value, entry);
	return true;
}

static void free_change(gpointer entry)
{
	g_free(((struct chart_change *)entry)->text);
	g_free(((struct chart_change *)entry)->upstream);
	g_free(entry);
}

static size_t enter_member(struct search *search, const char *key)
{
	size_t before = search->path->len;
	if (before > 0)
		g_string_append_c(search->path, '.');
	for (; *key; key++) {
		if (strchr(".[]\\", *key))
			g_string_append_c(search->path, '\\');
		g_string_append_c(search->path, *key);
	}
	return before;
}

/* ---- texts ---- */

/* A byte that goes on with the name of a host. */
static bool is_of_host(char byte)
{
	return g_ascii_isalnum(byte) || (byte && strchr("-_", byte));
}

/* A named registry that stands in the text as a host, in any case; NULL where none does. */
static const char *mentioned(const struct search *search, const char *text)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);
	for (guint i = 0; g_ptr_array_index(search->hosts, i); i++) {
		const char *host = g_ptr_array_index(search->hosts, i);
		for (const char *at = lower; (at = strstr(at, host)); at++) {
			const char *behind = at + strlen(host);
			bool begins = at == lower || (!is_of_host(at[-1]) && at[-1] != '.');
			bool ends = !is_of_host(*behind) && !(*behind == '.' && is_of_host(behind[1]));
			if (begins && ends)
				return host;
		}
	}
	return NULL;
}

/* ---- one image ---- */

static bool rewrite(struct search *search, const struct yaml_value *value, const struct reference *reference,
		    const char *upstream)
{
	char *text = NULL;
	g_autoptr(GError) error = NULL;
	if (reference_to_proxy(reference, search->rules->proxy, search->rules->app, &text, &error))
		return change(search, value, text, upstream);
	note(search, "%s", error->message);
	return false;
}

/* Whether a name without a host is an image at that place, for all that can be seen. */
static enum chart_likeness likeness(const struct yaml_value *value, const struct chart_place *place,
				    const struct reference *reference)
{
	const char *text = yaml_value_text(value);
	bool number = yaml_value_is_plain(value) && !strchr(text, '/') && !yaml_text_is_string(text);
	return number ? CHART_NO_IMAGE : chart_likeness(place, reference);
}

/* A name without a host: an image of Docker Hub, or any other word. */
static bool visit_hostless(struct search *search, const struct yaml_value *value, const struct chart_place *place,
			   const struct reference *reference)
{
	enum chart_likeness like = search->hub ? likeness(value, place, reference) : CHART_NO_IMAGE;
	if (like == CHART_NO_IMAGE || place->below == CHART_REGISTRY_CHANGED)
		return false;
	if (like == CHART_IMAGE && place->below == CHART_REGISTRY_NONE)
		return rewrite(search, value, reference, yaml_value_text(value));
	note(search, "%s",
	     like == CHART_IMAGE ? "a registry of other images may stand before it"
				 : "it may be an image of Docker Hub, or something else");
	return false;
}

/* A registry without an image behind it. */
static bool visit_registry(struct search *search, const struct yaml_value *value, const struct chart_place *place,
			   const char *host)
{
	if (value == place->prefix)
		return change(search, value,
			      g_strdup_printf("%s/proxy/%s/%s", search->rules->proxy, search->rules->app, host), host);
	note(search, "it names the registry '%s' and no image", host);
	return false;
}

static bool visit_scalar(struct search *search, const struct yaml_value *value, const struct chart_place *place)
{
	const char *text = chart_text(value);
	char domain[DOMAIN_SIZE];
	g_auto(Reference) reference = { 0 };
	if (!text)
		return false;
	if (domain_parse(text, domain) && is_named(search, domain))
		return visit_registry(search, value, place, domain);
	if (!reference_parse(text, &reference, NULL)) {
		const char *host = mentioned(search, text);
		if (host)
			note(search, "it holds '%s' and is no image reference", host);
		return false;
	}
	if (!reference.host)
		return visit_hostless(search, value, place, &reference);
	g_autofree char *canonical = reference_domain(&reference);
	if (is_named(search, canonical))
		return rewrite(search, value, &reference, text);
	if (!is_proxy(search, canonical) && mentioned(search, text))
		note(search, "'%s' stands before the registry that it holds", canonical);
	return false;
}

/* ---- pairs ---- */

struct pair {
	const struct yaml_value *registry;
	const struct yaml_value *partner;
};

static bool find_pair(const struct yaml_value *mapping, bool below_image, struct pair *ret_pair)
{
	struct pair pair = { NULL, NULL };
	for (size_t i = 0; !pair.registry && i < G_N_ELEMENTS(registry_names); i++)
		if (chart_text(yaml_value_member(mapping, registry_names[i])))
			pair.registry = yaml_value_member(mapping, registry_names[i]);
	for (size_t i = 0; !pair.partner && i < G_N_ELEMENTS(partner_names); i++) {
		const struct yaml_value *member = yaml_value_member(mapping, partner_names[i]);
		bool vague = strcmp(partner_names[i], "name") == 0 && !below_image &&
			     !yaml_value_member(mapping, "tag") && !yaml_value_member(mapping, "digest");
		if (chart_text(member) && !vague)
			pair.partner = member;
	}
	*ret_pair = pair;
	return pair.registry && pair.partner;
}

/* The host of a pair's registry, "HOST" or "HOST/PATH"; "" where it is something else. */
static void host_of_pair(const char *registry, char ret_domain[static DOMAIN_SIZE])
{
	g_autofree char *host = g_strndup(registry, strcspn(registry, "/"));
	if (!strpbrk(host, ".:") || !domain_parse(host, ret_domain))
		ret_domain[0] = '\0';
}

static bool visit_pair(struct search *search, const struct pair *pair, bool before_several)
{
	const struct chart_rules *rules = search->rules;
	const char *registry = yaml_value_text(pair->registry);
	const char *partner = yaml_value_text(pair->partner);
	g_auto(Reference) own = { 0 };
	g_auto(Reference) whole = { 0 };
	g_autoptr(GError) error = NULL;
	g_autofree char *upstream = g_strconcat(registry, "/", partner, NULL);
	g_autofree char *text = NULL;

	char domain[DOMAIN_SIZE];
	host_of_pair(registry, domain);
	if (!is_named(search, domain)) {
		const char *host = is_proxy(search, domain) ? NULL : mentioned(search, upstream);
		if (host)
			note(search, "'%s' is in it, but not as the registry of an image", host);
		return false;
	}
	if (reference_parse(partner, &own, NULL) && own.host) {
		note(search, "it and the '%s' beside it both name a host", yaml_value_name(pair->partner));
		return false;
	}
	if (!reference_parse(upstream, &whole, &error) ||
	    !reference_to_proxy(&whole, rules->proxy, rules->app, &text, &error)) {
		note(search, "%s", error->message);
		return false;
	}
	if (before_several) {
		g_autofree char *lower = g_ascii_strdown(registry, -1);
		return change(search, pair->registry,
			      g_strdup_printf("%s/proxy/%s/%s", rules->proxy, rules->app, lower), upstream);
	}
	change(search, pair->partner, g_strdup(text + strlen(rules->proxy) + 1), upstream);
	return change(search, pair->registry, g_strdup(rules->proxy), upstream);
}

/* ---- registries before several images ---- */

/* Whether names of images without a host are in the value, for which no registry of their own is given. */
static bool holds_hostless(const struct yaml_value *value, const struct chart_place *place)
{
	if (yaml_value_is(value, YAML_SCALAR)) {
		g_auto(Reference) reference = { 0 };
		const char *text = chart_text(value);
		return text && reference_parse(text, &reference, NULL) && !reference.host &&
		       likeness(value, place, &reference) != CHART_NO_IMAGE;
	}
	struct chart_place inside = chart_place_inside(place, value);
	struct pair pair;
	bool paired = yaml_value_is(value, YAML_MAPPING) && find_pair(value, inside.below_image, &pair);
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child)) {
		if (yaml_value_name(child))
			inside.key = yaml_value_name(child);
		if (!(paired && (child == pair.registry || child == pair.partner)) && holds_hostless(child, &inside))
			return true;
	}
	return false;
}

/* Whether templates put the registry before names of images: those in `scope` without a host are there for that. */
static enum chart_registry judge_registry(const struct search *search, const struct yaml_value *registry,
					  const struct yaml_value *mapping, const struct yaml_value *scope)
{
	const char *text = yaml_value_text(registry);
	char domain[DOMAIN_SIZE];
	host_of_pair(text, domain);
	if (!is_named(search, domain))
		return CHART_REGISTRY_KEPT;
	if (strchr(text, '/') || strcmp(yaml_value_name(registry), "imageRegistry") == 0)
		return CHART_REGISTRY_CHANGED;
	return !chart_has_credentials(mapping) && holds_hostless(scope, &(struct chart_place){ .parent = NULL })
		       ? CHART_REGISTRY_CHANGED
		       : CHART_REGISTRY_KEPT;
}

static bool is_global(const struct search *search, const struct yaml_value *mapping)
{
	const struct yaml_value *global = yaml_value_member(search->values, "global");
	return global && (mapping == global || mapping == yaml_value_member(global, "image"));
}

/* A registry for all images: of Bitnami's charts `global.imageRegistry`, which takes the place of each pair's own. */
static enum chart_registry judge_global(const struct search *search)
{
	const struct yaml_value *global = yaml_value_member(search->values, "global");
	const struct yaml_value *const mappings[] = { global, yaml_value_member(global, "image") };
	for (size_t i = 0; i < G_N_ELEMENTS(mappings); i++) {
		struct pair pair;
		const struct yaml_value *registry = chart_lone_registry(mappings[i]);
		if (registry && !find_pair(mappings[i], i == 1, &pair))
			return judge_registry(search, registry, mappings[i], search->values);
	}
	return CHART_REGISTRY_NONE;
}

/* ---- the tree ---- */

static bool visit(struct search *search, const struct yaml_value *value, const struct chart_place *place);

static bool visit_member(struct search *search, const struct yaml_value *member, const struct chart_place *around)
{
	struct chart_place place = *around;
	place.key = yaml_value_name(member);
	size_t before = enter_member(search, place.key);
	const char *host = strchr(place.key, '/') ? mentioned(search, place.key) : NULL;
	if (host)
		note(search, "its key holds '%s': Helm cannot rename a key", host);
	bool touched = visit(search, member, &place);
	g_string_truncate(search->path, before);
	return touched;
}

/* A pair, and whether its registry stands before other images as well, or another one may take its place. */
static bool visit_paired(struct search *search, const struct yaml_value *mapping, const struct pair *pair,
			 struct chart_place *inside)
{
	size_t before = enter_member(search, yaml_value_name(pair->registry));
	struct chart_place beside = *inside;
	bool several = inside->below != CHART_REGISTRY_NONE;
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member)) {
		beside.key = yaml_value_name(member);
		several = several ||
			  (member != pair->registry && member != pair->partner && holds_hostless(member, &beside));
	}
	bool touched = visit_pair(search, pair, several);
	if (several)
		inside->below = touched ? CHART_REGISTRY_CHANGED : CHART_REGISTRY_KEPT;
	g_string_truncate(search->path, before);
	return touched;
}

static bool visit_mapping(struct search *search, const struct yaml_value *mapping, struct chart_place *inside)
{
	struct pair pair;
	bool paired = find_pair(mapping, inside->below_image, &pair);
	bool touched = paired && visit_paired(search, mapping, &pair, inside);
	const struct yaml_value *registry = paired ? NULL : chart_lone_registry(mapping);
	if (registry) {
		inside->below = judge_registry(search, registry, mapping,
					       is_global(search, mapping) ? search->values : mapping);
		inside->prefix = inside->below == CHART_REGISTRY_CHANGED ? registry : NULL;
	}
	for (const struct yaml_value *member = yaml_value_first(mapping); member; member = yaml_value_next(member))
		if (!paired || (member != pair.registry && member != pair.partner))
			touched = visit_member(search, member, inside) || touched;
	return touched;
}

static bool visit_list(struct search *search, const struct yaml_value *list, const struct chart_place *inside)
{
	bool touched = false;
	unsigned index = 0;
	for (const struct yaml_value *element = yaml_value_first(list); element; element = yaml_value_next(element)) {
		size_t before = search->path->len;
		g_string_append_printf(search->path, "[%u]", index++);
		touched = visit(search, element, inside) || touched;
		g_string_truncate(search->path, before);
	}
	return touched;
}

static bool visit(struct search *search, const struct yaml_value *value, const struct chart_place *place)
{
	if (yaml_value_is(value, YAML_SCALAR))
		return visit_scalar(search, value, place);

	struct chart_place inside = chart_place_inside(place, value);
	bool touched = yaml_value_is(value, YAML_MAPPING) ? visit_mapping(search, value, &inside)
							  : visit_list(search, value, &inside);
	if (touched)
		g_hash_table_add(search->found->touched, (gpointer)(guintptr)value);
	return touched;
}

static void choose_hosts(struct search *search)
{
	for (const char *const *host = search->rules->registries; *host; host++) {
		search->hub = search->hub || is_docker_hub(*host);
		if (!is_docker_hub(*host))
			g_ptr_array_add(search->hosts, (gpointer)(guintptr)*host);
	}
	for (size_t i = 0; search->hub && i < G_N_ELEMENTS(hub_hosts); i++)
		g_ptr_array_add(search->hosts, (gpointer)(guintptr)hub_hosts[i]);
	g_ptr_array_add(search->hosts, NULL);
}

void chart_images_find(const struct yaml_value *values, const struct chart_rules *rules,
		       struct chart_images *ret_images)
{
	*ret_images = (struct chart_images){
		.changes = g_hash_table_new_full(NULL, NULL, NULL, free_change),
		.touched = g_hash_table_new(NULL, NULL),
		.notes = g_ptr_array_new_with_free_func(g_free),
	};
	struct search search = {
		.rules = rules,
		.found = ret_images,
		.hosts = g_ptr_array_new(),
		.values = values,
		.path = g_string_new(NULL),
	};
	choose_hosts(&search);
	(void)visit(&search, values, &(struct chart_place){ .below = judge_global(&search) });
	g_ptr_array_unref(search.hosts);
	g_string_free(search.path, TRUE);
}

void chart_images_clear(struct chart_images *images)
{
	if (!images || !images->changes)
		return;
	g_hash_table_unref(images->changes);
	g_hash_table_unref(images->touched);
	g_ptr_array_unref(images->notes);
	*images = (struct chart_images){ 0 };
}
