/* SPDX-License-Identifier: MIT
 *
 * usage.h - the help texts, made from the table of verbs
 */
#ifndef HELPER_USAGE_H
#define HELPER_USAGE_H

#include "command.h"

/* The synopsis, one line for each verb, environment variables and exit statuses. Lines fit 80 columns. */
void usage_of_program(struct secret *out);

/* Synopsis, details, options and example of one verb, or of one action of it if `action` is the name of one. */
void usage_of_command(const struct command *command, const char *action, struct secret *out);

/* "docker-credential-replicated: unknown action: X", the words of the reference helpers, as the answer; the
 * same on standard error, with the verb that was probably meant. */
void usage_of_unknown_action(const char *word, struct secret *out);

#endif
