/* SPDX-License-Identifier: MIT
 *
 * diagnosis-clients.h - for diagnosis.h: whom docker, podman, Helm and Terraform ask for the license
 *
 * A client reads its files in an order, and the first one that says anything of a domain decides: docker its own;
 * podman its runtime file, its lasting one, and docker's; Helm its own and docker's (clients/client-config.h).
 */
#ifndef HELPER_STATUS_DIAGNOSIS_CLIENTS_H
#define HELPER_STATUS_DIAGNOSIS_CLIENTS_H

#include "../license/profile.h"
#include "client-answers.h"

#include <glib.h>
#include <stdbool.h>

/* Whether this program answers it for a domain at least. */
bool diagnosis_client_is_configured(const struct diagnosis_client *client);

/* The clients that are on this machine or named (an array of names ended by NULL), an array of struct diagnosis_client,
 * and who answers them for these domains, an array of strings that outlives the result. Adds to the diagnostics. */
GPtrArray *diagnosis_clients(const struct profile *profile, const char *const *named, const GPtrArray *domains,
			     GPtrArray *diagnostics);

#endif
