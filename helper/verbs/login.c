/* SPDX-License-Identifier: MIT
 *
 * login.c - keep a license: what a person types, step by step
 *
 * Everything that can be wrong with the command line is said before a license is asked for. A license is never
 * taken from an argument: arguments are seen by every user of the machine and stay in the shell's history.
 */
#include "../command.h"

#include "../address/upstream.h"
#include "../clients/client-apply.h"
#include "../license/config.h"
#include "../license/forwarding.h"
#include "../license/keyring-choice.h"
#include "../license/keyring-switch.h"
#include "../license/license-change.h"
#include "../license/license-file.h"
#include "../license/our-domains.h"
#include "../license/rotation.h"
#include "../license/source-command.h"
#include "../registry/registry-client.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/terminal.h"

#include <string.h>

/* What a refusal because no registry could be asked ends with. */
#define OR_WITHOUT_ASKING "; to store the license without asking (no network, air gap), use '--no-check'"

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "username", 'u', "USER", "the user name that goes with the license (" USERNAME_DEFAULT ")", false },
	{ "app", 0, "SLUG", "the app that the license is for", false },
	{ "domain", 0, "DOMAIN", "only these registry domains; custom ones are remembered", true },
	{ "license-file", 0, "FILE",
	  "a file with a Replicated license (YAML) or just the license ID; '-' reads standard input", false },
	{ "keyring", 0, "KEYRING",
	  "store it in '" KEYRING_SECRET_SERVICE "' or '" KEYRING_VAULT "', and use that from now on", false },
	{ "source-command", 0, "COMMAND",
	  "get the license from this command each time: a program and its arguments, separated by ';'", false },
	{ "rotate", 0, NULL, "replace a service-account token in every profile and for every domain that has it",
	  false },
	{ "no-check", 0, NULL, "do not ask the registries whether they accept the license", false },
	{ "configure", 0, NULL, "then run 'configure'", false },
	{ 0 },
};

const struct command command_login = {
	.name = "login",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[-u USER] [--app SLUG] [--domain DOMAIN]... [--license-file FILE] [OPTION]...",
	.summary = "save a license in the keyring, for docker, podman, helm and others",
	.details = "The license ID is typed at a prompt, without echo. If standard input is not a terminal, it is read "
		   "from "
		   "there. It is never taken from an argument: other users can see arguments, and shells keep them in "
		   "their history.",
	.example = PROGRAM_NAME " login\n" PROGRAM_NAME " login --license-file license.yaml",
	.options = specs,
	.run = run,
};

/* What the command line says, checked. */
struct request {
	const struct options *options;
	const struct profile *profile;
	const char *username;
	const char *app;	      /* or NULL */
	const char *file;	      /* or NULL: ask for the license */
	GPtrArray *domains;	      /* canonical, each once; empty: those of the license */
	const char *keyring;	      /* or NULL: the one in use */
	const struct keyring *before; /* the keyring until then, if it is another one; or NULL */
	bool rotate;		      /* replace a token wherever it is */
	const char *source; /* the command that gives the license from now on, "" for none any more; or NULL */
};

static bool read_request(const struct invocation *invocation, struct request *request, GError **error);
static bool forget_command(GError **error);
static bool probe_keyring(GError **error);
static bool take_license(const struct request *request, struct license_file *ret_file, GError **error);
static void choose_domains(const struct request *request, const struct license_file *file);
static bool check_domains(const GPtrArray *domains, GError **error);
static GPtrArray *make_licenses(const struct request *request, const struct license_file *file);
static const char *what_stays(const struct request *request);
static bool keep_to_command(const struct request *request, GError **error);
static bool keep(const struct request *request, const struct license_file *file, GError **error);
static bool rotate(const struct request *request, const struct license_file *file, GError **error);
static void say_what_was_done(const struct request *request);
static bool configure(struct invocation *invocation, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_auto(LicenseFile) file = { 0 };
	struct request request = { .domains = domains };
	if (!read_request(invocation, &request, error))
		return false;
	if (forwarding_is_used())
		return forwarding_refuse_change(error);
	if (request.source && !*request.source)
		return forget_command(error);
	if ((request.keyring && !keyring_switch_begin(request.keyring, &request.before, error)) ||
	    (!request.source && !probe_keyring(error)) || !take_license(&request, &file, error))
		return false;
	license_file_warn_of_expiry(&file);
	if (!(request.rotate ? rotate : keep)(&request, &file, error))
		return false;
	license_file_warn_of_text(request.file);
	return !options_flag(invocation->options, "configure") || configure(invocation, error);
}

/* Asks the registries, and stores the license, or the command that prints it. */
static bool keep(const struct request *request, const struct license_file *file, GError **error)
{
	choose_domains(request, file);
	if (!check_domains(request->domains, error))
		return false;
	g_autoptr(GPtrArray) licenses = make_licenses(request, file);
	if (!options_flag(request->options, "no-check") &&
	    !registry_accepts_all(licenses, what_stays(request), OR_WITHOUT_ASKING, error))
		return false;
	if (request->source)
		return keep_to_command(request, error);
	if (!license_store_all(request->profile, licenses, error) ||
	    (request->keyring &&
	     !keyring_switch_end(request->keyring, request->before, request->profile, licenses, error)))
		return false;
	say_what_was_done(request);
	return true;
}

/* A license that goes to a wrong host is in the hands of strangers. One that was declared before is meant. */
static bool check_domain(const char *domain, GError **error)
{
	const char *meant = domain_misspelled(domain);
	bool ours;
	if (upstream_is_known(domain))
		return upstream_refuse(domain, NULL, error);
	if (!our_domains_hold(domain, &ours, error))
		return false;
	return ours || !meant ||
	       fail(error, HELPER_FAILED,
		    "'%s' looks like a misspelling of '%s': nothing is stored; if it really is a custom domain of the "
		    "software vendor, list it in REPLICATED_DOMAINS first",
		    domain, meant);
}

static bool check_domains(const GPtrArray *domains, GError **error)
{
	for (guint i = 0; i < domains->len; i++)
		if (!check_domain(g_ptr_array_index(domains, i), error))
			return false;
	return true;
}

static bool read_request(const struct invocation *invocation, struct request *request, GError **error)
{
	const struct options *options = invocation->options;
	const char *username = options_value(options, "username");
	const char *problem = username ? username_problem(username) : NULL;

	if (*options_words(options))
		return fail(error, HELPER_USAGE,
			    "a license is never taken from the command line, where others can read it: type it when "
			    "asked, write it to standard input, or give its file with '--license-file'");
	if (username && !*username)
		return fail(error, HELPER_USAGE, "'--username' requires a name: leave it out for " USERNAME_DEFAULT);
	if (problem)
		return fail(error, HELPER_USAGE, "%s", problem);
	request->options = options;
	request->profile = &invocation->profile;
	request->username = username ? username : USERNAME_DEFAULT;
	request->file = options_value(options, "license-file");
	request->keyring = options_value(options, "keyring");
	request->source = options_value(options, "source-command");
	if (request->source && (request->file || request->keyring || options_value(options, "app") || username))
		return fail(
			error, HELPER_USAGE,
			"'--source-command' stores no license: leave out '--license-file', '--keyring', '--app' and "
			"'--username'");
	if (request->keyring && strcmp(request->keyring, KEYRING_VAULT) != 0 &&
	    strcmp(request->keyring, KEYRING_SECRET_SERVICE) != 0)
		return fail(error, HELPER_USAGE,
			    "'--keyring' requires '" KEYRING_SECRET_SERVICE "' or '" KEYRING_VAULT "'");
	request->rotate = options_flag(options, "rotate");
	if (request->rotate &&
	    (request->keyring || request->source || options_value(options, "app") || username ||
	     options_value(options, "domain") || options_value(options, "profile") || invocation->leading_profile))
		return fail(error, HELPER_USAGE,
			    "'--rotate' replaces a token in every profile and for every domain of the keyring in use: "
			    "leave out '-p', '--domain', '--username', '--app', '--keyring' and '--source-command'");
	return options_app(options, false, &request->app, error) && options_domains(options, request->domains, error) &&
	       check_domains(request->domains, error);
}

/* Before a license is asked for: whether the place that will keep it is there and open. */
static bool probe_keyring(GError **error)
{
	const struct keyring_query everything = { 0 };
	const struct keyring *keyring = keyring_in_use(error);
	g_autoptr(GPtrArray) items = NULL;
	return keyring && keyring_list_unlocked(keyring, &everything, &items, error) && keyring->unlock(error);
}

static bool ask_for_license(const struct request *request, struct license_file *ret_file, GError **error)
{
	g_autofree char *prompt =
		request->rotate ? g_strdup("New service-account token (not shown): ")
				: g_strdup_printf("License ID for profile '%s' (not shown): ", request->profile->name);
	g_auto(Secret) answer = SECRET_INIT(LICENSE_ID_MAX);
	if (!terminal_ask(prompt, &answer, error) || !terminal_ends_here(error))
		return false;
	if (answer.length == 0)
		return fail(error, HELPER_FAILED, "no license ID entered");
	return license_file_parse(&answer, "your input", ret_file, error);
}

static bool run_command(const char *command, struct secret *ret_id, GError **error)
{
	g_auto(GStrv) words = source_command_split(command, error);
	return words && source_command_run((const char *const *)words, ret_id, error);
}

static bool take_license(const struct request *request, struct license_file *ret_file, GError **error)
{
	if (request->source) {
		g_auto(LicenseFile) file = license_file_empty();
		if (!run_command(request->source, &file.id, error))
			return false;
		*ret_file = file;
		file = (struct license_file){ 0 };
		return true;
	}
	const char *file = request->file ? request->file : "-";
	if (strcmp(file, "-") == 0 && terminal_is_there())
		return ask_for_license(request, ret_file, error);
	return license_file_read(file, ret_file, error);
}

/* The domains that were named; else the license's own proxy domains, or Replicated's, and its registry. */
static void choose_domains(const struct request *request, const struct license_file *file)
{
	if (request->domains->len > 0)
		return;
	for (guint i = 0; i < file->proxies->len; i++)
		domain_list_add(request->domains, g_ptr_array_index(file->proxies, i));
	if (file->proxies->len == 0)
		domain_list_add(request->domains, file->staging ? domain_staging_proxy : domain_default_proxy);
	domain_list_add(request->domains, file->staging ? domain_staging_registry : domain_default_registry);
}

/* The Replicated registry serves charts of all apps: a path of one app means nothing there. */
static bool knows_apps(const char *domain)
{
	return strcmp(domain, domain_default_registry) != 0 && strcmp(domain, domain_staging_registry) != 0;
}

/* One license a domain, as they will be stored. */
static GPtrArray *make_licenses(const struct request *request, const struct license_file *file)
{
	GPtrArray *licenses = license_array_new();
	const char *app = request->app ? request->app : file->app;
	for (guint i = 0; i < request->domains->len; i++) {
		const char *domain = g_ptr_array_index(request->domains, i);
		struct license *license = license_new(domain);
		license->app = knows_apps(domain) ? g_strdup(app) : NULL;
		license->expires_at = g_strdup(file->expires_at);
		secret_append_text(&license->username, request->username);
		secret_append_secret(&license->id, &file->id);
		g_ptr_array_add(licenses, license);
	}
	return licenses;
}

/* What a refusal ends with: a license that was stored before is still used, which "nothing" would deny. */
static const char *what_stays(const struct request *request)
{
	const struct keyring_query query = { .profile = request->profile->name };
	g_autoptr(GPtrArray) before = NULL;
	if (request->source)
		return "the config file is not changed";
	const struct keyring *keyring = keyring_in_use(NULL);
	if (!keyring || !keyring->list(&query, &before, NULL))
		return "the new license is not stored";
	return before->len > 0 ? "the new license is not stored, and what was stored before is kept"
			       : "nothing is stored";
}

static void say_what_was_done(const struct request *request)
{
	const char *name = request->profile->name;
	bool other = strcmp(name, PROFILE_DEFAULT) != 0;
	g_ptr_array_add(request->domains, NULL);
	g_autofree char *domains = g_strjoinv(", ", (char **)request->domains->pdata);
	message_warn("stored the license for %s (profile '%s')", domains, name);
	license_warn_of_source();
	if (!options_flag(request->options, "configure"))
		message_warn("next: run '" PROGRAM_NAME " configure%s%s', so that docker, podman and helm use it",
			     other ? " -p " : "", other ? name : "");
}

static bool configure(struct invocation *invocation, GError **error)
{
	static const char *const those_of_profile[] = { NULL };
	const struct client_apply setup = {
		.profile = &invocation->profile,
		.domains = those_of_profile,
		.out = invocation->out,
	};
	unsigned failures;
	if (!client_apply_add(&setup, NULL, &failures, error))
		return false;
	invocation->status = failures > 0;
	return true;
}

/* ---- a token in place of the one before it ---- */

static void say_what_was_rotated(const GPtrArray *old)
{
	g_autoptr(GString) places = g_string_new(NULL);
	for (guint i = 0; i < old->len; i++) {
		const struct keyring_license *item = g_ptr_array_index(old, i);
		g_string_append_printf(places, "%s%s (profile '%s')", i > 0 ? ", " : "", item->item.server,
				       item->item.profile);
	}
	message_warn("replaced the token for %s", places->str);
	license_warn_of_source();
}

static bool rotate(const struct request *request, const struct license_file *file, GError **error)
{
	g_autoptr(GPtrArray) old = NULL;
	g_autoptr(GPtrArray) replaced = NULL;
	g_autoptr(GPtrArray) licenses = NULL;
	if (!rotation_find(&file->id, &old, error))
		return false;
	if (old->len == 0) {
		message_warn("this token is stored already, and nothing is changed");
		return true;
	}
	if (!rotation_licenses(old, &file->id, &licenses, error))
		return false;
	if (!options_flag(request->options, "no-check") &&
	    !registry_accepts_all(licenses, "the old token is kept", OR_WITHOUT_ASKING, error))
		return false;
	if (!rotation_carry_out(&file->id, file->expires_at, &replaced, error))
		return false;
	say_what_was_rotated(replaced);
	return true;
}

/* ---- a command in place of a keyring ---- */

/* The command has given a license; from now on it is asked each time. */
static bool keep_to_command(const struct request *request, GError **error)
{
	if (!source_command_keep(request->source, request->domains, error))
		return false;
	message_warn("from now on the license comes from the command in the config file; it is not stored");
	const char *used = provided_credential_name();
	if (used && strcmp(used, source_command.name()) != 0)
		message_warn("the license from %s overrides the command: unset it to use the command", used);
	return true;
}

static bool forget_command(GError **error)
{
	if (!config_set_source_command(NULL, error))
		return false;
	message_warn("removed the source command from the config file");
	return true;
}
