/* SPDX-License-Identifier: MIT
 *
 * node-by-hand.h - the commands by which a person adds this program to a config of kubelet that 'configure' leaves alone
 */
#ifndef HELPER_CLIENTS_NODE_BY_HAND_H
#define HELPER_CLIENTS_NODE_BY_HAND_H

#include <glib.h>

/* What the provider is to have. */
struct node_by_hand {
	const char *config;	    /* the path of the config */
	const char *name;	    /* of the provider */
	const GPtrArray *images;    /* domains */
	const char *const *domains; /* those that are not the default ones, ended by NULL */
	const char *license_file;   /* or NULL */
};

/* A command that can be pasted, also within quotes. Freed by the caller, like the others. */
char *node_by_hand_add(const struct node_by_hand *what);
char *node_by_hand_link(const char *folder, const char *name);

/* That command, or the text of the provider. */
char *node_by_hand_describe(const struct node_by_hand *what);

#endif
