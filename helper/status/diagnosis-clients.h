/* SPDX-License-Identifier: MIT
 *
 * diagnosis-clients.h - for diagnosis.h: where docker, podman, Helm and Terraform get the license from
 *
 * A client reads its files in order, and the first one that mentions a domain decides. docker reads its own file; podman
 * its runtime file, its permanent one, and docker's; Helm its own and docker's (clients/client-config.h).
 */
#ifndef HELPER_STATUS_DIAGNOSIS_CLIENTS_H
#define HELPER_STATUS_DIAGNOSIS_CLIENTS_H

#include "../license/profile.h"
#include "client-answers.h"

#include <glib.h>
#include <stdbool.h>

/* Whether it uses this program for at least one domain. */
bool diagnosis_client_is_configured(const struct diagnosis_client *client);

/* The clients that are on this machine or named (an array of names ended by NULL), an array of struct diagnosis_client,
 * and what they use for these domains, an array of strings that outlives the result. Adds to the diagnostics. */
GPtrArray *diagnosis_clients(const struct profile *profile, const char *const *named, const GPtrArray *domains,
			     GPtrArray *diagnostics);

#endif
