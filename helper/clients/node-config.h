/* SPDX-License-Identifier: MIT
 *
 * node-config.h - kubelet's CredentialProviderConfig: which providers it has, and one that contains only ours (pure)
 *
 * kubelet.config.k8s.io/v1, in YAML or JSON. A file that this program could have written itself, byte by byte, is
 * replaced as a whole. Any other one belongs to the administrator, and is only read.
 */
#ifndef HELPER_CLIENTS_NODE_CONFIG_H
#define HELPER_CLIENTS_NODE_CONFIG_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Bounds what is read into memory. Real files have some kilobytes. */
#define NODE_FILE_MAX (1024 * 1024)

struct node_provider {
	char *name;	    /* of its program in kubelet's folder */
	GPtrArray *images;  /* its matchImages; strings */
	char *license_file; /* REPLICATED_LICENSE_ID_FILE in its environment, or NULL */
};

/* A new one, without images; freed by node_provider_free(). */
struct node_provider *node_provider_new(const char *name);
void node_provider_free(gpointer provider);

/* "--cache-duration" and "defaultCacheDuration": the longest time for which a changed license is not used yet. */
#define NODE_CACHE_DURATION "1h0m0s"

/* The providers of the file, an array of struct node_provider that frees them; an empty one for an empty text. NULL and
 * HELPER_FAILED, with only a reason, if it is not YAML, or not a CredentialProviderConfig. */
GPtrArray *node_config_parse(const struct secret *text, GError **error);

/* The one of that name, or NULL. */
struct node_provider *node_config_find(const GPtrArray *providers, const char *name);

/* Adds the text of a file with these providers. */
void node_config_print(const GPtrArray *providers, struct secret *out);

/* Whether this program has written the text. */
bool node_config_is_own(const GPtrArray *providers, const struct secret *text);

/* One provider on one line, which is right in YAML and in JSON; freed by the caller. */
char *node_config_line(const struct node_provider *provider);

/* Whether it is a provider of this program, for any profile. */
bool node_provider_is_ours(const struct node_provider *provider);

#endif
