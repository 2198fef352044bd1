/* SPDX-License-Identifier: MIT
 *
 * Which changes of the values each form tries, for the images that a chart renders. */
#include "../../helper/chart/chart-forms.h"

#include <glib.h>
#include <string.h>

static const char *const both[] = { "docker.io", "quay.io", NULL };
static const struct chart_rules rules = { .proxy = "p.example", .app = "my-app", .registries = both };

enum form {
	FOUND_BY_FORM,
	EMPTY_NEXT_TO_THE_NAME,
	MISSING_NEXT_TO_THE_NAME,
	EMPTY_ANYWHERE,
	MISSING_REGISTRY_AROUND,
	MISSING_IMAGE_REGISTRY_AROUND,
	REPOSITORY_ALONE,
	PAIR_WHOLE,
	FORMS,
	PREFIX,
};

/* The host is printed as "^", and a whole "HOST/proxy/my-app" as "@". */
static void print_text(GString *out, const char *text)
{
	static const char proxy[] = "/proxy/my-app";
	for (; *text; text++) {
		if (*text != TRIAL_HOST) {
			g_string_append_c(out, *text);
		} else if (g_str_has_prefix(text + 1, proxy)) {
			g_string_append_c(out, '@');
			text += strlen(proxy);
		} else {
			g_string_append_c(out, '^');
		}
	}
}

/* "place=text", of several settings joined by "+"; with "?" if its place does not say that it is an image, and "~" if it
 * learns. */
static char *print_trial(const struct trial *trial)
{
	GString *out = g_string_new(trial->says_image ? "" : "?");
	g_string_append(out, trial->learns ? "~" : "");
	for (guint i = 0; i < trial->settings->len; i++) {
		const struct trial_setting *setting = g_ptr_array_index(trial->settings, i);
		g_string_append_printf(out, "%s%s=", i > 0 ? "+" : "", setting->place);
		print_text(out, setting->text);
		if (setting->key)
			g_assert_true(g_str_has_suffix(setting->place, setting->key));
	}
	return g_string_free(out, FALSE);
}

static gint compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *print_trials(const GPtrArray *trials)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < trials->len; i++)
		g_ptr_array_add(texts, print_trial(g_ptr_array_index(trials, i)));
	g_ptr_array_sort(texts, compare_texts);
	g_ptr_array_add(texts, NULL);
	return g_strjoinv(" | ", (char **)texts->pdata);
}

/* The trials of a form for these values and what is rendered with them; `settled` is an image that goes through the proxy
 * already, or NULL. */
static void tries_with(enum form form, const char *values, const char *document, const char *settled,
		       const char *expected)
{
	static const struct yaml_limits limits = { .bytes = 100000, .depth = YAML_DEPTH_MAX, .expansion = 100000 };
	g_autoptr(YamlValue) parsed = yaml_value_parse(values, strlen(values), &limits, "the values", NULL);
	g_auto(ChartManifest) manifest = { 0 };
	g_auto(ChartRegistries) registries = { 0 };
	g_auto(Occurrences) occurrences = { 0 };
	g_auto(ChartScalars) scalars = { 0 };
	g_auto(ChartImages) by_form = { 0 };
	struct trial *other = trial_new(true, false);
	g_assert_nonnull(parsed);
	chart_manifest_read(document, &manifest);
	chart_registries_init(&rules, &registries);
	occurrences_find(&manifest, &registries, &occurrences);
	chart_scalars_find(parsed, &scalars);
	chart_images_find(parsed, &registries, &by_form);
	for (guint i = 0; i < occurrences.all->len; i++) {
		struct occurrence *occurrence = g_ptr_array_index(occurrences.all, i);
		if (g_strcmp0(occurrence->image, settled) == 0)
			occurrence->by = other;
	}
	const struct chart_forms forms = {
		.registries = &registries,
		.occurrences = &occurrences,
		.scalars = &scalars,
		.values = parsed,
		.by_form = &by_form,
	};
	g_autoptr(GPtrArray) trials = form == PREFIX ? chart_form_prefix(&forms) : chart_forms_later[form](&forms);
	g_autofree char *printed = print_trials(trials);
	g_assert_cmpstr(printed, ==, expected);
	trial_free(other);
}

static void tries(enum form form, const char *values, const char *document, const char *expected)
{
	tries_with(form, values, document, NULL, expected);
}

static void all_forms_are_there(void)
{
	for (size_t i = 0; i < FORMS; i++)
		g_assert_nonnull(chart_forms_later[i]);
	g_assert_null(chart_forms_later[FORMS]);
}

/* ---- the prefix ---- */

static void what_an_image_begins_with(void)
{
	tries(PREFIX, "image: quay.io/org/api:1", "image: quay.io/org/api:1\n", "image=@/quay.io/org/api:1");
	tries(PREFIX, "x: quay.io/org/api", "image: quay.io/org/api:1\n", "?x=@/quay.io/org/api");
	tries(PREFIX, "x: quay.io/org/", "image: quay.io/org/api:1\n", "?x=@/quay.io/org/");
	tries(PREFIX, "x: registry-1.docker.io/org", "image: registry-1.docker.io/org/api:1\n", "?x=@/docker.io/org");
	tries(PREFIX, "a: {registry: quay.io, repository: org/api}", "image: quay.io/org/api:1\n",
	      "a.registry=@/quay.io");
	tries(PREFIX, "x: quay.io/other\n\"n\": 1\ne: ''", "image: quay.io/org/api:1\n", "");
	tries(PREFIX, "x: quay.io/org/api", "image: ghcr.io/org/api:1\n", "");
}

/* Of a single word the key decides. */
static void words_that_an_image_begins_with(void)
{
	static const char *const words[] = { "Image",	"REPO",	 "registry", "Org",    "namespace",
					     "account", "Owner", "hub",	     "prefix", "host" };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *values = g_strdup_printf("{a: {my%sX: org}}", words[i]);
		g_autofree char *trial = g_strdup_printf("%sa.my%sX=@/org", i == 0 ? "" : "?", words[i]);
		tries(PREFIX, values, "image: org/api:1\n", trial);
	}
	tries(PREFIX, "x: org", "image: org/api:1\n", "");
	tries(PREFIX, "[org]", "image: org/api:1\n", "");
	tries(PREFIX, "a: {image: {name: nginx}, name: nginx}", "image: nginx:1\n", "a.image.name=@/nginx");
}

static void images_within_a_text(void)
{
	tries(PREFIX, "x: \"--image=quay.io/org/api:1,quay.io/org/b:1 quay.io/org/api:1; end\"",
	      "image: quay.io/org/api:1\n", "?x=--image=@/quay.io/org/api:1,quay.io/org/b:1 @/quay.io/org/api:1; end");
	tries(PREFIX, "x: see quay.io and quay.io/org/api:1", "image: quay.io/org/api:1\n",
	      "?x=see quay.io and @/quay.io/org/api:1");
	tries(PREFIX, "x: (quay.io/org/api:1)", "image: quay.io/org/api:1\n", "?x=(@/quay.io/org/api:1)");
	tries(PREFIX, "x: see quay.io and quay.io/other:1", "image: quay.io/org/api:1\n", "");
	tries(PREFIX, "x: see org/api:1 here", "image: org/api:1\n", "");
	tries(PREFIX, "image: quay.io/org/api:1 --verbose", "image: quay.io/org/api:1\n",
	      "image=@/quay.io/org/api:1 --verbose");
}

static void what_was_found_by_form(void)
{
	/* It is not rendered. */
	tries(PREFIX, "offImage: quay.io/org/off:1", "image: quay.io/org/api:1\n", "offImage=@/quay.io/org/off:1");
	/* A name that a registry is put before, and one without. */
	tries(PREFIX, "a: {repository: org/api, tag: 1}", "image: quay.io/org/api:1\n", "");
	tries(PREFIX, "a: {repository: org/api, tag: 1}", "image: org/api:1\n", "a.repository=@/org/api");
	tries(PREFIX, "a: {repository: org/api, tag: 1}", "image: quay.io/org/api:1\nx: {image: org/api:1}\n",
	      "a.repository=@/org/api");
	/* Its place does not say that Kubernetes pulls it, or only its key does. */
	tries(PREFIX, "rules: {repository: org/api, tag: 1}", "image: org/api:1\n", "rules.repository=@/org/api");
	tries(PREFIX, "{aRegistry: quay.io, username: x}", "image: quay.io/org/api:1\n", "aRegistry=@/quay.io");
	tries(FOUND_BY_FORM, "image: quay.io/org/api:1\nx: quay.io/org\ny: org/api",
	      "image: quay.io/org/api:1\nargs: [quay.io/org/b]\n", "image=@/quay.io/org/api:1");
	tries(FOUND_BY_FORM, "rules: {repository: org/api, tag: 1}", "image: quay.io/org/api:1\n",
	      "rules.repository=@/org/api");
}

/* ---- an empty or missing registry ---- */

static void an_empty_registry_next_to_the_name(void)
{
	static const char document[] = "image: quay.io/org/api:1\n";
	static const char *const keys[] = { "registry", "hub", "registryPrefix", "imageRegistry" };
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *values = g_strdup_printf("a: {repository: org/api, %s: ''}", keys[i]);
		g_autofree char *trial = g_strdup_printf("~a.%s=@", keys[i]);
		tries(EMPTY_NEXT_TO_THE_NAME, values, document, trial);
		tries(EMPTY_ANYWHERE, values, document, trial);
	}
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {repository: org/api, registry: }", document, "~a.registry=@");
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {repository: org/api, registry: x, other: ''}", document, "");
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {repository: org/other, registry: ''}", document, "");
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {repository: org/api}\nb: {registry: ''}", document, "");
	/* A word that is part of an image by chance. */
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {x: api, registry: ''}", document, "");
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {image: api, registry: ''}", document, "~a.registry=@");
	/* With its tag, and the whole image. */
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {image: 'api:1', registry: ''}", document, "~a.registry=@");
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {image: 'quay.io/org/api', registry: ''}", document, "~a.registry=@");
	/* Not at a boundary of its parts. */
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {image: pi, registry: ''}", document, "");
	tries_with(EMPTY_NEXT_TO_THE_NAME, "a: {repository: org/api, registry: ''}", document, "quay.io/org/api:1", "");
	tries_with(
		EMPTY_NEXT_TO_THE_NAME, "a: {repository: org/api, registry: ''}\nb: {repository: org/b, registry: ''}",
		"a: {image: quay.io/org/api:1}\nb: {image: quay.io/org/b:1}\n", "quay.io/org/api:1", "~b.registry=@");
}

static void an_empty_registry_elsewhere(void)
{
	static const char document[] = "image: quay.io/org/api:1\n";
	tries(EMPTY_ANYWHERE, "global: {imageRegistry: ''}\nregistryNames: ['']\nb: ''", document,
	      "~global.imageRegistry=@");
	/* For arguments of programs none is filled in. */
	tries(EMPTY_ANYWHERE, "global: {imageRegistry: ''}", "args: [quay.io/org/api:1]\n", "");
	tries(EMPTY_ANYWHERE, "global: {imageRegistry: ''}", "args: [quay.io/org/api:1]\nimage: quay.io/org/b:1\n",
	      "~global.imageRegistry=@");
	tries_with(EMPTY_ANYWHERE, "global: {imageRegistry: ''}", document, "quay.io/org/api:1", "");
}

static void a_missing_registry(void)
{
	static const char document[] = "image: quay.io/org/api:1\n";
	tries(MISSING_NEXT_TO_THE_NAME, "a: {repository: org/api}\nb: {repository: org/b}", document, "~a.registry=@");
	tries(MISSING_NEXT_TO_THE_NAME, "a: {repository: org/api, registry: x}", document, "");
	tries(MISSING_NEXT_TO_THE_NAME, "images: [org/api]", document, "");
	tries(MISSING_REGISTRY_AROUND, "a: {b: {repository: org/api}}\nc: {d: 1}", document,
	      "~a.b.registry=@ | ~a.registry=@ | ~registry=@");
	tries(MISSING_IMAGE_REGISTRY_AROUND, "a: {b: {repository: org/api}}\nc: {d: 1}", document,
	      "~a.b.imageRegistry=@ | ~a.imageRegistry=@ | ~imageRegistry=@");
	tries(MISSING_REGISTRY_AROUND, "global: {x: 1}\na: {repository: org/api, registry: x}", document,
	      "~global.registry=@ | ~registry=@");
	tries(MISSING_IMAGE_REGISTRY_AROUND, "global: {imageRegistry: x}\nimageRegistry: y\na: {repository: org/api}",
	      document, "~a.imageRegistry=@");
	tries(MISSING_REGISTRY_AROUND, "global: x\na: {repository: org/api}", document, "~a.registry=@ | ~registry=@");
	tries(MISSING_REGISTRY_AROUND, "'a.b': [{repository: org/api}]", document,
	      "~a\\.b[0].registry=@ | ~registry=@");
	tries(MISSING_REGISTRY_AROUND, "global: {x: 1}\na: {repository: org/other}", document, "");
	tries_with(MISSING_REGISTRY_AROUND, "global: {x: 1}\na: {repository: org/api}", document, "quay.io/org/api:1",
		   "");
}

/* ---- the repository with its host, and the pair whole ---- */

static void a_repository_with_its_host(void)
{
	static const char document[] = "image: quay.io/org/api:1\n";
	tries(REPOSITORY_ALONE, "a: {repository: org/api}\nimage: {repository: org/api}", document,
	      "?a.repository=@/quay.io/org/api | image.repository=@/quay.io/org/api");
	tries(REPOSITORY_ALONE, "image: 'org/api:1'", document, "image=@/quay.io/org/api:1");
	tries(REPOSITORY_ALONE, "image: 'quay.io/org/api:1'", document, "image=@/quay.io/org/api:1");
	tries(REPOSITORY_ALONE, "image: quay.io/org/api", document, "image=@/quay.io/org/api");
	tries(REPOSITORY_ALONE, "images: [org/api]", document, "images[0]=@/quay.io/org/api");
	tries(REPOSITORY_ALONE, "image: org/other\nx: api\ny: ''", document, "");
	/* One name with two tags is one image; two registries are two. */
	tries(REPOSITORY_ALONE, "image: org/api", "a: {image: quay.io/org/api:1}\nb: {image: quay.io/org/api:2}\n",
	      "image=@/quay.io/org/api");
	tries(REPOSITORY_ALONE, "image: org/api", "a: {image: quay.io/org/api:1}\nb: {image: docker.io/org/api:1}\n",
	      "");
	tries_with(REPOSITORY_ALONE, "image: org/api",
		   "a: {image: quay.io/org/api:1}\nb: {image: docker.io/org/api:1}\n", "docker.io/org/api:1",
		   "image=@/quay.io/org/api");
	tries_with(REPOSITORY_ALONE, "image: org/api", document, "quay.io/org/api:1", "");
}

static void a_pair(void)
{
	static const char document[] = "image: quay.io/org/api:1\n";
	tries(PAIR_WHOLE, "a: {registry: quay.io, repository: org/api}", document,
	      "a.registry=^+a.repository=proxy/my-app/quay.io/org/api");
	tries(PAIR_WHOLE, "a: {repository: org/api, x: y, e: '', registry: quay.io}", document,
	      "a.registry=^+a.repository=proxy/my-app/quay.io/org/api");
	tries(PAIR_WHOLE, "a: {registry: ghcr.io, repository: org/api}", document, "");
	tries(PAIR_WHOLE, "a: {registry: quay.io/org, repository: api}", document, "");
	tries(PAIR_WHOLE, "a: {registry: quay, repository: org/api}", document, "");
	tries(PAIR_WHOLE, "a: {repository: org/api}\nb: {registry: quay.io}", document, "");
	tries(PAIR_WHOLE, "images: [quay.io, org/api]", document, "");
	/* A name without a registry is not a pair with itself. */
	tries(PAIR_WHOLE, "a: {image: nginx}", "image: nginx:1\n", "");
	tries(PAIR_WHOLE, "a: {registry: org, image: api}", "image: org/api:1\n",
	      "a.registry=^+a.image=proxy/my-app/org/api");
}

/* An image whose name on the proxy would be too long cannot be changed by any form. */
static void an_image_that_cannot_go_through_the_proxy(void)
{
	g_autofree char *filling = g_strnfill(REFERENCE_PATH_MAX - 4, 'a');
	g_autofree char *document = g_strdup_printf("image: quay.io/%s/api:1\n", filling);
	tries(EMPTY_NEXT_TO_THE_NAME, "a: {image: api, registry: ''}", document, "");
	tries(EMPTY_ANYWHERE, "a: {image: api, registry: ''}", document, "");
	tries(REPOSITORY_ALONE, "a: {image: api}", document, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart-forms/all forms are there", all_forms_are_there);
	g_test_add_func("/chart-forms/what an image begins with", what_an_image_begins_with);
	g_test_add_func("/chart-forms/words that an image begins with", words_that_an_image_begins_with);
	g_test_add_func("/chart-forms/images within a text", images_within_a_text);
	g_test_add_func("/chart-forms/what was found by form", what_was_found_by_form);
	g_test_add_func("/chart-forms/an empty registry next to the name", an_empty_registry_next_to_the_name);
	g_test_add_func("/chart-forms/an empty registry elsewhere", an_empty_registry_elsewhere);
	g_test_add_func("/chart-forms/a missing registry", a_missing_registry);
	g_test_add_func("/chart-forms/a repository with its host", a_repository_with_its_host);
	g_test_add_func("/chart-forms/a pair", a_pair);
	g_test_add_func("/chart-forms/an image that cannot go through the proxy",
			an_image_that_cannot_go_through_the_proxy);
	return g_test_run();
}
