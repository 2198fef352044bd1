/* SPDX-License-Identifier: MIT
 *
 * license-list.h - the domains that a profile has a license for
 *
 * The list contains only licenses that credential_lookup() would return: one from a file, a variable or a command
 * (keyring/provided-credential.h) is listed for the default domains and the declared ones, and an item of a keyring
 * for a domain that is not declared is left out.
 */
#ifndef HELPER_LICENSE_LICENSE_LIST_H
#define HELPER_LICENSE_LICENSE_LIST_H

#include "../../keyring/keyring.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* The domains of the profile, in byte order, with their user names: an array of struct keyring_item. Reads no
 * secret and never unlocks. */
bool license_list(const struct profile *profile, GPtrArray **ret_items, GError **error);

/* The same for a verb that a person runs: a locked keyring may ask to be unlocked. */
bool license_list_unlocked(const struct profile *profile, GPtrArray **ret_items, GError **error);

#endif
