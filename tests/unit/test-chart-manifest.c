/* SPDX-License-Identifier: MIT
 *
 * What helm rendered, as texts with their places: two renderings are compared by them. */
#include "../../helper/chart/chart-manifest.h"

#include <glib.h>
#include <string.h>

#define POD(source, name, image)                                                                                       \
	"---\n# Source: " source "\napiVersion: v1\nkind: Pod\nmetadata:\n  name: " name                               \
	"\nspec:\n  containers:\n  - image: " image "\n"

static const struct manifest_text *with_text(const struct chart_manifest *manifest, const char *text)
{
	for (guint i = 0; i < manifest->texts->len; i++) {
		const struct manifest_text *candidate = g_ptr_array_index(manifest->texts, i);
		if (strcmp(candidate->text, text) == 0)
			return candidate;
	}
	g_assert_not_reached();
}

static void a_place_is_for_people(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read(POD("web/templates/pod.yaml", "web", "org/api:1"), &manifest);
	g_assert_cmpstr(with_text(&manifest, "org/api:1")->place, ==, "Pod/web spec.containers[0].image");
	g_assert_cmpint(with_text(&manifest, "org/api:1")->context, ==, MANIFEST_IMAGE);
	g_assert_cmpint(with_text(&manifest, "web")->context, ==, MANIFEST_OTHER);
}

/* Helm's own tests of a chart often have a random name. */
static void a_position_is_the_same_under_another_name(void)
{
	g_auto(ChartManifest) first = { 0 };
	g_auto(ChartManifest) second = { 0 };
	chart_manifest_read(POD("web/templates/test.yaml", "test-a1b2c", "org/api:1")
				    POD("web/templates/pod.yaml", "web", "org/web:1"),
			    &first);
	chart_manifest_read(POD("web/templates/test.yaml", "test-x9y8z", "org/api:2")
				    POD("web/templates/pod.yaml", "web", "org/web:1"),
			    &second);
	const struct manifest_text *again = chart_manifest_at(&second, with_text(&first, "org/api:1")->position);
	g_assert_nonnull(again);
	g_assert_cmpstr(again->text, ==, "org/api:2");
	g_assert_cmpstr(again->place, ==, "Pod/test-x9y8z spec.containers[0].image");
}

static void documents_of_one_template_are_counted(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read(POD("web/templates/all.yaml", "a", "org/a:1") POD("web/templates/all.yaml", "a", "org/b:1"),
			    &manifest);
	const struct manifest_text *first = with_text(&manifest, "org/a:1");
	const struct manifest_text *second = with_text(&manifest, "org/b:1");
	g_assert_cmpstr(first->place, ==, "Pod/a spec.containers[0].image");
	g_assert_cmpstr(second->place, ==, "Pod/a (2) spec.containers[0].image");
	g_assert_true(chart_manifest_at(&manifest, first->position) == first);
	g_assert_true(chart_manifest_at(&manifest, second->position) == second);
}

static void a_secret_is_decoded(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read(
		"---\nkind: Secret\nmetadata: {name: s}\ndata: {registry: cXVheS5pbw==}\nstringData: {plain: text}\n",
		&manifest);
	g_assert_cmpint(with_text(&manifest, "quay.io")->context, ==, MANIFEST_SECRET);
	g_assert_cmpstr(with_text(&manifest, "text")->place, ==, "Secret/s stringData.plain");
}

static void a_definition_is_passed_over(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read(
		"---\nkind: CustomResourceDefinition\nmetadata: {name: c}\nspec: {image: org/example:1}\n---\n",
		&manifest);
	g_assert_cmpuint(manifest.texts->len, ==, 0);
}

static void what_is_no_strict_yaml_is_read_by_lines(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read("---\nkind: Pod\nlabels:\n  a: b\n  a: b\nspec:\n  - image: 'org/api:1'\n", &manifest);
	const struct manifest_text *image = with_text(&manifest, "org/api:1");
	g_assert_cmpint(image->context, ==, MANIFEST_IMAGE);
	g_assert_cmpstr(image->place, ==, "document 1 line 6");
}

static bool has_text(const struct chart_manifest *manifest, const char *text)
{
	for (guint i = 0; i < manifest->texts->len; i++)
		if (strcmp(((const struct manifest_text *)g_ptr_array_index(manifest->texts, i))->text, text) == 0)
			return true;
	return false;
}

static void quotes_of_lines(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read(
		"---\nx: a\nx: 'b'\nx: \"c\"\nx: 'd\nx: e'\nx: 'f\"\nx: \"\nx: ''\nx: noon\nx:   i \t\nx:\n# g\n\n\t- h\n",
		&manifest);
	static const char *const texts[] = { "a", "b", "c", "'d", "e'", "'f\"", "\"", "noon", "i", "x:", "h" };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_true(has_text(&manifest, texts[i]));
	g_assert_cmpuint(manifest.texts->len, ==, G_N_ELEMENTS(texts));
}

static void secrets_by_lines(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read("---\nimage: a\nkind: Secret\nx: 1\nx: 2\nimage: b\nargs: c\n", &manifest);
	g_assert_cmpint(with_text(&manifest, "a")->context, ==, MANIFEST_IMAGE);
	g_assert_cmpint(with_text(&manifest, "b")->context, ==, MANIFEST_SECRET);
	g_assert_cmpint(with_text(&manifest, "c")->context, ==, MANIFEST_SECRET);
}

static void contexts(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read(
		"---\n- a\n- {args: [b], command: c, cOMMAND: d, initIMAGE: e, imageX: f, mage: g}\n- [[h]]\n",
		&manifest);
	static const struct {
		const char *text;
		enum manifest_context context;
	} cases[] = {
		{ "a", MANIFEST_OTHER }, { "b", MANIFEST_ARGUMENT }, { "c", MANIFEST_ARGUMENT },
		{ "d", MANIFEST_OTHER }, { "e", MANIFEST_IMAGE },    { "f", MANIFEST_OTHER },
		{ "g", MANIFEST_OTHER }, { "h", MANIFEST_OTHER },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(with_text(&manifest, cases[i].text)->context, ==, cases[i].context);
	g_assert_cmpstr(with_text(&manifest, "a")->place, ==, "document/? [0]");
	g_assert_cmpstr(with_text(&manifest, "h")->place, ==, "document/? [2][0][0]");
}

static void without_a_name(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read("kind: Pod\nmetadata: {name: ''}\nx: a\n---\nkind: ''\ny: b\nz:\n---\n", &manifest);
	g_assert_cmpstr(with_text(&manifest, "a")->place, ==, "Pod/? x");
	g_assert_cmpstr(with_text(&manifest, "b")->place, ==, "document/? y");
	g_assert_null(chart_manifest_at(&manifest, ": document z"));
}

/* What is in a Secret and not text is kept as it is written. */
static void base64_of_bytes(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read("---\nkind: Secret\ndata: {a: /w==, b: '', c: eA==}\n", &manifest);
	g_assert_true(has_text(&manifest, "/w=="));
	g_assert_true(has_text(&manifest, ""));
	g_assert_true(has_text(&manifest, "x"));
}

static void values_of_the_chart(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read("---\nkind: " MANIFEST_PROBE_KIND "\n---\nkind: " MANIFEST_PROBE_KIND
			    "\nvalues: '*'\n---\nkind: " MANIFEST_PROBE_KIND
			    "\nvalues: eA==\n---\nkind: " MANIFEST_PROBE_KIND
			    "\nvalues: eQ==\n---\nkind: " MANIFEST_PROBE_KIND "\nvalues: [eg==]\n",
			    &manifest);
	g_assert_cmpstr(manifest.values, ==, "x");
	g_assert_cmpuint(manifest.texts->len, ==, 0);
}

static void tokens(void)
{
	g_auto(ChartManifest) manifest = { 0 };
	chart_manifest_read("---\nkind: Pod\nargs: ['--image=quay.io/org/api:1,org/b  \"c\"']\nimage: ' org/api:1 '\n",
			    &manifest);
	g_auto(GStrv) of_argument = manifest_tokens(with_text(&manifest, "--image=quay.io/org/api:1,org/b  \"c\""));
	g_autofree char *joined = g_strjoinv("|", of_argument);
	g_assert_cmpstr(joined, ==, "--image|quay.io/org/api:1|org/b|c");
	g_auto(GStrv) of_image = manifest_tokens(with_text(&manifest, " org/api:1 "));
	g_assert_cmpuint(g_strv_length(of_image), ==, 1);
	g_assert_cmpstr(of_image[0], ==, "org/api:1");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart-manifest/a place is for people", a_place_is_for_people);
	g_test_add_func("/chart-manifest/a position is the same under another name",
			a_position_is_the_same_under_another_name);
	g_test_add_func("/chart-manifest/documents of one template are counted", documents_of_one_template_are_counted);
	g_test_add_func("/chart-manifest/a secret is decoded", a_secret_is_decoded);
	g_test_add_func("/chart-manifest/a definition is passed over", a_definition_is_passed_over);
	g_test_add_func("/chart-manifest/what is no strict yaml is read by lines",
			what_is_no_strict_yaml_is_read_by_lines);
	g_test_add_func("/chart-manifest/quotes of lines", quotes_of_lines);
	g_test_add_func("/chart-manifest/secrets by lines", secrets_by_lines);
	g_test_add_func("/chart-manifest/contexts", contexts);
	g_test_add_func("/chart-manifest/without a name", without_a_name);
	g_test_add_func("/chart-manifest/base64 of bytes", base64_of_bytes);
	g_test_add_func("/chart-manifest/values of the chart", values_of_the_chart);
	g_test_add_func("/chart-manifest/tokens", tokens);
	return g_test_run();
}
