/* SPDX-License-Identifier: MIT
 *
 * helm-values.h - a docker config as a file of Helm values (pure)
 */
#ifndef HELPER_KUBE_HELM_VALUES_H
#define HELPER_KUBE_HELM_VALUES_H

#include "../../keyring/secret.h"

/* Adds YAML with global.replicated.dockerconfigjson, where Helm charts expect the JSON of dockerconfig.h, in base64. */
void helm_values_print(const struct secret *json, struct secret *out);

#endif
