/* SPDX-License-Identifier: MIT */
#include "diagnosis-node.h"

#include "../address/domain.h"
#include "../clients/client-files.h"
#include "../clients/node-apply.h"
#include "../clients/node-by-hand.h"
#include "../clients/node-config.h"
#include "../clients/node-folder.h"
#include "../clients/node-registries.h"
#include "../clients/node-settings.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/program.h"
#include "diagnostic.h"

#include <string.h>

static const char *file_of(const struct diagnosis_client *client)
{
	return g_ptr_array_index(client->files, 0);
}

static void tell_of_unreadable(struct diagnosis_client *client, const char *text, GPtrArray *diagnostics)
{
	client->readable = false;
	diagnostic_add(diagnostics, CLIENT_FILE_UNREADABLE, client->name, "fix the file, or move it away", "%s", text);
}

/* The providers of config.yaml, or NULL. */
static GPtrArray *read_providers(struct diagnosis_client *client, GPtrArray *diagnostics)
{
	g_autofree char *subject = g_strdup_printf("'%s'", file_of(client));
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	g_autoptr(GError) cause = NULL;
	if (!file_read_if_there(file_of(client), subject, &text, &client->exists, &cause)) {
		tell_of_unreadable(client, cause->message, diagnostics);
		return NULL;
	}
	GPtrArray *providers = node_config_parse(&text, &cause);
	if (!providers) {
		g_autofree char *sentence = g_strdup_printf("%s cannot be used: %s", file_of(client), cause->message);
		tell_of_unreadable(client, sentence, diagnostics);
	}
	return providers;
}

/* Where a client, k3s or RKE2, finds credential providers. */
static bool settings_of(const struct client *client, struct node_settings *ret_settings, GError **error)
{
	g_autoptr(GPtrArray) files = client_files(client, error);
	return files && node_settings_read(client->name, g_ptr_array_index(files, 0), ret_settings, error);
}

/* The config that is read takes the place of the default one. */
static void find_config(struct diagnosis_client *client, GPtrArray *diagnostics)
{
	g_auto(NodeSettings) settings = { 0 };
	g_autoptr(GError) cause = NULL;
	if (!settings_of(client_find(client->name), &settings, &cause)) {
		tell_of_unreadable(client, cause->message, diagnostics);
		return;
	}
	g_free(g_ptr_array_index(client->files, 0));
	g_ptr_array_index(client->files, 0) = g_steal_pointer(&settings.config);
}

void diagnosis_node_read(const struct profile *profile, struct diagnosis_client *client, GPtrArray *diagnostics)
{
	g_autofree char *name = node_provider_name(profile);
	g_autoptr(GError) cause = NULL;
	find_config(client, diagnostics);
	g_autoptr(GPtrArray) providers = read_providers(client, diagnostics);
	g_autoptr(GPtrArray) plain_text = node_registries_read(client->name, &cause);
	const struct node_provider *provider = providers ? node_config_find(providers, name) : NULL;
	if (!plain_text)
		tell_of_unreadable(client, cause->message, diagnostics);
	for (guint i = 0; i < client->entries->len; i++) {
		struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		entry->plain_text = plain_text && domain_list_holds(plain_text, entry->domain);
		if (!provider || !domain_list_holds(provider->images, entry->domain))
			continue;
		entry->answer = ANSWERED_BY_US;
		entry->file = g_strdup(file_of(client));
		entry->helper = g_strdup(name);
	}
}

/* The domains of the entries with this answer, as "A, B"; freed by the caller. A license in plain text is one of several
 * answers on a node: the file of kubelet has another one. */
static char *names_of(const struct diagnosis_client *client, enum diagnosis_answer answer)
{
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (answer == ANSWERED_BY_PLAIN_TEXT ? entry->plain_text : entry->answer == answer)
			g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", entry->domain);
	}
	return g_string_free(names, FALSE);
}

/* 'configure' changes the default files only. */
struct remedy {
	char *folder; /* of the programs */
	char *link;   /* how the program gets there */
	char *add;    /* how the provider gets into the config */
};

static void remedy_clear(struct remedy *remedy)
{
	g_free(remedy->folder);
	g_free(remedy->link);
	g_free(remedy->add);
}

static struct remedy remedy_for(const struct profile *profile, const struct diagnosis_client *client)
{
	g_auto(NodeSettings) settings = { 0 };
	g_autofree char *option = profile_option(profile);
	g_autofree char *configure =
		g_strdup_printf("run '" PROGRAM_NAME " configure%s --client %s' as root", option, client->name);
	if (!settings_of(client_find(client->name), &settings, NULL) || !settings.file)
		return (struct remedy){ node_folder_of(file_of(client)), g_strdup(configure), g_strdup(configure) };
	const char *const no_domains[] = { NULL };
	g_autofree char *name = node_provider_name(profile);
	const struct node_by_hand what = { .config = settings.config, .name = name, .domains = no_domains };
	g_autofree char *link = node_by_hand_link(settings.folder, name);
	g_autofree char *add = node_by_hand_add(&what);
	return (struct remedy){ g_steal_pointer(&settings.folder), g_strdup_printf("run '%s' as root", link),
				g_strdup_printf("run '%s', then '%s' as root", link, add) };
}

static void tell_of_us(const struct profile *profile, const struct diagnosis_client *client, const char *domains,
		       const struct remedy *remedy, GPtrArray *diagnostics)
{
	g_autofree char *name = node_provider_name(profile);
	g_autofree char *reason = NULL;
	if (node_link_works(remedy->folder, name, &reason)) {
		diagnostic_add(diagnostics, CLIENT_CONFIGURED, client->name, NULL, "%s uses this helper for %s",
			       file_of(client), domains);
		return;
	}
	g_autofree char *text = g_strdup_printf("remove it if it exists, then %s", remedy->link);
	diagnostic_add(diagnostics, CLIENT_HELPER_BROKEN, client->name, text, "%s uses %s/%s, which %s",
		       file_of(client), remedy->folder, name, reason);
}

static void tell_of_nobody(const struct diagnosis_client *client, const char *domains, const char *configure,
			   GPtrArray *diagnostics)
{
	diagnostic_add(diagnostics, client->has_to_work ? CLIENT_WITHOUT_HELPER : CLIENT_NOT_CONFIGURED, client->name,
		       configure,
		       client->exists ? "%s does not use this helper for %s"
				      : "%s does not exist, so kubelet does not use this helper for %s",
		       file_of(client), domains);
}

void diagnosis_node_tell(const struct profile *profile, const struct diagnosis_client *client, GPtrArray *diagnostics)
{
	struct remedy remedy = remedy_for(profile, client);
	g_autofree char *ours = names_of(client, ANSWERED_BY_US);
	g_autofree char *others = names_of(client, ANSWERED_BY_NOBODY);
	g_autofree char *plain_text = names_of(client, ANSWERED_BY_PLAIN_TEXT);
	g_autofree char *registries = node_registries_file(client->name);
	if (*ours)
		tell_of_us(profile, client, ours, &remedy, diagnostics);
	if (*others && client->readable)
		tell_of_nobody(client, others, remedy.add, diagnostics);
	if (*plain_text)
		diagnostic_add(diagnostics, CLIENT_PLAIN_TEXT, client->name,
			       "remove its 'auth' there when pulls work without it",
			       "%s contains a license in plain text for %s", registries, plain_text);
	remedy_clear(&remedy);
}

/* ---- where kubelet's provider gets the license ---- */

/* The node that is examined, if nothing else is. */
static const struct client *only_node(const char *const *named)
{
	const struct client *node = NULL;
	for (const struct client *client = clients; client->name; client++) {
		if (*named ? !g_strv_contains(named, client->name) : !client_is_here(client))
			continue;
		if (client->notation != CLIENT_NODE)
			return NULL;
		node = client;
	}
	return node;
}

static char *take_license_file(const struct profile *profile, const struct client *node)
{
	g_auto(NodeSettings) settings = { 0 };
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	g_autofree char *name = node_provider_name(profile);
	bool there;
	if (!settings_of(node, &settings, NULL) || !file_read_if_there(settings.config, "it", &text, &there, NULL))
		return NULL;
	g_autoptr(GPtrArray) providers = node_config_parse(&text, NULL);
	const struct node_provider *provider = providers ? node_config_find(providers, name) : NULL;
	if (!provider || !provider->license_file)
		return NULL;
	g_setenv("REPLICATED_LICENSE_ID_FILE", provider->license_file, TRUE);
	return g_strdup_printf("the provider '%s' in '%s'", name, settings.config);
}

/* systemd decrypts it for a service that runs. */
static char *take_credential(const struct client *node)
{
	static const char *const units[][2] = { { "k3s", "k3s.service" },
						{ "k3s", "k3s-agent.service" },
						{ "rke2", "rke2-server.service" },
						{ "rke2", "rke2-agent.service" } };
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autofree char *folder = g_build_filename("/run/credentials", units[i][1], NULL);
		g_autofree char *file = g_build_filename(folder, "replicated-license-id", NULL);
		if (strcmp(units[i][0], node->name) != 0 || !g_file_test(file, G_FILE_TEST_EXISTS))
			continue;
		g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
		return g_strdup(units[i][1]);
	}
	return NULL;
}

char *diagnosis_node_take_source(const struct profile *profile, const char *const *named)
{
	const struct client *node = only_node(named);
	char *owner = node ? take_license_file(profile, node) : NULL;
	return owner || !node ? owner : take_credential(node);
}
