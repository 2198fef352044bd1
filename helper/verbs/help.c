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

static bool describe(const struct command *command, const char *action, struct secret *out, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const char *const *words = options_words(invocation->options);
	if (!words[0]) {
		usage_of_program(invocation->out);
		return true;
	}

	const struct command *command = command_find(words[0]);
	if (command && (!words[1] || (command->actions && !words[2])))
		return describe(command, words[1], invocation->out, error);

	const char *meant = command ? NULL : command_did_you_mean(words[0]);
	if (meant)
		return fail(error, HELPER_USAGE, "there is no such verb: did you mean '%s'?", meant);
	return fail(error, HELPER_USAGE, "help requires the name of one verb: see --help");
}

static bool describe(const struct command *command, const char *action, struct secret *out, GError **error)
{
	if (!action || command_find_action(command, action)) {
		usage_of_command(command, action, out);
		return true;
	}
	const char *meant = command_action_did_you_mean(command, action);
	if (meant)
		return fail(error, HELPER_USAGE, "'%s' has no such action: did you mean '%s'?", command->name, meant);
	return fail(error, HELPER_USAGE, "'%s' has no such action: see '" PROGRAM_NAME " help %s'", command->name,
		    command->name);
}
