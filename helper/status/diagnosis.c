/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include "../../keyring/provided-credential.h"
#include "../license/credential.h"
#include "../license/keyring-choice.h"
#include "../license/license-list.h"
#include "../license/our-domains.h"
#include "../registry-check/architecture.h"
#include "../runtime/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void license_free_shown(gpointer data)
{
	struct diagnosis_license *license = data;
	g_free(license->profile);
	g_free(license->domain);
	g_free(license->username);
	g_free(license);
}

/* ---- where the license comes from ---- */

static bool look_at_source(struct diagnosis *diagnosis)
{
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	GError *cause = NULL;
	if (!provided_credential_read(&license, &cause)) {
		diagnostic_error(diagnosis->diagnostics, "source", cause, "correct what it names, or unset it");
		return false;
	}
	diagnostic_good(diagnosis->diagnostics, "source", "%s gives the license, in place of any keyring",
			diagnosis->source);
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

static void look_for_another_user(struct diagnosis *diagnosis)
{
	uid_t owner = owner_of_session();
	if (geteuid() == 0 && owner != 0)
		diagnostic_bad(diagnosis->diagnostics, "user",
			       "run it without sudo: what root stores, and docker run by root, use root's keyring",
			       "this runs as root, and the session is that of user %u: the keyring is another user's",
			       (unsigned)owner);
}

static const char *how_to_unlock(const struct keyring_state *state)
{
	return state->remedy ? state->remedy : "run '" PROGRAM_NAME " vault unlock'";
}

static bool look_at_keyring(struct diagnosis *diagnosis)
{
	GError *cause = NULL;
	const struct keyring *keyring = keyring_in_use(&cause);
	if (keyring)
		diagnosis->keyring = keyring->name;
	if (!keyring || !keyring->state(&diagnosis->state, &cause)) {
		diagnostic_error(diagnosis->diagnostics, "keyring", cause, "see that its service runs");
		return false;
	}
	diagnosis->reachable = true;

	const struct keyring_state *state = &diagnosis->state;
	if (state->locked)
		diagnostic_bad(diagnosis->diagnostics, "keyring", how_to_unlock(state), "%s: %s, locked", keyring->name,
			       state->place);
	else
		diagnostic_good(diagnosis->diagnostics, "keyring", "%s: %s, unlocked%s%s", keyring->name, state->place,
				state->until ? " until " : "", state->until ? state->until : "");
	if (!state->encrypted)
		diagnostic_bad(
			diagnosis->diagnostics, "keyring",
			"use a Secret Service that offers an encrypted session: gnome-keyring, KeePassXC, KWallet",
			"the session is plain: licenses travel unencrypted on the session bus");
	return true;
}

/* ---- what is stored ---- */

static gint compare_licenses(gconstpointer a, gconstpointer b)
{
	const struct diagnosis_license *left = *(const struct diagnosis_license *const *)a;
	const struct diagnosis_license *right = *(const struct diagnosis_license *const *)b;
	int order = strcmp(left->profile, right->profile);
	return order != 0 ? order : strcmp(left->domain, right->domain);
}

static struct diagnosis_license *find_license(const struct diagnosis *diagnosis, const char *profile,
					      const char *domain)
{
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		if (strcmp(license->profile, profile) == 0 && strcmp(license->domain, domain) == 0)
			return license;
	}
	return NULL;
}

static void add_license(struct diagnosis *diagnosis, const struct keyring_item *item)
{
	struct diagnosis_license *license = find_license(diagnosis, item->profile, item->server);
	if (license) {
		license->several = true;
		return;
	}
	license = g_new0(struct diagnosis_license, 1);
	license->profile = g_strdup(item->profile);
	license->domain = g_strdup(item->server);
	license->username = g_strdup(item->username);
	g_ptr_array_add(diagnosis->licenses, license);
}

/* All items of all profiles, or what a license given from outside answers. */
static bool list_licenses(struct diagnosis *diagnosis, GError **error)
{
	const struct keyring_query everything = { .profile = NULL };
	const struct keyring *keyring = diagnosis->source ? NULL : keyring_in_use(error);
	g_autoptr(GPtrArray) items = NULL;
	if (diagnosis->source ? !license_list(diagnosis->profile, &items, error)
			      : !keyring || !keyring->list(&everything, &items, error))
		return false;
	for (guint i = 0; i < items->len; i++)
		add_license(diagnosis, g_ptr_array_index(items, i));
	g_ptr_array_sort(diagnosis->licenses, compare_licenses);
	return true;
}

static void look_at_license(struct diagnosis *diagnosis, struct diagnosis_license *license)
{
	struct server_url url = { .cleartext = false };
	struct profile profile = *diagnosis->profile;
	g_auto(License) found = { 0 };
	GError *cause = NULL;
	bool ours;

	if (!our_domains_hold(license->domain, &ours, &cause)) {
		diagnostic_error(diagnosis->diagnostics, "license", cause, "run '" PROGRAM_NAME " login' again");
		return;
	}
	if (!ours) {
		g_autofree char *remedy = g_strdup_printf("declare it with '" PROGRAM_NAME " login --domain %s', or "
							  "remove it with '" PROGRAM_NAME " logout %s'",
							  license->domain, license->domain);
		diagnostic_bad(diagnosis->diagnostics, "license", remedy, "%s is stored, but it is no declared domain",
			       license->domain);
		return;
	}
	if (license->several)
		diagnostic_bad(diagnosis->diagnostics, "license", "log in again: that leaves one",
			       "the keyring holds two items or more for %s: the newest answers", license->domain);
	if (!diagnosis->source && diagnosis->state.locked) {
		diagnostic_bad(diagnosis->diagnostics, "license", "unlock the keyring", "%s as %s, in a locked keyring",
			       license->domain, license->username);
		return;
	}
	/* KeePassXC asks a person for each secret that is read: what the keyring lists is enough. */
	if (!diagnosis->source && strcmp(diagnosis->keyring, KEYRING_SECRET_SERVICE) == 0) {
		license->found = true;
		diagnostic_good(diagnosis->diagnostics, "license", "%s as %s", license->domain, license->username);
		return;
	}
	/* Named, so that the item of this very profile is looked at. */
	profile.named = true;
	g_strlcpy(url.domain, license->domain, sizeof(url.domain));
	license->found = credential_lookup(&profile, &url, &found, &cause);
	if (license->found)
		diagnostic_good(diagnosis->diagnostics, "license", "%s as %s", license->domain, license->username);
	else
		diagnostic_error(diagnosis->diagnostics, "license", cause, "run '" PROGRAM_NAME " login' again");
}

static bool is_of_profile(const struct diagnosis *diagnosis, const struct diagnosis_license *license)
{
	return strcmp(license->profile, diagnosis->profile->name) == 0;
}

/* The other profiles, a line each. */
static void mention_others(struct diagnosis *diagnosis)
{
	for (guint i = 0; i < diagnosis->licenses->len;) {
		const struct diagnosis_license *first = g_ptr_array_index(diagnosis->licenses, i);
		g_autoptr(GString) text = g_string_new(NULL);
		for (; i < diagnosis->licenses->len; i++) {
			const struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
			if (strcmp(license->profile, first->profile) != 0)
				break;
			g_string_append_printf(text, "%s%s as %s", text->len > 0 ? ", " : "", license->domain,
					       license->username);
		}
		if (!is_of_profile(diagnosis, first))
			diagnostic_good(diagnosis->diagnostics, "other", "profile %s: %s", first->profile, text->str);
	}
}

static void look_at_licenses(struct diagnosis *diagnosis)
{
	GError *cause = NULL;
	bool any = false;
	if (!list_licenses(diagnosis, &cause)) {
		if (diagnosis->state.locked && g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
			diagnostic_bad(diagnosis->diagnostics, "license", "unlock the keyring",
				       "what is stored cannot be seen while it is locked");
			g_error_free(cause);
		} else {
			diagnostic_error(diagnosis->diagnostics, "license", cause,
					 "run '" PROGRAM_NAME " login' again");
		}
		return;
	}
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		if (is_of_profile(diagnosis, license)) {
			look_at_license(diagnosis, license);
			any = true;
		}
	}
	if (!any)
		diagnostic_bad(diagnosis->diagnostics, "license", "run '" PROGRAM_NAME " login'",
			       "none is stored for profile %s", diagnosis->profile->name);
	mention_others(diagnosis);
}

/* ---- the program ---- */

static bool look_at_program(struct diagnosis *diagnosis)
{
	g_autoptr(GPtrArray) copies = program_copies_on_path(PROGRAM_NAME);
	if (copies->len == 0) {
		g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
		g_autofree char *folder = self ? g_path_get_dirname(self) : g_strdup("its folder");
		g_autofree char *remedy =
			g_strdup_printf("add %s to PATH, or link the program from a folder there", folder);
		diagnostic_bad(diagnosis->diagnostics, "program", remedy,
			       PROGRAM_NAME " is not on PATH: no client finds it");
		return false;
	}
	const char *first = g_ptr_array_index(copies, 0);
	if (copies->len == 1) {
		diagnostic_good(diagnosis->diagnostics, "program", "%s", first);
		return true;
	}
	g_autofree char *remedy = g_strdup_printf("remove %s", (const char *)g_ptr_array_index(copies, 1));
	diagnostic_bad(diagnosis->diagnostics, "program", remedy, "two copies are on PATH: clients run %s", first);
	return true;
}

/* The domains that matter: those of the profile's licenses, or those that a login would be for. */
static GPtrArray *domains_of(const struct diagnosis *diagnosis)
{
	GPtrArray *domains = g_ptr_array_new();
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		const struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		if (is_of_profile(diagnosis, license))
			g_ptr_array_add(domains, license->domain);
	}
	if (domains->len == 0) {
		g_ptr_array_add(domains, (gpointer)(guintptr)domain_default_proxy);
		g_ptr_array_add(domains, (gpointer)(guintptr)domain_default_registry);
	}
	return domains;
}

static void look_at_clients(struct diagnosis *diagnosis)
{
	g_autoptr(GPtrArray) domains = domains_of(diagnosis);
	diagnosis->clients = diagnosis_clients(diagnosis->profile, domains, diagnosis->diagnostics);
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		license->shadowed =
			diagnosis->clients->len > 0 && !diagnosis_clients_ask_us(diagnosis->clients, license->domain);
	}
}

static bool would_find(const struct diagnosis *diagnosis)
{
	bool any = false;
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		const struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		if (!is_of_profile(diagnosis, license))
			continue;
		if (!license->found || license->shadowed)
			return false;
		any = true;
	}
	return any;
}

void diagnosis_make(const struct profile *profile, struct diagnosis *ret_survey)
{
	struct diagnosis diagnosis = {
		.profile = profile,
		.source = provided_credential_name(),
		.licenses = g_ptr_array_new_with_free_func(license_free_shown),
		.diagnostics = diagnostics_new(),
	};
	diagnostic_good(diagnosis.diagnostics, "profile", "%s", profile->name);
	if (!diagnosis.source)
		look_for_another_user(&diagnosis);
	if (diagnosis.source ? look_at_source(&diagnosis) : look_at_keyring(&diagnosis))
		look_at_licenses(&diagnosis);
	bool on_path = look_at_program(&diagnosis);
	look_at_clients(&diagnosis);
#ifndef CONFINE_ARCHITECTURE
	diagnostic_good(diagnosis.diagnostics, "check",
			"on this processor registry-check runs without a filter of system calls");
#endif
	diagnosis.pull_finds = on_path && would_find(&diagnosis);
	*ret_survey = diagnosis;
}

void diagnosis_clear(struct diagnosis *diagnosis)
{
	if (!diagnosis)
		return;
	keyring_state_clear(&diagnosis->state);
	g_clear_pointer(&diagnosis->licenses, g_ptr_array_unref);
	g_clear_pointer(&diagnosis->clients, g_ptr_array_unref);
	g_clear_pointer(&diagnosis->diagnostics, g_ptr_array_unref);
}
