/* SPDX-License-Identifier: MIT
 *
 * client-keep.h - stores licenses in plain text in the keyring before they are removed from a file
 */
#ifndef HELPER_CLIENTS_CLIENT_KEEP_H
#define HELPER_CLIENTS_CLIENT_KEEP_H

#include "../license/profile.h"
#include "client-plan.h"

#include <glib.h>
#include <stdbool.h>

/* Stores the licenses of the plan that the keyring does not have yet, all or none, and reads them back. The error is a
 * reason to print after the file's name, also if the keyring has another license for a domain. */
bool client_keep_licenses(const struct profile *profile, const struct client_plan *plan, GError **error);

#endif
