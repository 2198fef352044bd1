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
#include "../kube/global-values.h"
#include "../kube/helm-values.h"
#include "../kube/pull-secret.h"
#include "../license/license-file.h"
#include "../license/license-load.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"

#include <string.h>
#include <sys/stat.h>

static const char *on_failure(int count, char **arguments);
static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "domain", 0, "DOMAIN", "only these registry domains, not all those of the profile", true },
	{ "output", 'o', "FORMAT", "base64 (default), json, set, values, secret or global", false },
	{ "app-keys", 0, NULL, "put the license of an app under DOMAIN/proxy/APP, not DOMAIN", false },
	{ "long", 0, NULL, "add username and password to each entry, as kubectl does", false },
	{ "license-file", 0, "FILE", "for global: the license file, with or without its ID", false },
	{ "sdk", 0, "[NAME]", "for global: the license for the SDK too (" SDK_DEFAULT_NAME ")", false },
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
	struct secret global; /* of that format alone */
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
static bool check_global(const struct options *given, const struct format *format, GError **error);
static bool find_licenses(const struct invocation *invocation, GPtrArray **ret_licenses, GError **error);
static bool make_global(const struct invocation *invocation, const GPtrArray *licenses, struct product *product,
			GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *given = invocation->options;
	const struct format *format = choose_format(options_value(given, "output"), error);
	const struct dockerconfig_style style = {
		.app_keys = options_flag(given, "app-keys"),
		.long_entries = options_flag(given, "long"),
	};
	struct product product = { .json = SECRET_INIT(DOCKERCONFIG_MAX), .global = SECRET_INIT(GLOBAL_VALUES_MAX) };
	g_autoptr(GPtrArray) licenses = NULL;

	if (*options_words(given))
		return refuse_word(*options_words(given), error);
	bool made = format && choose_manifest(given, format, &product.manifest, error) &&
		    check_global(given, format, error) && find_licenses(invocation, &licenses, error) &&
		    dockerconfig_print(licenses, &style, &product.json, error) &&
		    (!options_value(given, "license-file") || make_global(invocation, licenses, &product, error));
	g_autofree char *fingerprint = made ? pull_secret_fingerprint(licenses) : NULL;
	if (!options_flag(given, "no-marks"))
		product.manifest.fingerprint = fingerprint;
	if (made)
		format->print(&product, invocation->out);
	secret_clear(&product.json);
	secret_clear(&product.global);
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

static void print_global(const struct product *product, struct secret *out)
{
	secret_append_secret(out, &product->global);
}

#define FAILED PROGRAM_NAME "-failed-see-standard-error\n"

static const struct format formats[] = {
	{ "base64", print_base64, "{" FAILED }, /* for --set a list without its end, and not base64 */
	{ "json", print_json, NULL },		{ "set", print_set, FAILED }, /* a key without "=" */
	{ "values", print_values, FAILED },				      /* YAML, but a word and not a mapping */
	{ "secret", print_secret, NULL },	{ "global", print_global, FAILED },
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
	fail(error, HELPER_USAGE, "unknown output format: use base64, json, set, values, secret or global");
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

/* What the options say of the format global; the others would pass over them. */
static bool check_global(const struct options *given, const struct format *format, GError **error)
{
	static const char *const names[] = { "license-file", "sdk" };
	const char *sdk = options_value(given, "sdk");
	for (size_t i = 0; format->print != print_global && i < G_N_ELEMENTS(names); i++)
		if (options_value(given, names[i]))
			return fail(error, HELPER_USAGE, "'--%s' is for the format 'global' only: add '-o global'",
				    names[i]);
	if (format->print == print_global && !options_value(given, "license-file"))
		return fail(error, HELPER_USAGE,
			    "'-o global' requires '--license-file FILE': the names and fields are only in the license "
			    "file");
	return !sdk || !*sdk || global_values_sdk_is_valid(sdk) ||
	       fail(error, HELPER_USAGE, "'--sdk' requires the name or alias of the SDK's subchart, such as '%s'",
		    SDK_DEFAULT_NAME);
}

/* The ID is one value, so all licenses must be the same. */
static bool check_same(const GPtrArray *licenses, const struct profile *profile, GError **error)
{
	const struct license *first = g_ptr_array_index(licenses, 0);
	for (guint i = 1; i < licenses->len; i++)
		if (!secret_equal(&first->id, &((const struct license *)g_ptr_array_index(licenses, i))->id))
			return fail(error, HELPER_FAILED,
				    "profile '%s' has several different licenses: select the domains of one with "
				    "'--domain'",
				    profile->name);
	return true;
}

static void warn_of_file(const char *path)
{
	struct stat status;
	if (!license_file_is_stream(path) && stat(path, &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)))
		message_warn(
			"the license is in plain text in the license file, and other users can read it: remove the "
			"line with 'licenseID' there, because it is read from the keyring");
}

static bool make_global(const struct invocation *invocation, const GPtrArray *licenses, struct product *product,
			GError **error)
{
	const struct options *given = invocation->options;
	const char *path = options_value(given, "license-file");
	const char *sdk = options_value(given, "sdk");
	const struct secret *id = &((const struct license *)g_ptr_array_index(licenses, 0))->id;
	bool had_id;
	if (!check_same(licenses, &invocation->profile, error))
		return false;
	g_autoptr(YamlValue) license = license_file_read_whole(path, id, invocation->profile.name, &had_id, error);
	const struct global_values values = {
		.license = license,
		.id = id,
		.json = &product->json,
		.sdk = sdk && !*sdk ? SDK_DEFAULT_NAME : sdk,
	};
	if (!license || !global_values_print(&values, &product->global, error))
		return false;
	if (had_id)
		warn_of_file(path);
	return true;
}
