/* SPDX-License-Identifier: MIT
 *
 * Which texts of a rendering are images of the named registries. */
#include "../../helper/chart/chart-occurrence.h"

#include <glib.h>
#include <string.h>

static const char *const both[] = { "docker.io", "quay.io", NULL };
static const struct chart_rules rules = { .proxy = "p.example", .app = "my-app", .registries = both };

static void one_image_has_several_names(void)
{
	static const char *const same[][2] = {
		{ "nginx", "docker.io/library/nginx" },
		{ "org/api:1", "index.docker.io/org/api:1" },
		{ "registry-1.docker.io/org/api:1", "registry.hub.docker.com/org/api:1" },
		{ "QUAY.io/org/api:1", "quay.io/org/api:1" },
	};
	static const char *const different[][2] = {
		{ "org/api:1", "org/api:2" },	      { "org/api", "quay.io/org/api" },
		{ "library/x", "quay.io/library/x" }, { "org/api:1", "Not An Image" },
		{ "Not An Image", "org/api:1" },      { "Not An Image", "Not An Image" },
		{ "quay.io/x", "quay.io:5000/x" },    { "quay.io/library/x", "quay.io/x" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(same); i++)
		g_assert_true(images_are_same(same[i][0], same[i][1]));
	for (size_t i = 0; i < G_N_ELEMENTS(different); i++)
		g_assert_false(images_are_same(different[i][0], different[i][1]));
}

static void a_name_ends_before_its_tag(void)
{
	static const struct {
		const char *image;
		size_t length;
	} cases[] = {
		{ "nginx:1", 5 },
		{ "localhost:5000/nginx", 20 },
		{ "localhost:5000/nginx:1@sha256:ab", 20 },
		{ "org/api@sha256:ab", 7 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpuint(image_name_length(cases[i].image), ==, cases[i].length);
}

/* The images that are found in a document, joined by a blank. */
static void find(const char *document, const char *expected)
{
	g_auto(ChartManifest) manifest = { 0 };
	g_auto(ChartRegistries) registries = { 0 };
	g_auto(Occurrences) found = { 0 };
	g_autoptr(GString) images = g_string_new(NULL);
	chart_manifest_read(document, &manifest);
	chart_registries_init(&rules, &registries);
	occurrences_find(&manifest, &registries, &found);
	for (guint i = 0; i < found.all->len; i++) {
		const struct occurrence *occurrence = g_ptr_array_index(found.all, i);
		g_string_append_printf(images, "%s%s", i > 0 ? " " : "", occurrence->image);
		g_assert_true(occurrence_at(&found, occurrence->text, occurrence->token) == occurrence);
	}
	g_assert_cmpstr(images->str, ==, expected);
}

static void which_are_found(void)
{
	find("image: org/api:1\n", "org/api:1");
	find("image: ghcr.io/org/api:1\n", "");
	find("image: quay.io/org/api\n", "quay.io/org/api");
	find("image: |\n  quay.io/org/api\n", "quay.io/org/api");
	find("initImage: nginx\n", "nginx");
	find("args: [quay.io/org/api]\n", "quay.io/org/api");
	/* Elsewhere a word is a word, and a host is needed. */
	find("name: nginx\nargs: [org/api:1]\n", "");
	find("args: ['--image=quay.io/org/api:1', 'docker.io/org/b@sha256:"
	     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef']\n",
	     "quay.io/org/api:1 docker.io/org/b@sha256:"
	     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	/* In the prose of a file a name without a tag is a link. */
	find("data:\n  readme: |\n    see quay.io/org/api\n    or quay.io/org/api:1\n", "quay.io/org/api:1");
	find("kind: Secret\ndata: {image: cXVheS5pby9vcmcvYXBpOjE=}\n", "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart-occurrence/one image has several names", one_image_has_several_names);
	g_test_add_func("/chart-occurrence/a name ends before its tag", a_name_ends_before_its_tag);
	g_test_add_func("/chart-occurrence/which are found", which_are_found);
	return g_test_run();
}
