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

/* What became of the licenses that were to be removed: arrays of struct keyring_item, sorted by profile and domain, each
 * once. `reason` says why some stay, or why a custom domain is still declared; NULL if all is done. */
struct license_removal {
	GPtrArray *removed;
	GPtrArray *left;
	GError *reason;
};

/* Removes the licenses for these domains from the keyring, or for all if the list is empty, in this profile, or in
 * every profile if `profile` is NULL. It is not an error if there are none. Where a person refuses one, the others are
 * removed all the same; any other failure ends it. An error means that nothing was begun. The result is cleared by
 * license_removal_clear(). */
bool license_remove(const char *profile, const char *const *domains, struct license_removal *ret_removal,
		    GError **error);
void license_removal_clear(struct license_removal *removal);
typedef struct license_removal LicenseRemoval; /* for g_auto(LicenseRemoval) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LicenseRemoval, license_removal_clear)

/* Prints a note on standard error if a license from outside overrides the keyring. Nothing if
 * there is none. */
void license_warn_of_source(void);

#endif
