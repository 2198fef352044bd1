/* SPDX-License-Identifier: MIT
 *
 * config.h - our own config file: $XDG_CONFIG_HOME/docker-credential-replicated/config
 *
 *	[keyring]
 *	backend=secret-service
 *	[domains]
 *	extra=registry.acme.example;images.acme.example:8443
 *
 * A GKeyFile; no secret is ever in it. A file that is not there is an empty one; a damaged one is an
 * error (HELPER_FAILED) and is never overwritten.
 */
#ifndef HELPER_CONFIG_H
#define HELPER_CONFIG_H

#include <glib.h>
#include <stdbool.h>

/* Bounds what is read into memory; a thousand domains fit many times. */
#define CONFIG_FILE_MAX (1024 * 1024)

/* Adds the declared domains, canonical, as strings of their own. */
bool config_domains(GPtrArray *domains, GError **error);

/* The keyring named there, or NULL; freed by the caller. */
bool config_keyring(char **ret_name, GError **error);

#endif
