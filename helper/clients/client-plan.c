/* SPDX-License-Identifier: MIT */
#include "client-plan.h"

#include "../format/text-diff.h"
#include "../address/domain.h"
#include "../license/license.h"
#include "../runtime/error.h"
#include "auth-entry.h"

#include <string.h>

#define MASK "\"***\""

void client_plan_clear(struct client_plan *plan)
{
	config_text_clear(&plan->text);
	g_clear_pointer(&plan->licenses, g_ptr_array_unref);
	g_clear_pointer(&plan->changes, g_ptr_array_unref);
}

static bool plan_begin(const struct client_config *config, struct client_plan *ret_plan)
{
	*ret_plan = (struct client_plan){
		.text = { .bytes = SECRET_INIT(CLIENT_CONFIG_MAX), .exists = config->exists },
		.licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free),
		.changes = g_ptr_array_new_with_free_func(g_free),
	};
	secret_append_secret(&ret_plan->text.bytes, &config->text);
	return !secret_overflowed(&ret_plan->text.bytes);
}

static void note(struct client_plan *plan, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(struct client_plan *plan, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(plan->changes, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

/* A reason of a part becomes a sentence about the file. */
static bool blame_file(const struct client_config *config, GError *cause, GError **error)
{
	fail(error, HELPER_FAILED, "'%s' is left as it is: %s", config->path, cause->message);
	g_error_free(cause);
	return false;
}

/* ---- adding ---- */

static bool set_helper(const struct client_config *config, const char *key, const char *helper, bool force,
		       struct client_plan *plan, GError **error)
{
	const struct json_member *entry = client_json_find(config->json.helpers, key);
	g_autofree char *other = client_config_helper(config, key);
	GError *cause = NULL;
	if (entry && !force && g_strcmp0(other, helper) != 0)
		return fail(error, HELPER_FAILED,
			    "'%s' is left as it is: it names another helper for '%s'%s%s%s: replace it with '--force'",
			    config->path, key, other ? ", '" : "", other ? other : "", other ? "'" : "");
	if (!config_edit_set_helper(&plan->text, key, helper, &cause))
		return blame_file(config, cause, error);
	if (!entry)
		note(plan, "added '%s' for %s", helper, key);
	else if (g_strcmp0(other, helper) != 0)
		note(plan, "replaced '%s' by '%s' for %s", other ? other : "", helper, key);
	return true;
}

/* One license a domain: clients know no more. */
static bool collect(GPtrArray *licenses, struct license *license, GError **error)
{
	for (guint i = 0; i < licenses->len; i++) {
		struct license *other = g_ptr_array_index(licenses, i);
		if (strcmp(other->domain, license->domain) != 0)
			continue;
		if (!secret_equal(&other->id, &license->id))
			return fail(error, HELPER_FAILED,
				    "it holds two different licenses for '%s' in plain text: remove the wrong one",
				    license->domain);
		if (!other->app)
			other->app = g_steal_pointer(&license->app);
		return true;
	}
	g_ptr_array_add(licenses, g_memdup2(license, sizeof(*license)));
	*license = (struct license){ .domain = NULL };
	return true;
}

static bool take_plain_login(const struct json_member *entry, const char *domain, struct client_plan *plan,
			     GError **error)
{
	g_auto(License) license = { .domain = NULL };
	g_auto(Secret) key = SECRET_INIT(entry->name.length);
	enum auth_entry kind;
	if (!auth_entry_read(entry, &kind, &license, error))
		return false;
	if (kind == AUTH_ENTRY_TOKEN)
		note(plan, "left the token for %s, which is no license", domain);
	if (kind != AUTH_ENTRY_LICENSE)
		return true;
	if (!collect(plan->licenses, &license, error) || !json_span_decode(&entry->name, &key) ||
	    !config_edit_remove_auth(&plan->text, secret_text(&key), error))
		return false;
	note(plan, "moved the license for %s into the keyring", secret_text(&key));
	return true;
}

static bool take_plain_logins(const struct client_config *config, const char *domain, struct client_plan *plan,
			      GError **error)
{
	const struct client_json *json = &config->json;
	GError *cause = NULL;
	for (guint i = 0; (i = client_json_next_auth(json, domain, i)) < json->auths->len; i++)
		if (!take_plain_login(&g_array_index(json->auths, struct json_member, i), domain, plan, &cause))
			return blame_file(config, cause, error);
	return true;
}

bool client_plan_add(const struct client_config *config, const char *const *keys, const char *const *domains,
		     const char *helper, bool force, struct client_plan *ret_plan, GError **error)
{
	g_auto(ClientPlan) plan = { .licenses = NULL };
	if (!plan_begin(config, &plan))
		return fail(error, HELPER_FAILED, "'%s' is too long", config->path);
	for (; *domains; domains++)
		if (!take_plain_logins(config, *domains, &plan, error))
			return false;
	for (; *keys; keys++)
		if (!set_helper(config, *keys, helper, force, &plan, error))
			return false;
	*ret_plan = plan;
	plan = (struct client_plan){ .licenses = NULL };
	return true;
}

/* ---- removing ---- */

static bool is_of(const char *key, const char *const *domains)
{
	struct server_url url;
	return !*domains || (server_url_parse(key, strlen(key), &url) && g_strv_contains(domains, url.domain));
}

static bool remove_empty_auth(const struct client_config *config, const char *key, struct client_plan *plan,
			      GError **error)
{
	const struct json_member *auth = client_json_find(config->json.auths, key);
	g_autofree char *store = client_config_store(config);
	if (store || !auth || !client_json_auth_is_empty(auth))
		return true;
	note(plan, "removed the empty entry for %s", key);
	return config_edit_remove_auth(&plan->text, key, error);
}

static bool remove_key(const struct client_config *config, const struct json_member *entry, const char *const *domains,
		       const char *helper, struct client_plan *plan, GError **error)
{
	g_auto(Secret) key = SECRET_INIT(entry->name.length);
	if (!json_span_means(&entry->value, helper) || !json_span_decode(&entry->name, &key) ||
	    !is_of(secret_text(&key), domains))
		return true;
	note(plan, "removed '%s' for %s", helper, secret_text(&key));
	return config_edit_remove_helper(&plan->text, secret_text(&key), error) &&
	       remove_empty_auth(config, secret_text(&key), plan, error);
}

bool client_plan_remove(const struct client_config *config, const char *const *domains, const char *helper,
			struct client_plan *ret_plan, GError **error)
{
	g_auto(ClientPlan) plan = { .licenses = NULL };
	const GArray *helpers = config->json.helpers;
	GError *cause = NULL;
	if (!plan_begin(config, &plan))
		return fail(error, HELPER_FAILED, "'%s' is too long", config->path);
	for (guint i = 0; i < helpers->len; i++)
		if (!remove_key(config, &g_array_index(helpers, struct json_member, i), domains, helper, &plan, &cause))
			return blame_file(config, cause, error);
	*ret_plan = plan;
	plan = (struct client_plan){ .licenses = NULL };
	return true;
}

/* ---- showing ---- */

bool client_plan_changes(const struct client_plan *plan, const struct client_config *config)
{
	return plan->text.exists != config->exists || !secret_equal(&plan->text.bytes, &config->text);
}

/* A value of the file's object, as it may be shown: its texts may be credentials, also of other registries and of
 * proxies; names are not. */
static void append_masked(const struct json_span *value, struct secret *out)
{
	struct json_scan scan = json_scan_of(value->start, value->length);
	while (scan.at < scan.end) {
		const char *start = scan.at;
		if (*start != '"') {
			scan.at++;
			secret_append(out, start, 1);
			continue;
		}
		(void)json_scan_string(&scan);
		const char *end = scan.at;
		bool name = json_scan_peek(&scan) == ':';
		scan.at = end;
		if (name)
			secret_append(out, start, (size_t)(end - start));
		else
			secret_append_text(out, MASK);
	}
}

/* The text without what must not be on a screen. `credHelpers` is what is shown, and plain members hold names. */
static bool mask(const struct secret *text, struct secret *out)
{
	g_auto(ClientJson) json = { .members = NULL };
	if (!client_json_parse(text, &json, NULL))
		return false;
	const char *done = secret_text(text);
	for (guint i = 0; i < json.members->len; i++) {
		const struct json_span *value = &g_array_index(json.members, struct json_member, i).value;
		bool nested = value->start[0] == '{' || value->start[0] == '[';
		if (!nested || value->start == json.helpers_object.start)
			continue;
		secret_append(out, done, (size_t)(value->start - done));
		append_masked(value, out);
		done = value->start + value->length;
	}
	secret_append(out, done, (size_t)(secret_text(text) + text->length - done));
	return !secret_overflowed(out);
}

bool client_plan_print(const struct client_plan *plan, const struct client_config *config, struct secret *out)
{
	g_auto(Secret) before = SECRET_INIT(2 * CLIENT_CONFIG_MAX);
	g_auto(Secret) after = SECRET_INIT(2 * CLIENT_CONFIG_MAX);
	if (!mask(&config->text, &before) || !mask(&plan->text.bytes, &after))
		return false;
	text_diff(config->path, config->exists ? &before : NULL, plan->text.exists ? &after : NULL, out);
	return true;
}
