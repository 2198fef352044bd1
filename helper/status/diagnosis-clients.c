/* SPDX-License-Identifier: MIT */
#include "diagnosis-clients.h"

#include "../clients/client-config.h"
#include "../runtime/program.h"
#include "diagnostic.h"

#include <string.h>

#define HELPER_PREFIX "docker-credential-"
#define SUFFIX "replicated"

static void entry_free(gpointer data)
{
	struct diagnosis_entry *entry = data;
	g_free(entry->helper);
	g_free(entry);
}

static void client_free(gpointer data)
{
	struct diagnosis_client *client = data;
	g_free(client->path);
	g_clear_pointer(&client->entries, g_ptr_array_unref);
	g_free(client);
}

/* Whether this helper is us, answering for the profile: by its suffix, or by the variable that it inherits. */
static bool is_ours(const struct profile *profile, const char *helper)
{
	const char *variable = g_getenv("REPLICATED_PROFILE");
	if (!helper || !g_str_has_prefix(helper, SUFFIX))
		return false;
	const char *rest = helper + strlen(SUFFIX);
	if (*rest == '-')
		return strcmp(rest + 1, profile->name) == 0;
	return *rest == '\0' && strcmp(profile->name, variable && *variable ? variable : PROFILE_DEFAULT) == 0;
}

static char *join(const GPtrArray *entries, bool (*wanted)(const struct diagnosis_entry *entry))
{
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(entries, i);
		if (wanted(entry))
			g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", entry->domain);
	}
	return g_string_free(names, FALSE);
}

static bool asks_us(const struct diagnosis_entry *entry)
{
	return entry->is_ours;
}

static bool asks_another(const struct diagnosis_entry *entry)
{
	return entry->helper && !entry->is_ours;
}

static bool asks_nobody(const struct diagnosis_entry *entry)
{
	return !entry->helper && !entry->plain_text;
}

static bool has_plain_text(const struct diagnosis_entry *entry)
{
	return entry->plain_text;
}

/* The helper of the entries that are not ours; of several the first. */
static const char *other_helper(const GPtrArray *entries)
{
	for (guint i = 0; i < entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(entries, i);
		if (asks_another(entry))
			return entry->helper;
	}
	return NULL;
}

static void tell(const struct profile *profile, const struct diagnosis_client *client, GPtrArray *diagnostics)
{
	const char *name = profile->name;
	bool other = strcmp(name, PROFILE_DEFAULT) != 0;
	g_autofree char *configure = g_strdup_printf("run '" PROGRAM_NAME " configure%s%s --client %s",
						     other ? " -p " : "", other ? name : "", client->name);
	g_autofree char *ours = join(client->entries, asks_us);
	g_autofree char *others = join(client->entries, asks_another);
	g_autofree char *missing = join(client->entries, asks_nobody);
	g_autofree char *plain = join(client->entries, has_plain_text);

	if (*ours)
		diagnostic_good(diagnostics, client->name, "%s names us for %s", client->path, ours);
	if (*plain) {
		g_autofree char *remedy = g_strdup_printf("%s': it moves into the keyring", configure);
		diagnostic_bad(diagnostics, client->name, remedy, "%s holds a password in plain text for %s",
			       client->path, plain);
	}
	if (*others) {
		g_autofree char *remedy = g_strdup_printf("%s --force'", configure);
		diagnostic_bad(diagnostics, client->name, remedy, "%s names the helper '%s' for %s", client->path,
			       other_helper(client->entries), others);
	}
	if (*missing) {
		g_autofree char *remedy = g_strdup_printf("%s'", configure);
		diagnostic_bad(diagnostics, client->name, remedy, "%s%s does not name us for %s", client->path,
			       client->exists ? "" : " is not there and", missing);
	}
}

/* A helper that is named but not on PATH: docker fails, or asks nobody. */
static void tell_of_missing_helpers(const struct diagnosis_client *client, GPtrArray *diagnostics)
{
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (!entry->is_ours)
			continue;
		g_autofree char *program = g_strconcat(HELPER_PREFIX, entry->helper, NULL);
		if (program_is_on_path(program) || strcmp(program, PROGRAM_NAME) == 0)
			continue;
		g_autofree char *remedy = g_strdup_printf("link %s to " PROGRAM_NAME ", in a folder on PATH", program);
		diagnostic_bad(diagnostics, client->name, remedy, "%s names %s, which is not on PATH", client->path,
			       program);
		return;
	}
}

static struct diagnosis_entry *read_entry(const struct profile *profile, const struct client_config *config,
					  const char *domain)
{
	struct diagnosis_entry *entry = g_new0(struct diagnosis_entry, 1);
	entry->domain = domain;
	entry->helper = client_config_helper(config, domain);
	entry->plain_text = client_json_has_login(&config->json, domain);
	if (!entry->helper)
		entry->helper = client_config_store(config);
	entry->is_ours = is_ours(profile, entry->helper);
	return entry;
}

static struct diagnosis_client *look_at_client(const struct profile *profile, const struct client *client,
					       const GPtrArray *domains, GPtrArray *diagnostics)
{
	struct diagnosis_client *shown = g_new0(struct diagnosis_client, 1);
	g_auto(ClientConfig) config = { 0 };
	GError *cause = NULL;

	shown->name = client->name;
	shown->entries = g_ptr_array_new_with_free_func(entry_free);
	g_autoptr(GPtrArray) paths = client_files(client, &cause);
	shown->path = paths ? g_strdup(g_ptr_array_index(paths, 0)) : NULL;
	if (!paths || !client_config_read(client, shown->path, &config, &cause)) {
		diagnostic_bad(diagnostics, client->name, "mend the file, or move it away", "%s", cause->message);
		g_error_free(cause);
		return shown;
	}
	shown->exists = config.exists;
	for (guint i = 0; i < domains->len; i++)
		g_ptr_array_add(shown->entries, read_entry(profile, &config, g_ptr_array_index(domains, i)));
	tell(profile, shown, diagnostics);
	tell_of_missing_helpers(shown, diagnostics);
	return shown;
}

/* Whether docker takes what DOCKER_AUTH_CONFIG holds for this domain. */
static bool is_shadowed_by_variable(const char *domain)
{
	bool has = false;
	return client_variable_has(domain, &has, NULL) && has;
}

static void look_at_variable(const GPtrArray *domains, GPtrArray *diagnostics)
{
	GError *cause = NULL;
	bool has = false;
	g_autoptr(GString) shadowed = g_string_new(NULL);
	for (guint i = 0; i < domains->len && !cause; i++) {
		const char *domain = g_ptr_array_index(domains, i);
		if (client_variable_has(domain, &has, &cause) && has)
			g_string_append_printf(shadowed, "%s%s", shadowed->len > 0 ? ", " : "", domain);
	}
	if (cause)
		diagnostic_error(diagnostics, "docker", cause, "correct or unset DOCKER_AUTH_CONFIG");
	else if (shadowed->len > 0)
		diagnostic_bad(diagnostics, "docker", "unset DOCKER_AUTH_CONFIG",
			       "DOCKER_AUTH_CONFIG has an entry for %s, which docker takes instead (28.3 and later)",
			       shadowed->str);
}

/* Whether this client's next pull from the domain gets our answer. */
static bool would_ask_us(const struct diagnosis_client *client, const char *domain)
{
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (strcmp(entry->domain, domain) != 0 || !entry->is_ours)
			continue;
		g_autofree char *program = g_strconcat(HELPER_PREFIX, entry->helper, NULL);
		return program_is_on_path(program) &&
		       (strcmp(client->name, "docker") != 0 || !is_shadowed_by_variable(domain));
	}
	return false;
}

bool diagnosis_clients_ask_us(const GPtrArray *all, const char *domain)
{
	for (guint i = 0; i < all->len; i++)
		if (would_ask_us(g_ptr_array_index(all, i), domain))
			return true;
	return false;
}

GPtrArray *diagnosis_clients(const struct profile *profile, const GPtrArray *domains, GPtrArray *diagnostics)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(client_free);
	for (const struct client *client = clients; client->name; client++)
		if (client_is_here(client))
			g_ptr_array_add(found, look_at_client(profile, client, domains, diagnostics));
	look_at_variable(domains, diagnostics);
	return found;
}
