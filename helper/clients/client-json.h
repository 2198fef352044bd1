/* SPDX-License-Identifier: MIT
 *
 * client-json.h - what the config file of a registry client says, and where it says it (pure)
 *
 * docker's config.json, podman's auth.json and Helm's registry/config.json have one form:
 *
 *	{
 *		"auths": { "<registry>": { "auth": "<base64 of USER:PASSWORD>" } },
 *		"credsStore": "<helper for all>",
 *		"credHelpers": { "<registry>": "<helper>" }
 *	}
 *
 * They hold much else that is not ours, and numbers and escapes that cJSON loses: so they are scanned and
 * never made into a tree.
 *
 * Refused, since two clients would read two things: the three members above given twice or in other letter
 * case (Go finds them in any case), a name twice inside of them, `credHelpers` or `auths` of another kind.
 */
#ifndef HELPER_CLIENTS_CLIENT_JSON_H
#define HELPER_CLIENTS_CLIENT_JSON_H

#include "../format/json-scan.h"

#include <glib.h>
#include <stdbool.h>

/* All spans point into the text that was parsed. */
struct client_json {
	struct json_span object; /* the whole; without start where the text is blank */
	GArray *members;	 /* struct json_member, as in the three below */
	GArray *helpers;	 /* inside "credHelpers"; empty where there is none */
	GArray *auths;		 /* inside "auths" */
	struct json_span helpers_object;
	struct json_span auths_object;
	struct json_span store; /* the value of "credsStore" */
};

/* Reads the text, which must outlive the result. Blank text is a file that says nothing. The error is a
 * reason to put behind the file's name: "it is not JSON". */
bool client_json_parse(const struct secret *text, struct client_json *ret_json, GError **error);
void client_json_clear(struct client_json *json);

typedef struct client_json ClientJson; /* for g_auto(ClientJson) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientJson, client_json_clear)

/* The member of that very name, or NULL. */
const struct json_member *client_json_find(const GArray *members, const char *name);

/* The index of the first entry of "auths", from `from` on, that clients use for this registry domain,
 * however its key is spelled; the number of entries where there is none. */
guint client_json_next_auth(const struct client_json *json, const char *domain, guint from);

/* Whether an entry of "auths" holds something to log in with: a password or a token. docker leaves empty
 * entries where a helper keeps the password. */
bool client_json_auth_is_filled(const struct json_member *auth);

/* Whether it is the empty object. */
bool client_json_auth_is_empty(const struct json_member *auth);

/* A member of an entry of "auths", its name in any letter case, as Go reads it. Without start where there
 * is none. False where there are several, or the entry is no object. */
bool client_json_auth_member(const struct json_member *auth, const char *name, struct json_span *ret_value);

#endif
