/* SPDX-License-Identifier: MIT */
#include "diagnosis-node.h"

#include "../address/domain.h"
#include "../clients/node-apply.h"
#include "../clients/node-config.h"
#include "../clients/node-folder.h"
#include "../clients/node-registries.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/program.h"
#include "diagnostic.h"

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

void diagnosis_node_read(const struct profile *profile, struct diagnosis_client *client, GPtrArray *diagnostics)
{
	g_autofree char *name = node_provider_name(profile);
	g_autoptr(GError) cause = NULL;
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

static void tell_of_us(const struct profile *profile, const struct diagnosis_client *client, const char *domains,
		       const char *configure, GPtrArray *diagnostics)
{
	g_autofree char *name = node_provider_name(profile);
	g_autofree char *folder = node_folder_of(file_of(client));
	g_autofree char *reason = NULL;
	if (node_link_works(folder, name, &reason)) {
		diagnostic_add(diagnostics, CLIENT_CONFIGURED, client->name, NULL, "%s uses this helper for %s",
			       file_of(client), domains);
		return;
	}
	g_autofree char *remedy = g_strdup_printf("remove it if it exists, then %s", configure);
	diagnostic_add(diagnostics, CLIENT_HELPER_BROKEN, client->name, remedy, "%s uses %s/%s, which %s",
		       file_of(client), folder, name, reason);
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
	g_autofree char *option = profile_option(profile);
	g_autofree char *configure =
		g_strdup_printf("run '" PROGRAM_NAME " configure%s --client %s' as root", option, client->name);
	g_autofree char *ours = names_of(client, ANSWERED_BY_US);
	g_autofree char *others = names_of(client, ANSWERED_BY_NOBODY);
	g_autofree char *plain_text = names_of(client, ANSWERED_BY_PLAIN_TEXT);
	g_autofree char *registries = node_registries_file(client->name);
	if (*ours)
		tell_of_us(profile, client, ours, configure, diagnostics);
	if (*others && client->readable)
		tell_of_nobody(client, others, configure, diagnostics);
	if (*plain_text)
		diagnostic_add(diagnostics, CLIENT_PLAIN_TEXT, client->name,
			       "remove its 'auth' there when pulls work without it",
			       "%s contains a license in plain text for %s", registries, plain_text);
}
