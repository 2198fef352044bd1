/* SPDX-License-Identifier: MIT
 *
 * values.c - an override file for a chart, so that its images come through the Replicated proxy
 *
 * What is not sure to be an image of a named registry stays as it is, and standard error says so: a wrong value breaks
 * the installation, and a missing one is seen in the list.
 */
#include "../command.h"

#include "../chart/chart-copy.h"
#include "../chart/chart-override.h"
#include "../chart/chart-rewrite.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"

#include <stdlib.h>
#include <string.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "app", 0, "SLUG", "slug of the app whose license is used", false },
	{ "domain", 0, "PROXY", "custom domain of the proxy (proxy.replicated.com)", false },
	{ "registry", 0, "HOST", "an upstream registry whose images go through the proxy", true },
	{ "show", 0, NULL, "print a table of the images and how each of them changes", false },
	{ "json", 0, NULL, "print that table as JSON", false },
	{ "strict", 0, NULL, "exit with status 1 if an image of a named registry was left unchanged", false },
	{ 0 },
};

const struct command command_values = {
	.name = "values",
	.kind = COMMAND_PEOPLE,
	.synopsis = "--app SLUG [--domain PROXY] --registry HOST... [--show|--json] "
		    "[--strict] [VALUES.yaml|CHART|-]",
	.summary = "print Helm values that make a chart pull its images through the proxy",
	.example = PROGRAM_NAME " values --app my-app --registry quay.io \\\n"
				"  chart/values.yaml > local-values.yaml",
	.options = specs,
	.run = run,
};

static bool choose_registries(const char *const *names, GPtrArray *registries, GError **error);
static bool choose_source(const char *const *words, struct chart_source *source, char **chart, GError **error);
static void print(const struct invocation *invocation, const struct chart_result *result);
static void say_what_is_left(const struct chart_result *result);

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *options = invocation->options;
	g_autoptr(GPtrArray) hosts = domain_list_new();
	g_auto(ChartRegistries) registries = { 0 };
	g_auto(ChartResult) result = { 0 };
	g_auto(Secret) text = SECRET_INIT(CHART_VALUES_MAX);
	g_autofree char *chart = NULL;
	struct chart_source source = { .text = &text };
	char proxy[DOMAIN_SIZE];
	const char *app;
	if (!options_proxy(options, proxy, error) || !options_app(options, true, &app, error) ||
	    !choose_registries(options_values(options, "registry"), hosts, error) ||
	    !choose_source(options_words(options), &source, &chart, error))
		return false;

	const struct chart_rules rules = {
		.proxy = proxy,
		.app = app,
		.registries = (const char *const *)hosts->pdata,
	};
	chart_registries_init(&rules, &registries);
	if (!chart_rewrite(&source, &registries, &result, error))
		return false;
	print(invocation, &result);
	say_what_is_left(&result);
	if (options_flag(options, "strict") && chart_report_has_left(&result.report))
		invocation->status = EXIT_FAILURE;
	return true;
}

static bool choose_registries(const char *const *names, GPtrArray *registries, GError **error)
{
	for (; *names; names++) {
		char domain[DOMAIN_SIZE];
		bool ours;
		if (!domain_parse(*names, domain))
			return fail(error, HELPER_USAGE,
				    "'--registry' requires the host of an upstream registry, without a path");
		if (strchr(domain, ':'))
			return fail(
				error, HELPER_USAGE,
				"'--registry' names '%s': an upstream with a port cannot be pulled through the proxy",
				domain);
		if (!our_domains_hold(domain, &ours, error))
			return false;
		if (ours)
			return fail(
				error, HELPER_USAGE,
				"'--registry' names '%s', which is a Replicated registry: name the upstream, such as "
				"quay.io",
				domain);
		domain_list_add(registries, domain);
	}
	g_ptr_array_add(registries, NULL);
	return registries->len > 1 ||
	       fail(error, HELPER_USAGE,
		    "'--registry' is required: the host of the upstream registry, such as quay.io");
}

/* The word is a chart, a values file that may have a chart next to it, or "-". */
static bool choose_source(const char *const *words, struct chart_source *source, char **chart, GError **error)
{
	if (words[0] && words[1])
		return fail(error, HELPER_USAGE, "give one values file or chart, or '-' for standard input");
	if (!words[0] || strcmp(words[0], "-") == 0)
		return read_stdin_to_limit(source->text, "the values file", error);
	source->text = NULL;
	if (chart_is_folder(words[0]) || chart_is_archive(words[0])) {
		source->chart = words[0];
		return true;
	}
	source->file = words[0];
	source->chart = *chart = chart_of_values_file(words[0]);
	return true;
}

static void say_what_is_left(const struct chart_result *result)
{
	const GPtrArray *notes = result->report.notes;
	bool changed = g_hash_table_size(result->images.changes) + g_hash_table_size(result->images.additions) > 0;
	for (guint i = 0; i < notes->len; i++)
		message_warn("%s", (const char *)g_ptr_array_index(notes, i));
	if (!changed)
		message_warn("nothing to change: no image of the named registries was found");
	else if (result->may_refuse)
		message_warn("the chart may refuse images from a proxy: add "
			     "'--set global.security.allowInsecureImages=true' to the helm command");
}

static void print(const struct invocation *invocation, const struct chart_result *result)
{
	if (options_flag(invocation->options, "json"))
		chart_report_print_json(&result->report, invocation->out);
	else if (options_flag(invocation->options, "show"))
		chart_report_print(&result->report, invocation->in_colour, invocation->out);
	else
		chart_override_print(result->values, &result->images, invocation->out);
}
