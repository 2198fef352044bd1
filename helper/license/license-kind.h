/* SPDX-License-Identifier: MIT
 *
 * license-kind.h - whether a license is a license ID or a service-account token (pure)
 *
 * A license ID can never be changed. A service-account token is the base64 of {"i":"<identity>","s":"<secret>"}, and is
 * replaced in the vendor's portal, which gives another one with the same identity. The identity may be shown; the rest
 * of it may not. Both are used in the same way: only `login --rotate` and `status` distinguish them.
 */
#ifndef HELPER_LICENSE_LICENSE_KIND_H
#define HELPER_LICENSE_LICENSE_KIND_H

#include "../../keyring/secret.h"

#include <stdbool.h>

/* As a keyring keeps it, and `status --json` prints it. */
#define LICENSE_KIND_ID "license-id"
#define LICENSE_KIND_TOKEN "service-account-token"

/* One of these. */
const char *license_kind(const struct secret *license);

/* For people: "license ID", "service-account token"; NULL for a kind that is not known, or NULL. */
const char *license_kind_words(const char *kind);

/* The identity of a service-account token, freed by the caller; NULL if it is not one. */
char *license_identity(const struct secret *license);

#endif
