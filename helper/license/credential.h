/* SPDX-License-Identifier: MIT
 *
 * credential.h - decides which license is used for a domain
 *
 * Every verb uses these functions. The first source that is set is used: a file, a variable or a command
 * (keyring/provided-credential.h), another helper (forwarding.h), then the keyring in use (keyring-choice.h). Only for
 * our domains (our-domains.h): for any other domain nothing is read and no keyring is opened.
 *
 * Errors: HELPER_NOT_FOUND with TEXT_NOT_FOUND if the source was read and has no license; those of
 * KEYRING_ERROR if it could not be read. They are never confused, because a client that reads
 * "not found" continues without credentials.
 */
#ifndef HELPER_LICENSE_CREDENTIAL_H
#define HELPER_LICENSE_CREDENTIAL_H

#include "../../keyring/keyring.h"
#include "../address/domain.h"
#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* What provides licenses in place of any keyring ("REPLICATED_LICENSE_ID", "REPLICATED_SOCKET", …), or NULL. Reads no
 * license. */
const char *credential_source(void);

/* Whether that can be used now; with a source only. A license that is in its hands is added to `ret_license`, one
 * behind a socket is only listed. */
bool credential_source_works(const struct profile *profile, struct secret *ret_license, GError **error);

/* The license for the request of a client. If no profile was named and the URL has an app slug, the item of that app in
 * any profile is preferred to that of the profile. */
bool credential_lookup(const struct profile *profile, const struct server_url *url, struct license *ret_license,
		       GError **error);

/* The item of the keyring that it is: `ret_query` matches only this item, if there is one. Its profile is freed with
 * `ret_owner`, which may be NULL afterwards. Unlocks. */
bool credential_locate(const struct profile *profile, const struct server_url *url, struct keyring_query *ret_query,
		       char **ret_owner, GError **error);

/* Whether credential_lookup() may return another license for another app or image on this domain: then a cache must
 * not use one answer for the whole domain. */
bool credential_differs_by_app(const struct profile *profile, const char *domain, bool *ret_differs, GError **error);

#endif
