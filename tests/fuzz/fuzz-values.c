/* SPDX-License-Identifier: MIT
 *
 * The values of a chart: the override is YAML, and says of each value that it holds what the values say, or the change
 * that was found. */
#include "../../helper/chart/chart-images.h"
#include "../../helper/chart/chart-override.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static const struct chart_change *change_of(const struct chart_images *images, const struct yaml_value *value)
{
	return g_hash_table_lookup(images->changes, value);
}

static bool is_touched(const struct chart_images *images, const struct yaml_value *value)
{
	bool touched = change_of(images, value);
	for (const struct yaml_value *child = yaml_value_first(value); !touched && child;
	     child = yaml_value_next(child))
		touched = is_touched(images, child);
	return touched;
}

static void check_scalar(const struct chart_images *images, const struct yaml_value *value,
			 const struct yaml_value *printed)
{
	const struct chart_change *change = change_of(images, value);
	const char *text = yaml_value_text(value);
	g_assert_true(yaml_value_is(printed, YAML_SCALAR));
	if (change) {
		g_assert_cmpstr(yaml_value_text(printed), ==, change->text);
		return;
	}
	g_assert_true(yaml_value_is_null(value) == yaml_value_is_null(printed));
	if (!yaml_value_is_null(value))
		g_assert_cmpstr(yaml_value_text(printed), ==, text);
	/* What a reader may take for a number or a boolean must stay so, and a text must stay a text. */
	bool sign = strpbrk(text, ":#") || strspn(text, "-?") == strlen(text);
	if (yaml_value_is_plain(value) && !strchr(text, '\n') && !sign)
		g_assert_true(yaml_value_is_plain(printed));
}

static void check(const struct chart_images *images, const struct yaml_value *value, const struct yaml_value *printed,
		  bool whole)
{
	if (yaml_value_is(value, YAML_SCALAR)) {
		check_scalar(images, value, printed);
		return;
	}
	bool list = yaml_value_is(value, YAML_SEQUENCE);
	g_assert_true(yaml_value_is(printed, list ? YAML_SEQUENCE : YAML_MAPPING));
	const struct yaml_value *other = yaml_value_first(printed);
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child)) {
		if (!whole && !list && !is_touched(images, child))
			continue;
		g_assert_nonnull(other);
		g_assert_cmpstr(yaml_value_name(child), ==, yaml_value_name(other));
		check(images, child, other, whole || list);
		other = yaml_value_next(other);
	}
	g_assert_null(other);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	static const struct yaml_limits limits = { .bytes = 64 * 1024, .depth = 32, .expansion = 64 * 1024 };
	static const struct yaml_limits of_output = { .bytes = 16 * 1024 * 1024, .depth = 32, .expansion = 0 };
	static const char *const registries[] = { "quay.io", "docker.io", NULL };
	static const struct chart_rules rules = { "proxy.replicated.com", "my-app", registries };
	g_autoptr(YamlValue) values = yaml_value_parse((const char *)data, size, &limits, "the values file", NULL);
	if (!values)
		return 0;

	g_auto(ChartRegistries) hosts = { 0 };
	g_auto(ChartImages) images = { 0 };
	g_auto(Secret) out = SECRET_INIT(16 * 1024 * 1024);
	g_autoptr(GError) error = NULL;
	chart_registries_init(&rules, &hosts);
	chart_images_find(values, &hosts, &images);
	if (!yaml_value_is(values, YAML_MAPPING))
		return 0;
	chart_override_print(values, &images, &out);
	if (secret_overflowed(&out))
		return 0;
	g_autoptr(YamlValue) printed = yaml_value_parse(out.bytes, out.length, &of_output, "the override", &error);
	g_assert_no_error(error);
	check(&images, values, printed, false);
	return 0;
}
