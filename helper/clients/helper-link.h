/* SPDX-License-Identifier: MIT
 *
 * helper-link.h - the name by which clients run this program for one profile
 *
 * `credHelpers` contains what comes after "docker-credential-": "replicated", or "replicated-acme" for the profile
 * acme. The latter is a link to the program. A config file must never contain a helper that cannot be run: docker before
 * 20.10.9 then sent the password to Docker Hub (CVE-2021-41092).
 */
#ifndef HELPER_CLIENTS_HELPER_LINK_H
#define HELPER_CLIENTS_HELPER_LINK_H

#include "../license/profile.h"

#include <glib.h>
#include <stdbool.h>

/* The value for `credHelpers`; freed by the caller. */
char *helper_link_helper(const struct profile *profile);

/* Verifies that a client can run the profile's helper: finds it on PATH as clients do and runs its `version`. If no
 * program of that name exists yet, a link is created next to this program, or in ~/.local/bin, whichever is on PATH and
 * can be written to. *ret_made is the link, freed by the caller, or NULL; with `dry_run` it is the link that would be
 * created. HELPER_FAILED with the remedy. */
bool helper_link_provide(const struct profile *profile, bool dry_run, char **ret_made, GError **error);

/* Removes that link if it leads to this program, and returns its name, else NULL. Never removes the program. */
char *helper_link_withdraw(const struct profile *profile);

#endif
