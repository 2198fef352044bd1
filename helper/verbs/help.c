/* SPDX-License-Identifier: MIT
 *
 * help.c - "help VERB", for those who type it in that order */
#include "../command.h"

#include "../runtime/error.h"
#include "../runtime/program.h"
#include "../usage.h"

static bool run(struct invocation *invocation, GError **error);

const struct command command_help = {
	.name = "help",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[VERB [ACTION]]",
	.summary = "describe a verb and its options",
	.example = PROGRAM_NAME " help dockerconfigjson",
	.run = run,
};

static bool run(struct invocation *invocation, GError **error)
{
	const char *const *words = options_words(invocation->options);
	if (!words[0]) {
		usage_of_program(invocation->out);
		return true;
	}

	const struct command *command = command_find(words[0]);
	if (command && (!words[1] || (command->actions && !words[2]))) {
		usage_of_command(command, words[1], invocation->out);
		return true;
	}

	const char *meant = command ? NULL : command_did_you_mean(words[0]);
	if (meant)
		return fail(error, HELPER_USAGE, "there is no such verb: did you mean '%s'?", meant);
	return fail(error, HELPER_USAGE, "help requires the name of one verb: see --help");
}
