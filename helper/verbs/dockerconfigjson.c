/* SPDX-License-Identifier: MIT
 *
 * dockerconfigjson.c - the license as a docker config, for Helm and Kubernetes
 *
 * Helm does not see the exit status of "$(…)" and <(…), and takes nothing for an empty value: it would install the
 * chart without its pull secret. So on an error each format that Helm reads prints something that Helm refuses; the
 * others print nothing (`kubectl apply -f -` stops by itself then).
 */
#include "../command.h"

#include "../kube/dockerconfig.h"
#include "../kube/helm-values.h"
#include "../kube/pull-secret.h"
#include "../license/license-load.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

static const char *on_failure(int count, char **arguments);
static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "domain", 0, "DOMAIN", "only these registry domains, not all those of the profile", true },
	{ "output", 'o', "FORMAT", "base64 (default), json, set, values or secret", false },
	{ "app-keys", 0, NULL, "put the license of an app under DOMAIN/proxy/APP, not DOMAIN", false },
	{ "long", 0, NULL, "add username and password to each entry, as kubectl does", false },
	{ "name", 0, "NAME", "name of the Secret (" PULL_SECRET_DEFAULT_NAME ")", false },
	{ "namespace", 0, "NAMESPACE", "namespace of the Secret", false },
	{ "label", 0, "KEY=VALUE", "a label of the Secret", true },
	{ "annotation", 0, "KEY=VALUE", "an annotation of the Secret", true },
	{ "no-marks", 0, NULL, "leave out this program's label and annotation", false },
	{ 0 },
};

const struct command command_dockerconfigjson = {
	.name = "dockerconfigjson",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[-o FORMAT] [--domain DOMAIN]... [--app-keys] [--long] [OPTION]...",
	.summary = "print the license as a docker config for Helm and Kubernetes",
	.details =
		"With 'values' the license is not on any command line. With 'set' and 'base64' it is on that of helm, "
		"where other users can see it.",
	.example =
		"helm install app ./chart \\\n"
		"  -f <(" PROGRAM_NAME " dockerconfigjson -o values)\n" PROGRAM_NAME " dockerconfigjson -o secret \\\n"
		"  --namespace shop | kubectl apply -f -",
	.options = specs,
	.on_failure = on_failure,
	.run = run,
};

/* What a format prints: the docker config, in or without a manifest. */
struct product {
	struct secret json;
	struct pull_secret manifest;
};

struct format {
	const char *name;
	void (*print)(const struct product *product, struct secret *out);
	const char *on_failure;
};

static const struct format *choose_format(const char *name, GError **error);
static bool refuse_word(const char *word, GError **error);
static bool choose_manifest(const struct options *given, const struct format *format, struct pull_secret *ret_manifest,
			    GError **error);
static bool find_licenses(const struct invocation *invocation, GPtrArray **ret_licenses, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *given = invocation->options;
	const struct format *format = choose_format(options_value(given, "output"), error);
	const struct dockerconfig_style style = {
		.app_keys = options_flag(given, "app-keys"),
		.long_entries = options_flag(given, "long"),
	};
	struct product product = { .json = SECRET_INIT(DOCKERCONFIG_MAX) };
	g_autoptr(GPtrArray) licenses = NULL;

	if (*options_words(given))
		return refuse_word(*options_words(given), error);
	bool made = format && choose_manifest(given, format, &product.manifest, error) &&
		    find_licenses(invocation, &licenses, error) &&
		    dockerconfig_print(licenses, &style, &product.json, error);
	g_autofree char *fingerprint = made ? pull_secret_fingerprint(licenses) : NULL;
	if (!options_flag(given, "no-marks"))
		product.manifest.fingerprint = fingerprint;
	if (made)
		format->print(&product, invocation->out);
	secret_clear(&product.json);
	return made;
}

static void print_json(const struct product *product, struct secret *out)
{
	secret_append_secret(out, &product->json);
	secret_append_text(out, "\n");
}

static void print_base64(const struct product *product, struct secret *out)
{
	secret_append_base64(out, product->json.bytes, product->json.length);
	secret_append_text(out, "\n");
}

static void print_set(const struct product *product, struct secret *out)
{
	secret_append_text(out, "global.replicated.dockerconfigjson=");
	print_base64(product, out);
}

static void print_values(const struct product *product, struct secret *out)
{
	helm_values_print(&product->json, out);
}

static void print_secret(const struct product *product, struct secret *out)
{
	pull_secret_print(&product->manifest, &product->json, out);
}

#define FAILED PROGRAM_NAME "-failed-see-standard-error\n"

static const struct format formats[] = {
	{ "base64", print_base64, "{" FAILED }, /* for --set a list without its end, and not base64 */
	{ "json", print_json, NULL },		{ "set", print_set, FAILED }, /* a key without "=" */
	{ "values", print_values, FAILED },				      /* YAML, but a word and not a mapping */
	{ "secret", print_secret, NULL },
};

/* The value of -o in a command line that may be wrong; NULL if it is not given. */
static const char *output_of(int count, char **arguments)
{
	const char *output = NULL;
	for (int i = 1; i < count && strcmp(arguments[i], "--") != 0; i++) {
		if ((strcmp(arguments[i], "-o") == 0 || strcmp(arguments[i], "--output") == 0) && i + 1 < count)
			output = arguments[++i];
		else if (g_str_has_prefix(arguments[i], "--output="))
			output = arguments[i] + strlen("--output=");
		else if (g_str_has_prefix(arguments[i], "-o"))
			output = arguments[i] + strlen("-o");
	}
	return output;
}

static const char *on_failure(int count, char **arguments)
{
	const char *output = output_of(count, arguments);
	for (size_t i = 0; output && i < G_N_ELEMENTS(formats); i++)
		if (strcmp(output, formats[i].name) == 0)
			return formats[i].on_failure;
	/* What base64 prints stops Helm wherever it reads it: for a format that does not exist, too. */
	return formats[0].on_failure;
}

static const struct format *choose_format(const char *name, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		if (!name || strcmp(name, formats[i].name) == 0)
			return &formats[i];
	fail(error, HELPER_USAGE, "unknown output format: use base64, json, set, values or secret");
	return NULL;
}

static bool refuse_word(const char *word, GError **error)
{
	const char *names[G_N_ELEMENTS(formats) + 1] = { NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		names[i] = formats[i].name;
	const char *meant = options_did_you_mean(word, names);
	return meant ? fail(error, HELPER_USAGE, "'dockerconfigjson' takes options only: did you mean '-o %s'?", meant)
		     : fail(error, HELPER_USAGE,
			    "'dockerconfigjson' takes options only: name a domain with '--domain'");
}

/* What the options say of the manifest; an option that the format would pass over is a mistake. */
static bool choose_manifest(const struct options *given, const struct format *format, struct pull_secret *ret_manifest,
			    GError **error)
{
	static const char *const names[] = { "name", "namespace", "label", "annotation", "no-marks" };
	const char *name = options_value(given, "name");
	const struct pull_secret manifest = {
		.name = name ? name : PULL_SECRET_DEFAULT_NAME,
		.namespace = options_value(given, "namespace"),
		.labels = options_values(given, "label"),
		.annotations = options_values(given, "annotation"),
	};
	if (!pull_secret_check(&manifest, error))
		return false;
	for (size_t i = 0; format->print != print_secret && i < G_N_ELEMENTS(names); i++)
		if (options_value(given, names[i]))
			return fail(error, HELPER_USAGE, "'--%s' is for the format 'secret' only: add '-o secret'",
				    names[i]);
	*ret_manifest = manifest;
	return true;
}

/* The domains that were named, canonical; each must be one of ours. */
static bool choose_domains(const struct options *options, GPtrArray *domains, GError **error)
{
	if (!options_domains(options, domains, error))
		return false;
	for (guint i = 0; i < domains->len; i++)
		if (!our_domains_require(g_ptr_array_index(domains, i), error))
			return false;
	g_ptr_array_add(domains, NULL);
	return true;
}

/* The licenses that were asked for: at least one. */
static bool find_licenses(const struct invocation *invocation, GPtrArray **ret_licenses, GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	return choose_domains(invocation->options, domains, error) &&
	       license_load_any(&invocation->profile, (const char *const *)domains->pdata, ret_licenses, error);
}
