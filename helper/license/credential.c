/* SPDX-License-Identifier: MIT */
#include "credential.h"

#include "../../keyring/provided-credential.h"
#include "../runtime/error.h"
#include "forwarding.h"
#include "keyring-choice.h"
#include "our-domains.h"

#include <string.h>

const char *credential_source(void)
{
	const char *provided = provided_credential_name();
	return provided ? provided : forwarding_is_used() ? FORWARDING_VARIABLE : NULL;
}

bool credential_source_works(const struct profile *profile, struct secret *ret_license, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	return provided_credential_name() ? provided_credential_read(ret_license, error)
					  : forwarding_list(profile, &items, error);
}

static bool from_outside(const char *domain, struct license *ret_license, GError **error)
{
	g_auto(License) license = license_empty(domain);
	if (!provided_credential_read(&license.id, error))
		return false;
	secret_append_text(&license.username, USERNAME_DEFAULT);
	*ret_license = license;
	license = (struct license){ 0 };
	return true;
}

static bool from_keyring(const struct keyring_query *query, struct license *ret_license, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	g_auto(KeyringItem) item = { 0 };
	g_auto(License) license = license_empty(query->server);
	if (!keyring || !keyring->find(query, &item, &license.id, error))
		return false;

	secret_append_text(&license.username, item.username_is_license ? secret_text(&license.id) : item.username);
	license.app = g_steal_pointer(&item.app);
	*ret_license = license;
	license = (struct license){ 0 };
	return true;
}

bool credential_locate(const struct profile *profile, const struct server_url *url, struct keyring_query *ret_query,
		       char **ret_owner, GError **error)
{
	const struct keyring_query of_profile = { .profile = profile->name, .server = url->domain };
	const struct keyring_query of_app = { .server = url->domain, .app = url->app };
	const struct keyring *keyring = keyring_in_use(error);
	g_autoptr(GPtrArray) items = NULL;
	if (!keyring)
		return false;
	*ret_owner = NULL;
	*ret_query = of_profile;
	if (profile->named || !url->app[0])
		return true;

	if (!keyring_list_unlocked(keyring, &of_app, &items, error))
		return false;
	if (items->len > 0) {
		/* The newest first: the one that answers. */
		const struct keyring_item *newest = g_ptr_array_index(items, 0);
		*ret_owner = g_strdup(newest->profile);
		*ret_query = of_app;
		ret_query->profile = *ret_owner;
	}
	return true;
}

bool credential_lookup(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		       GError **error)
{
	bool ours;
	if (url->cleartext)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	if (!our_domains_hold(url->domain, &ours, error))
		return false;
	if (!ours)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	if (provided_credential_name())
		return from_outside(url->domain, ret_license, error);
	if (forwarding_is_used())
		return forwarding_get(profile, url, ret_license, error);

	struct keyring_query query;
	g_autofree char *owner = NULL;
	GError *cause = NULL;
	if (credential_locate(profile, url, &query, &owner, &cause) && from_keyring(&query, ret_license, &cause))
		return true;
	if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_error_free(cause);
	return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
}

bool credential_differs_by_app(const struct profile *profile, const char *domain, bool *ret_differs, GError **error)
{
	/* What the other side would answer for another app is not known here. */
	bool differs = !profile->named && !provided_credential_name() && forwarding_is_used();
	if (!profile->named && !credential_source()) {
		const struct keyring *keyring = keyring_in_use(error);
		const struct keyring_query query = { .server = domain };
		g_autoptr(GPtrArray) items = NULL;
		if (!keyring || !keyring_list_unlocked(keyring, &query, &items, error))
			return false;
		for (guint i = 0; i < items->len; i++) {
			const struct keyring_item *item = g_ptr_array_index(items, i);
			differs = differs || (item->app && strcmp(item->profile, profile->name) != 0);
		}
	}
	*ret_differs = differs;
	return true;
}
