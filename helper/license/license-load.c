/* SPDX-License-Identifier: MIT */
#include "license-load.h"

#include "../../keyring/provided-credential.h"
#include "../format/text-sort.h"
#include "../runtime/error.h"
#include "../runtime/program.h"
#include "credential.h"
#include "forwarding.h"
#include "keyring-choice.h"
#include "license-list.h"
#include "our-domains.h"

#include <string.h>

static gint compare_licenses(gconstpointer a, gconstpointer b)
{
	const struct license *left = *(const struct license *const *)a;
	const struct license *right = *(const struct license *const *)b;
	return strcmp(left->domain, right->domain);
}

/* The license that was given from outside, for each of these domains. */
static bool load_outside(const struct profile *profile, const char *const *domains, GPtrArray *licenses, GError **error)
{
	for (; *domains; domains++) {
		struct server_url url = { .cleartext = false };
		struct license license = { 0 };
		g_strlcpy(url.domain, *domains, sizeof(url.domain));
		if (!credential_lookup(profile, &url, &license, error))
			return false;
		g_ptr_array_add(licenses, g_memdup2(&license, sizeof(license)));
	}
	return true;
}

static void add_held(const struct keyring_license *held, GPtrArray *licenses)
{
	const struct keyring_item *item = &held->item;
	struct license *license = license_new(item->server);
	license->app = g_strdup(item->app);
	secret_append_text(&license->username, item->username_is_license ? secret_text(&held->id) : item->username);
	secret_append_secret(&license->id, &held->id);
	g_ptr_array_add(licenses, license);
}

/* What the keyring holds for our domains, by domain. The ID of a damaged item is empty. */
static bool load_keyring(const struct profile *profile, GPtrArray *licenses, GError **error)
{
	const struct keyring_query query = { .profile = profile->name };
	const struct keyring *keyring = keyring_in_use(error);
	g_autoptr(GPtrArray) declared = NULL;
	g_autoptr(GPtrArray) all = NULL;
	if (!keyring || !our_domains_declared(&declared, error) || !keyring->find_all(&query, &all, error))
		return false;
	for (guint i = 0; i < all->len; i++) {
		const struct keyring_license *held = g_ptr_array_index(all, i);
		if (domain_is_built_in(held->item.server) || domain_list_holds(declared, held->item.server))
			add_held(held, licenses);
	}
	g_ptr_array_sort(licenses, compare_licenses);
	return true;
}

/* What the other side lists of our domains. */
static bool load_forwarded(const struct profile *profile, GPtrArray *licenses, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	if (!license_list(profile, &items, error))
		return false;
	for (guint i = 0; i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		struct server_url url = { .cleartext = false };
		struct license license = { 0 };
		g_strlcpy(url.domain, item->server, sizeof(url.domain));
		if (!forwarding_get(profile, &url, &license, error))
			return false;
		g_ptr_array_add(licenses, g_memdup2(&license, sizeof(license)));
	}
	return true;
}

static bool refuse_damaged(const GPtrArray *licenses, GError **error)
{
	for (guint i = 0; i < licenses->len; i++)
		if (((const struct license *)g_ptr_array_index(licenses, i))->id.length == 0)
			return keyring_fail_damaged(error);
	return true;
}

static void add_copy(const struct license *from, const char *domain, const char *app, GPtrArray *licenses)
{
	struct license *copy = license_new(domain);
	copy->app = g_strdup(app);
	secret_append_secret(&copy->username, &from->username);
	secret_append_secret(&copy->id, &from->id);
	g_ptr_array_add(licenses, copy);
}

/* The profile's license, for a domain without one of its own. */
static bool borrow(const GPtrArray *all, const struct profile *profile, const char *domain, GPtrArray *licenses,
		   GError **error)
{
	if (all->len == 0)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	if (!refuse_damaged(all, error))
		return false;

	const struct license *first = g_ptr_array_index(all, 0);
	for (guint i = 1; i < all->len; i++) {
		const struct license *other = g_ptr_array_index(all, i);
		g_autofree char *option = profile_option(profile);
		if (!secret_equal(&first->id, &other->id))
			return fail(error, HELPER_FAILED,
				    "no license is stored for '%s', and profile '%s' has several different ones" REMEDY
				    "store the right one with '" PROGRAM_NAME " login%s --domain %s'",
				    domain, profile->name, option, domain);
	}
	add_copy(first, domain, NULL, licenses);
	return true;
}

static const struct license *find_own(const GPtrArray *all, const char *domain)
{
	for (guint i = 0; i < all->len; i++) {
		const struct license *license = g_ptr_array_index(all, i);
		if (strcmp(license->domain, domain) == 0)
			return license;
	}
	return NULL;
}

static bool add_own(const struct license *own, GPtrArray *licenses, GError **error)
{
	if (own->id.length == 0)
		return keyring_fail_damaged(error);
	add_copy(own, own->domain, own->app, licenses);
	return true;
}

/* The domains that were named, sorted and each once; none means all that the profile has. */
static bool choose_domains(const struct profile *profile, const char *const *named, GPtrArray **ret_domains,
			   GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_autoptr(GPtrArray) items = NULL;
	for (; *named; named++) {
		if (!our_domains_require(*named, error))
			return false;
		domain_list_add(domains, *named);
	}
	if (domains->len == 0 && provided_credential_name()) {
		if (!license_list(profile, &items, error))
			return false;
		for (guint i = 0; i < items->len; i++)
			domain_list_add(domains, ((const struct keyring_item *)g_ptr_array_index(items, i))->server);
	}
	texts_sort(domains);
	g_ptr_array_add(domains, NULL);
	*ret_domains = g_steal_pointer(&domains);
	return true;
}

bool license_load(const struct profile *profile, const char *const *domains, GPtrArray **ret_licenses, GError **error)
{
	g_autoptr(GPtrArray) chosen = NULL;
	g_autoptr(GPtrArray) licenses = license_array_new();
	g_autoptr(GPtrArray) all = license_array_new();
	if (!choose_domains(profile, domains, &chosen, error))
		return false;
	if (provided_credential_name()) {
		if (!load_outside(profile, (const char *const *)chosen->pdata, licenses, error))
			return false;
	} else if (!(forwarding_is_used() ? load_forwarded : load_keyring)(profile, all, error)) {
		return false;
	} else if (!*domains) {
		if (!refuse_damaged(all, error))
			return false;
		g_ptr_array_extend_and_steal(licenses, g_steal_pointer(&all));
	} else {
		for (guint i = 0; i + 1 < chosen->len; i++) {
			const char *domain = g_ptr_array_index(chosen, i);
			const struct license *own = find_own(all, domain);
			if (own ? !add_own(own, licenses, error) : !borrow(all, profile, domain, licenses, error))
				return false;
		}
	}
	*ret_licenses = g_steal_pointer(&licenses);
	return true;
}

bool license_load_any(const struct profile *profile, const char *const *domains, GPtrArray **ret_licenses,
		      GError **error)
{
	g_autoptr(GPtrArray) licenses = NULL;
	GError *cause = NULL;
	bool found = license_load(profile, domains, &licenses, &cause);
	if (!found && !g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (!found || licenses->len == 0) {
		g_autofree char *option = profile_option(profile);
		return fail(error, HELPER_NOT_FOUND,
			    "no license is stored for profile '%s': run '" PROGRAM_NAME " login%s' first",
			    profile->name, option);
	}
	*ret_licenses = g_steal_pointer(&licenses);
	return true;
}
