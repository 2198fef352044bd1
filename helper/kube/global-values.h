/* SPDX-License-Identifier: MIT
 *
 * global-values.h - the values that the Replicated registry adds to a chart, from a license (pure)
 *
 * `global.replicated` as kots writes it (pkg/upstream/helm.go, buildGlobalReplicatedValues): channelName, customerEmail,
 * customerName, dockerconfigjson, licenseFields, licenseID and licenseType, keys sorted. A field of the license has
 * description, name, signature (v1 or v2, as the apiVersion of the license says), title, value and valueType. A value is
 * text, a whole number or a boolean; one that is missing is null in v1beta1 and 0 in v1beta2. With the Replicated SDK as
 * a subchart also the license itself, as text.
 */
#ifndef HELPER_KUBE_GLOBAL_VALUES_H
#define HELPER_KUBE_GLOBAL_VALUES_H

#include "../../keyring/secret.h"
#include "../format/yaml-value.h"

#include <glib.h>
#include <stdbool.h>

/* The name that the SDK has as a subchart, unless the chart gives it an alias. */
#define SDK_DEFAULT_NAME "replicated"
#define SDK_NAME_MAX 63

/* More than a license file of 64 KiB with a docker config can become. */
#define GLOBAL_VALUES_MAX (4 * 1024 * 1024)

struct global_values {
	const struct yaml_value *license; /* license-file.h; with its ID */
	const struct secret *id;
	const struct secret *json; /* the docker config */
	const char *sdk;	   /* name of the SDK's subchart, or NULL */
};

/* Whether a chart can call the SDK so: letters, digits, "-", "_" and ".", not "global". */
bool global_values_sdk_is_valid(const char *name);

/* Adds the YAML. HELPER_FAILED if the license has a field that kots would not read. */
bool global_values_print(const struct global_values *values, struct secret *out, GError **error);

#endif
