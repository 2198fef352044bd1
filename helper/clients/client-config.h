/* SPDX-License-Identifier: MIT
 *
 * client-config.h - docker's, podman's and Helm's config files: where they are and what they say
 *
 * Reading only; `configure` changes them. A file that is not there says nothing and is no error.
 *
 *	for (const struct client *client = clients; client->name; client++) {
 *		g_auto(ClientConfig) config = { 0 };
 *		if (client_is_here(client) && client_config_read(client, &config, &error))
 *			... client_config_helper(&config, "proxy.replicated.com")
 *	}
 */
#ifndef HELPER_CLIENTS_CLIENT_CONFIG_H
#define HELPER_CLIENTS_CLIENT_CONFIG_H

#include "client-json.h"

#include <glib.h>
#include <stdbool.h>

/* Bounds what is read into memory. Real files have some kilobytes. */
#define CLIENT_CONFIG_MAX (16 * 1024 * 1024)

struct client {
	const char *name;	       /* as in --client; NULL ends the table */
	const char *programs[4];       /* who read this file, ended by NULL */
	char *(*path)(GError **error); /* for client_config_path() */
};

/* docker (with nerdctl), podman (with buildah and skopeo), helm. */
extern const struct client clients[];

/* The client of that name, or NULL. */
const struct client *client_find(const char *name);

/* The file that the client writes at login, absolute, whether it is there or not; freed by the caller.
 *
 *	docker	$DOCKER_CONFIG/config.json, else ~/.docker/config.json
 *	podman	$REGISTRY_AUTH_FILE, else $XDG_RUNTIME_DIR/containers/auth.json,
 *		else /run/containers/UID/auth.json	(containers-auth.json(5))
 *	helm	$HELM_REGISTRY_CONFIG, else registry/config.json in $HELM_CONFIG_HOME, else in
 *		$XDG_CONFIG_HOME/helm, else in ~/.config/helm
 *
 * An empty variable counts as unset. NULL and HELPER_FAILED where a variable holds a relative path (each
 * program would read it from another place) or HOME is not set. */
char *client_config_path(const struct client *client, GError **error);

/* Whether one of its programs is on PATH, or its file is there. */
bool client_is_here(const struct client *client);

struct client_config {
	char *path;
	bool exists;
	struct secret text;	 /* a secret: it may hold passwords in plain text */
	struct client_json json; /* points into the text */
};

/* Reads the client's file. HELPER_FAILED with a sentence that names the file where it can't be read, is
 * longer than CLIENT_CONFIG_MAX, is no regular file, or is none that client-json.h takes. */
bool client_config_read(const struct client *client, struct client_config *ret_config, GError **error);
void client_config_clear(struct client_config *config);

typedef struct client_config ClientConfig; /* for g_auto(ClientConfig) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientConfig, client_config_clear)

/* The helper that `credHelpers` names for the domain ("replicated" for docker-credential-replicated), or
 * NULL; freed by the caller. Clients look for the domain as it is written, by exact comparison. */
char *client_config_helper(const struct client_config *config, const char *domain);

/* The helper that `credsStore` names for all registries, or NULL; freed by the caller. podman does not
 * know it. */
char *client_config_store(const struct client_config *config);

/* Whether `auths` holds a password or token for the domain, in plain text. */
bool client_config_has_plain_text(const struct client_config *config, const char *domain);

/* Whether DOCKER_AUTH_CONFIG has an entry for the domain: docker 28.3 and later take it in place of any
 * helper. HELPER_FAILED where it is set and can't be read. */
bool client_variable_has(const char *domain, bool *ret_has, GError **error);

#endif
