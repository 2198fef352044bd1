/* SPDX-License-Identifier: MIT
 *
 * logout.c - remove licenses from the keyring, and forget the custom domains that they were the last of
 */
#include "../command.h"

#include "../clients/client-config.h"
#include "../clients/terraform-tokens.h"
#include "../license/license-change.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"

#include <stdlib.h>
#include <string.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "all", 0, NULL, "every license of every profile", false },
	{ 0 },
};

const struct command command_logout = {
	.name = "logout",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[DOMAIN... | --all]",
	.summary = "remove the licenses of a profile from the keyring",
	.example = PROGRAM_NAME " logout registry.acme.example",
	.options = specs,
	.run = run,
};

static bool read_domains(const struct options *options, GPtrArray *domains, GError **error);
static void warn_of_plain_text(const GPtrArray *named, const GPtrArray *removed);
static void say_what_was_done(const struct invocation *invocation, const struct license_removal *removal, bool all);
static void say_what_stays(const struct license_removal *removal);

static bool run(struct invocation *invocation, GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_auto(LicenseRemoval) removal = { 0 };
	bool all = options_flag(invocation->options, "all");
	if (!read_domains(invocation->options, domains, error) ||
	    !license_remove(all ? NULL : invocation->profile.name, (const char *const *)domains->pdata, &removal,
			    error))
		return false;
	license_warn_of_source();
	warn_of_plain_text(domains, removal.removed);
	say_what_was_done(invocation, &removal, all);
	if (removal.reason) {
		say_what_stays(&removal);
		invocation->status = EXIT_FAILURE;
	}
	return true;
}

static bool read_domains(const struct options *options, GPtrArray *domains, GError **error)
{
	const char *const *words = options_words(options);
	if (*words && options_flag(options, "all"))
		return fail(error, HELPER_USAGE,
			    "'--all' removes every license of every profile: leave out the domains");
	if (options_value(options, "profile") && options_flag(options, "all"))
		return fail(error, HELPER_USAGE, "'--all' means every profile: leave out '--profile'");
	for (; *words; words++) {
		char domain[DOMAIN_SIZE];
		/* Not repeated: a license may have been typed there. */
		if (!domain_parse(*words, domain))
			return fail(error, HELPER_USAGE,
				    "'logout' requires registry domains: host[:port], without scheme or path");
		domain_list_add(domains, domain);
	}
	g_ptr_array_add(domains, NULL);
	return true;
}

static void say_what_was_done(const struct invocation *invocation, const struct license_removal *removal, bool all)
{
	const GPtrArray *removed = removal->removed;
	for (guint i = 0; i < removed->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(removed, i);
		secret_append_format(invocation->out, "removed the license for %s (profile '%s')\n", item->server,
				     item->profile);
	}
	if (removed->len + removal->left->len > 0)
		return;
	if (all)
		secret_append_text(invocation->out, "nothing to remove: no license is stored\n");
	else
		secret_append_format(invocation->out, "nothing to remove: no license is stored (profile '%s')\n",
				     invocation->profile.name);
}

static void say_what_stays(const struct license_removal *removal)
{
	/* Where nothing was removed, the reason says it. */
	for (guint i = 0; removal->removed->len > 0 && i < removal->left->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(removal->left, i);
		message_warn("the license for %s (profile '%s') is still stored", item->server, item->profile);
	}
	message_warn("%s", removal->reason->message);
}

/* A client that finds one in its file uses it, whatever the keyring has. */
static void warn_of_plain_text(const GPtrArray *named, const GPtrArray *removed)
{
	g_autoptr(GPtrArray) domains = g_ptr_array_new();
	for (guint i = 0; i + 1 < named->len; i++) {
		bool ours;
		if (our_domains_hold(g_ptr_array_index(named, i), &ours, NULL) && ours)
			g_ptr_array_add(domains, g_ptr_array_index(named, i));
	}
	if (named->len <= 1) {
		g_ptr_array_add(domains, (gpointer)(guintptr)domain_default_proxy);
		g_ptr_array_add(domains, (gpointer)(guintptr)domain_default_registry);
	}
	for (guint i = 0; i < removed->len; i++)
		g_ptr_array_add(domains, ((const struct keyring_item *)g_ptr_array_index(removed, i))->server);
	g_ptr_array_add(domains, NULL);
	g_autoptr(GPtrArray) files = client_files_with_plain_text((const char *const *)domains->pdata);
	for (guint i = 0; i < files->len; i++)
		message_warn("'%s' still contains a license in plain text: remove its entry from \"auths\" there",
			     (const char *)g_ptr_array_index(files, i));
	g_autoptr(GPtrArray) terraforms = terraform_files_with_tokens((const char *const *)domains->pdata);
	for (guint i = 0; i < terraforms->len; i++)
		message_warn("'%s' still contains a license in plain text: remove its \"credentials\" block there",
			     (const char *)g_ptr_array_index(terraforms, i));
}
