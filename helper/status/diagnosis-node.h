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

/* Adds what there is to say, once it is known whether the client has to work. */
void diagnosis_node_tell(const struct profile *profile, const struct diagnosis_client *client, GPtrArray *diagnostics);

#endif
