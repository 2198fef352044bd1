/* SPDX-License-Identifier: MIT */
#include "client-apply.h"

#include "../../keyring/atomic-file.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "client-domains.h"
#include "client-used.h"
#include "client-write.h"
#include "client-keep.h"
#include "client-plan.h"
#include "default-store.h"
#include "helm-plugin-link.h"
#include "helper-link.h"
#include "node-apply.h"
#include "terraform-apply.h"

#include <errno.h>
#include <string.h>

/* One file at work. */
struct job {
	const struct client_apply *apply;
	const struct client *client;
	const char *path;
	const char *helper;
	const struct domain_set *domains;
	bool (*plan)(const struct job *job, const struct client_config *config, struct client_plan *ret_plan,
		     GError **error);
	bool (*do_plugin)(const struct job *job, GError **error); /* of a client that has plugins */
	char *(*by_hand)(const struct job *job); /* what a person must do if we cannot; freed by the caller */
};

/* A reason of a part becomes a sentence about the file. */
static bool fail_for_file(const struct job *job, GError *cause, GError **error)
{
	/* Prefixed, not printed into another message: the remedy stays a field of the error (keyring/failure.h). */
	g_prefix_error(&cause, "'%s' was not changed: ", job->path);
	cause->domain = HELPER_ERROR;
	cause->code = HELPER_FAILED;
	g_propagate_error(error, cause);
	return false;
}

/* ---- read and plan ---- */

/* The call that replaces another helper; freed by the caller. */
static char *force_command(const struct job *job)
{
	g_autofree char *option = profile_option(job->apply->profile);
	GString *command = g_string_new(PROGRAM_NAME " configure");
	g_string_append(command, option);
	for (const char *const *domain = job->apply->domains; *domain; domain++)
		g_string_append_printf(command, " --domain %s", *domain);
	g_string_append_printf(command, " --client %s --force", job->client->name);
	return g_string_free(command, FALSE);
}

static bool plan_to_add(const struct job *job, const struct client_config *config, struct client_plan *ret_plan,
			GError **error)
{
	g_auto(DomainSet) domains = domain_set_new();
	g_autofree char *remedy = force_command(job);
	for (guint i = 0; i < job->domains->list->len; i++)
		domain_set_add(&domains, g_ptr_array_index(job->domains->list, i));
	if (!*job->apply->domains && !client_domains_of_file(config, &domains, error))
		return false;
	const struct client_plan_request request = {
		.helper = job->helper,
		.domains = &domains,
		.force = job->apply->force,
		.store = job->client->knows_store && !client_config_contains_auth(config) ? default_store() : NULL,
		.remedy = remedy,
	};
	return client_plan_add(config, &request, ret_plan, error);
}

static char *add_by_hand(const struct job *job)
{
	g_auto(DomainSet) keys = domain_set_new();
	GString *lines = g_string_new("add by hand: \"credHelpers\": {");
	client_domains_keys(job->client, job->domains->list, &keys);
	for (guint i = 0; i < keys.list->len; i++)
		g_string_append_printf(lines, "%s\"%s\": \"%s\"", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(keys.list, i), job->helper);
	g_string_append_c(lines, '}');
	return g_string_free(lines, FALSE);
}

static bool plan_to_remove(const struct job *job, const struct client_config *config, struct client_plan *ret_plan,
			   GError **error)
{
	const struct client_plan_request request = { .helper = job->helper, .domains = job->domains };
	return client_plan_remove(config, &request, ret_plan, error);
}

static char *remove_by_hand(const struct job *job)
{
	return g_strdup_printf("remove each entry with \"%s\" from \"credHelpers\" by hand", job->helper);
}

static bool read_and_plan(const struct job *job, struct client_config *ret_config, struct client_plan *ret_plan,
			  GError **error)
{
	GError *cause = NULL;
	if (client_config_read(job->client, job->path, ret_config, &cause))
		return job->plan(job, ret_config, ret_plan, &cause) || fail_for_file(job, cause, error);
	g_autofree char *by_hand = job->by_hand(job);
	fail(error, HELPER_FAILED, "%s: %s", cause->message, by_hand);
	g_error_free(cause);
	return false;
}

/* ---- write and report ---- */

static bool fail_to_write(const struct job *job, const char *path, int code, GError **error)
{
	g_autofree char *by_hand = job->by_hand(job);
	return client_fail_to_write(path, code, by_hand, error);
}

static int write_file(const struct atomic_file *file, const struct client_config *config,
		      const struct client_plan *plan)
{
	if (!plan->text.exists)
		return atomic_file_remove(file);
	return atomic_file_replace_same(file, config->exists ? secret_text(&config->text) : NULL, config->text.length,
					secret_text(&plan->text.bytes), plan->text.bytes.length);
}

static void report(const struct job *job, const GPtrArray *changes)
{
	for (guint i = 0; i < MAX(changes->len, 1); i++) {
		const char *change = changes->len > 0 ? g_ptr_array_index(changes, i) : "nothing to change";
		g_autofree char *text = g_strdup_printf("%s: %s", job->path, change);
		g_autofree char *line = message_sanitize(text);
		secret_append_format(job->apply->out, "%s\n", line);
	}
}

/* ---- one file: read, plan, keep, write, report ---- */

/* With the lock held everything is read again: another of us may have been quicker. docker and podman know no lock, and
 * may be so at any time. */
static bool change_locked(const struct job *job, const struct atomic_file *file, GError **error)
{
	int failure = EAGAIN;
	for (unsigned tries = CLIENT_TRIES_MAX; failure == EAGAIN && tries; tries--) {
		g_auto(ClientConfig) config = { .path = NULL };
		g_auto(ClientPlan) plan = { .licenses = NULL };
		GError *cause = NULL;
		if (!read_and_plan(job, &config, &plan, error))
			return false;
		if (!client_keep_licenses(job->apply->profile, &plan, &cause))
			return fail_for_file(job, cause, error);
		failure = client_plan_changes(&plan, &config) ? write_file(file, &config, &plan) : 0;
		if (!failure) {
			report(job, plan.changes);
			return true;
		}
	}
	return fail_to_write(job, file->target, failure, error);
}

static bool change(const struct job *job, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = client_lock(job->path, &file);
	return failure ? fail_to_write(job, job->path, failure, error) : change_locked(job, &file, error);
}

static bool do_file(const struct job *job, GError **error)
{
	g_auto(ClientConfig) config = { .path = NULL };
	g_auto(ClientPlan) plan = { .licenses = NULL };
	if (!read_and_plan(job, &config, &plan, error))
		return false;
	bool changes = client_plan_changes(&plan, &config);
	if (changes && !job->apply->dry_run)
		return change(job, error);
	if (changes) {
		client_plan_print(&plan, &config, job->apply->out);
	} else if (!job->apply->dry_run) {
		atomic_file_tidy(job->path);
		report(job, plan.changes);
	}
	return true;
}

/* ---- the plugin ---- */

static bool add_plugin(const struct job *job, GError **error)
{
	return helm_plugin_add(job->apply->dry_run, job->apply->out, error);
}

/* Whether the file, once the job is done, names this program for any profile; one that cannot be read may. */
static bool will_name_us(const struct job *job, const char *path)
{
	g_auto(ClientConfig) config = { .path = NULL };
	g_auto(ClientPlan) plan = { .licenses = NULL };
	g_auto(ClientJson) json = { 0 };
	return !client_config_read(job->client, path, &config, NULL) || !job->plan(job, &config, &plan, NULL) ||
	       !client_json_parse(&plan.text.bytes, &json, NULL) || client_config_names_us(&json);
}

/* It serves all profiles, and goes with the last. */
static bool remove_plugin(const struct job *job, GError **error)
{
	g_autoptr(GPtrArray) paths = client_files(job->client, NULL);
	for (guint i = 0; paths && i < paths->len; i++)
		if (will_name_us(job, g_ptr_array_index(paths, i)))
			return true;
	return !paths || helm_plugin_remove(job->apply->dry_run, job->apply->out, error);
}

/* ---- find: the clients and their files ---- */

/* A node is configured only if it is named: that concerns all that runs on it. */
static bool choose_clients(const GPtrArray *list, bool add, GPtrArray *chosen, GError **error)
{
	for (const struct client *client = clients; client->name; client++)
		if (list ? g_ptr_array_find((GPtrArray *)(guintptr)list, client, NULL)
			 : !(add && client->notation == CLIENT_NODE) && client_is_here(client))
			g_ptr_array_add(chosen, (gpointer)(guintptr)client);
	return chosen->len > 0 ||
	       fail(error, HELPER_FAILED,
		    "docker, podman, helm and terraform are not on PATH" REMEDY
		    "select a client with '--client docker', '--client podman', '--client helm' or '--client terraform'");
}

/* Says what went wrong, counts it, and clears it. */
static void count_failure(GError **error, unsigned *failures)
{
	message_warn("%s", (*error)->message);
	g_clear_error(error);
	(*failures)++;
}

/* Terraform's helper is for all domains: it stays while only some are to be removed. */
static unsigned do_terraform(const struct job *job, const GPtrArray *paths, bool named)
{
	const struct terraform_apply apply = {
		.helper = job->helper,
		.named = named,
		.dry_run = job->apply->dry_run,
		.out = job->apply->out,
	};
	if (job->plan == plan_to_add)
		return terraform_apply_add(&apply, paths);
	return *job->apply->domains ? 0 : terraform_apply_remove(&apply, paths);
}

static bool do_node(const struct job *job, GError **error)
{
	const struct node_apply apply = {
		.profile = job->apply->profile,
		.client = job->client->name,
		.path = job->path,
		.domains = job->apply->domains,
		.dry_run = job->apply->dry_run,
		.out = job->apply->out,
	};
	return (job->plan == plan_to_add ? node_apply_add : node_apply_remove)(&apply, error);
}

static unsigned do_files(struct job *job, const GPtrArray *paths, bool named)
{
	unsigned failures = 0;
	GError *error = NULL;
	if (job->client->notation == CLIENT_HCL)
		return do_terraform(job, paths, named);
	for (guint i = 0; i < paths->len; i++) {
		job->path = g_ptr_array_index(paths, i);
		if (!(job->client->notation == CLIENT_NODE ? do_node : do_file)(job, &error))
			count_failure(&error, &failures);
	}
	return failures;
}

static unsigned do_clients(struct job *job, const GPtrArray *chosen, bool named)
{
	unsigned failures = 0;
	for (guint i = 0; i < chosen->len; i++) {
		GError *error = NULL;
		job->client = g_ptr_array_index(chosen, i);
		g_autoptr(GPtrArray) paths = client_files(job->client, &error);
		if (!paths)
			count_failure(&error, &failures);
		else
			failures += do_files(job, paths, named);
		if (job->client->has_plugins && !job->do_plugin(job, &error))
			count_failure(&error, &failures);
	}
	return failures;
}

static void warn_of_snap(const GPtrArray *chosen)
{
	g_autofree char *file = client_snap_file();
	if (file && g_ptr_array_find((GPtrArray *)(guintptr)chosen, client_find("docker"), NULL))
		message_warn("docker from a snap reads '%s', which was not changed: a snap cannot run this helper, so "
			     "install docker from a package to use it",
			     file);
}

/* Whether one of them has an entry for each domain, and finds the helper on PATH. */
static bool have_entries(const GPtrArray *chosen)
{
	for (guint i = 0; i < chosen->len; i++)
		if (((const struct client *)g_ptr_array_index(chosen, i))->notation == CLIENT_JSON)
			return true;
	return false;
}

bool client_apply_add(const struct client_apply *apply, const GPtrArray *list, unsigned *ret_failures, GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	g_autofree char *helper = helper_link_helper(apply->profile);
	g_autofree char *made = NULL;
	g_auto(DomainSet) domains = domain_set_new();
	for (const char *const *domain = apply->domains; *domain; domain++)
		domain_set_add(&domains, *domain);
	if (!choose_clients(list, true, chosen, error))
		return false;
	bool entries = have_entries(chosen);
	if ((entries && !*apply->domains && !client_domains_of_profile(apply->profile, &domains, error)) ||
	    (entries && !helper_link_provide(apply->profile, apply->dry_run, &made, error)))
		return false;
	if (made)
		message_warn("%s '%s'", apply->dry_run ? "would create" : "created", made);
	struct job job = {
		.apply = apply,
		.helper = helper,
		.domains = &domains,
		.plan = plan_to_add,
		.do_plugin = add_plugin,
		.by_hand = add_by_hand,
	};
	*ret_failures = do_clients(&job, chosen, list != NULL);
	warn_of_snap(chosen);
	return true;
}

bool client_apply_remove(const struct client_apply *apply, const GPtrArray *list, unsigned *ret_failures,
			 GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	g_autofree char *helper = helper_link_helper(apply->profile);
	g_auto(DomainSet) domains = domain_set_new();
	for (const char *const *domain = apply->domains; *domain; domain++)
		domain_set_add(&domains, *domain);
	if (!choose_clients(list, false, chosen, error))
		return false;
	struct job job = {
		.apply = apply,
		.helper = helper,
		.domains = &domains,
		.plan = plan_to_remove,
		.do_plugin = remove_plugin,
		.by_hand = remove_by_hand,
	};
	*ret_failures = do_clients(&job, chosen, list != NULL);
	if (apply->dry_run || client_used_anywhere(helper))
		return true;
	g_autofree char *removed = helper_link_withdraw(apply->profile);
	if (removed)
		message_warn("removed '%s'", removed);
	return true;
}
