/* SPDX-License-Identifier: MIT
 *
 * node-settings.h - where k3s and RKE2 find credential providers, by their own config file
 *
 * They read /etc/rancher/CLIENT/config.yaml, then the files of config.yaml.d by name; the last one that has a setting
 * decides. An argument in kubelet-arg overrides the setting of the same name.
 */
#ifndef HELPER_CLIENTS_NODE_SETTINGS_H
#define HELPER_CLIENTS_NODE_SETTINGS_H

#include <glib.h>
#include <stdbool.h>

struct node_settings {
	char *file;   /* the one that sets another path; NULL if both are the default ones */
	char *config; /* the CredentialProviderConfig */
	char *folder; /* of the programs */
};

/* For the client "k3s" or "rke2", whose default config is given. The result is to be cleared. HELPER_FAILED if one of the
 * files cannot be read. */
bool node_settings_read(const char *client, const char *config, struct node_settings *ret_settings, GError **error);
void node_settings_clear(struct node_settings *settings);

typedef struct node_settings NodeSettings; /* for g_auto(NodeSettings) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NodeSettings, node_settings_clear)

/* The folder of programs that belongs to a config if none is set; freed by the caller. */
char *node_folder_of(const char *config);

#endif
