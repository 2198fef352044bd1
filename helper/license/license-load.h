/* SPDX-License-Identifier: MIT
 *
 * license-load.h - the licenses of a profile, several at a time
 */
#ifndef HELPER_LICENSE_LICENSE_LOAD_H
#define HELPER_LICENSE_LICENSE_LOAD_H

#include "license.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* The licenses for these domains, in byte order of the domains, each once: an array of struct license. An
 * empty list means all domains of the profile. A domain that is not ours is refused as our_domains_require()
 * does. For a domain without an item, the license of the profile is used if the profile has only one: licenses are
 * not bound to a domain. HELPER_NOT_FOUND with TEXT_NOT_FOUND if there is none. May ask to unlock. */
bool license_load(const struct profile *profile, const char *const *domains, GPtrArray **ret_licenses, GError **error);

/* The same for a verb that prints them: if there is none, the sentence of the error says how to store one. */
bool license_load_any(const struct profile *profile, const char *const *domains, GPtrArray **ret_licenses,
		      GError **error);

#endif
