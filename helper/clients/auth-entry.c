/* SPDX-License-Identifier: MIT */
#include "auth-entry.h"

#include "../address/domain.h"
#include "../runtime/error.h"

#include <string.h>

/* The most that is read of one member: base64 of a user name and a license. */
#define MEMBER_MAX (2 * (USERNAME_MAX + LICENSE_ID_MAX))

static const char damaged[] = "its plain-text entry for '%s' is not USER:LICENSE in base64: remove it, or log in again";

/* The text of a member; empty where it is missing, null or "". False where it is of another kind. */
static bool take_text(const struct json_member *entry, const char *name, struct secret *ret_text)
{
	struct json_span value;
	if (!client_json_auth_member(entry, name, &value))
		return false;
	return client_json_is_unset(&value) || json_span_decode(&value, ret_text);
}

static bool take_pair(const struct secret *pair, struct license *license)
{
	const char *colon = pair->bytes ? memchr(pair->bytes, ':', pair->length) : NULL;
	if (!colon)
		return false;
	size_t name = (size_t)(colon - pair->bytes);
	secret_append(&license->username, pair->bytes, name);
	secret_append(&license->id, colon + 1, pair->length - name - 1);
	return true;
}

/* The user name and license of an entry without tokens; one that is too long is left out. False where they are said
 * twice in two ways. */
static bool take_login(const struct json_member *entry, const struct secret *auth, struct license *license)
{
	g_auto(Secret) username = SECRET_INIT(MEMBER_MAX);
	g_auto(Secret) password = SECRET_INIT(MEMBER_MAX);
	g_auto(Secret) pair = SECRET_INIT(MEMBER_MAX);
	if (!take_text(entry, "username", &username) || !take_text(entry, "password", &password))
		return false;
	if (auth->length > 0)
		return secret_append_from_base64(&pair, auth->bytes, auth->length) && take_pair(&pair, license) &&
		       (username.length == 0 || secret_equal(&username, &license->username)) &&
		       (password.length == 0 || secret_equal(&password, &license->id));
	secret_append_secret(&license->username, &username);
	secret_append_secret(&license->id, &password);
	return true;
}

static bool is_whole(const struct license *license)
{
	const struct secret *username = &license->username;
	return username->length > 0 && strlen(username->bytes) == username->length &&
	       !username_problem(username->bytes) && secret_is_license_id(&license->id);
}

static bool has_token(const struct json_member *entry, bool *ret_has)
{
	g_auto(Secret) identity = SECRET_INIT(entry->value.length);
	g_auto(Secret) registry = SECRET_INIT(entry->value.length);
	if (!take_text(entry, "identitytoken", &identity) || !take_text(entry, "registrytoken", &registry))
		return false;
	*ret_has = identity.length > 0 || registry.length > 0;
	return true;
}

bool auth_entry_read(const struct json_member *entry, enum auth_entry *ret_kind, struct license *ret_license,
		     GError **error)
{
	g_auto(Secret) key = SECRET_INIT(entry->name.length);
	g_auto(Secret) auth = SECRET_INIT(MEMBER_MAX);
	struct server_url url = { .cleartext = false };
	if (json_span_decode(&entry->name, &key))
		(void)server_url_parse(secret_text(&key), key.length, &url);
	if (!client_json_auth_is_filled(entry)) {
		*ret_kind = AUTH_ENTRY_NONE;
		return true;
	}

	bool token;
	g_auto(License) license = {
		.domain = g_strdup(url.domain),
		.app = url.app[0] ? g_strdup(url.app) : NULL,
		.username = SECRET_INIT(USERNAME_MAX),
		.id = SECRET_INIT(LICENSE_ID_MAX),
	};
	if (!has_token(entry, &token) || !take_text(entry, "auth", &auth))
		return fail(error, HELPER_FAILED, damaged, url.domain);
	if (!token && !take_login(entry, &auth, &license))
		return fail(error, HELPER_FAILED, damaged, url.domain);
	if (token || strcmp(secret_text(&license.username), "<token>") == 0) {
		*ret_kind = AUTH_ENTRY_TOKEN;
		return true;
	}
	if (!is_whole(&license))
		return fail(error, HELPER_FAILED, damaged, url.domain);
	*ret_kind = AUTH_ENTRY_LICENSE;
	*ret_license = license;
	license = (struct license){ .domain = NULL };
	return true;
}
