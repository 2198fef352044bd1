/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include "../license/credential.h"
#include "../license/keyring-choice.h"
#include "../license/license-kind.h"
#include "../license/license-list.h"
#include "../license/our-domains.h"
#include "../registry-check/architecture.h"
#include "../runtime/program.h"
#include "diagnosis-expiry.h"
#include "diagnosis-node.h"
#include "diagnosis-program.h"

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
	g_free(license->kind);
	g_free(license->expires_at);
	g_free(license);
}

/* ---- where the license comes from ---- */

static bool look_at_source(struct diagnosis *diagnosis)
{
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	GError *cause = NULL;
	if (!credential_source_works(diagnosis->profile, &license, &cause)) {
		diagnostic_add_error(diagnosis->diagnostics, SOURCE_UNUSABLE, "source", cause,
				     "correct what it names, or unset it");
		return false;
	}
	if (license.length > 0)
		diagnosis->source_kind = license_kind(&license);
	diagnostic_add(diagnosis->diagnostics, SOURCE_USED, "source", NULL,
		       "%s%s%s provides the license, and no keyring is used", diagnosis->source,
		       diagnosis->source_owner ? " of " : "", diagnosis->source_owner ? diagnosis->source_owner : "");
	return true;
}

static bool is_socket(const char *path)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return false;
	return S_ISSOCK(status.st_mode);
}

/* The socket of packaging/systemd/, behind which `forward` answers. */
static void look_for_forwarding(struct diagnosis *diagnosis)
{
	const char *folder = g_getenv("XDG_RUNTIME_DIR");
	g_autofree char *path = folder ? g_build_filename(folder, PROGRAM_NAME ".sock", NULL) : NULL;
	if (path && is_socket(path))
		diagnostic_add(diagnosis->diagnostics, FORWARDING_OFFERED, "forward", NULL,
			       "containers and remote machines can ask for the license at %s", path);
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
	if (sudo)
		return (uid_t)strtoul(sudo, NULL, 10);
	return geteuid();
}

static void look_for_another_user(struct diagnosis *diagnosis)
{
	uid_t owner = owner_of_session();
	if (geteuid() == 0 && owner != 0)
		diagnostic_add(diagnosis->diagnostics, SESSION_OF_ANOTHER_USER, "user",
			       "run it without sudo; docker run by root uses root's keyring",
			       "this runs as root, in the session of user %u, who has another keyring",
			       (unsigned)owner);
}

static const char *how_to_unlock(const struct keyring_state *state)
{
	return state->remedy ? state->remedy : "run '" PROGRAM_NAME " vault unlock'";
}

static void tell_of_keyring(struct diagnosis *diagnosis)
{
	const struct keyring_state *state = &diagnosis->state;
	if (!state->place)
		diagnostic_add(diagnosis->diagnostics, KEYRING_WITHOUT_COLLECTION, "keyring",
			       state->remedy ? state->remedy : "create a keyring in its password manager",
			       "%s has no collection, so nothing can be stored", diagnosis->keyring);
	else if (state->locked)
		diagnostic_add(diagnosis->diagnostics, KEYRING_IS_LOCKED, "keyring", how_to_unlock(&diagnosis->state),
			       "%s: %s, locked", diagnosis->keyring, state->place);
	else
		diagnostic_add(diagnosis->diagnostics, KEYRING_OPEN, "keyring", NULL, "%s: %s, unlocked%s%s",
			       diagnosis->keyring, state->place, state->until ? " until " : "",
			       state->until ? state->until : "");
	if (!state->encrypted)
		diagnostic_add(
			diagnosis->diagnostics, KEYRING_SESSION_PLAIN, "keyring",
			"use a Secret Service that offers an encrypted session: gnome-keyring, KeePassXC, KWallet",
			"licenses are sent unencrypted over the session bus");
}

static bool look_at_keyring(struct diagnosis *diagnosis)
{
	GError *cause = NULL;
	const struct keyring *keyring = keyring_in_use(&cause);
	if (keyring)
		diagnosis->keyring = keyring->name;
	if (!keyring || !keyring->state(&diagnosis->state, &cause)) {
		diagnostic_add_error(diagnosis->diagnostics, KEYRING_NOT_REACHED, "keyring", cause,
				     "start the service that provides it");
		return false;
	}
	diagnosis->reachable = true;
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
		license->duplicates = true;
		return;
	}
	license = g_new0(struct diagnosis_license, 1);
	license->profile = g_strdup(item->profile);
	license->domain = g_strdup(item->server);
	license->username = g_strdup(item->username);
	license->kind = g_strdup(diagnosis->source ? diagnosis->source_kind : item->kind);
	license->expires_at = g_strdup(item->expires_at);
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

/* Whether the license can be had. The keyring has listed it, and its secret is never read here: a keyring may ask the
 * person for that. */
static void look_at_license(struct diagnosis *diagnosis, struct diagnosis_license *license)
{
	GPtrArray *diagnostics = diagnosis->diagnostics;
	GError *cause = NULL;
	bool ours;

	if (!our_domains_hold(license->domain, &ours, &cause)) {
		diagnostic_add_error(diagnostics, LICENSES_UNREADABLE, "license", cause, "correct or unset it");
		return;
	}
	if (!ours) {
		g_autofree char *remedy = g_strdup_printf("if it is a custom domain of the proxy, declare it with "
							  "'login --domain'; else run '" PROGRAM_NAME " logout%s %s'",
							  diagnosis->profile_option, license->domain);
		diagnostic_add(diagnostics, LICENSE_UNDECLARED, "license", remedy,
			       "%s is stored, but it is not a declared domain", license->domain);
		return;
	}
	if (license->duplicates) {
		g_autofree char *remedy =
			g_strdup_printf("run '" PROGRAM_NAME " login%s --domain %s', which keeps only one",
					diagnosis->profile_option, license->domain);
		diagnostic_add(diagnostics, LICENSE_DUPLICATES, "license", remedy,
			       "the keyring has more than one item for %s, and the newest is used", license->domain);
	}
	license->found = diagnosis->source || !diagnosis->state.locked;
	const char *kind = license_kind_words(license->kind);
	if (license->found)
		diagnostic_add(diagnostics, LICENSE_STORED, "license", NULL, "%s as %s%s%s%s", license->domain,
			       license->username, kind ? " (" : "", kind ? kind : "", kind ? ")" : "");
	else
		diagnostic_add(diagnostics, LICENSE_LOCKED, "license", how_to_unlock(&diagnosis->state),
			       "%s as %s, in a locked keyring", license->domain, license->username);
}

static bool is_of_profile(const struct diagnosis *diagnosis, const struct diagnosis_license *license)
{
	return strcmp(license->profile, diagnosis->profile->name) == 0;
}

/* One line for each date, with all domains that have it. */
static void look_at_expiry(const struct diagnosis *diagnosis, const char *login)
{
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		const struct diagnosis_license *first = g_ptr_array_index(diagnosis->licenses, i);
		g_autoptr(GString) domains = g_string_new(NULL);
		if (!is_of_profile(diagnosis, first) || !first->expires_at ||
		    !g_hash_table_add(told, first->expires_at))
			continue;
		for (guint j = i; j < diagnosis->licenses->len; j++) {
			const struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, j);
			if (is_of_profile(diagnosis, license) && g_strcmp0(license->expires_at, first->expires_at) == 0)
				g_string_append_printf(domains, "%s%s", domains->len > 0 ? ", " : "", license->domain);
		}
		diagnosis_expiry(first->expires_at, domains->str, login, diagnosis->diagnostics);
	}
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
			diagnostic_add(diagnosis->diagnostics, OTHER_PROFILE, "other", NULL, "profile %s: %s",
				       first->profile, text->str);
	}
}

/* A keyring that is open and cannot be read is not well: one line says so, and none that it is open. */
static void tell_of_no_list(struct diagnosis *diagnosis, GError *cause)
{
	if (diagnosis->state.locked && g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
		tell_of_keyring(diagnosis);
		diagnostic_add(diagnosis->diagnostics, LICENSE_LOCKED, "license", how_to_unlock(&diagnosis->state),
			       "what is stored cannot be seen while the keyring is locked");
		g_error_free(cause);
		return;
	}
	g_autofree char *login = g_strdup_printf("run '" PROGRAM_NAME " login%s'", diagnosis->profile_option);
	diagnostic_add_error(diagnosis->diagnostics, LICENSES_UNREADABLE, diagnosis->source ? "license" : "keyring",
			     cause, login);
}

static void look_at_licenses(struct diagnosis *diagnosis)
{
	g_autofree char *login = g_strdup_printf("run '" PROGRAM_NAME " login%s'", diagnosis->profile_option);
	GError *cause = NULL;
	bool any = false;
	if (!list_licenses(diagnosis, &cause)) {
		tell_of_no_list(diagnosis, cause);
		return;
	}
	if (!diagnosis->source)
		tell_of_keyring(diagnosis);
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		if (is_of_profile(diagnosis, license)) {
			look_at_license(diagnosis, license);
			any = true;
		}
	}
	if (!any)
		diagnostic_add(diagnosis->diagnostics, LICENSE_MISSING, "license", login,
			       "no license is stored for profile '%s'", diagnosis->profile->name);
	look_at_expiry(diagnosis, login);
	mention_others(diagnosis);
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

void diagnosis_make(const struct profile *profile, const char *const *clients, struct diagnosis *ret_diagnosis)
{
	struct diagnosis diagnosis = {
		.profile = profile,
		.profile_option = profile_option(profile),
		.source_owner = credential_source() ? NULL : diagnosis_node_take_source(profile, clients),
		.licenses = g_ptr_array_new_with_free_func(license_free_shown),
		.diagnostics = diagnostics_new(),
	};
	diagnosis.source = credential_source();
	diagnostic_add(diagnosis.diagnostics, PROFILE_CHOSEN, "profile", NULL, "%s", profile->name);
	if (!diagnosis.source)
		look_for_another_user(&diagnosis);
	if (diagnosis.source ? look_at_source(&diagnosis) : look_at_keyring(&diagnosis))
		look_at_licenses(&diagnosis);
	look_for_forwarding(&diagnosis);
	diagnosis_program(diagnosis.diagnostics);
	g_autoptr(GPtrArray) domains = domains_of(&diagnosis);
	diagnosis.clients = diagnosis_clients(profile, clients, domains, diagnosis.diagnostics);
#ifndef CONFINE_ARCHITECTURE
	diagnostic_add(diagnosis.diagnostics, CHECK_WITHOUT_FILTER, "check", NULL,
		       "on this processor registry-check runs without a filter of system calls");
#endif
	*ret_diagnosis = diagnosis;
}

void diagnosis_clear(struct diagnosis *diagnosis)
{
	if (!diagnosis)
		return;
	g_clear_pointer(&diagnosis->profile_option, g_free);
	g_clear_pointer(&diagnosis->source_owner, g_free);
	keyring_state_clear(&diagnosis->state);
	g_clear_pointer(&diagnosis->licenses, g_ptr_array_unref);
	g_clear_pointer(&diagnosis->clients, g_ptr_array_unref);
	g_clear_pointer(&diagnosis->diagnostics, g_ptr_array_unref);
}
