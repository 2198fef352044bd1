/* SPDX-License-Identifier: MIT */
#include "license-change.h"

#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/interrupt.h"
#include "../runtime/message.h"
#include "config.h"
#include "credential.h"
#include "keyring-choice.h"
#include "license-kind.h"

#include <string.h>

void license_warn_of_source(void)
{
	const char *source = credential_source();
	if (source)
		message_warn("the license from %s overrides the keyring: unset it to use what is stored", source);
}

/* ---- storing ---- */

static bool store(const struct profile *profile, const char *domain, const char *username, const char *app,
		  const char *expires_at, const struct secret *id, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	g_auto(KeyringItem) item = {
		.profile = g_strdup(profile->name),
		.server = g_strdup(domain),
		.app = g_strdup(app),
		.kind = g_strdup(license_kind(id)),
		.expires_at = g_strdup(expires_at),
		.username_is_license = strcmp(username, secret_text(id)) == 0,
	};
	item.username = g_strdup(item.username_is_license ? USERNAME_DEFAULT : username);
	return keyring && keyring->store(&item, id, error);
}

bool license_store(const struct profile *profile, const char *domain, const char *username, const struct secret *id,
		   GError **error)
{
	return store(profile, domain, username, /* app= */ NULL, /* expires_at= */ NULL, id, error);
}

/* What the keyring holds for one domain before it is changed. */
struct snapshot {
	struct keyring_item item;
	struct secret id;
	bool there;
};

static void snapshot_free(gpointer data)
{
	struct snapshot *before = data;
	keyring_item_clear(&before->item);
	secret_clear(&before->id);
	g_free(before);
}

static bool take_snapshot(const struct profile *profile, const char *domain, GPtrArray *snapshots, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	const struct keyring_query query = { .profile = profile->name, .server = domain };
	struct snapshot *before = g_new0(struct snapshot, 1);
	GError *cause = NULL;

	before->id = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
	g_ptr_array_add(snapshots, before);
	if (!keyring)
		return false;
	before->there = keyring->find(&query, &before->item, &before->id, &cause);
	/* What is damaged is worth nothing: storing again is its cure. */
	if (before->there || g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND) ||
	    g_error_matches(cause, KEYRING_ERROR, KEYRING_DAMAGED)) {
		g_clear_error(&cause);
		return true;
	}
	g_propagate_error(error, cause);
	return false;
}

/* Whether the keyring answers with what it held before: then there is nothing to undo, and nothing to ask for. */
static bool is_as_before(const struct keyring *keyring, const struct keyring_query *query,
			 const struct snapshot *before)
{
	g_auto(KeyringItem) item = { 0 };
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	g_autoptr(GError) cause = NULL;
	if (!keyring->find(query, &item, &id, &cause))
		return !before->there && g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND);
	return before->there && secret_equal(&id, &before->id) &&
	       item.username_is_license == before->item.username_is_license &&
	       strcmp(item.username, before->item.username) == 0 && g_strcmp0(item.app, before->item.app) == 0;
}

static void restore(const struct profile *profile, const char *domain, const struct snapshot *before)
{
	const struct keyring *keyring = keyring_in_use(NULL);
	const struct keyring_query query = { .profile = profile->name, .server = domain };
	unsigned count;
	if (is_as_before(keyring, &query, before))
		return;
	bool done =
		before->there ? keyring->store(&before->item, &before->id, NULL) : keyring->erase(&query, &count, NULL);
	if (!done)
		message_warn(
			"the license for %s could not be removed again: run 'docker-credential-replicated logout %s'",
			domain, domain);
}

static bool store_each(const struct profile *profile, const GPtrArray *licenses, GError **error)
{
	g_autoptr(GPtrArray) snapshots = g_ptr_array_new_with_free_func(snapshot_free);
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		if (!take_snapshot(profile, license->domain, snapshots, error))
			return false;
	}
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		if (store(profile, license->domain, secret_text(&license->username), license->app, license->expires_at,
			  &license->id, error) &&
		    !deadline_is_over(error)) {
			/* The deadline between two domains would leave half of them, as ^C would. */
			deadline_postpone();
			continue;
		}
		/* The one that failed too: it may have been written before something else went wrong. */
		for (guint j = i + 1; j > 0; j--) {
			const struct license *stored = g_ptr_array_index(licenses, j - 1);
			restore(profile, stored->domain, g_ptr_array_index(snapshots, j - 1));
		}
		return false;
	}
	return true;
}

/* The domains that must be declared to be ours. REPLICATED_DOMAINS may be gone tomorrow. */
static GPtrArray *custom_domains(const GPtrArray *licenses)
{
	GPtrArray *domains = g_ptr_array_new();
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		if (!domain_is_built_in(license->domain))
			g_ptr_array_add(domains, license->domain);
	}
	return domains;
}

bool license_store_all(const struct profile *profile, const GPtrArray *licenses, GError **error)
{
	g_autoptr(GPtrArray) custom = custom_domains(licenses);
	g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func(g_free);
	/* First, so that no license is stored that nobody would be given. */
	if (!config_add_domains(custom, added, error))
		return false;

	/* ^C between two domains would leave half of them. */
	sigset_t before;
	interrupts_hold(&before);
	bool stored = store_each(profile, licenses, error);
	if (!stored)
		(void)config_remove_domains(added, NULL);
	interrupts_let(&before);
	return stored;
}

/* ---- removing ---- */

static gint compare_items(gconstpointer a, gconstpointer b)
{
	const struct keyring_item *left = *(const struct keyring_item *const *)a;
	const struct keyring_item *right = *(const struct keyring_item *const *)b;
	int order = strcmp(left->profile, right->profile);
	return order != 0 ? order : strcmp(left->server, right->server);
}

static bool is_wanted(const char *const *domains, const char *domain)
{
	return !*domains || g_strv_contains(domains, domain);
}

/* What is there, of the wanted domains, in order and each (profile, domain) once. Unlocks the keyring: what
 * is locked cannot be removed either. */
static bool list_wanted(const struct keyring *keyring, const struct keyring_query *query, const char *const *domains,
			GPtrArray **ret_items, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	if (!keyring_list_unlocked(keyring, query, &items, error))
		return false;
	g_ptr_array_sort(items, compare_items);
	for (guint i = 0; i < items->len;) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		bool again = i > 0 && compare_items(&items->pdata[i - 1], &items->pdata[i]) == 0;
		if (!again && is_wanted(domains, item->server))
			i++;
		else
			g_ptr_array_remove_index(items, i);
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}

/* Takes the declaration of custom domains back for which no profile holds a license any more. */
static bool forget_domains(const struct keyring *keyring, const GPtrArray *removed, GError **error)
{
	g_autoptr(GPtrArray) unused = g_ptr_array_new();
	for (guint i = 0; i < removed->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(removed, i);
		const struct keyring_query query = { .server = item->server };
		g_autoptr(GPtrArray) left = NULL;
		if (domain_is_built_in(item->server))
			continue;
		if (!keyring->list(&query, &left, error))
			return false;
		if (left->len == 0)
			g_ptr_array_add(unused, item->server);
	}
	return config_remove_domains(unused, error);
}

/* What the deadline ends with: whoever waits in vain must know that some are still there. */
static void wait_for_removal(const struct keyring_item *item, guint more)
{
	g_autofree char *rest = more > 0 ? g_strdup_printf(" and %u more", more) : g_strdup("");
	g_autofree char *what = g_strdup_printf("the keyring to remove the license for %s (profile '%s')%s",
						item->server, item->profile, rest);
	deadline_waits_for(what, "check that its service runs and answers, then try again");
}

static void remove_each(const struct keyring *keyring, GPtrArray *items, struct license_removal *removal)
{
	bool ended = false;
	while (items->len > 0) {
		struct keyring_item *item = g_ptr_array_steal_index(items, 0);
		const struct keyring_query one = { .profile = item->profile, .server = item->server };
		g_autoptr(GError) cause = NULL;
		unsigned count;
		wait_for_removal(item, items->len);
		bool done = !ended && keyring->erase(&one, &count, &cause);
		g_ptr_array_add(done ? removal->removed : removal->left, item);
		/* From here on the deadline would leave half of them without a word of it. */
		if (done)
			deadline_postpone();
		/* A person is asked for each. */
		if (cause && !removal->reason)
			removal->reason = g_error_copy(cause);
		ended = ended || (cause && !g_error_matches(cause, KEYRING_ERROR, KEYRING_DENIED)) ||
			(items->len > 0 && deadline_is_over(removal->reason ? NULL : &removal->reason));
	}
}

bool license_remove(const char *profile, const char *const *domains, struct license_removal *ret_removal,
		    GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	const struct keyring_query query = { .profile = profile };
	g_autoptr(GPtrArray) items = NULL;
	if (!keyring || !list_wanted(keyring, &query, domains, &items, error))
		return false;
	struct license_removal removal = {
		.removed = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free),
		.left = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free),
	};
	remove_each(keyring, items, &removal);
	(void)forget_domains(keyring, removal.removed, removal.reason ? NULL : &removal.reason);
	*ret_removal = removal;
	return true;
}

void license_removal_clear(struct license_removal *removal)
{
	g_clear_pointer(&removal->removed, g_ptr_array_unref);
	g_clear_pointer(&removal->left, g_ptr_array_unref);
	g_clear_error(&removal->reason);
}

bool license_erase(const struct profile *profile, const struct server_url *url, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	struct keyring_query query;
	g_autofree char *owner = NULL;
	unsigned count;
	return keyring && credential_locate(profile, url, &query, &owner, error) &&
	       keyring->erase(&query, &count, error);
}
