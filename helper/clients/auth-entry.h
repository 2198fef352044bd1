/* SPDX-License-Identifier: MIT
 *
 * auth-entry.h - the license in an entry of "auths", in plain text (pure)
 *
 * docker, podman and Helm write { "auth": "<base64 of USER:LICENSE>" }; kubectl adds "username" and
 * "password", and by hand people write those alone. An identity or registry token is a login of another kind and no
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

/* Says what the entry holds; for AUTH_ENTRY_LICENSE *ret_license is it, for the domain and app that the key of the
 * entry names, which must be one that client_json_next_auth() found. HELPER_FAILED, with a reason to put behind the
 * file's name, where it is neither whole nor empty: what it means cannot be known. */
bool auth_entry_read(const struct json_member *entry, enum auth_entry *ret_kind, struct license *ret_license,
		     GError **error);

#endif
