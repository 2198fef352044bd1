/* SPDX-License-Identifier: MIT
 *
 * client-files.h - the clients that this program configures, and the paths of their config files
 *
 *	docker	$DOCKER_CONFIG/config.json, else ~/.docker/config.json
 *	podman	$REGISTRY_AUTH_FILE alone, else two files: $XDG_RUNTIME_DIR/containers/auth.json, else
 *		/run/containers/UID/auth.json, which podman writes at login and a reboot removes; and
 *		$XDG_CONFIG_HOME/containers/auth.json, else ~/.config/containers/auth.json, which
 *		podman only reads	(containers-auth.json(5))
 *	helm	$HELM_REGISTRY_CONFIG, else registry/config.json in $HELM_CONFIG_HOME, else in
 *		$XDG_CONFIG_HOME/helm, else in ~/.config/helm
 *	terraform $TF_CLI_CONFIG_FILE alone, else ~/.terraformrc, and OpenTofu's ~/.tofurc if it is there
 *		(terraform-files.h has more that it reads)
 *	k3s, rke2 /var/lib/rancher/credentialprovider/config.yaml, which tells kubelet of credential providers
 *
 * An empty variable counts as unset.
 */
#ifndef HELPER_CLIENTS_CLIENT_FILES_H
#define HELPER_CLIENTS_CLIENT_FILES_H

#include <glib.h>
#include <stdbool.h>

/* Bounds what is read into memory. Real files have some kilobytes. */
#define CLIENT_CONFIG_MAX (16 * 1024 * 1024)

/* What the files are written in, and so which of our readers and editors they are for. */
enum client_notation {
	CLIENT_JSON, /* "credHelpers" and "auths": client-config.h */
	CLIENT_HCL,  /* a credentials helper of Terraform: terraform-config.h */
	CLIENT_NODE, /* a credential provider of kubelet: node-config.h */
};

struct client {
	const char *name;	 /* as in --client; NULL ends the table */
	const char *programs[4]; /* that read these files, ended by NULL */
	bool knows_store;	 /* reads "credsStore", and chooses a store if there was no login yet */
	bool has_plugins;	 /* those of helm-plugin.h */
	bool (*add_files)(GPtrArray *paths, GError **error); /* for client_files() */
	enum client_notation notation;
};

/* docker (with nerdctl), podman (with buildah and skopeo), helm, terraform (with tofu), k3s, rke2. */
#define CLIENT_NAMES "docker, podman, helm, terraform, k3s or rke2"
extern const struct client clients[];

/* The client of that name, or NULL. */
const struct client *client_find(const char *name);

/* The absolute paths of the client's files, whether they exist or not, in the order in which it reads them: an array of
 * strings. It writes the first one at login. NULL and HELPER_FAILED if a variable contains a relative path, which means
 * another file for each program, or if HOME is not set. */
GPtrArray *client_files(const struct client *client, GError **error);

/* Whether one of its programs is on PATH, or one of its files exists. A node is there for root only. */
bool client_is_here(const struct client *client);

/* The file that docker reads if it is installed as a snap; freed by the caller. NULL if docker is not a snap and the
 * file does not exist. A snap's docker reads no other file, and cannot run programs outside of its snap. */
char *client_snap_file(void);

#endif
