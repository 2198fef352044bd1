/* SPDX-License-Identifier: MIT */
#include "client-sentences.h"

#include "../clients/helper-link.h"
#include "../runtime/program.h"
#include "diagnosis-program.h"
#include "diagnostic.h"

#include <string.h>

/* The domains of entries like the given one, from it on, as "A, B". Those are marked as told. */
static char *take_alike(const struct diagnosis_client *client, guint first, GArray *told)
{
	const struct diagnosis_entry *given = g_ptr_array_index(client->entries, first);
	GString *names = g_string_new(NULL);
	for (guint i = first; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (g_strcmp0(entry->file, given->file) != 0 || g_strcmp0(entry->helper, given->helper) != 0)
			continue;
		g_array_index(told, bool, i) = true;
		g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", entry->domain);
	}
	return g_string_free(names, FALSE);
}

struct teller {
	const struct profile *profile;
	const struct diagnosis_client *client;
	GPtrArray *diagnostics;
};

/* "run 'docker-credential-replicated configure -p acme --client docker'", or what must be done before it works. NULL if
 * one of the files cannot be read, which was told with its own remedy. */
static char *configure_call(const struct teller *teller)
{
	const struct diagnosis_client *client = teller->client;
	g_autofree char *profile = profile_option(teller->profile);
	if (!client->readable || client->obstacle)
		return client->readable ? g_strdup(client->obstacle) : NULL;
	return g_strdup_printf("run '" PROGRAM_NAME " configure%s --client %s%s'", profile, client->name,
			       client->needs_force ? " --force" : "");
}

/* The same for a license in plain text that it can move. */
static char *moving_call(const struct teller *teller)
{
	g_autofree char *call = configure_call(teller);
	if (!call || teller->client->obstacle)
		return g_steal_pointer(&call);
	return g_strdup_printf("%s: it moves the license into the keyring, unless another one is stored there", call);
}

static void tell_of_us(const struct teller *teller, const struct diagnosis_entry *entry, const char *names)
{
	g_autofree char *reason = NULL;
	const char *name = teller->client->name;
	if (diagnosis_helper_works(entry->helper, &reason)) {
		diagnostic_add(teller->diagnostics, CLIENT_CONFIGURED, name, NULL, "%s uses this helper for %s",
			       entry->file, names);
		return;
	}
	if (strcmp(entry->helper, HELPER_NAME) == 0)
		return; /* told of the program itself */
	g_autofree char *remedy = configure_call(teller);
	bool missing = strcmp(reason, "is not on PATH") == 0;
	diagnostic_add(teller->diagnostics, CLIENT_HELPER_BROKEN, name,
		       missing ? remedy : "remove that program, then run '" PROGRAM_NAME " configure' again",
		       "%s uses " HELPER_PREFIX "%s, which %s", entry->file, entry->helper, reason);
}

static void tell_of_another(const struct teller *teller, const struct diagnosis_entry *entry, const char *names)
{
	bool has_to_work = teller->client->has_to_work;
	g_autofree char *helper = helper_link_helper(teller->profile);
	/* The right name, and another profile all the same: 'configure' would find nothing to change. */
	g_autofree char *remedy = strcmp(entry->helper, helper) == 0
					  ? g_strdup("unset REPLICATED_PROFILE, which selects another profile for it")
					  : configure_call(teller);
	diagnostic_add(teller->diagnostics, has_to_work ? CLIENT_OTHER_HELPER : CLIENT_NOT_CONFIGURED,
		       teller->client->name, remedy, "%s uses the helper '%s' for %s", entry->file, entry->helper,
		       names);
}

static void tell_of_nobody(const struct teller *teller, const char *names)
{
	const struct diagnosis_client *client = teller->client;
	const char *file = client->files->len > 0 ? g_ptr_array_index(client->files, 0) : client->name;
	g_autofree char *remedy = configure_call(teller);
	if (!client->readable)
		return; /* told already, and 'configure' would refuse it */
	diagnostic_add(teller->diagnostics, client->has_to_work ? CLIENT_WITHOUT_HELPER : CLIENT_NOT_CONFIGURED,
		       client->name, remedy,
		       client->exists ? "%s does not use this helper for %s"
				      : "%s does not exist, so nothing uses this helper for %s",
		       file, names);
}

static void tell_of_plain_text(const struct teller *teller, const struct diagnosis_entry *entry, const char *names)
{
	/* docker's file is read by podman and Helm, too, but changed for docker only; and a token is not moved. */
	bool own = g_ptr_array_find_with_equal_func(teller->client->files, entry->file, g_str_equal, NULL);
	g_autofree char *remedy = own && entry->plain_text ? moving_call(teller) : configure_call(teller);
	diagnostic_add(teller->diagnostics, CLIENT_PLAIN_TEXT_USED, teller->client->name, remedy,
		       "%s contains a password in plain text for %s, which is used instead of the stored license",
		       entry->file, names);
}

/* Passwords that are there, and are not what answers. */
static void tell_of_unused_plain_text(const struct teller *teller)
{
	const struct diagnosis_client *client = teller->client;
	g_autoptr(GString) names = g_string_new(NULL);
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (entry->plain_text && entry->answer != ANSWERED_BY_PLAIN_TEXT)
			g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", entry->domain);
	}
	if (names->len == 0)
		return;
	g_autofree char *remedy = moving_call(teller);
	diagnostic_add(teller->diagnostics, CLIENT_PLAIN_TEXT, client->name, remedy,
		       "a config file of %s still contains a password in plain text for %s", client->name, names->str);
}

/* podman's first file is in a folder that a reboot empties. */
static void tell_of_temporary(const struct teller *teller)
{
	const struct diagnosis_client *client = teller->client;
	if (client->files->len < 2)
		return;
	const char *temporary = g_ptr_array_index(client->files, 0);
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (entry->answer != ANSWERED_BY_US || strcmp(entry->file, temporary) != 0)
			continue;
		g_autofree char *remedy = configure_call(teller);
		if (!g_file_test(g_ptr_array_index(client->files, 1), G_FILE_TEST_EXISTS))
			diagnostic_add(teller->diagnostics, CLIENT_FILE_TEMPORARY, client->name, remedy,
				       "%s is removed at reboot, and %s does not exist", temporary,
				       (const char *)g_ptr_array_index(client->files, 1));
		return;
	}
}

void client_sentences_add(const struct profile *profile, const struct diagnosis_client *client, GPtrArray *diagnostics)
{
	const struct teller teller = { profile, client, diagnostics };
	g_autoptr(GArray) told = g_array_new(FALSE, TRUE, sizeof(bool));
	g_array_set_size(told, client->entries->len);
	for (guint i = 0; i < client->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, i);
		if (g_array_index(told, bool, i))
			continue;
		g_autofree char *names = take_alike(client, i, told);
		if (entry->answer == ANSWERED_BY_US)
			tell_of_us(&teller, entry, names);
		else if (entry->answer == ANSWERED_BY_ANOTHER)
			tell_of_another(&teller, entry, names);
		else if (entry->answer == ANSWERED_BY_PLAIN_TEXT)
			tell_of_plain_text(&teller, entry, names);
		else
			tell_of_nobody(&teller, names);
	}
	tell_of_unused_plain_text(&teller);
	tell_of_temporary(&teller);
}
