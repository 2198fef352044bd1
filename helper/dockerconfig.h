/* SPDX-License-Identifier: MIT
 *
 * dockerconfig.h - {"auths":{"<key>":{"auth":"<base64 of USER:LICENSE>"}}} (pure)
 *
 * The JSON that KOTS writes into a pull secret (kots pkg/template/license_context.go): compact, one entry
 * a key, only the member "auth". Helm charts expect it in base64 as global.replicated.dockerconfigjson.
 */
#ifndef HELPER_DOCKERCONFIG_H
#define HELPER_DOCKERCONFIG_H

#include "account.h"

/* The largest value we make: a Kubernetes Secret ends at 1 MiB. */
#define DOCKERCONFIG_MAX (1024 * 1024)

/* Adds the JSON for an array of struct license to `out`, in its order, without a line end. Fails where it
 * becomes larger than `out` may. */
bool dockerconfig_print(const GPtrArray *licenses, struct secret *out, GError **error);

#endif
