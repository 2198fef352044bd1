/* SPDX-License-Identifier: MIT
 *
 * node-apply.h - for client-apply.h: makes this program a credential provider of kubelet on a node of k3s or RKE2, and
 * removes it
 *
 * Both use /var/lib/rancher/credentialprovider/bin and config.yaml next to it if they exist, without any flag. A new
 * config.yaml is written, and one that this program has written is replaced. Any other one is left as it is, and
 * the message contains what to add: kubelet does not start with a wrong file. If their own config file names another
 * config or folder (node-settings.h), nothing is changed either. A license in plain text in registries.yaml is reported,
 * not removed.
 */
#ifndef HELPER_CLIENTS_NODE_APPLY_H
#define HELPER_CLIENTS_NODE_APPLY_H

#include "../../keyring/secret.h"
#include "../license/profile.h"

#include <glib.h>
#include <stdbool.h>

struct node_apply {
	const struct profile *profile;
	const char *client; /* "k3s" or "rke2" */
	const char *path;   /* of config.yaml */
	const char *const
		*domains;   /* ended by NULL; empty: to add, Replicated's and the declared ones; to remove, all */
	bool dry_run;	    /* change nothing, and print what would change */
	struct secret *out; /* a line for each change */
};

/* Creates the link before the config names it: kubelet does not start without one of its programs. HELPER_FAILED. */
bool node_apply_add(const struct node_apply *apply, GError **error);
/* Removes both, in the other order. */
bool node_apply_remove(const struct node_apply *apply, GError **error);

/* The name of the provider of a profile; freed by the caller. */
char *node_provider_name(const struct profile *profile);

#endif
