/* SPDX-License-Identifier: MIT
 *
 * forwarding.h - licenses from another helper's keyring, over a socket: into a container, or over ssh
 *
 * REPLICATED_SOCKET names a UNIX socket behind which `forward` answers, on the side that keeps the license. It takes the
 * place of this machine's keyring. It comes after a license that is given by a file or variable, and before the
 * source command. Nothing is stored or removed through it.
 *
 * Who is believed (SO_PEERCRED, unix(7)): root, the own user, and, for root itself (in a container), the owner of the
 * socket. Whoever else listens there could give out a license of his own.
 */
#ifndef HELPER_LICENSE_FORWARDING_H
#define HELPER_LICENSE_FORWARDING_H

#include "../address/domain.h"
#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

#define FORWARDING_VARIABLE "REPLICATED_SOCKET"

/* Whether the variable is set; an empty one counts as unset. */
bool forwarding_is_used(void);

/* The license for what a client asked. HELPER_NOT_FOUND, with TEXT_NOT_FOUND, if the other side has none; HELPER_FAILED
 * if it cannot be asked, or answers with an error, which is quoted. */
bool forwarding_get(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		    GError **error);

/* The domains and user names that the other side lists: an array of struct keyring_item, without app. */
bool forwarding_list(const struct profile *profile, GPtrArray **ret_items, GError **error);

/* Sets the error of what only the other side can do. Is false. */
bool forwarding_refuse_change(GError **error);

#endif
