/* SPDX-License-Identifier: MIT
 *
 * account.h - which license answers for this domain?
 *
 * Every verb asks here, and nowhere else. The order of places: a license given from outside
 * (keyring/provided-credential.h), then the keyring named by REPLICATED_KEYRING or the config file. Only for our
 * domains: the built-in ones (domain.h), those in REPLICATED_DOMAINS and those in the config file;
 * for any other nothing is read and no keyring is asked.
 *
 * Errors: HELPER_NOT_FOUND with TEXT_NOT_FOUND where the place was asked and has no license; those of
 * KEYRING_ERROR where it could not be asked. Never one in place of the other: a client that reads
 * "not found" goes on without credentials.
 */
#ifndef HELPER_LICENSE_ACCOUNT_H
#define HELPER_LICENSE_ACCOUNT_H

#include "../../keyring/keyring.h"
#include "../address/domain.h"
#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* Whether the domain is one of ours. An upstream registry (upstream.h) never is, whatever list holds it. Fails if a
 * list of domains is malformed. */
bool account_is_ours(const char *domain, bool *ret_ours, GError **error);
/* The same for verbs that need one of ours: for any other domain HELPER_FAILED, with a sentence that says what a
 * custom domain is, or that this is an upstream registry. It holds no line that could be pasted and would send the
 * license to the domain. */
bool account_must_be_ours(const char *domain, GError **error);

/* The license for what a client asked. Where no profile was named and the URL has an app slug, the item
 * of that app in any profile goes before the profile's own. */
bool account_find(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		  GError **error);

/* Whether account_find() may answer for another app on this domain with another license than it just did, or
 * for another image: a cache must not keep one answer for the whole domain. */
bool account_differs_by_app(const struct profile *profile, const char *domain, bool *ret_differs, GError **error);

/* The domains of the profile that account_find() answers, in byte order, with their user names: an array
 * of struct keyring_item. Reads no secret and never unlocks. */
bool account_list(const struct profile *profile, GPtrArray **ret_items, GError **error);

/* The licenses for these domains, in byte order of the domains, each once: an array of struct license. An
 * empty list means all domains of the profile. A domain without an item of its own takes the profile's
 * license where the profile holds just one: licenses are not bound to a domain. */
bool account_licenses(const struct profile *profile, const char *const *domains, GPtrArray **ret_licenses,
		      GError **error);

/* Stores the license in the keyring, in place of any other of that profile and domain. `app` may be
 * NULL. The domain must be one of ours. */
bool account_store(const struct profile *profile, const char *domain, const char *username, const char *app,
		   const struct secret *id, GError **error);

/* Removes from the keyring what account_find() would answer from there. None is no error. */
bool account_erase(const struct profile *profile, const struct server_url *url, GError **error);

/* The names that REPLICATED_KEYRING and the config file may hold. */
#define KEYRING_SECRET_SERVICE "secret-service"
#define KEYRING_VAULT "vault"

/* The keyring in use. For verbs that manage it; all others use the functions above. */
const struct keyring *account_keyring(GError **error);

/* The name of the keyring that the environment or the config file names; freed by the caller. */
bool account_keyring_name(char **ret_name, GError **error);

/* The keyring of that name, in use or not. */
const struct keyring *account_keyring_named(const char *name, GError **error);

/* Makes it the one in use for the rest of the call. */
void account_use_keyring(const struct keyring *keyring);

#endif
