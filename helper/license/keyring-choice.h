/* SPDX-License-Identifier: MIT
 *
 * keyring-choice.h - which keyring keeps the licenses: REPLICATED_KEYRING, else the config file, else the
 * Secret Service of the desktop
 *
 * Never another one because the chosen one does not answer: it could be a weaker place.
 */
#ifndef HELPER_LICENSE_KEYRING_CHOICE_H
#define HELPER_LICENSE_KEYRING_CHOICE_H

#include "../../keyring/keyring.h"

#include <glib.h>
#include <stdbool.h>

/* The names that REPLICATED_KEYRING and the config file may hold. */
#define KEYRING_SECRET_SERVICE "secret-service"
#define KEYRING_VAULT "vault"

/* The keyring of this call, opened at the first use. */
const struct keyring *keyring_in_use(GError **error);

/* Makes it the one in use for the rest of the call. */
void keyring_use(const struct keyring *keyring);

/* The name of the keyring that the environment or the config file names; freed by the caller. */
bool keyring_chosen_name(char **ret_name, GError **error);

/* The keyring of that name, in use or not. */
const struct keyring *keyring_named(const char *name, GError **error);

/* What the query matches, as keyring->list() gives it, from a keyring that a person may be asked to unlock: one
 * that was never unlocked since it started does not say what it holds. */
bool keyring_list_unlocked(const struct keyring *keyring, const struct keyring_query *query, GPtrArray **ret_items,
			   GError **error);

#endif
