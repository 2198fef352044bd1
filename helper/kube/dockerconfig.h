/* SPDX-License-Identifier: MIT
 *
 * dockerconfig.h - {"auths":{"<key>":{"auth":"<base64 of USER:LICENSE>"}}} (pure)
 *
 * The JSON that KOTS writes into a pull secret (kots pkg/template/license_context.go): compact, one entry
 * per key, keys in byte order, only the member "auth". Helm charts expect it in base64 as
 * global.replicated.dockerconfigjson.
 */
#ifndef HELPER_KUBE_DOCKERCONFIG_H
#define HELPER_KUBE_DOCKERCONFIG_H

#include "../license/license.h"

/* The largest value: a Kubernetes Secret has at most 1 MiB. */
#define DOCKERCONFIG_MAX (1024 * 1024)

struct dockerconfig_style {
	/* A license of an app is under "<domain>/proxy/<app>", so that one config can contain those of
	 * several apps on one proxy. kubelet and containers-auth.json(5) use the longest path that matches;
	 * docker knows hosts only. */
	bool app_keys;
	/* "username" and "password" before "auth", as `kubectl create secret docker-registry` writes them. */
	bool long_entries;
};

/* Adds the JSON for an array of struct license to `out`, without a line break. Fails if it does
 * not fit into `out`. */
bool dockerconfig_print(const GPtrArray *licenses, const struct dockerconfig_style *style, struct secret *out,
			GError **error);

#endif
