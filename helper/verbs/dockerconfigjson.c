/* SPDX-License-Identifier: MIT
 *
 * dockerconfigjson.c - the license as a docker config, for Helm and Kubernetes
 *
 * On any error there is nothing on standard output: charts insert the value unquoted, and an empty one
 * installs a broken Secret.
 */
#include "verbs.h"

#include "../account.h"
#include "../dockerconfig.h"
#include "../error.h"

#include <string.h>

#define HELM_VALUE "global.replicated.dockerconfigjson"

static bool print_json(const struct secret *json, struct secret *out)
{
	return secret_append(out, json->bytes, json->length) && secret_append_text(out, "\n");
}

static bool print_base64(const struct secret *json, struct secret *out)
{
	return secret_append_base64(out, json->bytes, json->length) && secret_append_text(out, "\n");
}

static bool print_set(const struct secret *json, struct secret *out)
{
	return secret_append_text(out, HELM_VALUE "=") && print_base64(json, out);
}

static const struct format {
	const char *name;
	bool (*print)(const struct secret *json, struct secret *out);
} formats[] = {
	{ "base64", print_base64 },
	{ "json", print_json },
	{ "set", print_set },
};

static const struct format *choose_format(const char *name, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		if (!name || strcmp(name, formats[i].name) == 0)
			return &formats[i];
	fail(error, HELPER_USAGE, "unknown output format: use base64, json or set");
	return NULL;
}

/* The domains that were named, canonical; each must be one of ours. */
static bool choose_domains(const char *const *names, GPtrArray *domains, GError **error)
{
	for (; *names; names++) {
		char domain[DOMAIN_SIZE];
		bool ours;
		if (!domain_parse(*names, domain))
			return fail(error, HELPER_USAGE, "'--domain' wants a registry domain: host[:port] alone");
		if (!account_is_ours(domain, &ours, error))
			return false;
		if (!ours)
			return fail(
				error, HELPER_FAILED,
				"'%s' is not a Replicated registry domain: if it is a custom domain, declare it with "
				"'" PROGRAM_NAME " login --domain %s' or in REPLICATED_DOMAINS",
				domain, domain);
		g_ptr_array_add(domains, g_strdup(domain));
	}
	g_ptr_array_add(domains, NULL);
	return true;
}

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *options = invocation->options;
	const struct format *format = choose_format(options_value(options, "output"), error);
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) licenses = NULL;
	g_auto(Secret) json = SECRET_INIT(DOCKERCONFIG_MAX);
	GError *cause = NULL;

	if (!format || !choose_domains(options_values(options, "domain"), domains, error))
		return false;
	bool found = account_licenses(&invocation->profile, (const char *const *)domains->pdata, &licenses, &cause);
	if (!found && !g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (!found || licenses->len == 0)
		return fail(error, HELPER_NOT_FOUND,
			    "no license is stored for profile '%s': run '" PROGRAM_NAME " login' first",
			    invocation->profile.name);

	if (!dockerconfig_print(licenses, &json, error))
		return false;
	if (!format->print(&json, invocation->out))
		return fail(error, HELPER_FAILED, "the output is too long");
	return true;
}

static const struct option_spec options[] = {
	{ "domain", 0, "DOMAIN", "exactly these registry domains, not all of the profile", true },
	{ "output", 'o', "FORMAT", "base64 (default), json or set", false },
	{ 0 },
};

const struct command command_dockerconfigjson = {
	.name = "dockerconfigjson",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[-o FORMAT] [--domain DOMAIN]...",
	.summary = "print the license as a docker config for Helm and Kubernetes",
	.example = "helm install app ./chart --set \"$(" PROGRAM_NAME " dockerconfigjson -o set)\"",
	.options = options,
	.run = run,
};
