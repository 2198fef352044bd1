/* SPDX-License-Identifier: MIT */
#include "chart-forms.h"

#include <string.h>

static GPtrArray *new_trials(void)
{
	return g_ptr_array_new_with_free_func(trial_free);
}

static bool holds(const char *key, const char *word)
{
	g_autofree char *lower = key ? g_ascii_strdown(key, -1) : NULL;
	return lower && strstr(lower, word);
}

/* ---- the ends of images that nothing puts behind the proxy yet ---- */

static void add_tail(GHashTable *by_tail, const char *text, struct occurrence *occurrence)
{
	GPtrArray *list = g_hash_table_lookup(by_tail, text);
	if (!list) {
		list = g_ptr_array_new();
		g_hash_table_insert(by_tail, g_strdup(text), list);
	}
	g_ptr_array_add(list, occurrence);
}

static void free_list(gpointer list)
{
	g_ptr_array_unref(list);
}

static GHashTable *open_tails(const struct chart_forms *forms)
{
	GHashTable *tails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
	for (guint i = 0; i < forms->occurrences->all->len; i++) {
		struct occurrence *occurrence = g_ptr_array_index(forms->occurrences->all, i);
		size_t name = image_name_length(occurrence->image);
		for (size_t at = 0; !occurrence->by && !occurrence->reason && at < name; at++) {
			if (at > 0 && occurrence->image[at - 1] != '/')
				continue;
			g_autofree char *tail = g_strndup(occurrence->image + at, name - at);
			add_tail(tails, tail, occurrence);
			if (occurrence->image[name])
				add_tail(tails, occurrence->image + at, occurrence);
		}
	}
	return tails;
}

/* ---- the prefix ---- */

/* Of a single word only a place that has to do with images makes a part of one. */
static bool is_plausible(const struct chart_scalar *scalar, const char *text)
{
	static const char *const words[] = { "image",	"repo",	 "registry", "org",    "namespace",
					     "account", "owner", "hub",	     "prefix", "host" };
	g_auto(Reference) reference = { 0 };
	if (strpbrk(text, "/.:"))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (holds(scalar->where.key, words[i]))
			return true;
	return reference_parse(text, &reference, NULL) &&
	       chart_likeness(&scalar->where, scalar->value, &reference) != CHART_NO_IMAGE;
}

static char *prefixed(const struct chart_registries *registries, const char *text)
{
	char domain[DOMAIN_SIZE];
	chart_host_of(text, domain);
	g_autofree char *behind =
		*domain ? chart_registry_to_proxy(registries, text) : g_strconcat(registries->prefix, text, NULL);
	return trial_text_of(registries, behind);
}

/* The text with each image of a named registry in it behind the proxy, or NULL if it holds none that was rendered. */
static char *with_images_prefixed(const struct chart_forms *forms, const char *text)
{
	const struct manifest_text whole = { .text = (char *)(guintptr)text };
	if (!chart_registries_mentioned(forms->registries, text))
		return NULL;
	g_auto(SecretTexts) tokens = manifest_tokens(&whole);
	g_autoptr(GString) result = g_string_new(NULL);
	const char *rest = text;
	bool changed = false;
	for (guint i = 0; tokens[i]; i++) {
		const char *at = strstr(rest, tokens[i]);
		g_string_append_len(result, rest, at - rest);
		rest = at + strlen(tokens[i]);
		bool image = g_hash_table_contains(forms->occurrences->heads, tokens[i]) && strchr(tokens[i], '/');
		g_autofree char *behind = image ? prefixed(forms->registries, tokens[i]) : NULL;
		g_string_append(result, behind ? behind : tokens[i]);
		changed = changed || image;
	}
	g_string_append(result, rest);
	return changed ? g_strdup(result->str) : NULL;
}

static char *prefix_for(const struct chart_forms *forms, const struct chart_scalar *scalar, const char *text)
{
	const struct chart_change *change = g_hash_table_lookup(forms->by_form->changes, scalar->value);
	/* A name that a registry is put before is not the beginning of the image. */
	bool inside = g_hash_table_contains(forms->occurrences->tails, text) &&
		      !g_hash_table_contains(forms->occurrences->heads, text);
	if (change && !inside)
		return trial_text_of(forms->registries, change->text);
	if (g_hash_table_contains(forms->occurrences->heads, text))
		return is_plausible(scalar, text) ? prefixed(forms->registries, text) : NULL;
	return with_images_prefixed(forms, text);
}

GPtrArray *chart_form_prefix(const struct chart_forms *forms)
{
	GPtrArray *trials = new_trials();
	for (guint i = 0; i < forms->scalars->all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(forms->scalars->all, i);
		const char *text = chart_text(scalar->value);
		char *tried = text ? prefix_for(forms, scalar, text) : NULL;
		if (!tried)
			continue;
		bool says = chart_says_image(&scalar->where) || chart_key_is_registry(scalar->where.key) ||
			    g_hash_table_contains(forms->by_form->changes, scalar->value);
		struct trial *trial = trial_new(says, false);
		trial_add(trial, scalar->value, NULL, tried, scalar->place);
		g_ptr_array_add(trials, trial);
	}
	return trials;
}

/* Without the values that an image only begins with: with both, a registry and a repository may have been put behind the
 * proxy each. */
static GPtrArray *prefix_of_found(const struct chart_forms *forms)
{
	GPtrArray *trials = new_trials();
	for (guint i = 0; i < forms->scalars->all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(forms->scalars->all, i);
		const struct chart_change *change = g_hash_table_lookup(forms->by_form->changes, scalar->value);
		if (!change)
			continue;
		struct trial *trial = trial_new(true, false);
		trial_add(trial, scalar->value, NULL, trial_text_of(forms->registries, change->text), scalar->place);
		g_ptr_array_add(trials, trial);
	}
	return trials;
}

/* ---- an empty or missing registry ---- */

static bool is_empty_registry(const struct chart_scalar *scalar)
{
	return scalar->mapping && !chart_text(scalar->value) &&
	       (chart_key_is_registry(scalar->where.key) || holds(scalar->where.key, "registry"));
}

static char *learning_text(const struct chart_registries *registries)
{
	g_autofree char *text = trial_text_of(registries, registries->prefix);
	return g_strndup(text, strlen(text) - 1);
}

/* The mappings that hold the name of an open image. */
static GHashTable *open_mappings(const struct chart_forms *forms)
{
	GHashTable *mappings = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) tails = open_tails(forms);
	for (guint i = 0; i < forms->scalars->all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(forms->scalars->all, i);
		const char *text = chart_text(scalar->value);
		if (text && scalar->mapping && g_hash_table_contains(tails, text) && is_plausible(scalar, text))
			g_hash_table_add(mappings, (gpointer)(guintptr)scalar->mapping);
	}
	return mappings;
}

static void add_empty(const struct chart_forms *forms, GPtrArray *trials, const struct chart_scalar *scalar)
{
	struct trial *trial = trial_new(true, true);
	trial_add(trial, scalar->value, NULL, learning_text(forms->registries), scalar->place);
	g_ptr_array_add(trials, trial);
}

static GPtrArray *empty_next_to_the_name(const struct chart_forms *forms)
{
	GPtrArray *trials = new_trials();
	g_autoptr(GHashTable) mappings = open_mappings(forms);
	for (guint i = 0; i < forms->scalars->all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(forms->scalars->all, i);
		if (is_empty_registry(scalar) && g_hash_table_contains(mappings, scalar->mapping))
			add_empty(forms, trials, scalar);
	}
	return trials;
}

/* The registry is a member that the mappings around the names, or `global`, do not have yet. (Helm drops what is null in
 * the values of a chart, so that an empty registry may be missing.) */
static void add_missing(const struct chart_forms *forms, GPtrArray *trials, const struct yaml_value *mapping,
			const char *key)
{
	g_autoptr(GString) place = g_string_new(g_hash_table_lookup(forms->scalars->places, mapping));
	if (!yaml_value_is(mapping, YAML_MAPPING) || yaml_value_member(mapping, key))
		return;
	chart_place_append_key(place, key);
	struct trial *trial = trial_new(true, true);
	trial_add(trial, mapping, key, learning_text(forms->registries), place->str);
	g_ptr_array_add(trials, trial);
}

static GPtrArray *missing_next_to_the_name(const struct chart_forms *forms)
{
	GPtrArray *trials = new_trials();
	g_autoptr(GHashTable) mappings = open_mappings(forms);
	GHashTableIter iterator;
	gpointer mapping;
	g_hash_table_iter_init(&iterator, mappings);
	while (g_hash_table_iter_next(&iterator, &mapping, NULL))
		add_missing(forms, trials, mapping, "registry");
	return trials;
}

static GPtrArray *missing_around(const struct chart_forms *forms, const char *key)
{
	GPtrArray *trials = new_trials();
	g_autoptr(GHashTable) mappings = open_mappings(forms);
	g_autoptr(GHashTable) around = g_hash_table_new(NULL, NULL);
	GHashTableIter iterator;
	gpointer mapping;
	g_hash_table_iter_init(&iterator, mappings);
	while (g_hash_table_iter_next(&iterator, &mapping, NULL))
		for (; mapping; mapping = g_hash_table_lookup(forms->scalars->parents, mapping))
			g_hash_table_add(around, mapping);
	if (g_hash_table_size(around) > 0) {
		const struct yaml_value *global = yaml_value_member(forms->values, "global");
		g_hash_table_add(around, (gpointer)(guintptr)forms->values);
		if (global)
			g_hash_table_add(around, (gpointer)(guintptr)global);
	}
	g_hash_table_iter_init(&iterator, around);
	while (g_hash_table_iter_next(&iterator, &mapping, NULL))
		add_missing(forms, trials, mapping, key);
	return trials;
}

static GPtrArray *missing_registry_around(const struct chart_forms *forms)
{
	return missing_around(forms, "registry");
}

static GPtrArray *missing_image_registry_around(const struct chart_forms *forms)
{
	return missing_around(forms, "imageRegistry");
}

static bool has_open(const struct chart_forms *forms)
{
	for (guint i = 0; i < forms->occurrences->all->len; i++) {
		const struct occurrence *occurrence = g_ptr_array_index(forms->occurrences->all, i);
		if (!occurrence->by && !occurrence->reason && occurrence->text->context == MANIFEST_IMAGE)
			return true;
	}
	return false;
}

static GPtrArray *empty_anywhere(const struct chart_forms *forms)
{
	GPtrArray *trials = new_trials();
	for (guint i = 0; has_open(forms) && i < forms->scalars->all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(forms->scalars->all, i);
		if (is_empty_registry(scalar))
			add_empty(forms, trials, scalar);
	}
	return trials;
}

/* ---- the repository with its host, and the pair whole ---- */

/* The image as far as the text in it goes: without tag and digest, unless they are in the text. */
static char *image_up_to(const char *image, const char *text)
{
	size_t name = image_name_length(image);
	size_t length = strlen(text);
	if (length <= name && strncmp(image + name - length, text, length) == 0)
		return g_strndup(image, name);
	return g_str_has_suffix(image, text) ? g_strdup(image) : NULL;
}

/* The same for all images of a text, or NULL where they differ. */
static char *name_up_to(const GPtrArray *occurrences, const char *text)
{
	g_autofree char *name = NULL;
	for (guint i = 0; occurrences && i < occurrences->len; i++) {
		const struct occurrence *occurrence = g_ptr_array_index(occurrences, i);
		g_autofree char *own = image_up_to(occurrence->image, text);
		if (!own || (name && strcmp(name, own) != 0))
			return NULL;
		if (!name)
			name = g_steal_pointer(&own);
	}
	return g_steal_pointer(&name);
}

typedef void add_tail_form(const struct chart_forms *forms, GPtrArray *trials, const struct chart_scalar *scalar,
			   const char *name);

static GPtrArray *for_each_tail(const struct chart_forms *forms, add_tail_form *add)
{
	GPtrArray *trials = new_trials();
	g_autoptr(GHashTable) tails = open_tails(forms);
	for (guint i = 0; i < forms->scalars->all->len; i++) {
		const struct chart_scalar *scalar = g_ptr_array_index(forms->scalars->all, i);
		const char *text = chart_text(scalar->value);
		g_autofree char *name =
			text && is_plausible(scalar, text) ? name_up_to(g_hash_table_lookup(tails, text), text) : NULL;
		if (name)
			add(forms, trials, scalar, name);
	}
	return trials;
}

static void add_repository(const struct chart_forms *forms, GPtrArray *trials, const struct chart_scalar *scalar,
			   const char *name)
{
	struct trial *trial = trial_new(chart_says_image(&scalar->where), false);
	trial_add(trial, scalar->value, NULL, prefixed(forms->registries, name), scalar->place);
	g_ptr_array_add(trials, trial);
}

static GPtrArray *repository_alone(const struct chart_forms *forms)
{
	return for_each_tail(forms, add_repository);
}

/* The registry next to the name, as the image has it. */
static const struct chart_scalar *registry_next_to(const struct chart_forms *forms, const struct chart_scalar *scalar,
						   const char *name)
{
	for (guint i = 0; i < forms->scalars->all->len; i++) {
		const struct chart_scalar *other = g_ptr_array_index(forms->scalars->all, i);
		const char *text = other->mapping == scalar->mapping ? chart_text(other->value) : NULL;
		if (text && other != scalar && strlen(text) == strcspn(name, "/") &&
		    strncmp(name, text, strlen(text)) == 0)
			return other;
	}
	return NULL;
}

static void add_pair(const struct chart_forms *forms, GPtrArray *trials, const struct chart_scalar *scalar,
		     const char *name)
{
	const char host[] = { TRIAL_HOST, '\0' };
	const struct chart_scalar *registry = scalar->mapping ? registry_next_to(forms, scalar, name) : NULL;
	if (!registry)
		return;
	g_autofree char *behind = prefixed(forms->registries, name);
	struct trial *trial = trial_new(true, false);
	trial_add(trial, registry->value, NULL, g_strdup(host), registry->place);
	trial_add(trial, scalar->value, NULL, g_strdup(behind + strlen("?/")), scalar->place);
	g_ptr_array_add(trials, trial);
}

static GPtrArray *pair_whole(const struct chart_forms *forms)
{
	return for_each_tail(forms, add_pair);
}

const chart_form chart_forms_later[] = {
	prefix_of_found,
	empty_next_to_the_name,
	missing_next_to_the_name,
	empty_anywhere,
	missing_registry_around,
	missing_image_registry_around,
	repository_alone,
	pair_whole,
	NULL,
};
