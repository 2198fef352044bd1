/* SPDX-License-Identifier: MIT
 *
 * configure.c - let docker, podman, Helm and Terraform use this helper
 */
#include "../command.h"

#include "../clients/client-apply.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "client", 0, "CLIENT", CLIENT_NAMES "; default: all that are found", true },
	{ "domain", 0, "DOMAIN", "only these registry domains, not those of the profile", true },
	{ "remove", 0, NULL, "remove what was added", false },
	{ "dry-run", 0, NULL, "show what would change, and change nothing", false },
	{ "force", 0, NULL, "replace another credential helper", false },
	{ 0 },
};

const struct command command_configure = {
	.name = "configure",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[--client CLIENT]... [--domain DOMAIN]... [--remove] [--dry-run] [--force]",
	.summary = "make docker, podman, helm and terraform use this helper",
	.example = PROGRAM_NAME " configure --dry-run",
	.options = specs,
	.run = run,
};

static bool choose_clients(const char *const *names, GPtrArray *list, GError **error);
static bool take_domains(const struct options *options, GPtrArray *domains, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const struct options *options = invocation->options;
	bool remove = options_flag(options, "remove");
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autoptr(GPtrArray) domains = domain_list_new();
	unsigned failures;
	if (*options_words(options))
		return fail(error, HELPER_USAGE, "'configure' takes options only: select a client with '--client'");
	if (!choose_clients(options_values(options, "client"), list, error) || !take_domains(options, domains, error))
		return false;

	g_ptr_array_add(domains, NULL);
	const struct client_apply apply = {
		.profile = &invocation->profile,
		.domains = (const char *const *)domains->pdata,
		.force = options_flag(options, "force"),
		.dry_run = options_flag(options, "dry-run"),
		.out = invocation->out,
	};
	const GPtrArray *named = list->len > 0 ? list : NULL;
	if (!(remove ? client_apply_remove : client_apply_add)(&apply, named, &failures, error))
		return false;
	invocation->status = failures > 0;
	return true;
}

static bool choose_clients(const char *const *names, GPtrArray *list, GError **error)
{
	for (; *names; names++) {
		const struct client *client = client_find(*names);
		if (!client)
			return fail(error, HELPER_USAGE, "'--client' requires " CLIENT_NAMES);
		g_ptr_array_add(list, (gpointer)(guintptr)client);
	}
	return true;
}

/* The domains of --domain, canonical; to be added, each must be Replicated's or declared. */
static bool take_domains(const struct options *options, GPtrArray *domains, GError **error)
{
	if (!options_domains(options, domains, error))
		return false;
	for (guint i = 0; !options_flag(options, "remove") && i < domains->len; i++)
		if (!our_domains_require(g_ptr_array_index(domains, i), error))
			return false;
	return true;
}
