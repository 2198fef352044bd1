/* SPDX-License-Identifier: MIT */
#include "client-plan.h"

#include "../address/domain.h"
#include "../runtime/error.h"
#include "auth-entry.h"

#include <string.h>

static void plain_license_free(gpointer data)
{
	struct plain_license *plain = data;
	license_clear(&plain->license);
	g_free(plain->key);
	g_free(plain);
}

void client_plan_clear(struct client_plan *plan)
{
	config_text_clear(&plan->text);
	g_clear_pointer(&plan->licenses, g_ptr_array_unref);
	g_clear_pointer(&plan->changes, g_ptr_array_unref);
}

/* A plan being made. */
struct draft {
	const struct client_config *config;
	const struct client_plan_request *request;
	struct client_plan plan;
	GHashTable *by_domain; /* of the licenses */
	struct domain_set set; /* keys of `credHelpers` */
	GArray *unset;	       /* indexes, for struct config_edit */
	GArray *unset_auths;
};

static struct draft draft_new(const struct client_config *config, const struct client_plan_request *request)
{
	return (struct draft){
		.config = config,
		.request = request,
		.plan = { .licenses = g_ptr_array_new_with_free_func(plain_license_free),
			  .changes = g_ptr_array_new_with_free_func(g_free) },
		.by_domain = g_hash_table_new(g_str_hash, g_str_equal),
		.set = domain_set_new(),
		.unset = g_array_new(FALSE, FALSE, sizeof(guint)),
		.unset_auths = g_array_new(FALSE, FALSE, sizeof(guint)),
	};
}

static void draft_clear(struct draft *draft)
{
	client_plan_clear(&draft->plan);
	g_clear_pointer(&draft->by_domain, g_hash_table_unref);
	domain_set_clear(&draft->set);
	g_clear_pointer(&draft->unset, g_array_unref);
	g_clear_pointer(&draft->unset_auths, g_array_unref);
}
typedef struct draft Draft;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static void note(struct draft *draft, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(struct draft *draft, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(draft->plan.changes, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* The text of a key, freed by the caller. */
static char *key_of(const struct json_member *member)
{
	g_auto(Secret) key = SECRET_INIT(member->name.length);
	return json_span_decode(&member->name, &key) ? g_strdup(secret_text(&key)) : g_strdup("");
}

/* A key as it may be shown: in front of an "@" there may be a password. */
static char *shown_key(const char *key)
{
	const char *at = strrchr(key, '@');
	return at ? g_strconcat("***", at, NULL) : g_strdup(key);
}

/* Carries the edit out; the plan is finished then. */
static bool finish(struct draft *draft, const struct config_edit *edit, struct client_plan *ret_plan, GError **error)
{
	const struct client_config *config = draft->config;
	struct config_text text = { .bytes = config->text, .exists = config->exists }; /* lent */
	if (!config_edit_apply(&text, &config->json, edit, &draft->plan.text, error))
		return false;
	*ret_plan = draft->plan;
	draft->plan = (struct client_plan){ .licenses = NULL };
	return true;
}

/* ---- adding: licenses in plain text ---- */

static bool fail_for_two(const struct plain_license *one, const struct plain_license *other, GError **error)
{
	const char *domain = one->license.domain;
	if (one->is_path || other->is_path)
		return fail(
			error, HELPER_FAILED,
			"it contains different licenses for '%s' and '%s', which a credential helper cannot tell "
			"apart, since clients ask it for '%s' alone: keep them there, or replace both by one license "
			"for '%s'",
			one->key, other->key, domain, domain);
	return fail(error, HELPER_FAILED,
		    "it contains two different licenses for '%s' in plain text ('%s' and '%s'): remove the wrong one",
		    domain, one->key, other->key);
}

/* One license a domain: clients ask a helper for no more. */
static bool collect(struct draft *draft, struct plain_license *plain, GError **error)
{
	struct license *license = &plain->license;
	struct plain_license *other = g_hash_table_lookup(draft->by_domain, license->domain);
	if (!other) {
		g_ptr_array_add(draft->plan.licenses, plain);
		g_hash_table_insert(draft->by_domain, license->domain, plain);
		return true;
	}
	bool same = secret_equal(&other->license.id, &license->id) || fail_for_two(other, plain, error);
	if (!other->license.app)
		other->license.app = g_steal_pointer(&license->app);
	if (!plain->is_path)
		other->is_path = false;
	plain_license_free(plain);
	return same;
}

/* The host as the key spells it. docker and Helm look for what was typed: "H:443" and "Registry.Example" are other keys
 * to them than the domain. */
static char *host_of(const char *key)
{
	const char *scheme = strstr(key, "://");
	const char *host = scheme ? scheme + strlen("://") : key;
	return g_strndup(host, strcspn(host, "/"));
}

/* "H/a/b", but not "https://H/v2/" or "H/v1". */
static bool is_path_key(const char *key)
{
	const char *path = strchr(key, '/');
	return path && !strstr(key, "://") && path[1] && !g_str_has_prefix(path, "/v1") &&
	       !g_str_has_prefix(path, "/v2");
}

static bool take_plain_login(struct draft *draft, guint index, const char *key, const char *domain, GError **error)
{
	const struct json_member *entry = &g_array_index(draft->config->json.auths.members, struct json_member, index);
	g_auto(License) license = { .domain = NULL };
	enum auth_entry kind;
	if (!auth_entry_read(entry, &kind, &license, error))
		return false;
	if (kind == AUTH_ENTRY_TOKEN)
		note(draft, "left the token for %s: it is not a license", domain);
	if (kind != AUTH_ENTRY_LICENSE)
		return true;

	struct plain_license *plain = g_new0(struct plain_license, 1);
	*plain = (struct plain_license){ license, g_strdup(key), is_path_key(key) };
	license = (struct license){ .domain = NULL };
	if (!collect(draft, plain, error))
		return false;
	g_array_append_val(draft->unset_auths, index);
	note(draft, "moved the license for %s into the keyring", key);
	g_autofree char *host = host_of(key);
	domain_set_add(&draft->set, host);
	return true;
}

static bool take_plain_logins(struct draft *draft, GError **error)
{
	const GArray *auths = draft->config->json.auths.members;
	for (guint i = 0; i < auths->len; i++) {
		g_autofree char *key = key_of(&g_array_index(auths, struct json_member, i));
		struct server_url url;
		if (!server_url_parse(key, strlen(key), &url) ||
		    !g_hash_table_contains(draft->request->domains->known, url.domain))
			continue;
		if (!take_plain_login(draft, i, key, url.domain, error))
			return false;
	}
	return true;
}

/* ---- adding: the helper ---- */

static bool set_helper(struct draft *draft, const char *key, GError **error)
{
	const struct client_config *config = draft->config;
	const char *helper = draft->request->helper;
	const struct json_member *entry = client_json_find(&config->json.helpers, key);
	g_autofree char *other = client_config_helper(config, key);
	if (!entry || client_json_is_unset(&entry->value))
		note(draft, "added '%s' for %s", helper, key);
	else if (g_strcmp0(other, helper) == 0)
		return true;
	else if (draft->request->force)
		note(draft, "replaced '%s' by '%s' for %s", other ? other : "", helper, key);
	else
		return fail(error, HELPER_FAILED, "it uses another helper for '%s'%s%s%s: replace it with '%s'", key,
			    other ? ", '" : "", other ? other : "", other ? "'" : "", draft->request->remedy);
	return true;
}

bool client_plan_add(const struct client_config *config, const struct client_plan_request *request,
		     struct client_plan *ret_plan, GError **error)
{
	g_auto(Draft) draft = draft_new(config, request);
	client_domains_keys(config->client, request->domains->list, &draft.set);
	if (!take_plain_logins(&draft, error))
		return false;
	for (guint i = 0; i < draft.set.list->len; i++)
		if (!set_helper(&draft, g_ptr_array_index(draft.set.list, i), error))
			return false;
	if (request->store)
		note(&draft, "added '%s' for all other registries, which %s used without an entry", request->store,
		     config->client->name);
	const struct config_edit edit = {
		.set = draft.set.list,
		.helper = request->helper,
		.store = request->store,
		.unset_auths = draft.unset_auths,
	};
	return finish(&draft, &edit, ret_plan, error);
}

/* ---- removing ---- */

static bool is_of(const char *key, const struct domain_set *domains)
{
	struct server_url url;
	return domains->list->len == 0 ||
	       (server_url_parse(key, strlen(key), &url) && g_hash_table_contains(domains->known, url.domain));
}

/* An entry that docker left at the login, where the helper keeps the license. */
static void find_empty_auths(struct draft *draft, GHashTable *keys)
{
	const GArray *auths = draft->config->json.auths.members;
	for (guint i = 0; i < auths->len; i++) {
		const struct json_member *auth = &g_array_index(auths, struct json_member, i);
		g_autofree char *key = key_of(auth);
		if (g_hash_table_contains(keys, key) && client_json_auth_is_empty(auth))
			g_array_append_val(draft->unset_auths, i);
	}
}

static void find_keys(struct draft *draft, GHashTable *keys)
{
	const GArray *helpers = draft->config->json.helpers.members;
	for (guint i = 0; i < helpers->len; i++) {
		const struct json_member *entry = &g_array_index(helpers, struct json_member, i);
		g_autofree char *key = key_of(entry);
		if (!json_span_means(&entry->value, draft->request->helper) || !is_of(key, draft->request->domains))
			continue;
		g_autofree char *shown = shown_key(key);
		g_array_append_val(draft->unset, i);
		note(draft, "removed '%s' for %s", draft->request->helper, shown);
		g_hash_table_add(keys, g_steal_pointer(&key));
	}
}

/* Whether a login is left that the client would not find without `credsStore`. */
static bool others_depend_on_store(const struct draft *draft)
{
	const struct client_json *json = &draft->config->json;
	return json->helpers.members->len > draft->unset->len || json->auths.members->len > draft->unset_auths->len;
}

bool client_plan_remove(const struct client_config *config, const struct client_plan_request *request,
			struct client_plan *ret_plan, GError **error)
{
	g_auto(Draft) draft = draft_new(config, request);
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *store = client_config_store(config);
	find_keys(&draft, keys);
	find_empty_auths(&draft, keys);
	bool added = draft.unset->len > 0 && config_edit_added_store(&config->json);
	bool unset_store = added && !others_depend_on_store(&draft);
	if (unset_store)
		note(&draft, "removed '%s' for all other registries", store ? store : "");
	else if (added)
		note(&draft, "left '%s' for all other registries: their logins depend on it", store ? store : "");
	if (store && !unset_store)
		g_array_set_size(draft.unset_auths, 0);
	for (guint i = 0; i < draft.unset_auths->len; i++) {
		guint index = g_array_index(draft.unset_auths, guint, i);
		g_autofree char *key = key_of(&g_array_index(config->json.auths.members, struct json_member, index));
		g_autofree char *shown = shown_key(key);
		note(&draft, "removed the empty entry for %s", shown);
	}
	const struct config_edit edit = {
		.unset = draft.unset,
		.unset_auths = draft.unset_auths,
		.unset_store = unset_store,
	};
	return finish(&draft, &edit, ret_plan, error);
}

bool client_plan_changes(const struct client_plan *plan, const struct client_config *config)
{
	return !secret_equal(&plan->text.bytes, &config->text);
}
