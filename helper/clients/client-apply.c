/* SPDX-License-Identifier: MIT */
#include "client-apply.h"

#include "../../keyring/atomic-file.h"
#include "../license/license-change.h"
#include "../license/keyring-choice.h"
#include "../license/license-list.h"
#include "../license/our-domains.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "client-plan.h"
#include "helper-link.h"

#include <errno.h>
#include <string.h>

/* How often a file is read anew that another program changes under our hands. */
#define TRIES_MAX 100

/* One file at work. */
struct job {
	const struct client_apply *setup;
	const struct client *client;
	const char *helper;
	const GPtrArray *domains; /* strings */
	bool (*plan)(const struct job *job, const struct client_config *config, struct client_plan *ret_plan,
		     GError **error);
	char *(*by_hand)(const struct job *job); /* what a person must do where we cannot; freed by the caller */
};

/* ---- what is to be done ---- */

static void add_once(GPtrArray *list, const char *text)
{
	if (!g_ptr_array_find_with_equal_func(list, text, g_str_equal, NULL))
		g_ptr_array_add(list, g_strdup(text));
}

/* Those that the profile has a license for, else those that a login would store one for. */
static bool add_domains_of_profile(const struct profile *profile, GPtrArray *domains, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	GError *cause = NULL;
	if (!license_list_unlocked(profile, &items, &cause)) {
		if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_UNAVAILABLE)) {
			g_propagate_error(error, cause);
			return false;
		}
		/* As when an image is built: the license comes later, and elsewhere. */
		message_warn("%s; taking Replicated's own domains: name others by '--domain'", cause->message);
		g_error_free(cause);
	}
	for (guint i = 0; items && i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		add_once(domains, item->server);
	}
	if (domains->len == 0) {
		add_once(domains, domain_default_proxy);
		add_once(domains, domain_default_registry);
	}
	return true;
}

/* Domains of ours that the file has a login for. */
static bool add_domains_of_file(const struct client_config *config, GPtrArray *domains, GError **error)
{
	const GArray *auths = config->json.auths;
	for (guint i = 0; i < auths->len; i++) {
		const struct json_member *entry = &g_array_index(auths, struct json_member, i);
		g_auto(Secret) key = SECRET_INIT(entry->name.length);
		struct server_url url;
		bool ours;
		if (!client_json_auth_is_filled(entry) || !json_span_decode(&entry->name, &key) ||
		    !server_url_parse(secret_text(&key), key.length, &url))
			continue;
		if (!our_domains_hold(url.domain, &ours, error))
			return false;
		if (ours)
			add_once(domains, url.domain);
	}
	return true;
}

/* The keys that the client looks for: nerdctl, which reads docker's file, logs in with the port. */
static GPtrArray *keys_for(const struct client *client, const GPtrArray *domains)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
	bool nerdctl = strcmp(client->name, "docker") == 0 && program_is_on_path("nerdctl");
	for (guint i = 0; i < domains->len; i++) {
		const char *domain = g_ptr_array_index(domains, i);
		const char *behind = strrchr(domain, ']');
		add_once(keys, domain);
		if (nerdctl && !strchr(behind ? behind : domain, ':')) {
			g_autofree char *key = g_strconcat(domain, ":443", NULL);
			add_once(keys, key);
		}
	}
	return keys;
}

static GPtrArray *copy_of(const GPtrArray *list)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < list->len; i++)
		g_ptr_array_add(copy, g_strdup(g_ptr_array_index(list, i)));
	return copy;
}

static bool plan_to_add(const struct job *job, const struct client_config *config, struct client_plan *ret_plan,
			GError **error)
{
	g_autoptr(GPtrArray) domains = copy_of(job->domains);
	if (!*job->setup->domains && !add_domains_of_file(config, domains, error))
		return false;
	g_autoptr(GPtrArray) keys = keys_for(job->client, domains);
	g_ptr_array_add(domains, NULL);
	g_ptr_array_add(keys, NULL);
	return client_plan_add(config, (const char *const *)keys->pdata, (const char *const *)domains->pdata,
			       job->helper, job->setup->force, ret_plan, error);
}

static char *add_by_hand(const struct job *job)
{
	g_autoptr(GPtrArray) keys = keys_for(job->client, job->domains);
	GString *lines = g_string_new("add by hand: \"credHelpers\": {");
	for (guint i = 0; i < keys->len; i++)
		g_string_append_printf(lines, "%s\"%s\": \"%s\"", i > 0 ? ", " : "",
				       (const char *)g_ptr_array_index(keys, i), job->helper);
	g_string_append_c(lines, '}');
	return g_string_free(lines, FALSE);
}

static bool plan_to_remove(const struct job *job, const struct client_config *config, struct client_plan *ret_plan,
			   GError **error)
{
	return client_plan_remove(config, job->setup->domains, job->helper, ret_plan, error);
}

static char *remove_by_hand(const struct job *job)
{
	return g_strdup_printf("remove by hand what names \"%s\" in its \"credHelpers\"", job->helper);
}

/* ---- licenses into the keyring ---- */

static bool is_kept(const struct job *job, const struct license *license, bool *ret_kept, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	const struct keyring_query query = { .profile = job->setup->profile->name, .server = license->domain };
	g_auto(KeyringItem) item = { 0 };
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	GError *cause = NULL;
	if (!keyring)
		return false;
	bool found = keyring->find(&query, &item, &id, &cause);
	if (!found && !g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND) &&
	    !g_error_matches(cause, KEYRING_ERROR, KEYRING_DAMAGED)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (found && !secret_equal(&id, &license->id))
		return fail(error, HELPER_FAILED,
			    "the keyring holds another license for '%s' than the file in plain text: remove the wrong "
			    "one, by '" PROGRAM_NAME " logout %s' or from the file",
			    license->domain, license->domain);
	*ret_kept = found;
	return true;
}

/* Stores what is not there yet, and looks again. */
static bool keep(const struct job *job, const GPtrArray *licenses, GError **error)
{
	g_autoptr(GPtrArray) missing = g_ptr_array_new();
	for (guint i = 0; i < licenses->len; i++) {
		struct license *license = g_ptr_array_index(licenses, i);
		bool kept;
		if (!is_kept(job, license, &kept, error))
			return false;
		if (!kept)
			g_ptr_array_add(missing, license);
	}
	if (missing->len == 0)
		return true;
	if (!license_store_all(job->setup->profile, missing, error))
		return false;
	for (guint i = 0; i < missing->len; i++) {
		const struct license *license = g_ptr_array_index(missing, i);
		bool kept;
		if (!is_kept(job, license, &kept, error))
			return false;
		if (!kept)
			return fail(error, HELPER_FAILED, "the keyring did not keep the license for '%s': try again",
				    license->domain);
	}
	license_warn_of_source();
	return true;
}

static bool keep_all(const struct job *job, const struct client_config *config, const GPtrArray *licenses,
		     GError **error)
{
	GError *cause = NULL;
	if (licenses->len == 0 || keep(job, licenses, &cause))
		return true;
	fail(error, HELPER_FAILED, "'%s' is left as it is: %s", config->path, cause->message);
	g_error_free(cause);
	return false;
}

/* ---- the file ---- */

static bool blame(const struct job *job, const char *path, const char *reason, GError **error)
{
	g_autofree char *by_hand = job->by_hand(job);
	return fail(error, HELPER_FAILED, "cannot change '%s': %s: %s", path, reason, by_hand);
}

static bool blame_system(const struct job *job, const char *path, int failure, GError **error)
{
	return blame(job, path,
		     failure == EBUSY	 ? "it is mounted on its own (a bind mount) and cannot be replaced"
		     : failure == EAGAIN ? "another program changes it all the time"
					 : g_strerror(failure),
		     error);
}

static int write_file(struct atomic_file *file, const struct client_config *config, const struct client_plan *plan)
{
	if (!plan->text.exists)
		return atomic_file_remove(file);
	return atomic_file_replace_same(file, config->exists ? secret_text(&config->text) : NULL, config->text.length,
					secret_text(&plan->text.bytes), plan->text.bytes.length);
}

static void report(const struct job *job, const char *path, const GPtrArray *changes)
{
	for (guint i = 0; i < MAX(changes->len, 1); i++) {
		const char *change = changes->len > 0 ? g_ptr_array_index(changes, i) : "nothing to change";
		g_autofree char *text = g_strdup_printf("%s: %s", path, change);
		g_autofree char *line = message_sanitize(text);
		secret_append_format(job->setup->out, "%s\n", line);
	}
}

static bool read_and_plan(const struct job *job, struct client_config *ret_config, struct client_plan *ret_plan,
			  GError **error)
{
	GError *cause = NULL;
	g_autofree char *path = client_config_path(job->client, error);
	if (!path)
		return false;
	if (client_config_read(job->client, ret_config, &cause))
		return job->plan(job, ret_config, ret_plan, error);
	g_autofree char *by_hand = job->by_hand(job);
	fail(error, HELPER_FAILED, "%s: %s", cause->message, by_hand);
	g_error_free(cause);
	return false;
}

/* With the lock held everything is read again: another of us may have been quicker. docker and podman know no lock, and
 * may be so at any time. */
static bool change_locked(const struct job *job, struct atomic_file *file, GError **error)
{
	int failure = EAGAIN;
	for (unsigned tries = 0; failure == EAGAIN && tries < TRIES_MAX; tries++) {
		g_auto(ClientConfig) config = { .path = NULL };
		g_auto(ClientPlan) plan = { .licenses = NULL };
		if (!read_and_plan(job, &config, &plan, error) || !keep_all(job, &config, plan.licenses, error))
			return false;
		failure = client_plan_changes(&plan, &config) ? write_file(file, &config, &plan) : 0;
		if (!failure) {
			report(job, config.path, plan.changes);
			return true;
		}
	}
	return blame_system(job, file->target, failure, error);
}

static bool change(const struct job *job, const char *path, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	deadline_waits_for("another program that changes the same config file", "let it end");
	int failure = atomic_file_make_folders(path);
	if (!failure)
		failure = atomic_file_lock(path, &file);
	if (failure)
		return blame_system(job, path, failure, error);
	return change_locked(job, &file, error);
}

static bool do_job(const struct job *job, GError **error)
{
	g_auto(ClientConfig) config = { .path = NULL };
	g_auto(ClientPlan) plan = { .licenses = NULL };
	if (!read_and_plan(job, &config, &plan, error))
		return false;
	if (!client_plan_changes(&plan, &config)) {
		if (job->setup->dry_run)
			return true;
		atomic_file_tidy(config.path);
		report(job, config.path, plan.changes);
		return true;
	}
	if (!job->setup->dry_run)
		return change(job, config.path, error);
	return client_plan_print(&plan, &config, job->setup->out) ||
	       fail(error, HELPER_FAILED, "the output is too long");
}

/* ---- all files ---- */

static bool choose_clients(const GPtrArray *list, GPtrArray *chosen, GError **error)
{
	for (const struct client *client = clients; client->name; client++)
		if (list ? g_ptr_array_find((GPtrArray *)(guintptr)list, client, NULL) : client_is_here(client))
			g_ptr_array_add(chosen, (gpointer)(guintptr)client);
	return chosen->len > 0 ||
	       fail(error, HELPER_FAILED,
		    "no docker, podman or helm was found on PATH: name the one you mean by '--client'");
}

static unsigned do_all(struct job *job, const GPtrArray *chosen)
{
	unsigned failures = 0;
	for (guint i = 0; i < chosen->len; i++) {
		g_autoptr(GError) error = NULL;
		job->client = g_ptr_array_index(chosen, i);
		if (do_job(job, &error))
			continue;
		message_warn("%s", error->message);
		failures++;
	}
	return failures;
}

bool client_apply_add(const struct client_apply *setup, const GPtrArray *list, unsigned *ret_failures, GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	g_autofree char *helper = helper_link_helper(setup->profile);
	g_autofree char *made = NULL;
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);
	for (const char *const *domain = setup->domains; *domain; domain++)
		add_once(domains, *domain);
	if (!choose_clients(list, chosen, error) ||
	    (domains->len == 0 && !add_domains_of_profile(setup->profile, domains, error)) ||
	    !helper_link_provide(setup->profile, setup->dry_run, &made, error))
		return false;
	if (made)
		message_warn("%s '%s'", setup->dry_run ? "would make" : "made", made);
	struct job job = {
		.setup = setup,
		.helper = helper,
		.domains = domains,
		.plan = plan_to_add,
		.by_hand = add_by_hand,
	};
	*ret_failures = do_all(&job, chosen);
	return true;
}

/* Whether any file still names the helper; one that cannot be read may. */
static bool is_named_anywhere(const char *helper)
{
	static const char *const all[] = { NULL };
	for (const struct client *client = clients; client->name; client++) {
		g_auto(ClientConfig) config = { .path = NULL };
		g_auto(ClientPlan) plan = { .licenses = NULL };
		if (!client_config_read(client, &config, NULL) ||
		    !client_plan_remove(&config, all, helper, &plan, NULL) || client_plan_changes(&plan, &config))
			return true;
	}
	return false;
}

bool client_apply_remove(const struct client_apply *setup, const GPtrArray *list, unsigned *ret_failures,
			 GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	g_autofree char *helper = helper_link_helper(setup->profile);
	if (!choose_clients(list, chosen, error))
		return false;
	struct job job = { .setup = setup, .helper = helper, .plan = plan_to_remove, .by_hand = remove_by_hand };
	*ret_failures = do_all(&job, chosen);
	if (setup->dry_run || is_named_anywhere(helper))
		return true;
	g_autofree char *removed = helper_link_withdraw(setup->profile);
	if (removed)
		message_warn("removed '%s'", removed);
	return true;
}
