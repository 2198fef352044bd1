/* SPDX-License-Identifier: MIT */
#include "rotation.h"

#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/interrupt.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "keyring-choice.h"
#include "license-kind.h"
#include "license.h"
#include "our-domains.h"

#include <string.h>

/* ---- what there is ---- */

static gint compare_items(gconstpointer a, gconstpointer b)
{
	const struct keyring_license *left = *(const struct keyring_license *const *)a;
	const struct keyring_license *right = *(const struct keyring_license *const *)b;
	int order = strcmp(left->item.profile, right->item.profile);
	return order != 0 ? order : strcmp(left->item.server, right->item.server);
}

bool rotation_find(const struct secret *token, GPtrArray **ret_old, GError **error)
{
	const struct keyring_query everything = { 0 };
	g_autofree char *identity = license_identity(token);
	g_autoptr(GPtrArray) items = NULL;
	bool known = false;
	if (!identity)
		return fail(error, HELPER_FAILED,
			    "only a service-account token can be rotated, and this is not one: a license ID never "
			    "changes" REMEDY "to store another license, leave out '--rotate'");
	const struct keyring *keyring = keyring_in_use(error);
	if (!keyring || !keyring->find_all(&everything, &items, error))
		return false;
	for (guint i = items->len; i > 0; i--) {
		const struct keyring_license *item = g_ptr_array_index(items, i - 1);
		g_autofree char *other = license_identity(&item->id);
		bool same = g_strcmp0(identity, other) == 0;
		known = known || same;
		if (!same || secret_equal(&item->id, token))
			g_ptr_array_remove_index_fast(items, i - 1);
	}
	if (!known)
		return fail(error, HELPER_FAILED,
			    "no token of the service account '%s' is stored" REMEDY
			    "to store this one, leave out '--rotate'",
			    identity);
	g_ptr_array_sort(items, compare_items);
	*ret_old = g_steal_pointer(&items);
	return true;
}

static const char *username_of(const struct keyring_license *item, const struct secret *token)
{
	return item->item.username_is_license ? secret_text(token) : item->item.username;
}

bool rotation_licenses(const GPtrArray *old, const struct secret *token, GPtrArray **ret_licenses, GError **error)
{
	g_autoptr(GPtrArray) licenses = license_array_new();
	g_autoptr(GPtrArray) domains = domain_list_new();
	for (guint i = 0; i < old->len; i++) {
		const struct keyring_license *item = g_ptr_array_index(old, i);
		bool ours;
		if (!our_domains_hold(item->item.server, &ours, error))
			return false;
		if (!ours || domain_list_holds(domains, item->item.server))
			continue;
		domain_list_add(domains, item->item.server);
		struct license *license = license_new(item->item.server);
		secret_append_text(&license->username, username_of(item, token));
		secret_append_secret(&license->id, token);
		g_ptr_array_add(licenses, license);
	}
	*ret_licenses = g_steal_pointer(&licenses);
	return true;
}

/* ---- the change ---- */

static bool replace_one(const struct keyring *keyring, const struct keyring_license *old, const struct secret *token,
			const char *expires_at, GError **error)
{
	struct keyring_item item = old->item;
	/* The strings of a keyring's item are its own, and these are borrowed for the call. */
	item.kind = (char *)(guintptr)LICENSE_KIND_TOKEN;
	if (expires_at)
		item.expires_at = (char *)(guintptr)expires_at;
	return keyring->store(&item, token, error);
}

static void take_back(const struct keyring *keyring, const GPtrArray *old, guint count)
{
	for (guint i = count; i > 0; i--) {
		const struct keyring_license *item = g_ptr_array_index(old, i - 1);
		if (!keyring->store(&item->item, &item->id, NULL))
			message_warn("the token for %s (profile '%s') could not be restored: store it again with "
				     "'" PROGRAM_NAME " login -p %s --domain %s'",
				     item->item.server, item->item.profile, item->item.profile, item->item.server);
	}
}

static bool replace_all(const GPtrArray *old, const struct secret *token, const char *expires_at, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	for (guint i = 0; keyring && i < old->len; i++) {
		if (replace_one(keyring, g_ptr_array_index(old, i), token, expires_at, error) &&
		    !deadline_is_over(error)) {
			/* The deadline between two of them would leave half of them, as ^C would. */
			deadline_postpone();
			continue;
		}
		/* The one that failed too: it may have been written before something else went wrong. */
		take_back(keyring, old, i + 1);
		return false;
	}
	return keyring != NULL;
}

bool rotation_carry_out(const struct secret *token, const char *expires_at, GPtrArray **ret_old, GError **error)
{
	g_autoptr(GPtrArray) old = NULL;
	sigset_t before;
	if (!rotation_find(token, &old, error))
		return false;
	interrupts_hold(&before);
	bool replaced = replace_all(old, token, expires_at, error);
	interrupts_let(&before);
	if (replaced)
		*ret_old = g_steal_pointer(&old);
	return replaced;
}
