/* SPDX-License-Identifier: MIT
 *
 * client-keep.h - licenses in plain text go into the keyring before they leave a file
 */
#ifndef HELPER_CLIENTS_CLIENT_KEEP_H
#define HELPER_CLIENTS_CLIENT_KEEP_H

#include "../license/profile.h"
#include "client-plan.h"

#include <glib.h>
#include <stdbool.h>

/* Stores the licenses of the plan that the keyring does not have yet, all or none, and looks for them there. Fails with
 * a sentence that names the file at `path`, where the keyring has another license for a domain, too. */
bool client_keep_licenses(const struct profile *profile, const struct client_plan *plan, const char *path,
			  GError **error);

#endif
