/* SPDX-License-Identifier: MIT */
#include "node-apply.h"

#include "../../keyring/atomic-file.h"
#include "../../keyring/part.h"
#include "../address/domain.h"
#include "../format/text-diff.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "client-write.h"
#include "config-edit.h"
#include "helper-link.h"
#include "node-by-hand.h"
#include "node-config.h"
#include "node-folder.h"
#include "node-registries.h"
#include "node-settings.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LICENSE_FILE_VARIABLE "REPLICATED_LICENSE_ID_FILE"
#define DEFAULT_DOMAINS 2

/* The file at work. */
struct job {
	const struct node_apply *apply;
	const char *name;    /* of the provider */
	GPtrArray *domains;  /* those of the call, else the default ones */
	const char *by_hand; /* what a person must do if we cannot */
	bool (*plan)(const struct job *job, GPtrArray *providers, const struct config_text *before,
		     const char **ret_change, GError **error);
};

char *node_provider_name(const struct profile *profile)
{
	g_autofree char *helper = helper_link_helper(profile);
	return g_strconcat(HELPER_PREFIX, helper, NULL);
}

static void report(const struct job *job, const char *change)
{
	g_autofree char *text =
		g_strdup_printf("%s: %s%s%s%s", job->apply->path, change, *change ? " '" : "nothing to change",
				*change ? job->name : "", *change ? "'" : "");
	g_autofree char *line = message_sanitize(text);
	secret_append_format(job->apply->out, "%s\n", line);
}

/* ---- what the file should become ---- */

/* "A, B"; freed by the caller. */
static char *missing_domains(const struct node_provider *provider, const GPtrArray *domains)
{
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < domains->len; i++) {
		const char *domain = g_ptr_array_index(domains, i);
		if (!domain_list_holds(provider->images, domain))
			g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", domain);
	}
	return g_string_free(names, FALSE);
}

static bool holds_all(const struct node_provider *provider, const GPtrArray *domains)
{
	g_autofree char *missing = missing_domains(provider, domains);
	return !*missing;
}

/* The file of somebody else has our provider already, or it must be added by hand. */
static bool leave_alone(const struct job *job, const struct node_provider *provider, const char **ret_change,
			GError **error)
{
	if (provider && holds_all(provider, job->domains)) {
		*ret_change = "";
		return true;
	}
	if (provider) {
		g_autofree char *missing = missing_domains(provider, job->domains);
		return fail(error, HELPER_FAILED,
			    "'%s' was not written by this program, and its provider '%s' is not used for %s" REMEDY
			    "add it to \"matchImages\" there, and a custom domain to REPLICATED_DOMAINS in \"env\"",
			    job->apply->path, job->name, missing);
	}
	return fail(error, HELPER_FAILED, "'%s' was not written by this program, and was not changed" REMEDY "%s",
		    job->apply->path, job->by_hand);
}

static bool plan_to_add(const struct job *job, GPtrArray *providers, const struct config_text *before,
			const char **ret_change, GError **error)
{
	struct node_provider *provider = node_config_find(providers, job->name);
	const char *file = g_getenv(LICENSE_FILE_VARIABLE);
	if (before->bytes.length > 0 && !node_config_is_own(providers, &before->bytes))
		return leave_alone(job, provider, ret_change, error);
	*ret_change = provider ? "changed the credential provider" : "added the credential provider";
	if (!provider) {
		provider = node_provider_new(job->name);
		g_ptr_array_add(providers, provider);
	}
	for (guint i = 0; i < job->domains->len; i++)
		domain_list_add(provider->images, g_ptr_array_index(job->domains, i));
	if (file && *file) {
		g_free(provider->license_file);
		provider->license_file = g_strdup(file);
	}
	return true;
}

static bool plan_to_remove(const struct job *job, GPtrArray *providers, const struct config_text *before,
			   const char **ret_change, GError **error)
{
	struct node_provider *provider = node_config_find(providers, job->name);
	*ret_change = provider ? "removed the credential provider" : "";
	if (!provider)
		return true;
	if (!node_config_is_own(providers, &before->bytes))
		return fail(error, HELPER_FAILED,
			    "'%s' has the provider '%s', but was not written by this program" REMEDY
			    "remove that provider by hand",
			    job->apply->path, job->name);
	for (const char *const *domain = job->apply->domains; *domain; domain++) {
		guint index;
		if (g_ptr_array_find_with_equal_func(provider->images, *domain, g_str_equal, &index))
			g_ptr_array_remove_index(provider->images, index);
	}
	if (!*job->apply->domains || provider->images->len == 0)
		g_ptr_array_remove(providers, provider);
	else
		*ret_change = "changed the credential provider";
	return true;
}

/* ---- read and plan ---- */

static bool read_and_plan(const struct job *job, struct config_text *before, struct config_text *after,
			  const char **ret_change, GError **error)
{
	g_autofree char *subject = g_strdup_printf("'%s'", job->apply->path);
	GError *cause = NULL;
	if (!file_read_if_there(job->apply->path, subject, &before->bytes, &before->exists, error))
		return false;
	g_autoptr(GPtrArray) providers = node_config_parse(&before->bytes, &cause);
	if (!providers) {
		fail(error, HELPER_FAILED, "'%s' was not changed: %s: %s", job->apply->path, cause->message,
		     job->by_hand);
		g_error_free(cause);
		return false;
	}
	if (!job->plan(job, providers, before, ret_change, error))
		return false;
	after->exists = before->exists;
	if (!**ret_change)
		secret_append_secret(&after->bytes, &before->bytes);
	else if ((after->exists = providers->len > 0))
		node_config_print(providers, &after->bytes);
	return true;
}

static bool changes(const struct config_text *before, const struct config_text *after)
{
	return !secret_equal(&before->bytes, &after->bytes);
}

/* ---- write ---- */

static int write_file(const struct atomic_file *file, const struct config_text *before, const struct config_text *after)
{
	int failure = node_folder_check(file->folder);
	if (failure)
		return failure;
	if (!after->exists)
		return atomic_file_remove(file);
	return atomic_file_replace_same(file, before->exists ? secret_text(&before->bytes) : NULL, before->bytes.length,
					secret_text(&after->bytes), after->bytes.length);
}

/* With the lock held everything is read again: another one may have been quicker. */
static bool change_locked(const struct job *job, const struct atomic_file *file, GError **error)
{
	int failure = EAGAIN;
	for (unsigned tries = CLIENT_TRIES_MAX; failure == EAGAIN && tries; tries--) {
		g_auto(ConfigText) before = { .bytes = SECRET_INIT(NODE_FILE_MAX) };
		g_auto(ConfigText) after = { .bytes = SECRET_INIT(NODE_FILE_MAX) };
		const char *change;
		if (!read_and_plan(job, &before, &after, &change, error))
			return false;
		bool changed = changes(&before, &after);
		failure = changed ? write_file(file, &before, &after) : 0;
		if (!failure) {
			report(job, changed ? change : "");
			return true;
		}
	}
	return client_fail_to_write(file->target, failure, job->by_hand, error);
}

static void tell_to_restart(const struct job *job)
{
	bool k3s = strcmp(job->apply->client, "k3s") == 0;
	message_warn(
		"kubelet reads it when it starts: run 'systemctl restart %s', or 'systemctl restart %s' on an agent",
		k3s ? "k3s" : "rke2-server", k3s ? "k3s-agent" : "rke2-agent");
}

static bool change(const struct job *job, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = client_lock(job->apply->path, &file);
	if (failure)
		return client_fail_to_write(job->apply->path, failure, job->by_hand, error);
	if (!change_locked(job, &file, error))
		return false;
	tell_to_restart(job);
	return true;
}

/* Read, plan, write, report. */
static bool do_file(const struct job *job, GError **error)
{
	g_auto(ConfigText) before = { .bytes = SECRET_INIT(NODE_FILE_MAX) };
	g_auto(ConfigText) after = { .bytes = SECRET_INIT(NODE_FILE_MAX) };
	const char *what;
	if (!read_and_plan(job, &before, &after, &what, error))
		return false;
	if (!changes(&before, &after)) {
		if (!job->apply->dry_run)
			report(job, "");
		return true;
	}
	if (!job->apply->dry_run)
		return change(job, error);
	text_diff(job->apply->path, before.exists ? &before.bytes : NULL, after.exists ? &after.bytes : NULL,
		  job->apply->out);
	return true;
}

/* ---- both directions ---- */

/* kubelet's process has neither the home nor the variables of this call: all is written into the file. */
static bool take_domains(const struct node_apply *apply, GPtrArray *domains, GError **error)
{
	g_autoptr(GPtrArray) declared = NULL;
	for (const char *const *domain = apply->domains; *domain; domain++)
		domain_list_add(domains, *domain);
	if (domains->len > 0)
		return true;
	if (!our_domains_declared(&declared, error))
		return false;
	domain_list_add(domains, domain_default_proxy);
	domain_list_add(domains, domain_default_registry);
	for (guint i = 0; i < declared->len; i++)
		domain_list_add(domains, g_ptr_array_index(declared, i));
	return true;
}

static char *describe_by_hand(const struct job *job, const char *config)
{
	const char *file = g_getenv(LICENSE_FILE_VARIABLE);
	g_autoptr(GPtrArray) named = g_ptr_array_new();
	for (guint i = *job->apply->domains ? 0 : DEFAULT_DOMAINS; i < job->domains->len; i++)
		g_ptr_array_add(named, g_ptr_array_index(job->domains, i));
	g_ptr_array_add(named, NULL);
	const struct node_by_hand what = {
		.config = config,
		.name = job->name,
		.images = job->domains,
		.domains = (const char *const *)named->pdata,
		.license_file = file && *file ? file : NULL,
	};
	return node_by_hand_describe(&what);
}

/* A file that k3s or RKE2 does not read would change nothing, and a program in a folder that kubelet does not use keeps
 * kubelet from starting. */
static bool check_settings(const struct job *job, GError **error)
{
	g_auto(NodeSettings) settings = { 0 };
	if (!node_settings_read(job->apply->client, job->apply->path, &settings, error))
		return false;
	if (!settings.file)
		return true;
	g_autofree char *link = node_by_hand_link(settings.folder, job->name);
	g_autofree char *by_hand = describe_by_hand(job, settings.config);
	return fail(error, HELPER_FAILED,
		    "'%s' makes %s read credential providers from '%s', and their programs from '%s', so '%s' was not "
		    "changed" REMEDY "run '%s', then %s",
		    settings.file, job->apply->client, settings.config, settings.folder, job->apply->path, link,
		    by_hand);
}

/* A license in plain text there still works, so it is not an error. */
static void warn_of_plain_text(const struct node_apply *apply)
{
	g_autoptr(GError) cause = NULL;
	g_autofree char *path = node_registries_file(apply->client);
	g_autoptr(GPtrArray) domains = node_registries_read(apply->client, &cause);
	if (!domains)
		message_warn("%s", cause->message);
	for (guint i = 0; domains && i < domains->len; i++)
		message_warn(
			"'%s' contains a license in plain text for %s: when pulls work without it, remove its 'auth' "
			"there",
			path, (const char *)g_ptr_array_index(domains, i));
}

static bool check_license_file(GError **error)
{
	const char *file = g_getenv(LICENSE_FILE_VARIABLE);
	return !file || !*file || g_path_is_absolute(file) ||
	       fail(error, HELPER_FAILED,
		    LICENSE_FILE_VARIABLE " is a relative path" REMEDY "set it to one that begins with '/'");
}

static bool require_root(const struct node_apply *apply, GError **error)
{
	return apply->dry_run || geteuid() == 0 ||
	       fail(error, HELPER_FAILED, "'--client %s' changes files of root" REMEDY "run it as root", apply->client);
}

bool node_apply_add(const struct node_apply *apply, GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_autofree char *name = node_provider_name(apply->profile);
	g_autofree char *folder = node_folder_of(apply->path);
	struct job job = { .apply = apply, .name = name, .domains = domains, .plan = plan_to_add };
	bool made;
	if (!require_root(apply, error) || !check_license_file(error) || !take_domains(apply, domains, error) ||
	    !check_settings(&job, error) || !node_link_provide(folder, name, apply->dry_run, &made, error))
		return false;
	if (made)
		message_warn("%s '%s/%s'", apply->dry_run ? "would create" : "created", folder, name);
	g_autofree char *by_hand = describe_by_hand(&job, apply->path);
	job.by_hand = by_hand;
	bool done = do_file(&job, error);
	warn_of_plain_text(apply);
	return done;
}

/* Whether the file still names the provider; one that cannot be read may. */
static bool is_used(const struct job *job)
{
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	bool there;
	if (!file_read_if_there(job->apply->path, "it", &text, &there, NULL))
		return true;
	g_autoptr(GPtrArray) providers = node_config_parse(&text, NULL);
	return !providers || node_config_find(providers, job->name);
}

bool node_apply_remove(const struct node_apply *apply, GError **error)
{
	g_autofree char *name = node_provider_name(apply->profile);
	g_autofree char *folder = node_folder_of(apply->path);
	const struct job job = {
		.apply = apply,
		.name = name,
		.plan = plan_to_remove,
		.by_hand = "remove the provider by hand",
	};
	if (!require_root(apply, error) || !do_file(&job, error))
		return false;
	if (!apply->dry_run && !is_used(&job) && node_link_withdraw(folder, name))
		message_warn("removed '%s/%s'", folder, name);
	return true;
}
