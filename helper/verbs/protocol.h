/* SPDX-License-Identifier: MIT
 *
 * protocol.h - the answers of the protocol verbs, for the verb that gives them over a socket
 */
#ifndef HELPER_VERBS_PROTOCOL_H
#define HELPER_VERBS_PROTOCOL_H

#include "../../keyring/secret.h"
#include "../license/profile.h"

#include <glib.h>
#include <stdbool.h>

/* Adds what `get` prints for a request, a server URL, which is changed. Errors: credential.h, and those of a
 * malformed request. */
bool protocol_get(const struct profile *profile, struct secret *request, struct secret *out, GError **error);

/* Adds what `list` prints. */
bool protocol_list(const struct profile *profile, struct secret *out, GError **error);

#endif
