/* SPDX-License-Identifier: MIT
 *
 * keyring-switch.h - another keyring from now on: `login --keyring`
 */
#ifndef HELPER_LICENSE_KEYRING_SWITCH_H
#define HELPER_LICENSE_KEYRING_SWITCH_H

#include "../../keyring/keyring.h"
#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* The keyring of that name is the one in use for the rest of the call; a vault is created and unlocked if needed. Refuses
 * if REPLICATED_KEYRING names another one. *ret_before is the one that was in use; NULL if it is the same, or was
 * none. */
bool keyring_switch_begin(const char *name, const struct keyring **ret_before, GError **error);

/* After these licenses (an array of struct license) are stored there: the config file names it, and the old one no
 * longer holds what it does. */
bool keyring_switch_end(const char *name, const struct keyring *before, const struct profile *profile,
			const GPtrArray *licenses, GError **error);

#endif
