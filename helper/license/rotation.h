/* SPDX-License-Identifier: MIT
 *
 * rotation.h - a service-account token put in place of the one before it, wherever the keyring in use has that
 *
 * The portal replaces a token at once: the old one opens nothing any more. Both have the same identity (license-kind.h),
 * by which the items of the keyring are found, of every profile and domain.
 */
#ifndef HELPER_LICENSE_ROTATION_H
#define HELPER_LICENSE_ROTATION_H

#include "../../keyring/keyring.h"

#include <glib.h>
#include <stdbool.h>

/* The items that hold an older token with the identity of this one: an array of struct keyring_license, by profile and
 * domain; empty if all hold this very token. HELPER_FAILED if it is not a token, or no item has one with its
 * identity. */
bool rotation_find(const struct secret *token, GPtrArray **ret_old, GError **error);

/* What the registries are to be asked before: an array of struct license, the new token for each domain of those items
 * that is still a Replicated or declared one. */
bool rotation_licenses(const GPtrArray *old, const struct secret *token, GPtrArray **ret_licenses, GError **error);

/* Puts the token in place of the old one in all items or in none: after a failure they are as they were, as far as the
 * keyring lets us. What was stored meanwhile is looked for again. `expires_at` is of the new license file, or NULL: then
 * what is stored stays. *ret_old: what was replaced. */
bool rotation_carry_out(const struct secret *token, const char *expires_at, GPtrArray **ret_old, GError **error);

#endif
