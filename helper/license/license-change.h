/* SPDX-License-Identifier: MIT
 *
 * license-change.h - stores licenses in the keyring and removes them
 *
 * These functions change the keyring even if a file, a variable or a command (keyring/provided-credential.h) overrides
 * it; callers then warn with license_warn_of_source().
 *
 * Custom domains are declared in the config file with their first license, and removed from it with their last, of any
 * profile.
 */
#ifndef HELPER_LICENSE_LICENSE_CHANGE_H
#define HELPER_LICENSE_LICENSE_CHANGE_H

#include "../../keyring/keyring.h"
#include "../address/domain.h"
#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* Stores the license, and replaces any other of that profile and domain. The domain must be one of our domains. */
bool license_store(const struct profile *profile, const char *domain, const char *username, const struct secret *id,
		   GError **error);

/* Removes from the keyring the item that credential_lookup() would use. It is not an error if there is none. */
bool license_erase(const struct profile *profile, const struct server_url *url, GError **error);

/* Stores these licenses, an array of struct license, all or none, and replaces others of the profile and their
 * domains. Domains that are not declared yet are declared. After a failure the keyring and the config file are as
 * before, as far as the keyring allows. */
bool license_store_all(const struct profile *profile, const GPtrArray *licenses, GError **error);

/* Removes the licenses for these domains from the keyring, or for all if the list is empty, in this profile, or in
 * every profile if `profile` is NULL. `ret_items` are the removed ones, an array of struct keyring_item, sorted by
 * profile and domain, each once; it is not an error if there are none. */
bool license_remove(const char *profile, const char *const *domains, GPtrArray **ret_items, GError **error);

/* Prints a note on standard error if a license from outside overrides the keyring. Nothing if
 * there is none. */
void license_warn_of_source(void);

#endif
