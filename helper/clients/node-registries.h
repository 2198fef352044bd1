/* SPDX-License-Identifier: MIT
 *
 * node-registries.h - registries.yaml of k3s and RKE2: for which domains does it contain a license in plain text?
 */
#ifndef HELPER_CLIENTS_NODE_REGISTRIES_H
#define HELPER_CLIENTS_NODE_REGISTRIES_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* The path of the file of the client "k3s" or "rke2"; freed by the caller. */
char *node_registries_file(const char *client);

/* The domains, a list of domain.h, that are Replicated's or declared and have an `auth` with a password or token below
 * `configs`. NULL and HELPER_FAILED, with only a reason, if the text is not YAML. */
GPtrArray *node_registries_parse(const struct secret *text, GError **error);

/* The same for the file of a client; an empty list if there is none, NULL and a sentence if it cannot be read. */
GPtrArray *node_registries_read(const char *client, GError **error);

#endif
