/* SPDX-License-Identifier: MIT
 *
 * diagnosis-node.h - for diagnosis-clients.h: whether kubelet on a node of k3s or RKE2 uses this program
 */
#ifndef HELPER_STATUS_DIAGNOSIS_NODE_H
#define HELPER_STATUS_DIAGNOSIS_NODE_H

#include "../license/profile.h"
#include "client-answers.h"

/* Fills in the entries of the client, from config.yaml and registries.yaml. */
void diagnosis_node_read(const struct profile *profile, struct diagnosis_client *client, GPtrArray *diagnostics);

/* kubelet's provider does not get the variables of this call. If only a node is examined, because it is named or nothing
 * else is here, this takes over the license file of the provider in config.yaml, or the systemd credential of the service
 * that runs, into the environment. Who has it, freed by the caller; NULL if nothing was found. */
char *diagnosis_node_take_source(const struct profile *profile, const char *const *named);

/* Adds what there is to say, once it is known whether the client has to work. */
void diagnosis_node_tell(const struct profile *profile, const struct diagnosis_client *client, GPtrArray *diagnostics);

#endif
