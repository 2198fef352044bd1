/* SPDX-License-Identifier: MIT
 *
 * command.h - a verb, and the table of them all
 *
 * One verb is one file in verbs/ and one entry in commands[] (command.c). main.c finds it there, reads
 * its options with its table, and prints its output. Tests compare usage, completions and manual with the table.
 */
#ifndef HELPER_COMMAND_H
#define HELPER_COMMAND_H

#include "../keyring/secret.h"
#include "license/profile.h"
#include "options.h"

#include <glib.h>
#include <stdbool.h>

/* The most that one call prints: a values file of a very large chart, ten thousand domains. */
#define OUTPUT_MAX (64 * 1024 * 1024)

/* What a verb is called with. */
struct invocation {
	const struct command *command;
	const struct options *options; /* those of the verb, and those of every verb */
	const char *program;	       /* argv[0] */
	const char *leading_profile;   /* given before the verb; or NULL */
	struct profile profile;	       /* from these two, the options and the environment */
	int descriptor;		       /* standard output */
	/* What goes to standard output. It is written when the verb has succeeded, and not at all on an
	 * error: a partial answer, or an empty Helm value, is worse than none. */
	struct secret *out;
	bool to_terminal; /* standard output is a terminal: ticks */
	bool in_colour;	  /* it shows colours, and nobody said NO_COLOR (https://no-color.org) */
	/* The exit status of a verb that did its work and reports a problem (`status`, `check`); 0 at first. */
	int status;
};

/* How a verb deals with its caller. */
enum command_kind {
	COMMAND_PROTOCOL, /* docker's contract: errors on standard output, exit status 0 or 1 */
	COMMAND_PEOPLE,	  /* errors on standard error, wrong usage exits 2 */
};

/* One of several things that a verb does, named by its first word: `vault unlock`. */
struct command_action {
	const char *name;
	const char *summary;
	const char *details;
	const char *options; /* the options of the verb that apply to it, separated by spaces; "" for none */
};

struct command {
	const char *name;
	enum command_kind kind;
	const char *synopsis;		   /* what follows the name in usage, without the common options */
	const char *summary;		   /* one line */
	const char *details;		   /* a paragraph of what to know before using it, or NULL */
	const char *example;		   /* a line to type, or several */
	const struct option_spec *options; /* ended by an entry without name; NULL for none */
	const struct command_action
		*actions; /* what the first word can be, ended by an entry without name; NULL for none */

	bool reads_stdin; /* a protocol verb whose caller writes to it: read to its end on errors too */

	/* What goes to standard output if the call fails, in whatever way, for callers that look at nothing else. NULL:
	 * nothing, as without this function. The arguments begin with the verb, and may be wrong usage. */
	const char *(*on_failure)(int count, char **arguments);

	/* Does the work and adds its output to invocation->out. On an error nothing is printed but its
	 * sentence. */
	bool (*run)(struct invocation *invocation, GError **error);
};

/* All verbs, in the order of the usage text, ended by NULL. */
extern const struct command *const commands[];

/* Runs the verb, whose options are read, for its profile and within its deadline. A caller that still writes is read to
 * the end, also if profile or deadline are invalid. */
bool command_run(struct invocation *invocation, GError **error);

/* The verb of that name, or NULL. */
const struct command *command_find(const char *name);

/* The verb that a call by this name (argv[0]) means: Terraform runs terraform-credentials-replicated. NULL for
 * docker-credential-replicated and any other name, whose first word is the verb. */
const struct command *command_of_program(const char *program);

/* The verb that was probably meant, or NULL. */
const char *command_did_you_mean(const char *word);

/* The action of that name of a verb, which may have none. NULL if there is none of that name. */
const struct command_action *command_find_action(const struct command *command, const char *name);

/* As command_did_you_mean(), for an action of a verb. */
const char *command_action_did_you_mean(const struct command *command, const char *word);

#endif
