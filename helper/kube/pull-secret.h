/* SPDX-License-Identifier: MIT
 *
 * pull-secret.h - the manifest of a Kubernetes Secret that image pulls use (pure)
 *
 *	apiVersion: v1
 *	kind: Secret
 *	metadata:
 *	  name: replicated-pull-secret
 *	type: kubernetes.io/dockerconfigjson
 *	data:
 *	  .dockerconfigjson: <base64 of the docker config>
 *
 * Names, labels and annotations follow the rules of the Kubernetes API (kubernetes.io, "Object Names
 * and IDs", "Labels and Selectors", "Annotations"), so that a server never refuses the output,
 * and nothing in them is read as other YAML.
 */
#ifndef HELPER_KUBE_PULL_SECRET_H
#define HELPER_KUBE_PULL_SECRET_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* The name in the charts of Replicated's documentation. */
#define PULL_SECRET_DEFAULT_NAME "replicated-pull-secret"
/* The Replicated SDK creates a Secret of this name. With a second one Helm would fail, or lose that of the SDK. */
#define PULL_SECRET_TAKEN_NAME "replicated"

#define DNS_SUBDOMAIN_MAX 253
#define DNS_LABEL_MAX 63
#define LABEL_NAME_MAX 63
/* All annotations of an object together, keys and values. */
#define ANNOTATIONS_MAX (256 * 1024)

struct pull_secret {
	const char *name;		/* DNS-1123 subdomain */
	const char *namespace;		/* DNS-1123 label, or NULL: that of the caller */
	const char *const *labels;	/* "key=value" each, NULL-terminated */
	const char *const *annotations; /* the same */
	/* The mark with which old Secrets can be found (`kubectl get secret -A -l MARK_LABEL`), see
	 * pull_secret_fingerprint(); NULL for a Secret without marks. */
	const char *fingerprint;
};

/* The marks of a Secret that this program made. A label or annotation on the command line overrides one of the same
 * key. */
#define MARK_LABEL "app.kubernetes.io/managed-by=docker-credential-replicated"
#define MARK_ANNOTATION "docker-credential-replicated/license-sha256"
#define FINGERPRINT_DIGITS 12

/* The first FINGERPRINT_DIGITS hex digits of the SHA-256 of each license in this array of struct license, each once, in
 * order, joined by ".". It identifies the license in a Secret without revealing it: license IDs are random. Freed by
 * the caller. */
char *pull_secret_fingerprint(const GPtrArray *licenses);

/* Whether Kubernetes accepts it. HELPER_USAGE, with the name of the option; a value is not repeated, because a license
 * may have been typed instead of it. */
bool pull_secret_check(const struct pull_secret *manifest, GError **error);

/* Adds the manifest of a Secret that pull_secret_check() accepted to `out`. */
void pull_secret_print(const struct pull_secret *manifest, const struct secret *dockerconfig, struct secret *out);

#endif
