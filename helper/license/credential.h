/* SPDX-License-Identifier: MIT
 *
 * credential.h - which license answers for this domain?
 *
 * Every verb asks here, and nowhere else. The order of places: a license given from outside
 * (keyring/provided-credential.h), then the keyring in use (keyring-choice.h). Only for our domains
 * (our-domains.h): for any other nothing is read and no keyring is asked.
 *
 * Errors: HELPER_NOT_FOUND with TEXT_NOT_FOUND if the place was asked and has no license; those of
 * KEYRING_ERROR if it could not be asked. Never one in place of the other: a client that reads
 * "not found" goes on without credentials.
 */
#ifndef HELPER_LICENSE_CREDENTIAL_H
#define HELPER_LICENSE_CREDENTIAL_H

#include "../../keyring/keyring.h"
#include "../address/domain.h"
#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* The license for what a client asked. If no profile was named and the URL has an app slug, the item of that app in
 * any profile goes before the profile's own. */
bool credential_lookup(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		       GError **error);

/* Which item of the keyring that is: `ret_query` matches it alone, if there is one. Its profile is freed with
 * `ret_owner`, which may be NULL afterwards. Unlocks. */
bool credential_locate(const struct profile *profile, const struct server_url *url, struct keyring_query *ret_query,
		       char **ret_owner, GError **error);

/* Whether credential_lookup() may answer for another app on this domain with another license than it just did, or
 * for another image: a cache must not keep one answer for the whole domain. */
bool credential_differs_by_app(const struct profile *profile, const char *domain, bool *ret_differs, GError **error);

#endif
