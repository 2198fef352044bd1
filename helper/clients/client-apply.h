/* SPDX-License-Identifier: MIT
 *
 * client-apply.h - adds this helper to the clients' config files, and removes it
 *
 * Each file is handled in the same order: it is read and a plan is made; with the lock held it is read and planned
 * again; licenses in plain text are stored in the keyring and read back; only then the file is replaced and the change
 * reported. A plan that fails changes neither a file nor the keyring.
 */
#ifndef HELPER_CLIENTS_CLIENT_APPLY_H
#define HELPER_CLIENTS_CLIENT_APPLY_H

#include "../license/profile.h"
#include "client-config.h"

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

struct client_apply {
	const struct profile *profile;
	/* Registry domains, NULL-terminated. An empty list means, to add: those that the profile has a license for, else
	 * those that a login would store one for, and those that a file itself has a plain-text license for, if they
	 * are Replicated's or declared; to remove: all that use the profile's helper. */
	const char *const *domains;
	bool force;   /* replace another helper */
	bool dry_run; /* change nothing, and print what would change */
	struct secret *out;
};

/* Adds to apply->out a line for each file and change. HELPER_FAILED if nothing was begun: no client, or no helper
 * that can be run. An error with one file is printed on standard error and counted in *ret_failures; the others are
 * changed anyway. `list` contains clients (struct client); NULL means all that are on this machine. */
bool client_apply_add(const struct client_apply *apply, const GPtrArray *list, unsigned *ret_failures, GError **error);

/* Removes the helper in the same way. Needs neither a keyring nor a helper that can be run. */
bool client_apply_remove(const struct client_apply *apply, const GPtrArray *list, unsigned *ret_failures,
			 GError **error);

#endif
