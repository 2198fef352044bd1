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

/* Stores the licenses of the plan that the keyring does not have yet, all or none, and looks for them there. The
 * error is a reason to put behind the file's name; one is that the keyring has another license for a domain. */
bool client_keep_licenses(const struct profile *profile, const struct client_plan *plan, GError **error);

#endif
