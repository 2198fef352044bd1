/* SPDX-License-Identifier: MIT
 *
 * client-config.h - reads the config files of docker, podman and Helm
 *
 * It only reads; `configure` changes them. A file that does not exist counts as empty, which is not an error.
 *
 *	g_autoptr(GPtrArray) paths = client_files(client, &error);
 *	for (guint i = 0; i < paths->len; i++) {
 *		g_auto(ClientConfig) config = { .path = NULL };
 *		if (client_config_read(client, paths->pdata[i], &config, &error))
 *			... client_config_helper(&config, "proxy.replicated.com")
 *	}
 */
#ifndef HELPER_CLIENTS_CLIENT_CONFIG_H
#define HELPER_CLIENTS_CLIENT_CONFIG_H

#include "client-files.h"
#include "client-json.h"

#include <glib.h>
#include <stdbool.h>

struct client_config {
	const struct client *client;
	char *path;
	bool exists;
	struct secret text;	 /* a secret: it may contain passwords in plain text */
	struct client_json json; /* points into the text */
};

/* Reads a file of the client. HELPER_FAILED with a message that contains its name if it cannot be read, is
 * longer than CLIENT_CONFIG_MAX, is not a regular file, or is refused by client-json.h. */
bool client_config_read(const struct client *client, const char *path, struct client_config *ret_config,
			GError **error);
void client_config_clear(struct client_config *config);

typedef struct client_config ClientConfig; /* for g_auto(ClientConfig) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientConfig, client_config_clear)

/* The helper that `credHelpers` names for the domain ("replicated" for docker-credential-replicated), or
 * NULL; freed by the caller. Clients look for the domain as it is written, by exact comparison. "" means that the
 * client uses no helper for it, and not the store for all registries either. */
char *client_config_helper(const struct client_config *config, const char *domain);

/* The helper that `credsStore` names for all registries, or NULL; freed by the caller. NULL for podman, which does
 * not know it. */
char *client_config_store(const struct client_config *config);

/* Whether `credHelpers` contains this program for any domain and profile. */
bool client_config_names_us(const struct client_json *json);

/* Whether the file contains anything about logins: docker and Helm then choose no store by themselves (docker/cli
 * ContainsAuth). */
bool client_config_contains_auth(const struct client_config *config);

/* The files of docker, podman and Helm that contain a password or token for one of these domains in plain text: an array
 * of strings. A file that cannot be read is skipped. */
GPtrArray *client_files_with_plain_text(const char *const *domains);

#endif
