/* SPDX-License-Identifier: MIT
 *
 * migrate.h - moves licenses from one keyring to another
 *
 * A license is removed from the first keyring only after the same bytes have been read back from the second. The next
 * call continues an interrupted one: a license that both keyrings have is not copied again.
 */
#ifndef HELPER_LICENSE_MIGRATE_H
#define HELPER_LICENSE_MIGRATE_H

#include "../../keyring/keyring.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* Moves the licenses of all profiles. Nothing is changed if the second has another license for the same
 * profile and domain. *ret_count is their number. */
bool migrate(const struct keyring *from, const struct keyring *to, unsigned *ret_count, GError **error);

/* After a login with another keyring than before: removes from the old one the licenses that the new one now has for
 * the domains of these licenses (an array of struct license), and prints a note about others that stay there. */
bool keyring_leave(const struct keyring *from, const struct keyring *to, const struct profile *profile,
		   const GPtrArray *licenses, GError **error);

#endif
