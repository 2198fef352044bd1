/* SPDX-License-Identifier: MIT */
#include "survey.h"

#include "../keyring/source.h"
#include "account.h"
#include "program-path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void license_free_shown(gpointer data)
{
	struct survey_license *license = data;
	g_free(license->profile);
	g_free(license->domain);
	g_free(license->username);
	g_free(license);
}

/* ---- where the license comes from ---- */

static bool look_at_source(struct survey *survey)
{
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	GError *cause = NULL;
	if (!source_read(&license, &cause)) {
		finding_error(survey->findings, "source", cause, "correct what it names, or unset it");
		return false;
	}
	finding_good(survey->findings, "source", "%s gives the license, in place of any keyring", survey->source);
	return true;
}

/* The user whose bus the address or the session's folder belongs to; ours where that is not known. */
static uid_t owner_of_session(void)
{
	static const char prefix[] = "unix:path=";
	const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
	const char *folder = g_getenv("XDG_RUNTIME_DIR");
	const char *sudo = g_getenv("SUDO_UID");
	g_autofree char *path = NULL;
	struct stat status;

	if (address && g_str_has_prefix(address, prefix))
		path = g_strndup(address + strlen(prefix), strcspn(address + strlen(prefix), ",;"));
	else if (!address && folder)
		path = g_build_filename(folder, "bus", NULL);
	if (path && stat(path, &status) == 0)
		return status.st_uid;
	if (sudo && *sudo && strspn(sudo, "0123456789") == strlen(sudo))
		return (uid_t)strtoul(sudo, NULL, 10);
	return geteuid();
}

static void look_for_another_user(struct survey *survey)
{
	uid_t owner = owner_of_session();
	if (geteuid() == 0 && owner != 0)
		finding_bad(survey->findings, "user",
			    "run it without sudo: what root stores, and docker run by root, use root's keyring",
			    "this runs as root, and the session is that of user %u: the keyring is another user's",
			    (unsigned)owner);
}

static const char *how_to_unlock(const char *keyring)
{
	if (strcmp(keyring, "vault") == 0)
		return "run '" PROGRAM_NAME " vault unlock'";
	return "on a desktop log in, or open Passwords and Keys; elsewhere give its password, without a line end, "
	       "to gnome-keyring-daemon --replace --unlock";
}

static bool look_at_keyring(struct survey *survey)
{
	GError *cause = NULL;
	const struct keyring *keyring = account_keyring(&cause);
	if (keyring)
		survey->keyring = keyring->name;
	if (!keyring || !keyring->state(&survey->state, &cause)) {
		finding_error(survey->findings, "keyring", cause, "see that its service runs");
		return false;
	}
	survey->reachable = true;

	const struct keyring_state *state = &survey->state;
	if (state->locked)
		finding_bad(survey->findings, "keyring", how_to_unlock(keyring->name), "%s: %s, locked", keyring->name,
			    state->place);
	else
		finding_good(survey->findings, "keyring", "%s: %s, unlocked%s%s", keyring->name, state->place,
			     state->until ? " until " : "", state->until ? state->until : "");
	if (!state->encrypted)
		finding_bad(survey->findings, "keyring",
			    "use a Secret Service that offers an encrypted session: gnome-keyring, KeePassXC, KWallet",
			    "the session is plain: licenses travel unencrypted on the session bus");
	return true;
}

/* ---- what is stored ---- */

static gint compare_licenses(gconstpointer a, gconstpointer b)
{
	const struct survey_license *left = *(const struct survey_license *const *)a;
	const struct survey_license *right = *(const struct survey_license *const *)b;
	int order = strcmp(left->profile, right->profile);
	return order != 0 ? order : strcmp(left->domain, right->domain);
}

static struct survey_license *find_license(const struct survey *survey, const char *profile, const char *domain)
{
	for (guint i = 0; i < survey->licenses->len; i++) {
		struct survey_license *license = g_ptr_array_index(survey->licenses, i);
		if (strcmp(license->profile, profile) == 0 && strcmp(license->domain, domain) == 0)
			return license;
	}
	return NULL;
}

static void add_license(struct survey *survey, const struct keyring_item *item)
{
	struct survey_license *license = find_license(survey, item->profile, item->server);
	if (license) {
		license->several = true;
		return;
	}
	license = g_new0(struct survey_license, 1);
	license->profile = g_strdup(item->profile);
	license->domain = g_strdup(item->server);
	license->username = g_strdup(item->username);
	g_ptr_array_add(survey->licenses, license);
}

/* All items of all profiles, or what a license given from outside answers. */
static bool list_licenses(struct survey *survey, GError **error)
{
	const struct keyring_query everything = { .profile = NULL };
	const struct keyring *keyring = survey->source ? NULL : account_keyring(error);
	g_autoptr(GPtrArray) items = NULL;
	if (survey->source ? !account_list(survey->profile, &items, error)
			   : !keyring || !keyring->list(&everything, &items, error))
		return false;
	for (guint i = 0; i < items->len; i++)
		add_license(survey, g_ptr_array_index(items, i));
	g_ptr_array_sort(survey->licenses, compare_licenses);
	return true;
}

static void look_at_license(struct survey *survey, struct survey_license *license)
{
	struct server_url url = { .cleartext = false };
	struct profile profile = *survey->profile;
	g_auto(License) found = { 0 };
	GError *cause = NULL;
	bool ours;

	if (!account_is_ours(license->domain, &ours, &cause)) {
		finding_error(survey->findings, "license", cause, "run '" PROGRAM_NAME " login' again");
		return;
	}
	if (!ours) {
		g_autofree char *remedy = g_strdup_printf("declare it with '" PROGRAM_NAME " login --domain %s', or "
							  "remove it with '" PROGRAM_NAME " logout %s'",
							  license->domain, license->domain);
		finding_bad(survey->findings, "license", remedy, "%s is stored, but it is no declared domain",
			    license->domain);
		return;
	}
	if (license->several)
		finding_bad(survey->findings, "license", "log in again: that leaves one",
			    "the keyring holds two items or more for %s: the newest answers", license->domain);
	if (!survey->source && survey->state.locked) {
		finding_bad(survey->findings, "license", "unlock the keyring", "%s as %s, in a locked keyring",
			    license->domain, license->username);
		return;
	}
	/* Named, so that the item of this very profile is looked at. */
	profile.named = true;
	g_strlcpy(url.domain, license->domain, sizeof(url.domain));
	license->found = account_find(&profile, &url, &found, &cause);
	if (license->found)
		finding_good(survey->findings, "license", "%s as %s", license->domain, license->username);
	else
		finding_error(survey->findings, "license", cause, "run '" PROGRAM_NAME " login' again");
}

static bool is_of_profile(const struct survey *survey, const struct survey_license *license)
{
	return strcmp(license->profile, survey->profile->name) == 0;
}

/* The other profiles, a line each. */
static void mention_others(struct survey *survey)
{
	for (guint i = 0; i < survey->licenses->len;) {
		const struct survey_license *first = g_ptr_array_index(survey->licenses, i);
		g_autoptr(GString) text = g_string_new(NULL);
		for (; i < survey->licenses->len; i++) {
			const struct survey_license *license = g_ptr_array_index(survey->licenses, i);
			if (strcmp(license->profile, first->profile) != 0)
				break;
			g_string_append_printf(text, "%s%s as %s", text->len > 0 ? ", " : "", license->domain,
					       license->username);
		}
		if (!is_of_profile(survey, first))
			finding_good(survey->findings, "other", "profile %s: %s", first->profile, text->str);
	}
}

static void look_at_licenses(struct survey *survey)
{
	GError *cause = NULL;
	bool any = false;
	if (!list_licenses(survey, &cause)) {
		if (survey->state.locked && g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
			finding_bad(survey->findings, "license", "unlock the keyring",
				    "what is stored cannot be seen while it is locked");
			g_error_free(cause);
		} else {
			finding_error(survey->findings, "license", cause, "run '" PROGRAM_NAME " login' again");
		}
		return;
	}
	for (guint i = 0; i < survey->licenses->len; i++) {
		struct survey_license *license = g_ptr_array_index(survey->licenses, i);
		if (is_of_profile(survey, license)) {
			look_at_license(survey, license);
			any = true;
		}
	}
	if (!any)
		finding_bad(survey->findings, "license", "run '" PROGRAM_NAME " login'",
			    "none is stored for profile %s", survey->profile->name);
	mention_others(survey);
}

/* ---- the program ---- */

static bool look_at_program(struct survey *survey)
{
	g_autoptr(GPtrArray) copies = program_copies_on_path(PROGRAM_NAME);
	if (copies->len == 0) {
		g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
		g_autofree char *folder = self ? g_path_get_dirname(self) : g_strdup("its folder");
		g_autofree char *remedy =
			g_strdup_printf("add %s to PATH, or link the program from a folder there", folder);
		finding_bad(survey->findings, "program", remedy, PROGRAM_NAME " is not on PATH: no client finds it");
		return false;
	}
	const char *first = g_ptr_array_index(copies, 0);
	if (copies->len == 1) {
		finding_good(survey->findings, "program", "%s", first);
		return true;
	}
	g_autofree char *remedy = g_strdup_printf("remove %s", (const char *)g_ptr_array_index(copies, 1));
	finding_bad(survey->findings, "program", remedy, "two copies are on PATH: clients run %s", first);
	return true;
}

/* The domains that matter: those of the profile's licenses, or those that a login would be for. */
static GPtrArray *domains_of(const struct survey *survey)
{
	GPtrArray *domains = g_ptr_array_new();
	for (guint i = 0; i < survey->licenses->len; i++) {
		const struct survey_license *license = g_ptr_array_index(survey->licenses, i);
		if (is_of_profile(survey, license))
			g_ptr_array_add(domains, license->domain);
	}
	if (domains->len == 0) {
		g_ptr_array_add(domains, (gpointer)(guintptr)domain_default_proxy);
		g_ptr_array_add(domains, (gpointer)(guintptr)domain_default_registry);
	}
	return domains;
}

static void look_at_clients(struct survey *survey)
{
	g_autoptr(GPtrArray) domains = domains_of(survey);
	survey->clients = survey_clients(survey->profile, domains, survey->findings);
	for (guint i = 0; i < survey->licenses->len; i++) {
		struct survey_license *license = g_ptr_array_index(survey->licenses, i);
		license->shadowed =
			survey->clients->len > 0 && !survey_clients_ask_us(survey->clients, license->domain);
	}
}

static bool would_find(const struct survey *survey)
{
	bool any = false;
	for (guint i = 0; i < survey->licenses->len; i++) {
		const struct survey_license *license = g_ptr_array_index(survey->licenses, i);
		if (!is_of_profile(survey, license))
			continue;
		if (!license->found || license->shadowed)
			return false;
		any = true;
	}
	return any;
}

void survey_take(const struct profile *profile, struct survey *ret_survey)
{
	struct survey survey = {
		.profile = profile,
		.source = source_name(),
		.licenses = g_ptr_array_new_with_free_func(license_free_shown),
		.findings = findings_new(),
	};
	finding_good(survey.findings, "profile", "%s", profile->name);
	if (!survey.source)
		look_for_another_user(&survey);
	if (survey.source ? look_at_source(&survey) : look_at_keyring(&survey))
		look_at_licenses(&survey);
	bool on_path = look_at_program(&survey);
	look_at_clients(&survey);
	survey.pull_finds = on_path && would_find(&survey);
	*ret_survey = survey;
}

void survey_clear(struct survey *survey)
{
	if (!survey)
		return;
	keyring_state_clear(&survey->state);
	g_clear_pointer(&survey->licenses, g_ptr_array_unref);
	g_clear_pointer(&survey->clients, g_ptr_array_unref);
	g_clear_pointer(&survey->findings, g_ptr_array_unref);
}
