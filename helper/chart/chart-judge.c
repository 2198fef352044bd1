/* SPDX-License-Identifier: MIT */
#include "chart-judge.h"

#include "../runtime/error.h"
#include "chart-forms.h"
#include "chart-override.h"
#include "chart-program.h"

#include <string.h>

/* How often what is wrong in the rendering of the override is dropped. */
#define VERIFICATIONS_MAX 4
/* What is left then is for the override, and for the values that are idle. */
#define TRIAL_RENDERINGS_MAX (CHART_RENDERINGS_MAX - VERIFICATIONS_MAX - 1)
/* A chart that refuses a value fails whole: the trials are halved until the value is alone. */
#define HALVINGS_MAX 6

struct judge {
	struct chart_helm *helm;
	const struct chart_manifest *plain;
	const struct yaml_value *values;
	const struct chart_registries *registries;
	struct occurrences occurrences;
	struct chart_scalars scalars;
	struct chart_images by_form;
	GPtrArray *accepted; /* trials that put images behind the proxy */
	GPtrArray *others;   /* all other trials, for what they have shown */
	bool idle_is_wrong;  /* an image changes with values that are in none */
	char *failure;	     /* why helm stopped before the end, or NULL */
};

static bool render_override(struct judge *judge, const struct chart_images *images, struct chart_manifest *ret_manifest,
			    GError **error)
{
	g_auto(Secret) override = SECRET_INIT(CHART_OUTPUT_MAX);
	chart_override_print(judge->values, images, &override);
	if (secret_overflowed(&override))
		return fail(error, HELPER_FAILED, "the override is longer than %d bytes", CHART_OUTPUT_MAX);
	return chart_helm_render(judge->helm, &override, ret_manifest, error);
}

static void keep_failure(struct judge *judge, char *sentence)
{
	g_free(judge->failure);
	judge->failure = sentence;
}

/* ---- trials ---- */

static void run_trials(struct judge *judge, const GPtrArray *trials, unsigned halvings)
{
	g_auto(ChartImages) images = { 0 };
	g_auto(ChartManifest) rendered = { 0 };
	g_autoptr(GError) error = NULL;
	if (trials->len == 0)
		return;
	if (judge->helm->renderings >= TRIAL_RENDERINGS_MAX) {
		keep_failure(judge, g_strdup_printf("not all values were tried: helm has rendered the chart %u times",
						    judge->helm->renderings));
		return;
	}
	trials_mark(trials, &images);
	if (render_override(judge, &images, &rendered, &error)) {
		trials_evaluate(trials, judge->registries, &judge->occurrences, judge->plain, &rendered);
		return;
	}
	if (trials->len == 1) {
		((struct trial *)g_ptr_array_index(trials, 0))->refused = true;
		return;
	}
	if (halvings == HALVINGS_MAX)
		return;
	for (guint half = 0; half < 2; half++) {
		g_autoptr(GPtrArray) part = g_ptr_array_new();
		guint middle = trials->len / 2;
		for (guint i = half ? middle : 0; i < (half ? trials->len : middle); i++)
			g_ptr_array_add(part, g_ptr_array_index(trials, i));
		run_trials(judge, part, halvings + 1);
	}
}

static void accept(struct judge *judge, struct trial *trial)
{
	for (guint i = 0; i < trial->occurrences->len; i++)
		((struct occurrence *)g_ptr_array_index(trial->occurrences, i))->by = trial;
	if (trial->learns) {
		struct trial_setting *setting = g_ptr_array_index(trial->settings, 0);
		char domain[DOMAIN_SIZE];
		chart_host_of(trial->learned, domain);
		g_autofree char *behind = *domain ? chart_registry_to_proxy(judge->registries, trial->learned)
						  : g_strconcat(judge->registries->prefix, trial->learned, NULL);
		if (!*trial->learned)
			behind[strlen(behind) - 1] = '\0';
		g_free(setting->text);
		setting->text = trial_text_of(judge->registries, behind);
	}
	g_ptr_array_add(judge->accepted, trial);
}

static void try_form(struct judge *judge, chart_form form)
{
	const struct chart_forms forms = {
		.registries = judge->registries,
		.occurrences = &judge->occurrences,
		.scalars = &judge->scalars,
		.values = judge->values,
		.by_form = &judge->by_form,
	};
	g_autoptr(GPtrArray) trials = form(&forms);
	run_trials(judge, trials, 0);
	gsize count = 0;
	g_autofree gpointer *tried = g_ptr_array_steal(trials, &count);
	for (gsize i = 0; i < count; i++) {
		struct trial *trial = tried[i];
		if (trial_is_right(trial))
			accept(judge, trial);
		else
			g_ptr_array_add(judge->others, trial);
	}
}

static bool has_open(const struct judge *judge)
{
	for (guint i = 0; i < judge->occurrences.all->len; i++) {
		const struct occurrence *occurrence = g_ptr_array_index(judge->occurrences.all, i);
		if (!occurrence->by && !occurrence->reason)
			return true;
	}
	return false;
}

/* ---- the override ---- */

/* Whether the value is part of what puts images behind the proxy. */
static bool is_accepted(const struct judge *judge, const struct yaml_value *value)
{
	for (guint i = 0; i < judge->accepted->len; i++) {
		const struct trial *trial = g_ptr_array_index(judge->accepted, i);
		for (guint j = 0; j < trial->settings->len; j++)
			if (((struct trial_setting *)g_ptr_array_index(trial->settings, j))->value == value)
				return true;
	}
	return false;
}

/* What was found by form and does nothing in the rendering belongs to a part that is switched off: that change, or NULL. */
static const struct chart_change *idle_change(const struct judge *judge, const struct trial *trial)
{
	const struct trial_setting *setting = g_ptr_array_index(trial->settings, 0);
	if (!trial_is_idle(trial) || is_accepted(judge, setting->value))
		return NULL;
	return g_hash_table_lookup(judge->by_form.changes, setting->value);
}

static void keep_idle(const struct judge *judge, struct chart_images *found)
{
	for (guint i = 0; !judge->idle_is_wrong && i < judge->others->len; i++) {
		const struct trial *trial = g_ptr_array_index(judge->others, i);
		const struct trial_setting *setting = g_ptr_array_index(trial->settings, 0);
		const struct chart_change *change = idle_change(judge, trial);
		if (change)
			chart_images_set(found, setting->value, NULL, g_strdup(change->text), change->upstream,
					 change->place);
	}
}

static void compose(struct judge *judge, struct chart_images *ret_found)
{
	chart_images_init(ret_found);
	trials_realize(judge->accepted, judge->registries, ret_found);
	keep_idle(judge, ret_found);
}

static void drop(struct judge *judge, struct trial *trial)
{
	for (guint i = 0; i < judge->occurrences.all->len; i++) {
		struct occurrence *occurrence = g_ptr_array_index(judge->occurrences.all, i);
		if (occurrence->by == trial)
			occurrence->by = NULL;
	}
	trial->bad = true;
	g_ptr_array_remove(judge->accepted, trial);
	g_ptr_array_add(judge->others, trial);
}

static void drop_all(struct judge *judge)
{
	while (judge->accepted->len > 0)
		drop(judge, g_ptr_array_index(judge->accepted, judge->accepted->len - 1));
}

/* The image at the place of the occurrence, freed by the caller; NULL where nothing is there now. */
static char *token_in(const struct chart_manifest *rendered, const struct occurrence *occurrence)
{
	const struct manifest_text *text = chart_manifest_at(rendered, occurrence->text->position);
	g_auto(SecretTexts) tokens = text ? manifest_tokens(text) : NULL;
	return tokens && g_strv_length(tokens) > occurrence->token ? g_strdup(tokens[occurrence->token]) : NULL;
}

static bool is_right(const struct judge *judge, const struct occurrence *occurrence, const char *token)
{
	const char *prefix = judge->registries->prefix;
	return token && g_str_has_prefix(token, prefix) && images_are_same(occurrence->image, token + strlen(prefix));
}

/* Drops what is not right in the rendering; false where something was. */
static bool verify(struct judge *judge, const struct chart_manifest *rendered)
{
	bool right = true;
	for (guint i = 0; i < judge->occurrences.all->len; i++) {
		struct occurrence *occurrence = g_ptr_array_index(judge->occurrences.all, i);
		g_autofree char *token = token_in(rendered, occurrence);
		bool behind = is_right(judge, occurrence, token);
		g_free(occurrence->proxy);
		occurrence->proxy = behind ? g_steal_pointer(&token) : NULL;
		if (behind || (!occurrence->by && token && strcmp(token, occurrence->image) == 0))
			continue;
		right = false;
		if (occurrence->by)
			drop(judge, occurrence->by);
		else
			drop_all(judge);
	}
	return right;
}

/* A value that is in no image may still decide which one is used. */
static void check_idle(struct judge *judge)
{
	g_auto(ChartImages) idle = { 0 };
	g_auto(ChartManifest) rendered = { 0 };
	chart_images_init(&idle);
	keep_idle(judge, &idle);
	if (g_hash_table_size(idle.changes) == 0)
		return;
	judge->idle_is_wrong = !render_override(judge, &idle, &rendered, NULL);
	for (guint i = 0; !judge->idle_is_wrong && i < judge->occurrences.all->len; i++) {
		const struct occurrence *occurrence = g_ptr_array_index(judge->occurrences.all, i);
		g_autofree char *token = token_in(&rendered, occurrence);
		judge->idle_is_wrong = g_strcmp0(token, occurrence->image) != 0;
	}
}

static void drop_later_forms(struct judge *judge)
{
	for (guint i = judge->accepted->len; i-- > 0;) {
		struct trial *trial = g_ptr_array_index(judge->accepted, i);
		if (trial->learns || trial->settings->len > 1)
			drop(judge, trial);
	}
}

/* Nothing is left that a rendering has shown to be right. */
static void forget_renderings(struct judge *judge)
{
	for (guint i = 0; i < judge->occurrences.all->len; i++) {
		struct occurrence *occurrence = g_ptr_array_index(judge->occurrences.all, i);
		g_clear_pointer(&occurrence->proxy, g_free);
	}
}

static void render_and_verify(struct judge *judge, struct chart_images *ret_found)
{
	check_idle(judge);
	for (unsigned i = 0; i < VERIFICATIONS_MAX && judge->accepted->len > 0; i++) {
		g_auto(ChartManifest) rendered = { 0 };
		g_autoptr(GError) error = NULL;
		compose(judge, ret_found);
		if (!render_override(judge, ret_found, &rendered, &error)) {
			if (i == 0)
				drop_later_forms(judge);
			else
				drop_all(judge);
			keep_failure(judge, g_strdup(error->message));
		} else if (verify(judge, &rendered)) {
			return;
		}
		chart_images_clear(ret_found);
	}
	drop_all(judge);
	forget_renderings(judge);
	compose(judge, ret_found);
}

/* ---- the report ---- */

static const char *reason_of(const struct judge *judge, const struct occurrence *occurrence)
{
	if (occurrence->reason)
		return occurrence->reason;
	if (occurrence->text->context != MANIFEST_IMAGE)
		return "nothing says that Kubernetes pulls it: a program in a pod that pulls it itself does not have "
		       "the "
		       "license";
	for (guint i = 0; i < judge->others->len; i++)
		if (((struct trial *)g_ptr_array_index(judge->others, i))->foreign)
			return "no value of the chart changes only this image";
	return "no value of the chart makes it go through the proxy";
}

static void report_rendered(const struct judge *judge, struct chart_report *report)
{
	g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < judge->occurrences.all->len; i++) {
		const struct occurrence *occurrence = g_ptr_array_index(judge->occurrences.all, i);
		const char *place = occurrence->text->place;
		bool argument = occurrence->text->context == MANIFEST_ARGUMENT;
		if (occurrence->proxy) {
			const struct trial_setting *setting =
				occurrence->by ? g_ptr_array_index(occurrence->by->settings, 0) : NULL;
			chart_report_add(report, occurrence->image, setting ? setting->place : place, occurrence->proxy,
					 NULL, CHART_RENDERED);
			if (argument && g_hash_table_add(said, g_strdup(occurrence->image)))
				chart_report_say(
					report,
					"changed the image '%s' in an argument of a program (%s): a program that "
					"pulls it itself does not have the license",
					occurrence->image, place);
			continue;
		}
		const char *reason = reason_of(judge, occurrence);
		chart_report_add(report, occurrence->image, place, NULL, reason, CHART_LEFT);
		if (g_hash_table_add(said, g_strdup(occurrence->image)))
			chart_report_say(report, "left the image '%s' (%s) unchanged: %s", occurrence->image, place,
					 reason);
	}
}

/* Whether the rendering has answered what a note on the value asks. */
static bool is_settled(const struct judge *judge, const struct yaml_value *value)
{
	const char *text = chart_text(value);
	return (text && g_hash_table_contains(judge->occurrences.settled, text)) || is_accepted(judge, value);
}

/* Why a value that was found by form is left after all; NULL for others. */
static const char *why_left(const struct judge *judge, const struct trial *trial)
{
	const struct trial_setting *setting = g_ptr_array_index(trial->settings, 0);
	if (!g_hash_table_contains(judge->by_form.changes, setting->value))
		return NULL;
	if (trial->foreign)
		return "something else than an image depends on it";
	if (trial->refused && !is_settled(judge, setting->value))
		return "helm cannot render the chart with it";
	if (judge->idle_is_wrong && idle_change(judge, trial))
		return "helm does not render the same images with it";
	return NULL;
}

/* What was found by form is told where the rendering did not answer it. A name without a host that was not rendered is
 * left: no rendering shows what the chart puts before it. */
static void take_notes(struct judge *judge, struct chart_images *found)
{
	for (guint i = 0; i < judge->by_form.notes->len; i++) {
		const struct chart_note *note = g_ptr_array_index(judge->by_form.notes, i);
		if (is_settled(judge, note->value))
			continue;
		if (note->kind != CHART_NOTE_CHANGED) {
			chart_images_note(found, note->value, note->kind, note->place, "%s", note->reason);
		} else if (g_hash_table_remove(found->changes, note->value)) {
			chart_images_note(found, note->value, CHART_NOTE_MAYBE, note->place,
					  "it is not in what helm renders, and the chart may put a registry before it");
		}
	}
	g_autoptr(GHashTable) said = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < judge->others->len; i++) {
		const struct trial *trial = g_ptr_array_index(judge->others, i);
		const struct trial_setting *setting = g_ptr_array_index(trial->settings, 0);
		const char *reason = why_left(judge, trial);
		if (reason && g_hash_table_add(said, (gpointer)(guintptr)setting->value))
			chart_images_note(found, setting->value, trial->foreign ? CHART_NOTE_LEFT : CHART_NOTE_MAYBE,
					  setting->place, "%s", reason);
	}
}

void chart_judge(struct chart_helm *helm, const struct chart_manifest *plain, const struct yaml_value *values,
		 const struct chart_registries *registries, struct chart_images *ret_images,
		 struct chart_report *report)
{
	struct judge judge = {
		.helm = helm,
		.plain = plain,
		.values = values,
		.registries = registries,
		.accepted = g_ptr_array_new(),
		.others = g_ptr_array_new(),
	};
	occurrences_find(plain, registries, &judge.occurrences);
	chart_scalars_find(values, &judge.scalars);
	chart_images_find(values, registries, &judge.by_form);
	try_form(&judge, chart_form_prefix);
	for (const chart_form *form = chart_forms_later; *form && has_open(&judge); form++)
		try_form(&judge, *form);
	render_and_verify(&judge, ret_images);
	take_notes(&judge, ret_images);
	report_rendered(&judge, report);
	if (judge.failure)
		chart_report_say(report, "%s", judge.failure);

	g_ptr_array_set_free_func(judge.accepted, trial_free);
	g_ptr_array_set_free_func(judge.others, trial_free);
	g_ptr_array_unref(judge.accepted);
	g_ptr_array_unref(judge.others);
	occurrences_clear(&judge.occurrences);
	chart_scalars_clear(&judge.scalars);
	chart_images_clear(&judge.by_form);
	g_free(judge.failure);
}
