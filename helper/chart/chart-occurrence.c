/* SPDX-License-Identifier: MIT */
#include "chart-occurrence.h"

#include <string.h>

#define HUB_LIBRARY "library/"

static char *canonical(const char *image)
{
	g_auto(Reference) reference = { 0 };
	if (!reference_parse(image, &reference, NULL))
		return NULL;
	g_autofree char *domain = reference_domain(&reference);
	if (*domain && !reference_host_is_hub(domain))
		return g_strconcat(domain, "/", reference.path, reference.version, NULL);
	const char *path = reference.path;
	if (g_str_has_prefix(path, HUB_LIBRARY))
		path += strlen(HUB_LIBRARY);
	return g_strconcat(path, reference.version, NULL);
}

bool images_are_same(const char *a, const char *b)
{
	g_autofree char *first = canonical(a);
	g_autofree char *second = canonical(b);
	return first && second && strcmp(first, second) == 0;
}

size_t image_name_length(const char *image)
{
	const char *slash = strrchr(image, '/');
	const char *last = slash ? slash : image;
	return (size_t)(last - image) + strcspn(last, ":@");
}

/* ---- its parts ---- */

static void add_parts(GHashTable *heads, GHashTable *tails, const char *image)
{
	size_t name = image_name_length(image);
	size_t length = strlen(image);
	for (size_t i = 1; i <= length; i++) {
		/* To strchr(), the end of the image is one of these too. */
		if (!strchr("/:@", image[i]) && !(i < name && strchr("-_.", image[i])))
			continue;
		g_hash_table_add(heads, g_strndup(image, i));
		if (image[i] == '/')
			g_hash_table_add(heads, g_strndup(image, i + 1));
	}
	for (size_t i = 0; i < name; i++) {
		if (i > 0 && image[i - 1] != '/')
			continue;
		g_hash_table_add(tails, g_strndup(image + i, name - i));
		g_hash_table_add(tails, g_strdup(image + i));
	}
}

/* ---- finding ---- */

static bool is_whole_image(const struct chart_registries *registries, const struct manifest_text *text,
			   const char *token, struct reference *reference, bool *ret_named)
{
	if (!reference_parse(token, reference, NULL))
		return false;
	bool image = text->context == MANIFEST_IMAGE;
	if (!reference->host) {
		*ret_named = registries->hub && image;
		return image;
	}
	g_autofree char *domain = reference_domain(reference);
	/* In the prose of a configuration a name without a tag is often a link. */
	bool prose = !image && strchr(text->text, '\n') && !*reference->version;
	*ret_named = chart_registries_name(registries, domain) && !prose;
	return true;
}

static char *key_of(const struct manifest_text *text, guint token)
{
	return g_strdup_printf("%u %s", token, text->position);
}

static void find_in(const struct chart_registries *registries, struct occurrences *found,
		    const struct manifest_text *text)
{
	g_auto(SecretTexts) tokens = manifest_tokens(text);
	for (guint i = 0; tokens[i]; i++) {
		g_auto(Reference) reference = { 0 };
		g_autoptr(GError) error = NULL;
		g_autofree char *proxy = NULL;
		bool named = false;
		if (!is_whole_image(registries, text, tokens[i], &reference, &named))
			continue;
		if (text->context == MANIFEST_IMAGE || named)
			add_parts(found->settled, found->settled, tokens[i]);
		if (!named)
			continue;
		struct occurrence *occurrence = g_new0(struct occurrence, 1);
		occurrence->text = text;
		occurrence->token = i;
		occurrence->image = g_strdup(tokens[i]);
		if (!reference_to_proxy(&reference, registries->rules->proxy, registries->rules->app, &proxy, &error))
			occurrence->reason = g_strdup(error->message);
		g_ptr_array_add(found->all, occurrence);
		g_hash_table_insert(found->at, key_of(text, i), occurrence);
		add_parts(found->heads, found->tails, tokens[i]);
	}
}

static void free_occurrence(gpointer entry)
{
	struct occurrence *occurrence = entry;
	g_free(occurrence->image);
	g_free(occurrence->reason);
	g_free(occurrence->proxy);
	g_free(occurrence);
}

static GHashTable *new_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void occurrences_find(const struct chart_manifest *manifest, const struct chart_registries *registries,
		      struct occurrences *ret_occurrences)
{
	*ret_occurrences = (struct occurrences){
		.all = g_ptr_array_new_with_free_func(free_occurrence),
		.at = new_set(),
		.heads = new_set(),
		.tails = new_set(),
		.settled = new_set(),
	};
	for (guint i = 0; i < manifest->texts->len; i++) {
		const struct manifest_text *text = g_ptr_array_index(manifest->texts, i);
		if (text->context != MANIFEST_SECRET)
			find_in(registries, ret_occurrences, text);
	}
}

void occurrences_clear(struct occurrences *occurrences)
{
	g_ptr_array_unref(occurrences->all);
	g_hash_table_unref(occurrences->at);
	g_hash_table_unref(occurrences->heads);
	g_hash_table_unref(occurrences->tails);
	g_hash_table_unref(occurrences->settled);
	*occurrences = (struct occurrences){ 0 };
}

struct occurrence *occurrence_at(const struct occurrences *occurrences, const struct manifest_text *text, guint token)
{
	g_autofree char *key = key_of(text, token);
	return g_hash_table_lookup(occurrences->at, key);
}
