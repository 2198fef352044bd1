/* SPDX-License-Identifier: MIT
 *
 * config.h - our own config file: $XDG_CONFIG_HOME/docker-credential-replicated/config
 *
 *	[keyring]
 *	backend=secret-service
 *	[source]
 *	command=op;read;op://Work/acme/license
 *	[domains]
 *	extra=registry.acme.example;images.acme.example:8443
 *
 * A GKeyFile; no secret is ever in it. A file that is not there is an empty one; a damaged one is an
 * error (HELPER_FAILED) and is never overwritten. What we do not know in it stays, comments too.
 *
 * It is written under a lock and replaced whole (atomic-file.h), with mode 0600, in a folder of mode 0700.
 * A second writer is waited for, as long as the deadline allows.
 */
#ifndef HELPER_LICENSE_CONFIG_H
#define HELPER_LICENSE_CONFIG_H

#include <glib.h>
#include <stdbool.h>

/* Bounds what is read into memory; a thousand domains fit many times. */
#define CONFIG_FILE_MAX (1024 * 1024)

/* Adds the declared domains, canonical, as strings of their own. */
bool config_domains(GPtrArray *domains, GError **error);

/* Declares these domains (an array of strings). Those that were not declared yet are added to `ret_added` as
 * strings of their own. If there are none nothing is written. */
bool config_add_domains(const GPtrArray *domains, GPtrArray *ret_added, GError **error);

/* Takes the declaration of these domains back. Where none is declared nothing is written. */
bool config_remove_domains(const GPtrArray *domains, GError **error);

/* The command that gives the license (source-command.h), as it is written there, or NULL; freed by the caller. */
bool config_source_command(char **ret_text, GError **error);

/* Writes it there; NULL takes it out. */
bool config_set_source_command(const char *text, GError **error);

/* The keyring named there, or NULL; freed by the caller. */
bool config_keyring(char **ret_name, GError **error);

/* Names it there. Where it is named already nothing is written. */
bool config_choose_keyring(const char *name, GError **error);

#endif
