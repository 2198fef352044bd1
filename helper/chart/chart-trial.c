/* SPDX-License-Identifier: MIT */
#include "chart-trial.h"

#include "chart-place.h"

#include <string.h>

/* RFC 2606: no such host exists. */
#define MARK_PREFIX "dcr-"
#define MARK_SUFFIX ".invalid"
#define UPSTREAM_UNKNOWN "the registry of the chart"

struct evaluation {
	const GPtrArray *trials;
	const struct chart_registries *registries;
	const struct occurrences *occurrences;
};

static void free_setting(gpointer entry)
{
	struct trial_setting *setting = entry;
	g_free(setting->key);
	g_free(setting->text);
	g_free(setting->place);
	g_free(setting);
}

struct trial *trial_new(bool says_image, bool learns)
{
	struct trial *trial = g_new0(struct trial, 1);
	trial->settings = g_ptr_array_new_with_free_func(free_setting);
	trial->occurrences = g_ptr_array_new();
	trial->says_image = says_image;
	trial->learns = learns;
	return trial;
}

void trial_free(gpointer entry)
{
	struct trial *trial = entry;
	g_ptr_array_unref(trial->settings);
	g_ptr_array_unref(trial->occurrences);
	g_free(trial->learned);
	g_free(trial);
}

void trial_add(struct trial *trial, const struct yaml_value *value, const char *key, char *text, const char *place)
{
	struct trial_setting *setting = g_new(struct trial_setting, 1);
	*setting = (struct trial_setting){
		.value = value,
		.key = g_strdup(key),
		.text = text,
		.place = g_strdup(place),
	};
	g_ptr_array_add(trial->settings, setting);
}

/* ---- texts ---- */

static char *realize(const char *text, const char *host)
{
	GString *result = g_string_new(NULL);
	for (; *text; text++) {
		if (*text == TRIAL_HOST)
			g_string_append(result, host);
		else
			g_string_append_c(result, *text);
	}
	return g_string_free(result, FALSE);
}

char *trial_text_of(const struct chart_registries *registries, const char *behind_proxy)
{
	const char host[] = { TRIAL_HOST, '\0' };
	return g_strconcat(host, behind_proxy + strlen(registries->rules->proxy), NULL);
}

static char *mark_of(guint number)
{
	return g_strdup_printf(MARK_PREFIX "%u" MARK_SUFFIX, number);
}

/* The number of the trial whose host is in the token, and what is behind that host; false for a token without one. */
static bool find_mark(const char *token, guint *ret_number, const char **ret_start, const char **ret_rest)
{
	for (const char *at = token; (at = strstr(at, MARK_PREFIX)); at++) {
		char *end = NULL;
		guint64 number = g_ascii_strtoull(at + strlen(MARK_PREFIX), &end, 10);
		if (!g_str_has_prefix(end, MARK_SUFFIX))
			continue;
		*ret_number = (guint)number;
		*ret_start = at;
		*ret_rest = end + strlen(MARK_SUFFIX);
		return true;
	}
	return false;
}

/* What goes into a comment of the override: one line, whatever the values hold. */
static bool is_one_line(const char *text)
{
	for (; *text; text++)
		if (!g_ascii_isgraph(*text))
			return false;
	return true;
}

static void set_all(const struct trial *trial, const char *host, struct chart_images *images)
{
	for (guint i = 0; i < trial->settings->len; i++) {
		const struct trial_setting *setting = g_ptr_array_index(trial->settings, i);
		const struct occurrence *first =
			trial->occurrences->len > 0 ? g_ptr_array_index(trial->occurrences, 0) : NULL;
		const char *own = setting->key ? NULL : chart_text(setting->value);
		if (own && !is_one_line(own))
			own = NULL;
		const char *upstream = trial->learns && trial->learned && *trial->learned ? trial->learned : own;
		if (!upstream)
			upstream = first ? first->image : UPSTREAM_UNKNOWN;
		chart_images_set(images, setting->value, setting->key, realize(setting->text, host), upstream,
				 setting->place);
	}
}

void trials_mark(const GPtrArray *trials, struct chart_images *ret_images)
{
	chart_images_init(ret_images);
	for (guint i = 0; i < trials->len; i++) {
		g_autofree char *host = mark_of(i);
		set_all(g_ptr_array_index(trials, i), host, ret_images);
	}
}

void trials_realize(const GPtrArray *trials, const struct chart_registries *registries, struct chart_images *images)
{
	for (guint i = 0; i < trials->len; i++)
		set_all(g_ptr_array_index(trials, i), registries->rules->proxy, images);
}

/* ---- what a rendering shows ---- */

/* The chart puts something before the rest of the image when the registry is empty: the same for all images. */
static bool learn(struct trial *trial, const char *image, const char *rest)
{
	size_t length = strlen(image);
	size_t rest_length = strlen(rest);
	if (rest_length > length || strcmp(image + length - rest_length, rest) != 0)
		return false;
	size_t before = length - rest_length;
	if (before > 0 && image[before - 1] != '/')
		return false;
	g_autofree char *learned = g_strndup(image, before > 0 ? before - 1 : 0);
	if (!trial->learned)
		trial->learned = g_steal_pointer(&learned);
	else if (strcmp(trial->learned, learned) != 0)
		return false;
	return true;
}

/* Whether the token is the image, behind the proxy by this trial. */
static bool is_behind(const struct evaluation *evaluation, struct trial *trial, const char *image, const char *token,
		      const char *start, const char *rest)
{
	g_autofree char *path = g_strdup_printf("/proxy/%s/", evaluation->registries->rules->app);
	guint other;
	const char *other_start;
	const char *other_rest;
	if (start != token || !g_str_has_prefix(rest, path) || find_mark(rest, &other, &other_start, &other_rest))
		return false;
	rest += strlen(path);
	return trial->learns ? learn(trial, image, rest) : images_are_same(image, rest);
}

/* A file of configuration, or JSON, in which the values are written again. */
static bool repeats_the_values(const struct manifest_text *text, const struct trial *trial, const char *token,
			       const char *mark)
{
	if (text->context == MANIFEST_SECRET || !strpbrk(text->text, "\n{"))
		return false;
	for (guint i = 0; i < trial->settings->len; i++) {
		const struct trial_setting *setting = g_ptr_array_index(trial->settings, i);
		g_autofree char *realized = realize(setting->text, mark);
		if (strcmp(realized, token) == 0)
			return true;
	}
	return false;
}

static void evaluate_token(const struct evaluation *evaluation, const struct manifest_text *plain, guint index,
			   const char *token)
{
	guint number;
	const char *start;
	const char *rest;
	if (!find_mark(token, &number, &start, &rest) || number >= evaluation->trials->len)
		return;
	struct trial *trial = g_ptr_array_index(evaluation->trials, number);
	g_autofree char *mark = mark_of(number);
	struct occurrence *occurrence = plain ? occurrence_at(evaluation->occurrences, plain, index) : NULL;
	if (!occurrence) {
		trial->foreign = trial->foreign || !plain || !repeats_the_values(plain, trial, token, mark);
	} else if (occurrence->reason || !is_behind(evaluation, trial, occurrence->image, token, start, rest)) {
		trial->bad = true;
	} else {
		g_ptr_array_add(trial->occurrences, occurrence);
		trial->image_field = trial->image_field || plain->context == MANIFEST_IMAGE;
	}
	/* A second one in the same token: both are wrong. */
	guint other;
	if (find_mark(rest, &other, &start, &rest) && other < evaluation->trials->len)
		((struct trial *)g_ptr_array_index(evaluation->trials, other))->bad = true;
}

static void evaluate_text(const struct evaluation *evaluation, const struct manifest_text *plain,
			  const struct manifest_text *text)
{
	g_auto(SecretTexts) tokens = manifest_tokens(text);
	g_auto(SecretTexts) before = plain ? manifest_tokens(plain) : NULL;
	bool aligned = plain && g_strv_length(tokens) == g_strv_length(before);
	for (guint i = 0; tokens[i]; i++)
		evaluate_token(evaluation, aligned ? plain : NULL, i, tokens[i]);
}

void trials_evaluate(const GPtrArray *trials, const struct chart_registries *registries,
		     const struct occurrences *occurrences, const struct chart_manifest *plain,
		     const struct chart_manifest *rendered)
{
	const struct evaluation evaluation = { trials, registries, occurrences };
	for (guint i = 0; i < rendered->texts->len; i++) {
		const struct manifest_text *text = g_ptr_array_index(rendered->texts, i);
		if (strstr(text->text, MARK_SUFFIX))
			evaluate_text(&evaluation, chart_manifest_at(plain, text->position), text);
	}
}

bool trial_is_right(const struct trial *trial)
{
	return trial->occurrences->len > 0 && !trial->bad && !trial->foreign &&
	       (trial->image_field || trial->says_image);
}

bool trial_is_idle(const struct trial *trial)
{
	return trial->occurrences->len == 0 && !trial->bad && !trial->refused && !trial->foreign;
}
