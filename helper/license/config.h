/* SPDX-License-Identifier: MIT
 *
 * config.h - the program's config file: $XDG_CONFIG_HOME/docker-credential-replicated/config
 *
 *	[keyring]
 *	backend=secret-service
 *	[source]
 *	command=op;read;op://Work/acme/license
 *	[domains]
 *	extra=registry.acme.example;images.acme.example:8443
 *
 * A GKeyFile that never contains a secret. A missing file counts as empty; a damaged one is an
 * error (HELPER_FAILED) and is never overwritten. Unknown keys and comments in it are kept.
 *
 * It is written under a lock and replaced whole (atomic-file.h), with mode 0600, in a folder of mode 0700.
 * A second writer waits, as long as the deadline allows.
 */
#ifndef HELPER_LICENSE_CONFIG_H
#define HELPER_LICENSE_CONFIG_H

#include <glib.h>
#include <stdbool.h>

/* Limits what is read into memory; a thousand domains need much less. */
#define CONFIG_FILE_MAX (1024 * 1024)

/* Adds the declared domains, canonical, as strings of their own. */
bool config_domains(GPtrArray *domains, GError **error);

/* Declares these domains (an array of strings). Those that were not declared yet are added to `ret_added` as
 * strings of their own. If there are none nothing is written. */
bool config_add_domains(const GPtrArray *domains, GPtrArray *ret_added, GError **error);

/* Removes these domains from the declared ones. If none of them is declared, nothing is written. */
bool config_remove_domains(const GPtrArray *domains, GError **error);

/* The command that prints the license (source-command.h), as it is written in the file, or NULL; freed by the caller. */
bool config_source_command(char **ret_text, GError **error);

/* Writes it to the file; NULL removes it. */
bool config_set_source_command(const char *text, GError **error);

/* The name of the keyring in the file, or NULL; freed by the caller. */
bool config_keyring(char **ret_name, GError **error);

/* Writes the name of the keyring to the file, unless it is already there. */
bool config_choose_keyring(const char *name, GError **error);

#endif
