/* SPDX-License-Identifier: MIT */
#include "account.h"

#include "../../keyring/provided-credential.h"
#include "../address/upstream.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "config.h"

#include <stdlib.h>
#include <string.h>

#define DOMAINS_VARIABLE "REPLICATED_DOMAINS"
#define KEYRING_VARIABLE "REPLICATED_KEYRING"

static struct license license_empty(const char *domain)
{
	return (struct license){
		.domain = g_strdup(domain),
		.username = SECRET_INIT(USERNAME_MAX),
		.id = SECRET_INIT(LICENSE_ID_MAX),
	};
}

static bool append(struct secret *to, const char *bytes, size_t length, GError **error)
{
	secret_append(to, bytes, length);
	return !secret_overflowed(to) ||
	       fail(error, HELPER_FAILED, "a user name or license is longer than %zu bytes", to->limit);
}

static bool license_copy(const struct license *from, const char *domain, struct license *ret_to, GError **error)
{
	g_auto(License) copy = license_empty(domain);
	if (!append(&copy.username, from->username.bytes, from->username.length, error) ||
	    !append(&copy.id, from->id.bytes, from->id.length, error))
		return false;
	*ret_to = copy;
	copy = (struct license){ 0 };
	return true;
}

/* ---- our domains ---- */

static bool variable_domains(GPtrArray *domains, GError **error)
{
	const char *variable = g_getenv(DOMAINS_VARIABLE);
	if (!variable)
		return true;

	g_auto(GStrv) entries = g_strsplit(variable, ",", -1);
	for (char **entry = entries; *entry; entry++) {
		char domain[DOMAIN_SIZE];
		if (*g_strstrip(*entry) == '\0')
			continue;
		if (!domain_parse(*entry, domain))
			return fail(error, HELPER_FAILED,
				    DOMAINS_VARIABLE " holds '%s', which is no registry domain: "
						     "write host[:port] alone, separated by commas",
				    *entry);
		g_ptr_array_add(domains, g_strdup(domain));
	}
	return true;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All domains that were declared, in addition to the built-in ones: sorted, each once. An upstream registry in the
 * list is ignored: a license sent to it would be given to strangers. */
static bool declared_domains(GPtrArray **ret_domains, GError **error)
{
	g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(g_free);
	if (!variable_domains(domains, error) || !config_domains(domains, error))
		return false;

	g_ptr_array_sort(domains, compare_names);
	for (guint i = domains->len; i > 0; i--) {
		const char *domain = g_ptr_array_index(domains, i - 1);
		bool twice = i > 1 && strcmp(domain, g_ptr_array_index(domains, i - 2)) == 0;
		if (twice || upstream_is_known(domain))
			g_ptr_array_remove_index(domains, i - 1);
	}
	*ret_domains = g_steal_pointer(&domains);
	return true;
}

bool account_is_ours(const char *domain, bool *ret_ours, GError **error)
{
	if (domain_is_built_in(domain)) {
		*ret_ours = true;
		return true;
	}
	g_autoptr(GPtrArray) declared = NULL;
	if (!declared_domains(&declared, error))
		return false;
	*ret_ours = g_ptr_array_find_with_equal_func(declared, domain, g_str_equal, NULL);
	return true;
}

bool account_must_be_ours(const char *domain, GError **error)
{
	bool ours;
	if (!account_is_ours(domain, &ours, error))
		return false;
	if (!ours && upstream_is_known(domain))
		return upstream_refuse(domain, NULL, error);
	return ours || fail(error, HELPER_FAILED,
			    "'%s' is not a Replicated registry domain: if the software vendor's instructions name it "
			    "as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the "
			    "license is sent to every domain that is declared",
			    domain);
}

/* ---- the keyring ---- */

static const struct keyring *in_use;

bool account_keyring_name(char **ret_name, GError **error)
{
	g_autofree char *configured = NULL;
	const char *name = g_getenv(KEYRING_VARIABLE);
	if (!name || !*name) {
		if (!config_keyring(&configured, error))
			return false;
		name = configured ? configured : KEYRING_SECRET_SERVICE;
	}
	*ret_name = g_strdup(name);
	return true;
}

const struct keyring *account_keyring_named(const char *name, GError **error)
{
	static const struct keyring_host host = { deadline_prompt_begins, deadline_prompt_ends };
	deadline_waits_for("the keyring", "see that its service runs and answers");
	return keyring_open(name, &host, error);
}

const struct keyring *account_keyring(GError **error)
{
	g_autofree char *name = NULL;
	if (!in_use && account_keyring_name(&name, error))
		in_use = account_keyring_named(name, error);
	return in_use;
}

void account_use_keyring(const struct keyring *keyring)
{
	in_use = keyring;
}

/* ---- finding ---- */

static bool from_source(const char *domain, struct license *ret_license, GError **error)
{
	g_auto(License) license = license_empty(domain);
	if (!provided_credential_read(&license.id, error) ||
	    !append(&license.username, USERNAME_DEFAULT, strlen(USERNAME_DEFAULT), error))
		return false;
	*ret_license = license;
	license = (struct license){ 0 };
	return true;
}

static bool from_keyring(const struct keyring_query *query, struct license *ret_license, GError **error)
{
	const struct keyring *keyring = account_keyring(error);
	g_auto(KeyringItem) item = { 0 };
	g_auto(License) license = license_empty(query->server);
	if (!keyring || !keyring->find(query, &item, &license.id, error))
		return false;

	const char *username = item.username_is_license ? license.id.bytes : item.username;
	if (!append(&license.username, username, strlen(username), error))
		return false;
	license.app = g_steal_pointer(&item.app);
	*ret_license = license;
	license = (struct license){ 0 };
	return true;
}

/* Which item the URL picks: that of its app where no profile was named, if there is one. */
static bool pick(const struct profile *profile, const struct server_url *url, struct keyring_query *ret_query,
		 GError **error)
{
	*ret_query = (struct keyring_query){ .profile = profile->name, .server = url->domain };
	if (profile->named || !url->app[0])
		return true;

	const struct keyring *keyring = account_keyring(error);
	const struct keyring_query of_app = { .server = url->domain, .app = url->app };
	g_autoptr(GPtrArray) items = NULL;
	GError *cause = NULL;
	if (!keyring)
		return false;
	if (!keyring->list(&of_app, &items, &cause)) {
		/* Locked and silent: find() unlocks, and looks for the app then. */
		if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
			g_propagate_error(error, cause);
			return false;
		}
		g_clear_error(&cause);
		g_auto(KeyringItem) item = { 0 };
		g_auto(Secret) unused = SECRET_INIT(LICENSE_ID_MAX);
		if (keyring->find(&of_app, &item, &unused, &cause)) {
			*ret_query = of_app;
			return true;
		}
		if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND)) {
			g_propagate_error(error, cause);
			return false;
		}
		g_clear_error(&cause);
		return true;
	}
	if (items->len > 0)
		*ret_query = of_app;
	return true;
}

bool account_find(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		  GError **error)
{
	bool ours;
	if (url->cleartext)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	if (!account_is_ours(url->domain, &ours, error))
		return false;
	if (!ours)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	if (provided_credential_name())
		return from_source(url->domain, ret_license, error);

	struct keyring_query query;
	GError *cause = NULL;
	if (pick(profile, url, &query, &cause) && from_keyring(&query, ret_license, &cause))
		return true;
	if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_error_free(cause);
	return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
}

bool account_differs_by_app(const struct profile *profile, const char *domain, bool *ret_differs, GError **error)
{
	bool differs = false;
	if (!profile->named && !provided_credential_name()) {
		const struct keyring *keyring = account_keyring(error);
		const struct keyring_query query = { .server = domain };
		g_autoptr(GPtrArray) items = NULL;
		if (!keyring || !keyring->list(&query, &items, error))
			return false;
		for (guint i = 0; i < items->len; i++) {
			const struct keyring_item *item = g_ptr_array_index(items, i);
			differs = differs || (item->app && strcmp(item->profile, profile->name) != 0);
		}
	}
	*ret_differs = differs;
	return true;
}

/* ---- listing ---- */

static gint compare_items(gconstpointer a, gconstpointer b)
{
	const struct keyring_item *left = *(const struct keyring_item *const *)a;
	const struct keyring_item *right = *(const struct keyring_item *const *)b;
	int order = strcmp(left->server, right->server);
	if (order != 0)
		return order;
	return (left->modified < right->modified) - (left->modified > right->modified);
}

static void add_item(GPtrArray *items, const struct profile *profile, const char *server)
{
	struct keyring_item *item = g_new0(struct keyring_item, 1);
	item->profile = g_strdup(profile->name);
	item->server = g_strdup(server);
	item->username = g_strdup(USERNAME_DEFAULT);
	g_ptr_array_add(items, item);
}

/* A license given from outside answers for every domain of ours; it is listed for those that people
 * pull from: the default ones and those that were declared. */
static GPtrArray *items_of_source(const struct profile *profile, GPtrArray *declared)
{
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	add_item(items, profile, domain_default_proxy);
	add_item(items, profile, domain_default_registry);
	for (guint i = 0; i < declared->len; i++)
		add_item(items, profile, g_ptr_array_index(declared, i));
	return items;
}

bool account_list(const struct profile *profile, GPtrArray **ret_items, GError **error)
{
	g_autoptr(GPtrArray) declared = NULL;
	g_autoptr(GPtrArray) items = NULL;
	if (!declared_domains(&declared, error))
		return false;

	if (provided_credential_name()) {
		/* Only what account_find() answers is listed, and it tells of a malformed source. */
		g_auto(Secret) unused = SECRET_INIT(LICENSE_ID_MAX);
		if (!provided_credential_read(&unused, error))
			return false;
		items = items_of_source(profile, declared);
	} else {
		const struct keyring *keyring = account_keyring(error);
		const struct keyring_query query = { .profile = profile->name };
		if (!keyring || !keyring->list(&query, &items, error))
			return false;
	}

	/* Newest first within a domain: that one answers, the others are not shown. */
	g_ptr_array_sort(items, compare_items);
	const char *last = "";
	for (guint i = 0; i < items->len;) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		bool ours = domain_is_built_in(item->server) ||
			    g_ptr_array_find_with_equal_func(declared, item->server, g_str_equal, NULL);
		if (!ours || strcmp(item->server, last) == 0) {
			g_ptr_array_remove_index(items, i);
			continue;
		}
		last = item->server;
		i++;
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}

static bool add_license(const struct profile *profile, const char *domain, GPtrArray *licenses, GError **error)
{
	struct server_url url = { .cleartext = false };
	struct license license = { 0 };
	g_strlcpy(url.domain, domain, sizeof(url.domain));
	if (!account_find(profile, &url, &license, error))
		return false;
	g_ptr_array_add(licenses, g_memdup2(&license, sizeof(license)));
	return true;
}

/* All licenses of the profile, by domain. */
static bool all_licenses(const struct profile *profile, GPtrArray **ret_licenses, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	if (!account_list(profile, &items, error))
		return false;
	for (guint i = 0; i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		if (!add_license(profile, item->server, licenses, error))
			return false;
	}
	*ret_licenses = g_steal_pointer(&licenses);
	return true;
}

/* Lends a domain without a license of its own that of the profile. */
static bool lend(GPtrArray *all, const struct profile *profile, const char *domain, GPtrArray *licenses, GError **error)
{
	if (all->len == 0)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);

	const struct license *first = g_ptr_array_index(all, 0);
	for (guint i = 1; i < all->len; i++) {
		const struct license *other = g_ptr_array_index(all, i);
		if (!secret_equal(&first->id, &other->id))
			return fail(error, HELPER_FAILED,
				    "no license is stored for '%s', and profile '%s' holds several different ones: "
				    "say which by storing it for that domain",
				    domain, profile->name);
	}
	struct license lent = { 0 };
	if (!license_copy(first, domain, &lent, error))
		return false;
	g_ptr_array_add(licenses, g_memdup2(&lent, sizeof(lent)));
	return true;
}

bool account_licenses(const struct profile *profile, const char *const *domains, GPtrArray **ret_licenses,
		      GError **error)
{
	if (!*domains)
		return all_licenses(profile, ret_licenses, error);

	g_autoptr(GPtrArray) wanted = g_ptr_array_new();
	for (; *domains; domains++)
		if (!g_ptr_array_find_with_equal_func(wanted, *domains, g_str_equal, NULL))
			g_ptr_array_add(wanted, (gpointer)(guintptr)*domains);
	g_ptr_array_sort(wanted, compare_names);

	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	for (guint i = 0; i < wanted->len; i++) {
		const char *domain = g_ptr_array_index(wanted, i);
		GError *cause = NULL;
		if (add_license(profile, domain, licenses, &cause))
			continue;
		if (!g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
			g_propagate_error(error, cause);
			return false;
		}
		g_clear_error(&cause);
		if (!all && !all_licenses(profile, &all, error))
			return false;
		if (!lend(all, profile, domain, licenses, error))
			return false;
	}
	*ret_licenses = g_steal_pointer(&licenses);
	return true;
}

/* ---- changing ---- */

bool account_store(const struct profile *profile, const char *domain, const char *username, const char *app,
		   const struct secret *id, GError **error)
{
	const struct keyring *keyring = account_keyring(error);
	g_auto(KeyringItem) item = {
		.profile = g_strdup(profile->name),
		.server = g_strdup(domain),
		.app = g_strdup(app),
		.username_is_license = strcmp(username, secret_text(id)) == 0,
	};
	item.username = g_strdup(item.username_is_license ? USERNAME_DEFAULT : username);
	return keyring && keyring->store(&item, id, error);
}

bool account_erase(const struct profile *profile, const struct server_url *url, GError **error)
{
	const struct keyring *keyring = account_keyring(error);
	struct keyring_query query;
	unsigned count;
	return keyring && pick(profile, url, &query, error) && keyring->erase(&query, &count, error);
}
