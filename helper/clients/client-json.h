/* SPDX-License-Identifier: MIT
 *
 * client-json.h - the contents of the config file of a registry client, with their positions (pure)
 *
 * docker's config.json, podman's auth.json and Helm's registry/config.json have the same form:
 *
 *	{
 *		"auths": { "<registry>": { "auth": "<base64 of USER:PASSWORD>" } },
 *		"credsStore": "<helper for all>",
 *		"credHelpers": { "<registry>": "<helper>" }
 *	}
 *
 * They contain other members that do not concern this program, and numbers and escapes that cJSON loses. An edit needs
 * the positions in the text, which a tree does not contain. So they are scanned by json-scan.h, the only parser of the
 * grammar (cJSON reads only what it has accepted), and never made into a tree.
 *
 * These are refused, because clients would disagree: one of the three members above given twice or in another letter
 * case (Go finds it in any case), a name twice inside of it, and `credHelpers` or `auths` of another type. `null` is the
 * same as a missing member.
 */
#ifndef HELPER_CLIENTS_CLIENT_JSON_H
#define HELPER_CLIENTS_CLIENT_JSON_H

#include "../format/json-scan.h"

#include <glib.h>
#include <stdbool.h>

/* An object of the text. */
struct client_object {
	struct json_span span; /* without start if there is no object */
	GArray *members;       /* struct json_member, in order */
	GHashTable *index;     /* by name; NULL for the outermost object, which may have a name twice */
};

/* All spans point into the text that was parsed. */
struct client_json {
	struct client_object root; /* without start if the text is blank */
	struct client_object helpers;
	struct client_object auths;
	/* The three members themselves, whatever their value; without start if there is none. */
	struct json_member helpers_member;
	struct json_member auths_member;
	struct json_member store_member;
};

/* Reads the text, which must outlive the result. Blank text counts as an empty file. The error is a
 * reason to print after the file's name: "it is not JSON". */
bool client_json_parse(const struct secret *text, struct client_json *ret_json, GError **error);
void client_json_clear(struct client_json *json);

typedef struct client_json ClientJson; /* for g_auto(ClientJson) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientJson, client_json_clear)

/* The member of that very name, or NULL. */
const struct json_member *client_json_find(const struct client_object *object, const char *name);

/* What the name of a member means, its escapes resolved. */
GBytes *client_json_name(const struct json_member *member);

/* The index of the first entry of "auths", from `from` on, that clients use for this registry domain,
 * however its key is spelled; the number of entries if there is none. */
guint client_json_next_auth(const struct client_json *json, const char *domain, guint from);

/* Whether a value is empty: missing, null or "". */
bool client_json_is_unset(const struct json_span *value);

/* Whether an entry of "auths" contains something to log in with: a password or a token. docker leaves an
 * empty entry if a helper stores the password. */
bool client_json_auth_is_filled(const struct json_member *auth);

/* Whether "auths" has a filled entry for the domain, however it is spelled: a password or token in plain text. */
bool client_json_has_login(const struct client_json *json, const char *domain);

/* Whether one of them is what a client uses for images of the domain: not "H:443" nor "Registry.Example", which are
 * other registries to it. */
bool client_json_login_answers(const struct client_json *json, const char *domain);

/* Whether it is the empty object. */
bool client_json_auth_is_empty(const struct json_member *auth);

/* A member of an entry of "auths", its name in any letter case, as Go reads it. Without start if there
 * is none. False if there are several, or the entry is not an object. */
bool client_json_auth_member(const struct json_member *auth, const char *name, struct json_span *ret_value);

#endif
