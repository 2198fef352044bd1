/* SPDX-License-Identifier: MIT
 *
 * values.c - an override file for a chart, so that its images come through the Replicated proxy
 *
 * What is not sure to be an image of a named registry stays as it is and is told on standard error: a wrong
 * value breaks the installation, and a missing one is seen in the list.
 */
#include "../command.h"

#include "../chart/chart-images.h"
#include "../chart/chart-override.h"
#include "../license/our-domains.h"
#include "../proxy-choice.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"

#include <string.h>

/* The largest charts have some hundred KiB of values. */
#define VALUES_MAX (8 * 1024 * 1024)
#define EXPANSION_MAX (32 * 1024 * 1024)

static bool choose_registries(const char *const *names, GPtrArray *registries, GError **error)
{
	for (; *names; names++) {
		char domain[DOMAIN_SIZE];
		bool ours;
		if (!domain_parse(*names, domain))
			return fail(error, HELPER_USAGE, "'--registry' wants the host of an upstream registry alone");
		if (strchr(domain, ':'))
			return fail(error, HELPER_USAGE,
				    "'--registry' names '%s': an upstream with a port has no form behind the proxy",
				    domain);
		if (!our_domains_hold(domain, &ours, error))
			return false;
		if (ours)
			return fail(
				error, HELPER_USAGE,
				"'--registry' names '%s', which is a Replicated registry: name the upstream, such as "
				"quay.io",
				domain);
		g_ptr_array_add(registries, g_strdup(domain));
	}
	g_ptr_array_add(registries, NULL);
	return registries->len > 1 ||
	       fail(error, HELPER_USAGE, "'--registry' is needed: the host of the upstream registry, such as quay.io");
}

static bool read_text(const char *const *words, struct secret *text, GError **error)
{
	if (words[0] && words[1])
		return fail(error, HELPER_USAGE, "name one values file, or '-' for standard input");
	if (words[0] && strcmp(words[0], "-") != 0) {
		g_autofree char *subject = g_strdup_printf("the values file '%s'", words[0]);
		return file_read(words[0], subject, text, NULL, error);
	}
	return read_all_of_stdin(text, "the values file", error);
}

static struct yaml_value *read_values(const char *const *words, GError **error)
{
	static const struct yaml_limits limits = {
		.bytes = VALUES_MAX,
		.depth = YAML_DEPTH_MAX,
		.expansion = EXPANSION_MAX,
	};
	g_auto(Secret) text = SECRET_INIT(VALUES_MAX);
	if (!read_text(words, &text, error))
		return NULL;
	g_autoptr(YamlValue) values =
		yaml_value_parse(secret_text(&text), text.length, &limits, "the values file", error);
	if (!values)
		return NULL;
	if (!yaml_value_is(values, YAML_MAPPING) && !yaml_value_is_null(values)) {
		fail(error, HELPER_FAILED, "the values file is no mapping of keys to values");
		return NULL;
	}
	return g_steal_pointer(&values);
}

/* Bitnami's charts compare their images with a list, unless they are told not to. */
static bool refuses_other_images(const struct yaml_value *values)
{
	const struct yaml_value *security = yaml_value_member(yaml_value_member(values, "global"), "security");
	const struct yaml_value *allow = yaml_value_member(security, "allowInsecureImages");
	return yaml_value_is_plain(allow) && strcmp(yaml_value_text(allow), "false") == 0;
}

static void say_what_is_left(const struct yaml_value *values, const struct chart_images *images)
{
	for (guint i = 0; i < images->notes->len; i++)
		message_warn("%s", (const char *)g_ptr_array_index(images->notes, i));
	if (g_hash_table_size(images->changes) == 0)
		message_warn("nothing to change: no image of the named registries was found");
	else if (refuses_other_images(values))
		message_warn("the chart may refuse images from a proxy: add "
			     "'--set global.security.allowInsecureImages=true' to the helm command");
}

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *options = invocation->options;
	g_autoptr(GPtrArray) registries = g_ptr_array_new_with_free_func(g_free);
	g_auto(ChartImages) images = { 0 };
	struct proxy proxy;
	if (!proxy_choose(options, &proxy, error) || !proxy_needs_app(&proxy, error) ||
	    !choose_registries(options_values(options, "registry"), registries, error))
		return false;
	g_autoptr(YamlValue) values = read_values(options_words(options), error);
	if (!values)
		return false;

	const struct chart_rules rules = {
		.proxy = proxy.domain,
		.app = proxy.app,
		.registries = (const char *const *)registries->pdata,
	};
	chart_images_find(values, &rules, &images);
	chart_override_print(values, &images, invocation->out);
	say_what_is_left(values, &images);
	return true;
}

static const struct option_spec options[] = {
	{ "app", 0, "SLUG", "the app whose license opens the images", false },
	{ "domain", 0, "PROXY", "custom domain of the proxy (proxy.replicated.com)", false },
	{ "registry", 0, "HOST", "an upstream registry whose images go through the proxy", true },
	{ 0 },
};

const struct command command_values = {
	.name = "values",
	.kind = COMMAND_PEOPLE,
	.synopsis = "--app SLUG [--domain PROXY] --registry HOST... [VALUES.yaml|-]",
	.summary = "print a Helm values file that puts a chart's images behind the proxy",
	.example = PROGRAM_NAME " values --app my-app --registry quay.io \\\n"
				"  chart/values.yaml > local-values.yaml",
	.options = options,
	.run = run,
};
