/* SPDX-License-Identifier: MIT */
#include "diagnosis-terraform.h"

#include "../address/domain.h"
#include "../clients/terraform-config.h"
#include "../clients/terraform-files.h"
#include "../clients/terraform-link.h"
#include "../runtime/program.h"
#include "diagnostic.h"

#include <string.h>

/* ---- what the files say ---- */

static void config_free(gpointer data)
{
	terraform_config_clear(data);
	g_free(data);
}

static void tell_of_unreadable(struct diagnosis_client *client, const char *text, GPtrArray *diagnostics)
{
	client->readable = false;
	diagnostic_add(diagnostics, CLIENT_FILE_UNREADABLE, client->name, "fix the file, or move it away", "%s", text);
}

/* Those that could be read. */
static GPtrArray *read_files(const GPtrArray *paths, struct diagnosis_client *client, GPtrArray *diagnostics)
{
	GPtrArray *configs = g_ptr_array_new_with_free_func(config_free);
	for (guint i = 0; i < paths->len; i++) {
		struct terraform_config *config = g_new0(struct terraform_config, 1);
		g_autoptr(GError) cause = NULL;
		if (terraform_config_read(g_ptr_array_index(paths, i), config, &cause)) {
			g_ptr_array_add(configs, config);
			continue;
		}
		g_free(config);
		tell_of_unreadable(client, cause->message, diagnostics);
	}
	return configs;
}

/* Whether this helper is this program, answering for the profile: by its arguments, its suffix, or the variable. */
static bool is_ours(const struct profile *profile, const struct terraform_config *config, const char *helper)
{
	const char *variable = g_getenv("REPLICATED_PROFILE");
	const char *name = variable && *variable ? variable : PROFILE_DEFAULT;
	if (g_str_has_prefix(helper, HELPER_NAME "-"))
		name = helper + strlen(HELPER_NAME "-");
	else if (strcmp(helper, HELPER_NAME) != 0)
		return false;
	return strcmp(config->profile ? config->profile : name, profile->name) == 0;
}

static void answer(struct diagnosis_entry *entry, enum diagnosis_answer answer, const char *file, const char *helper)
{
	g_free(entry->file);
	g_free(entry->helper);
	entry->answer = answer;
	entry->file = g_strdup(file);
	entry->helper = g_strdup(helper);
}

/* A token in a file goes before any helper. */
static bool read_token(const GPtrArray *configs, struct diagnosis_entry *entry)
{
	for (guint i = 0; i < configs->len; i++) {
		const struct terraform_config *config = g_ptr_array_index(configs, i);
		if (!domain_list_holds(config->plain_text, entry->domain))
			continue;
		entry->plain_text = true;
		answer(entry, ANSWERED_BY_PLAIN_TEXT, config->path, NULL);
		return true;
	}
	return false;
}

/* The helper of this file, else that of a file in ~/.terraform.d. */
static void read_helper(const struct profile *profile, const struct terraform_config *own, const GPtrArray *more,
			struct diagnosis_entry *entry)
{
	const struct terraform_config *config = own;
	for (guint i = 0; config->helpers->len == 0 && i < more->len; i++)
		config = g_ptr_array_index(more, i);
	if (config->helpers->len == 0) {
		answer(entry, ANSWERED_BY_NOBODY, own->path, NULL);
		return;
	}
	const char *helper = g_ptr_array_index(config->helpers, 0);
	answer(entry, is_ours(profile, config, helper) ? ANSWERED_BY_US : ANSWERED_BY_ANOTHER, config->path, helper);
}

/* OpenTofu reads a file of its own in place of Terraform's, if there is one: both must name the helper. */
static void read_entry(const struct profile *profile, const GPtrArray *own, const GPtrArray *more,
		       struct diagnosis_entry *entry)
{
	g_autofree char *variable = terraform_token_variable(entry->domain);
	if (variable) {
		answer(entry, ANSWERED_BY_PLAIN_TEXT, NULL, NULL);
		return;
	}
	if (read_token(own, entry) || read_token(more, entry))
		return;
	for (guint i = 0; i < own->len && (i == 0 || entry->answer == ANSWERED_BY_US); i++)
		read_helper(profile, g_ptr_array_index(own, i), more, entry);
}

static void tell_of_several(struct diagnosis_client *client, const GPtrArray *configs, GPtrArray *diagnostics)
{
	for (guint i = 0; i < configs->len; i++) {
		const struct terraform_config *config = g_ptr_array_index(configs, i);
		if (config->helpers->len < 2)
			continue;
		g_autofree char *text = g_strdup_printf(
			"'%s' names more than one credentials helper, which Terraform refuses", config->path);
		tell_of_unreadable(client, text, diagnostics);
	}
}

void diagnosis_terraform_read(const struct profile *profile, struct diagnosis_client *client, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) paths = terraform_more_files();
	g_autoptr(GPtrArray) own = read_files(client->files, client, diagnostics);
	g_autoptr(GPtrArray) more = read_files(paths, client, diagnostics);
	tell_of_several(client, own, diagnostics);
	tell_of_several(client, more, diagnostics);
	for (guint i = 0; i < own->len; i++) {
		const struct terraform_config *config = g_ptr_array_index(own, i);
		client->exists |= config->exists;
	}
	for (guint i = 0; i < client->entries->len; i++)
		read_entry(profile, own, more, g_ptr_array_index(client->entries, i));
}

/* ---- what is said of it ---- */

static void tell_of_token(const struct diagnosis_client *client, const struct diagnosis_entry *entry,
			  GPtrArray *diagnostics)
{
	g_autofree char *variable = terraform_token_variable(entry->domain);
	if (variable) {
		g_autofree char *remedy = g_strdup_printf("unset %s", variable);
		diagnostic_add(diagnostics, TERRAFORM_TOKEN_USED, client->name, remedy,
			       "%s contains a token for %s, which is used instead of the stored license", variable,
			       entry->domain);
		return;
	}
	g_autofree char *remedy =
		g_strdup_printf("remove the \"credentials\" block for %s from %s", entry->domain, entry->file);
	diagnostic_add(diagnostics, CLIENT_PLAIN_TEXT_USED, client->name, remedy,
		       "%s contains a token in plain text for %s, which is used instead of the stored license",
		       entry->file, entry->domain);
}

static void tell_of_us(const struct diagnosis_client *client, const struct diagnosis_entry *entry,
		       const char *configure, GPtrArray *diagnostics)
{
	g_autofree char *reason = NULL;
	if (terraform_link_works(entry->helper, &reason)) {
		diagnostic_add(diagnostics, CLIENT_CONFIGURED, client->name, NULL, "%s uses this helper", entry->file);
		return;
	}
	g_autofree char *path = terraform_helper_file(entry->helper, NULL);
	g_autofree char *remove = g_strdup_printf("remove %s, then %s", path, configure);
	bool missing = strcmp(reason, TERRAFORM_LINK_MISSING) == 0;
	diagnostic_add(diagnostics, CLIENT_HELPER_BROKEN, client->name, missing ? configure : remove,
		       "%s uses the credentials helper '%s', but %s %s", entry->file, entry->helper,
		       path ? path : "its program", reason);
}

/* Terraform knows one helper, so 'configure' does not replace another one. */
static void tell_of_another(const struct diagnosis_client *client, const struct diagnosis_entry *entry,
			    const struct profile *profile, GPtrArray *diagnostics)
{
	bool profile_of_ours =
		strcmp(entry->helper, HELPER_NAME) == 0 || g_str_has_prefix(entry->helper, HELPER_NAME "-");
	bool suffixed = strcmp(profile->name, PROFILE_DEFAULT) != 0;
	g_autofree char *remedy =
		g_strdup_printf("write in place of that block: credentials_helper \"" HELPER_NAME "%s%s\" {%s%s%s}",
				suffixed ? "-" : "", suffixed ? profile->name : "",
				profile_of_ours ? "" : " args = [\"--else=", profile_of_ours ? "" : entry->helper,
				profile_of_ours ? "" : "\"] ");
	diagnostic_add(diagnostics, client->has_to_work ? CLIENT_OTHER_HELPER : CLIENT_NOT_CONFIGURED, client->name,
		       remedy, "%s uses the credentials helper '%s'", entry->file, entry->helper);
}

static void tell_of_helper(const struct profile *profile, const struct diagnosis_client *client,
			   const struct diagnosis_entry *entry, GPtrArray *diagnostics)
{
	g_autofree char *option = profile_option(profile);
	g_autofree char *configure = g_strdup_printf("run '" PROGRAM_NAME " configure%s --client terraform'", option);
	if (entry->answer == ANSWERED_BY_US)
		tell_of_us(client, entry, configure, diagnostics);
	else if (entry->answer == ANSWERED_BY_ANOTHER)
		tell_of_another(client, entry, profile, diagnostics);
	else if (client->readable)
		diagnostic_add(diagnostics, client->has_to_work ? CLIENT_WITHOUT_HELPER : CLIENT_NOT_CONFIGURED,
			       client->name, configure,
			       client->exists ? "%s does not use this helper"
					      : "%s does not exist, so Terraform does not use this helper",
			       entry->file);
}

void diagnosis_terraform_tell(const struct profile *profile, const struct diagnosis_client *client,
			      GPtrArray *diagnostics)
{
	bool told = false;
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (entry->answer == ANSWERED_BY_PLAIN_TEXT) {
			tell_of_token(client, entry, diagnostics);
		} else if (!told) {
			/* The helper is one for all domains. */
			tell_of_helper(profile, client, entry, diagnostics);
			told = true;
		}
	}
}
