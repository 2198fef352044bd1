/* SPDX-License-Identifier: MIT
 *
 * What a rendering with a changed value shows about that change. */
#include "../../helper/chart/chart-trial.h"

#include <glib.h>
#include <string.h>

static const char *const both[] = { "docker.io", "quay.io", NULL };
static const struct chart_rules rules = { .proxy = "p.example", .app = "my-app", .registries = both };
static const char plain_pod[] = "image: quay.io/org/api:1\n";

/* As the trials are made: the text of each is "HOST/proxy/my-app/quay.io". */
static GPtrArray *make_trials(guint count, bool says_image, bool learns)
{
	GPtrArray *trials = g_ptr_array_new_with_free_func(trial_free);
	for (guint i = 0; i < count; i++) {
		struct trial *trial = trial_new(says_image, learns);
		g_autofree char *text = g_strdup_printf("%c/proxy/my-app/quay.io", TRIAL_HOST);
		trial_add(trial, NULL, NULL, g_steal_pointer(&text), "registry");
		g_ptr_array_add(trials, trial);
	}
	return trials;
}

/* For each trial "right", "idle", "bad", "foreign" or what else it is, and what it has learned. */
static char *print_trials(const GPtrArray *trials)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < trials->len; i++) {
		const struct trial *trial = g_ptr_array_index(trials, i);
		g_string_append(out, i > 0 ? " " : "");
		if (trial_is_right(trial))
			g_string_append_printf(out, "right:%u", trial->occurrences->len);
		else if (trial_is_idle(trial))
			g_string_append(out, "idle");
		else
			g_string_append_printf(out, "%s%s%s", trial->bad ? "bad" : "", trial->foreign ? "foreign" : "",
					       trial->bad || trial->foreign ? "" : "no-image");
		if (trial->learned)
			g_string_append_printf(out, "=%s", trial->learned);
	}
	return g_string_free(out, FALSE);
}

static void evaluate(const GPtrArray *trials, const char *plain, const char *rendered, const char *expected)
{
	g_auto(ChartManifest) before = { 0 };
	g_auto(ChartManifest) after = { 0 };
	g_auto(ChartRegistries) registries = { 0 };
	g_auto(Occurrences) occurrences = { 0 };
	chart_registries_init(&rules, &registries);
	chart_manifest_read(plain, &before);
	chart_manifest_read(rendered, &after);
	occurrences_find(&before, &registries, &occurrences);
	trials_evaluate(trials, &registries, &occurrences, &before, &after);
	g_autofree char *printed = print_trials(trials);
	g_assert_cmpstr(printed, ==, expected);
}

static void shows(guint count, const char *plain, const char *rendered, const char *expected)
{
	g_autoptr(GPtrArray) trials = make_trials(count, false, false);
	evaluate(trials, plain, rendered, expected);
}

static void learns(const char *plain, const char *rendered, const char *expected)
{
	g_autoptr(GPtrArray) trials = make_trials(1, false, true);
	evaluate(trials, plain, rendered, expected);
}

#define BEHIND(number) "dcr-" number ".invalid/proxy/my-app/"

static void an_image_behind_the_proxy(void)
{
	shows(1, plain_pod, "image: " BEHIND("0") "quay.io/org/api:1\n", "right:1");
	shows(1, plain_pod, plain_pod, "idle");
	shows(2, plain_pod, "image: " BEHIND("1") "quay.io/org/api:1\n", "idle right:1");
	shows(2, "a: {image: quay.io/org/a:1}\nb: {image: quay.io/org/b:1}\n",
	      "a: {image: " BEHIND("1") "quay.io/org/a:1}\nb: {image: " BEHIND("1") "quay.io/org/b:1}\n",
	      "idle right:2");
	shows(1, "image: docker.io/library/nginx:1\n", "image: " BEHIND("0") "nginx:1\n", "right:1");
}

static void an_image_that_is_wrong(void)
{
	static const char *const images[] = {
		BEHIND("0") "quay.io/org/other:1",
		BEHIND("0") "quay.io/org/api:2",
		BEHIND("0") "org/api:1",
		"dcr-0.invalid/proxy/other/quay.io/org/api:1",
		"dcr-0.invalid/quay.io/org/api:1",
		"mirror/" BEHIND("0") "quay.io/org/api:1",
		"dcr-0.invalid",
		BEHIND("0"),
	};
	for (size_t i = 0; i < G_N_ELEMENTS(images); i++) {
		g_autofree char *rendered = g_strdup_printf("image: %s\n", images[i]);
		shows(1, plain_pod, rendered, "bad");
	}
	shows(1, "a: {image: quay.io/org/a:1}\nb: {image: quay.io/org/b:1}\n",
	      "a: {image: " BEHIND("0") "quay.io/org/a:1}\nb: {image: " BEHIND("0") "quay.io/org/c:1}\n", "bad");
}

/* Two values that are put before one image. */
static void two_in_one_image(void)
{
	shows(2, plain_pod, "image: " BEHIND("0") BEHIND("1") "quay.io/org/api:1\n", "bad bad");
	shows(3, plain_pod, "image: " BEHIND("1") BEHIND("0") "quay.io/org/api:1\n", "bad bad idle");
	shows(1, plain_pod, "image: " BEHIND("0") BEHIND("0") "quay.io/org/api:1\n", "bad");
	shows(1, plain_pod, "image: " BEHIND("0") BEHIND("1") "quay.io/org/api:1\n", "bad");
	shows(2, "x: y\n", "x: dcr-0.invaliddcr-1.invalid\n", "foreign bad");
}

/* A host that looks like that of a trial, and is not. */
static void hosts_of_others(void)
{
	shows(1, plain_pod, "image: " BEHIND("1") "quay.io/org/api:1\n", "idle");
	shows(1, plain_pod, "image: " BEHIND("7") "quay.io/org/api:1\n", "idle");
	shows(1, "x: y\n", "x: dcr-0.example,a.invalid\n", "idle");
	shows(1, "x: y\n", "x: dcr-dcr-0.invalid\n", "foreign");
	shows(1, "x: y\n", "x: dcr-x-dcr-0.invalid\n", "foreign");
}

static void something_else_depends_on_it(void)
{
	shows(1, "x: quay.io\n", "x: dcr-0.invalid\n", "foreign");
	shows(1, "x: y\n", "x: y\nz: dcr-0.invalid\n", "foreign");
	shows(1, plain_pod, "image: " BEHIND("0") "quay.io/org/api:1\nz: dcr-0.invalid\n", "foreign");
	/* A text of more or fewer words is another one. */
	shows(1, "args: [quay.io/org/api:1]\n", "args: ['--x " BEHIND("0") "quay.io/org/api:1']\n", "foreign");
	shows(1, "args: ['a quay.io/org/api:1']\n", "args: ['a " BEHIND("0") "quay.io/org/api:1']\n", "no-image");
}

/* A file of configuration in which the values are written again. */
static void the_values_again(void)
{
	static const char value[] = "dcr-0.invalid/proxy/my-app/quay.io";
	static const struct {
		const char *plain, *rendered, *expected;
	} cases[] = {
		{ "x: |\n  registry: quay.io\n  y: z\n", "x: |\n  registry: %s\n  y: z\n", "idle" },
		{ "x: '{\"registry\":\"quay.io\"}'\n", "x: '{\"registry\":\"%s\"}'\n", "idle" },
		{ "x: 'registry: quay.io'\n", "x: 'registry: %s'\n", "foreign" },
		{ "x: |\n  registry: quay.io\n  y: z\n", "x: |\n  registry: %s/x\n  y: z\n", "foreign" },
		{ "x: |\n  registry: quay.io\n  y: z\n", "x: |\n  registry: %s\n  y: z z\n", "foreign" },
		{ "a: quay.io\nx: |\n  registry: quay.io\n  y: z\n", "a: %s\nx: |\n  registry: %s\n  y: z\n",
		  "foreign" },
		{ "kind: Secret\nx: |\n  registry: quay.io\n  y: z\n", "kind: Secret\nx: |\n  registry: %s\n  y: z\n",
		  "foreign" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) parts = g_strsplit(cases[i].rendered, "%s", -1);
		g_autofree char *rendered = g_strjoinv(value, parts);
		shows(1, cases[i].plain, rendered, cases[i].expected);
	}
}

/* What the chart puts before a name when its registry is empty. */
static void what_an_empty_registry_means(void)
{
	learns(plain_pod, "image: " BEHIND("0") "org/api:1\n", "right:1=quay.io");
	learns(plain_pod, "image: " BEHIND("0") "api:1\n", "right:1=quay.io/org");
	learns("image: org/api:1\n", "image: " BEHIND("0") "org/api:1\n", "right:1=");
	learns(plain_pod, "image: " BEHIND("0") "rg/api:1\n", "bad");
	learns(plain_pod, "image: " BEHIND("0") "org/b:1\n", "bad");
	learns(plain_pod, "image: " BEHIND("0") "org/hub:1\n", "bad");
	learns(plain_pod, "image: " BEHIND("0") "x/quay.io/org/api:1\n", "bad");
	static const struct {
		const char *first, *second, *expected;
	} cases[] = {
		{ "quay.io/org/a:1", "quay.io/org/b:1", "right:2=quay.io" },
		{ "quay.io/org/a:1", "docker.io/org/b:1", "bad=quay.io" },
		{ "org/a:1", "quay.io/org/b:1", "bad=" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *plain =
			g_strdup_printf("a: {image: %s}\nb: {image: %s}\n", cases[i].first, cases[i].second);
		g_autofree char *rendered = g_strdup_printf("a: {image: %s}\nb: {image: %s}\n", BEHIND("0") "org/a:1",
							    BEHIND("0") "org/b:1");
		learns(plain, rendered, cases[i].expected);
	}
}

/* An argument is an image only if the place of the value says so. */
static void arguments(void)
{
	static const char plain[] = "args: [quay.io/org/api:1]\n";
	static const char rendered[] = "args: [" BEHIND("0") "quay.io/org/api:1]\n";
	g_autoptr(GPtrArray) vague = make_trials(1, false, false);
	g_autoptr(GPtrArray) certain = make_trials(1, true, false);
	evaluate(vague, plain, rendered, "no-image");
	evaluate(certain, plain, rendered, "right:1");
	shows(1, "args: [quay.io/org/api:1]\nimage: quay.io/org/api:1\n",
	      "image: " BEHIND("0") "quay.io/org/api:1\nargs: [" BEHIND("0") "quay.io/org/api:1]\n", "right:2");
}

static void an_image_that_cannot_go_through_the_proxy(void)
{
	g_autofree char *path = g_strnfill(REFERENCE_PATH_MAX, 'a');
	g_autofree char *plain = g_strdup_printf("image: quay.io/%s\n", path);
	g_autofree char *rendered = g_strdup_printf("image: " BEHIND("0") "quay.io/%s\n", path);
	shows(1, plain, rendered, "bad");
}

static void one_that_was_refused(void)
{
	g_autoptr(GPtrArray) trials = make_trials(1, true, false);
	struct trial *trial = g_ptr_array_index(trials, 0);
	g_assert_true(trial_is_idle(trial));
	g_assert_false(trial_is_right(trial));
	trial->refused = true;
	g_assert_false(trial_is_idle(trial));
}

/* ---- as changes of the values ---- */

struct setting {
	const char *key; /* of an addition, or NULL */
	const char *text;
};

/* The change of `value` in the values {value: …} by one trial: with a host of its own, or with the proxy. */
static char *change(const char *values, const struct setting *setting, struct trial *trial, bool marked)
{
	static const struct yaml_limits limits = { .bytes = 1000, .depth = 10, .expansion = 1000 };
	g_autoptr(YamlValue) parsed = yaml_value_parse(values, strlen(values), &limits, "the values", NULL);
	const struct yaml_value *value = setting->key ? parsed : yaml_value_member(parsed, "value");
	g_autoptr(GPtrArray) trials = g_ptr_array_new_with_free_func(trial_free);
	g_auto(ChartRegistries) registries = { 0 };
	g_auto(ChartImages) images = { 0 };
	chart_registries_init(&rules, &registries);
	trial_add(trial, value, setting->key, trial_text_of(&registries, setting->text), "its.place");
	g_ptr_array_add(trials, trial);
	if (marked) {
		trials_mark(trials, &images);
	} else {
		chart_images_init(&images);
		trials_realize(trials, &registries, &images);
	}
	const struct chart_change *result =
		g_hash_table_lookup(setting->key ? images.additions : images.changes, value);
	g_assert_nonnull(result);
	g_assert_cmpuint(g_hash_table_size(images.changes) + g_hash_table_size(images.additions), ==, 1);
	g_assert_cmpstr(result->key, ==, setting->key);
	g_assert_cmpstr(result->place, ==, "its.place");
	return g_strdup_printf("%s from %s", result->text, result->upstream);
}

static void assert_change(const char *values, const char *key, bool marked, const char *expected)
{
	const struct setting setting = { .key = key, .text = "p.example/proxy/my-app/quay.io" };
	g_autofree char *result = change(values, &setting, trial_new(true, false), marked);
	g_assert_cmpstr(result, ==, expected);
}

static void changes_of_the_values(void)
{
	assert_change("value: quay.io\n", NULL, true, "dcr-0.invalid/proxy/my-app/quay.io from quay.io");
	assert_change("value: quay.io\n", NULL, false, "p.example/proxy/my-app/quay.io from quay.io");
	assert_change("value: ''\n", NULL, false, "p.example/proxy/my-app/quay.io from the registry of the chart");
	/* It goes into a comment. */
	assert_change("value: \"a\\nb: c\"\n", NULL, false,
		      "p.example/proxy/my-app/quay.io from the registry of the chart");
	assert_change("value: a b\n", NULL, false, "p.example/proxy/my-app/quay.io from the registry of the chart");
	assert_change("x: y\n", "registry", false, "p.example/proxy/my-app/quay.io from the registry of the chart");
}

static void assert_learned(const char *learned, bool is_learning, const char *values, const char *expected)
{
	const struct setting setting = { .text = "p.example/proxy/my-app" };
	struct occurrence occurrence = { .image = (char *)(guintptr) "org/api:1" };
	struct trial *trial = trial_new(true, is_learning);
	trial->learned = g_strdup(learned);
	g_ptr_array_add(trial->occurrences, &occurrence);
	g_autofree char *result = change(values, &setting, trial, false);
	g_assert_cmpstr(result, ==, expected);
}

/* The upstream is the registry that was found, else the image. */
static void upstreams(void)
{
	assert_learned("quay.io", true, "value: ''\n", "p.example/proxy/my-app from quay.io");
	assert_learned("", true, "value: ''\n", "p.example/proxy/my-app from org/api:1");
	assert_learned(NULL, true, "value: ''\n", "p.example/proxy/my-app from org/api:1");
	assert_learned("quay.io", false, "value: x.io\n", "p.example/proxy/my-app from x.io");
	assert_learned(NULL, false, "value: x.io\n", "p.example/proxy/my-app from x.io");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart-trial/an image behind the proxy", an_image_behind_the_proxy);
	g_test_add_func("/chart-trial/an image that is wrong", an_image_that_is_wrong);
	g_test_add_func("/chart-trial/two in one image", two_in_one_image);
	g_test_add_func("/chart-trial/hosts of others", hosts_of_others);
	g_test_add_func("/chart-trial/something else depends on it", something_else_depends_on_it);
	g_test_add_func("/chart-trial/the values again", the_values_again);
	g_test_add_func("/chart-trial/what an empty registry means", what_an_empty_registry_means);
	g_test_add_func("/chart-trial/arguments", arguments);
	g_test_add_func("/chart-trial/an image that cannot go through the proxy",
			an_image_that_cannot_go_through_the_proxy);
	g_test_add_func("/chart-trial/one that was refused", one_that_was_refused);
	g_test_add_func("/chart-trial/changes of the values", changes_of_the_values);
	g_test_add_func("/chart-trial/upstreams", upstreams);
	return g_test_run();
}
