/* SPDX-License-Identifier: MIT
 *
 * plain-login.h - the license in an entry of "auths", in plain text (pure)
 *
 * docker, podman and Helm write { "auth": "<base64 of USER:LICENSE>" }; kubectl adds "username" and
 * "password", and by hand people write those alone. An identity or registry token is a login of another kind and no
 * license.
 */
#ifndef HELPER_PLAIN_LOGIN_H
#define HELPER_PLAIN_LOGIN_H

#include "account.h"
#include "client-json.h"

enum plain_login {
	PLAIN_LOGIN_NONE,  /* nothing to log in with */
	PLAIN_LOGIN_TOKEN, /* a token: not ours */
	PLAIN_LOGIN_LICENSE,
};

/* Says what the entry holds; for PLAIN_LOGIN_LICENSE *ret_license is it, for the domain and app that the key of the
 * entry names, which must be one that client_json_next_auth() found. HELPER_FAILED, with a reason to put behind the
 * file's name, where it is neither whole nor empty: what it means cannot be known. */
bool plain_login_read(const struct json_member *entry, enum plain_login *ret_kind, struct license *ret_license,
		      GError **error);

#endif
