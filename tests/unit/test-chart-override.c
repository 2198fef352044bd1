/* SPDX-License-Identifier: MIT
 *
 * How members that the values do not have yet are printed: after the others of their mapping. */
#include "../../helper/chart/chart-override.h"

#include <glib.h>
#include <string.h>

/* The override for these values, to whose mapping `name` the member "registry" is added; to all of them if it is NULL. With
 * `changed`, a member of the values themselves changes too. */
static void prints(const char *values, const char *name, const char *changed, const char *expected)
{
	static const struct yaml_limits limits = { .bytes = 1000, .depth = 10, .expansion = 1000 };
	g_autoptr(YamlValue) parsed = yaml_value_parse(values, strlen(values), &limits, "the values", NULL);
	g_auto(ChartImages) images = { 0 };
	g_auto(Secret) out = SECRET_INIT(CHART_VALUES_MAX);
	chart_images_init(&images);
	const struct yaml_value *mapping = name ? yaml_value_member(parsed, name) : parsed;
	if (yaml_value_is(mapping, YAML_SEQUENCE))
		mapping = yaml_value_first(mapping);
	chart_images_set(&images, mapping, "registry", g_strdup("p.example/x"), "quay.io", "its.place");
	if (changed)
		chart_images_set(&images, yaml_value_member(parsed, changed), NULL, g_strdup("p.example/y"), "org/y",
				 changed);
	chart_override_print(parsed, &images, &out);
	g_assert_cmpstr(secret_text(&out), ==, expected);
}

static void members_that_are_added(void)
{
	prints("a: {b: c}\nd: e\n", "a", NULL, "a:\n  # upstream: quay.io\n  registry: p.example/x\n");
	prints("a: {}\n", "a", NULL, "a:\n  # upstream: quay.io\n  registry: p.example/x\n");
	prints("a: b\n", NULL, NULL, "# upstream: quay.io\nregistry: p.example/x\n");
	prints("d: e\na: {b: c}\n", "a", "d",
	       "# upstream: org/y\nd: p.example/y\na:\n  # upstream: quay.io\n  registry: p.example/x\n");
}

/* A list is printed whole. */
static void members_that_are_added_in_a_list(void)
{
	prints("a: [{b: c}, d]\n", "a", NULL,
	       "a:\n  - b: c\n    # upstream: quay.io\n    registry: p.example/x\n  - d\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chart-override/members that are added", members_that_are_added);
	g_test_add_func("/chart-override/members that are added in a list", members_that_are_added_in_a_list);
	return g_test_run();
}
