/* SPDX-License-Identifier: MIT
 *
 * keyring-choice.h - the keyring that stores the licenses: that of REPLICATED_KEYRING, else of the config file,
 * else the Secret Service of the desktop
 *
 * Another one is never used if the selected one does not answer, because it could be weaker.
 */
#ifndef HELPER_LICENSE_KEYRING_CHOICE_H
#define HELPER_LICENSE_KEYRING_CHOICE_H

#include "../../keyring/keyring.h"

#include <glib.h>
#include <stdbool.h>

/* The names that REPLICATED_KEYRING and the config file may contain. */
#define KEYRING_SECRET_SERVICE "secret-service"
#define KEYRING_VAULT "vault"

/* The keyring of this call, opened at the first use. NULL with an error if another helper keeps the licenses
 * (forwarding.h): what that one can be asked for is asked there before. */
const struct keyring *keyring_in_use(GError **error);

/* Makes it the one in use for the rest of the call. */
void keyring_use(const struct keyring *keyring);

/* The name of the keyring that the environment or the config file selects; freed by the caller. */
bool keyring_chosen_name(char **ret_name, GError **error);

/* The keyring of that name, in use or not. */
const struct keyring *keyring_named(const char *name, GError **error);

/* The items that the query matches, as by keyring->list(). A person may be asked to unlock the keyring, because one that
 * was never unlocked since it started does not list its items. */
bool keyring_list_unlocked(const struct keyring *keyring, const struct keyring_query *query, GPtrArray **ret_items,
			   GError **error);

#endif
