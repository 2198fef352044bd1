/* SPDX-License-Identifier: MIT
 *
 * source-command.h - the license from a password manager
 *
 *	[source]
 *	command=op;read;op://Work/acme/license
 *
 * in the config file is a program and its arguments, separated by `;`. It is run without a shell, and the first line
 * that it prints is the license ID. Nothing is stored: the command is run each time a license is needed, for our
 * domains only, and is the same for all profiles. The deadline includes it: a command that hangs is ended.
 *
 * It inherits the environment, except REPLICATED_LICENSE_ID, and reads from /dev/null. What it prints on standard
 * error is shown only if it fails.
 */
#ifndef HELPER_LICENSE_SOURCE_COMMAND_H
#define HELPER_LICENSE_SOURCE_COMMAND_H

#include "../../keyring/provided-credential.h"

#include <glib.h>
#include <stdbool.h>

/* The most that a command may print on standard output. */
#define SOURCE_OUTPUT_MAX (64 * 1024)

/* The program and arguments of a command, NULL-terminated, to be freed by g_strfreev(): `;` separates them, and `\;` and `\\` are a
 * semicolon and a backslash in one of them. HELPER_FAILED if there is no program, it is a relative path, or it contains a
 * control character. */
char **source_command_split(const char *text, GError **error);

/* Runs the command and adds the license ID to `ret_license`, which must be empty and hold LICENSE_ID_MAX bytes. */
bool source_command_run(const char *const *words, struct secret *ret_license, GError **error);

/* Writes the command to the config file, and declares those of the domains (strings) that are custom ones. */
bool source_command_keep(const char *command, const GPtrArray *domains, GError **error);

/* The command in the config file, for provided_credential_add_source(). */
extern const struct provided_source source_command;

#endif
