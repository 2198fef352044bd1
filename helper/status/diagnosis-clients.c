/* SPDX-License-Identifier: MIT */
#include "diagnosis-clients.h"

#include "../clients/client-plan.h"
#include "../clients/helper-link.h"
#include "../runtime/program.h"
#include "client-sentences.h"
#include "diagnosis-docker.h"
#include "diagnosis-helm.h"
#include "diagnosis-node.h"
#include "diagnosis-terraform.h"
#include "diagnostic.h"

#include <string.h>

static void entry_free(gpointer data)
{
	struct diagnosis_entry *entry = data;
	g_free(entry->file);
	g_free(entry->helper);
	g_free(entry);
}

static void client_free(gpointer data)
{
	struct diagnosis_client *client = data;
	g_free(client->obstacle);
	g_ptr_array_unref(client->files);
	g_ptr_array_unref(client->entries);
	g_free(client);
}

/* ---- the files ---- */

/* A file that a client reads. */
struct file {
	const struct client *client; /* whose file it is */
	const char *path;
	bool own;
};

static void add_files(const GPtrArray *paths, const struct client *client, bool own, GArray *files)
{
	for (guint i = 0; paths && i < paths->len; i++) {
		const struct file file = { client, g_ptr_array_index(paths, i), own };
		g_array_append_val(files, file);
	}
}

/* Whether the client goes on to docker's file: podman does not if the only one is named. */
static bool reads_dockers(const struct client *client)
{
	const char *only = g_getenv("REGISTRY_AUTH_FILE");
	return strcmp(client->name, "docker") != 0 && !(strcmp(client->name, "podman") == 0 && only && *only);
}

/* ---- what one file says of one domain ---- */

/* Whether this helper is this program, answering for the profile: by its suffix, or by the variable that it inherits. */
static bool is_ours(const struct profile *profile, const char *helper)
{
	const char *variable = g_getenv("REPLICATED_PROFILE");
	if (!g_str_has_prefix(helper, HELPER_NAME))
		return false;
	const char *rest = helper + strlen(HELPER_NAME);
	if (*rest == '-')
		return strcmp(rest + 1, profile->name) == 0;
	return *rest == '\0' && strcmp(profile->name, variable && *variable ? variable : PROFILE_DEFAULT) == 0;
}

static void answer_by_helper(const struct profile *profile, const struct client_config *config, char *helper,
			     struct diagnosis_entry *entry)
{
	g_free(entry->helper);
	g_free(entry->file);
	entry->helper = helper;
	entry->file = g_strdup(config->path);
	entry->answer = is_ours(profile, helper) ? ANSWERED_BY_US : ANSWERED_BY_ANOTHER;
}

/* Whether the file decides; a store for all registries does not in Helm, which goes on if that has nothing. */
static bool read_entry(const struct profile *profile, const struct client *client, const struct client_config *config,
		       struct diagnosis_entry *entry)
{
	char *helper = client_config_helper(config, entry->domain);
	if (helper && *helper) {
		answer_by_helper(profile, config, helper, entry);
		return true;
	}
	bool no_helper = helper != NULL; /* "": not the store for all either */
	g_free(helper);
	char *store = no_helper ? NULL : client_config_store(config);
	if (store) {
		answer_by_helper(profile, config, store, entry);
		return entry->answer == ANSWERED_BY_US || strcmp(client->name, "helm") != 0;
	}
	if (!client_json_login_answers(&config->json, entry->domain))
		return false;
	g_clear_pointer(&entry->helper, g_free);
	g_free(entry->file);
	entry->file = g_strdup(config->path);
	entry->answer = ANSWERED_BY_PLAIN_TEXT;
	return true;
}

/* ---- one client ---- */

bool diagnosis_client_is_configured(const struct diagnosis_client *client)
{
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (entry->answer == ANSWERED_BY_US)
			return true;
	}
	return false;
}

static void tell_of_unreadable(struct diagnosis_client *shown, const char *remedy, GError *cause,
			       GPtrArray *diagnostics)
{
	shown->readable = false;
	diagnostic_add(diagnostics, CLIENT_FILE_UNREADABLE, shown->name, remedy, "%s", cause->message);
}

static void mark_plain_text(const struct diagnosis_client *shown, const struct client_config *config,
			    const GPtrArray *licenses)
{
	for (guint i = 0; i < shown->entries->len; i++) {
		struct diagnosis_entry *entry = g_ptr_array_index(shown->entries, i);
		bool found = !licenses && client_json_has_login(&config->json, entry->domain);
		for (guint j = 0; licenses && j < licenses->len; j++) {
			const struct plain_license *plain = g_ptr_array_index(licenses, j);
			found = found || strcmp(plain->license.domain, entry->domain) == 0;
		}
		entry->plain_text = entry->plain_text || found;
	}
}

/* What 'configure' would do with the file: it is asked for a plan, which changes nothing. */
static void try_configure(const struct profile *profile, const struct client_config *config,
			  struct diagnosis_client *shown)
{
	g_auto(DomainSet) domains = domain_set_new();
	g_auto(ClientPlan) plan = { .licenses = NULL };
	g_autofree char *helper = helper_link_helper(profile);
	g_autoptr(GError) reason = NULL;
	for (guint i = 0; i < shown->entries->len; i++)
		domain_set_add(&domains,
			       ((const struct diagnosis_entry *)g_ptr_array_index(shown->entries, i))->domain);
	struct client_plan_request request = { .helper = helper, .domains = &domains, .remedy = "" };
	if (!client_domains_of_file(config, &domains, NULL))
		return;
	if (!client_plan_add(config, &request, &plan, NULL)) {
		request.force = true;
		if (client_plan_add(config, &request, &plan, &reason))
			shown->needs_force = true;
		else if (!shown->obstacle)
			shown->obstacle = g_strdup_printf("correct %s first: %s", config->path, reason->message);
	}
	mark_plain_text(shown, config, plan.licenses);
}

/* Reads one more file for all domains that are not decided yet. */
static void read_file(const struct profile *profile, const struct client *client, const struct file *file,
		      GArray *decided, struct diagnosis_client *shown, GPtrArray *diagnostics)
{
	g_auto(ClientConfig) config = { 0 };
	g_autoptr(GError) cause = NULL;
	if (!client_config_read(file->client, file->path, &config, &cause)) {
		if (file->own)
			tell_of_unreadable(shown, "fix the file, or move it away", cause, diagnostics);
		return;
	}
	shown->exists = shown->exists || (file->own && config.exists);
	for (guint i = 0; i < shown->entries->len; i++) {
		struct diagnosis_entry *entry = g_ptr_array_index(shown->entries, i);
		bool *done = &g_array_index(decided, bool, i);
		*done = *done || read_entry(profile, client, &config, entry);
	}
	if (file->own)
		try_configure(profile, &config, shown);
}

static GPtrArray *entries_for(const GPtrArray *domains)
{
	GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
	for (guint i = 0; i < domains->len; i++) {
		struct diagnosis_entry *entry = g_new0(struct diagnosis_entry, 1);
		entry->domain = g_ptr_array_index(domains, i);
		g_ptr_array_add(entries, entry);
	}
	return entries;
}

static struct diagnosis_client *look_at_client(const struct profile *profile, const struct client *client,
					       const GPtrArray *domains, GPtrArray *diagnostics)
{
	struct diagnosis_client *shown = g_new0(struct diagnosis_client, 1);
	const struct client *docker = client_find("docker");
	g_autoptr(GError) cause = NULL;
	g_autoptr(GPtrArray) own = client_files(client, &cause);
	g_autoptr(GPtrArray) dockers = reads_dockers(client) ? client_files(docker, NULL) : NULL;
	g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(struct file));
	g_autoptr(GArray) decided = g_array_new(FALSE, TRUE, sizeof(bool));
	*shown = (struct diagnosis_client){
		.name = client->name,
		.readable = true,
		.files = own ? g_ptr_array_ref(own) : g_ptr_array_new(),
		.entries = entries_for(domains),
	};
	if (!own)
		tell_of_unreadable(shown, "correct or unset the variable", cause, diagnostics);
	if (client->notation == CLIENT_HCL) {
		diagnosis_terraform_read(profile, shown, diagnostics);
		return shown;
	}
	if (client->notation == CLIENT_NODE) {
		diagnosis_node_read(profile, shown, diagnostics);
		return shown;
	}
	add_files(own, client, true, files);
	add_files(dockers, docker, false, files);
	g_array_set_size(decided, domains->len);
	for (guint i = 0; i < files->len; i++)
		read_file(profile, client, &g_array_index(files, struct file, i), decided, shown, diagnostics);
	return shown;
}

/* ---- all of them ---- */

static void (*const tell[])(const struct profile *profile, const struct diagnosis_client *client,
			    GPtrArray *diagnostics) = {
	[CLIENT_JSON] = client_sentences_add,
	[CLIENT_HCL] = diagnosis_terraform_tell,
	[CLIENT_NODE] = diagnosis_node_tell,
};

GPtrArray *diagnosis_clients(const struct profile *profile, const char *const *named, const GPtrArray *domains,
			     GPtrArray *diagnostics)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(client_free);
	bool any = false;
	for (const struct client *client = clients; client->name; client++)
		if (g_strv_contains(named, client->name) || client_is_here(client))
			g_ptr_array_add(found, look_at_client(profile, client, domains, diagnostics));
	for (guint i = 0; i < found->len; i++)
		any = any || diagnosis_client_is_configured(g_ptr_array_index(found, i));
	for (guint i = 0; i < found->len; i++) {
		struct diagnosis_client *client = g_ptr_array_index(found, i);
		bool is_named = g_strv_contains(named, client->name);
		enum client_notation notation = client_find(client->name)->notation;
		/* A pull needs one of those that pull images. */
		client->has_to_work = is_named || diagnosis_client_is_configured(client) ||
				      (!any && !*named && notation != CLIENT_HCL);
		tell[notation](profile, client, diagnostics);
		if (client_find(client->name)->has_plugins)
			diagnosis_helm(profile, client, diagnostics);
	}
	diagnosis_docker(domains, diagnostics);
	return found;
}
