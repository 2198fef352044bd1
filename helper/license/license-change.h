/* SPDX-License-Identifier: MIT
 *
 * license-change.h - licenses put into the keyring and taken out
 *
 * Always of the keyring itself, also where a license given from outside (keyring/provided-credential.h) answers in its
 * place: callers warn of that by license_warn_of_source().
 *
 * Custom domains are declared in the config file with their first license, and forgotten there with their
 * last, of any profile.
 */
#ifndef HELPER_LICENSE_LICENSE_CHANGE_H
#define HELPER_LICENSE_LICENSE_CHANGE_H

#include "../../keyring/keyring.h"
#include "../address/domain.h"
#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* Stores the license, in place of any other of that profile and domain. The domain must be one of our domains. */
bool license_store(const struct profile *profile, const char *domain, const char *username, const struct secret *id,
		   GError **error);

/* Removes the one item that credential_lookup() would answer with from the keyring. None is not an error. */
bool license_erase(const struct profile *profile, const struct server_url *url, GError **error);

/* Stores these licenses, an array of struct license, in place of others of the profile and their domains: all
 * or none. Domains that are not ours yet are declared. After a failure the keyring and the config file are as
 * they were, as far as the keyring lets us. */
bool license_store_all(const struct profile *profile, const GPtrArray *licenses, GError **error);

/* Removes what the keyring holds for these domains, or for all where the list is empty, in this profile, or in
 * every one where `profile` is NULL. `ret_items` is what was removed, an array of struct keyring_item, by
 * profile and domain, each once; nothing is not an error. */
bool license_remove(const char *profile, const char *const *domains, GPtrArray **ret_items, GError **error);

/* Says on standard error that a license given from outside answers, whatever the keyring holds. Nothing where
 * there is none. */
void license_warn_of_source(void);

#endif
