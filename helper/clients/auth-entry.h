/* SPDX-License-Identifier: MIT
 *
 * auth-entry.h - the license in an entry of "auths", in plain text (pure)
 *
 * docker, podman and Helm write { "auth": "<base64 of USER:LICENSE>" }; kubectl adds "username" and
 * "password", and people write only those two by hand. An identity or registry token is another kind of login, not a
 * license.
 */
#ifndef HELPER_CLIENTS_AUTH_ENTRY_H
#define HELPER_CLIENTS_AUTH_ENTRY_H

#include "../license/license.h"
#include "client-json.h"

enum auth_entry {
	AUTH_ENTRY_NONE,  /* nothing to log in with */
	AUTH_ENTRY_TOKEN, /* a token: not ours */
	AUTH_ENTRY_LICENSE,
};

/* Returns what the entry contains. For AUTH_ENTRY_LICENSE, *ret_license is the license, for the domain and app in the
 * key of the entry, which must be one that client_json_next_auth() found. HELPER_FAILED, with a reason to print after
 * the file's name, if it is neither complete nor empty, so that its meaning is unknown. */
bool auth_entry_read(const struct json_member *entry, enum auth_entry *ret_kind, struct license *ret_license,
		     GError **error);

#endif
