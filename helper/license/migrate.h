/* SPDX-License-Identifier: MIT
 *
 * migrate.h - licenses taken from one keyring to another
 *
 * A license is removed from where it was only after it has been read back from where it went, the same to the
 * last byte. What was interrupted is taken up by the next call: what both hold alike is not copied again.
 */
#ifndef HELPER_LICENSE_MIGRATE_H
#define HELPER_LICENSE_MIGRATE_H

#include "../../keyring/keyring.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* Moves the licenses of all profiles. Nothing is changed where the second holds another license for the same
 * profile and domain. *ret_count is how many there were. */
bool migrate(const struct keyring *from, const struct keyring *to, unsigned *ret_count, GError **error);

/* After a login into another keyring than before: removes from the old one what the new one now holds for
 * these licenses' domains (an array of struct license), and says on standard error what else stays there. */
bool keyring_leave(const struct keyring *from, const struct keyring *to, const struct profile *profile,
		   const GPtrArray *licenses, GError **error);

#endif
