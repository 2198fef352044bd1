/* SPDX-License-Identifier: MIT
 *
 * main.c - the whole program at a glance: start-up, which verb, its output, its error
 */
#include "../keyring/provided-credential.h"
#include "license/source-command.h"
#include "runtime/deadline.h"
#include "runtime/die.h"
#include "runtime/error.h"
#include "runtime/message.h"
#include "runtime/program.h"
#include "runtime/startup.h"
#include "runtime/stream.h"
#include "runtime/terminal.h"
#include "usage.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_USAGE 2

static bool is_one_of(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

static int usage(const struct command *command, const char *action, struct secret *answer, int status)
{
	if (command)
		usage_of_command(command, action, answer);
	else
		usage_of_program(answer);
	return status;
}

/* Runs one verb. Gives the exit status, which does not count if an error is set. */
static int run(int out, const char *program, const char *profile, struct invocation *invocation, int count,
	       char **arguments, GError **error)
{
	const struct command *command = invocation->command;
	bool protocol = command->kind == COMMAND_PROTOCOL;
	if (protocol && count > 1 && !(count == 2 && is_one_of(arguments[1], "-h", "--help"))) {
		/* Its caller may write all the same, and must not be cut off. */
		if (command->reads_stdin)
			drain_stdin();
		return usage(NULL, NULL, invocation->out, EXIT_FAILURE);
	}
	g_autoptr(Options) options = options_parse(command->options, count, arguments, error);
	if (!options)
		return EXIT_FAILURE;
	if (options_flag(options, "help"))
		return usage(command, options_words(options)[0], invocation->out, EXIT_SUCCESS);

	invocation->options = options;
	if (options_value(options, "profile"))
		profile = options_value(options, "profile");
	if (deadline_start(g_getenv("REPLICATED_TIMEOUT"), out, protocol, error) &&
	    profile_choose(profile, program, g_getenv("REPLICATED_PROFILE"), &invocation->profile, error))
		(void)command->run(invocation, error);
	else if (command->reads_stdin)
		drain_stdin();
	return invocation->status;
}

/* Says the error where it is read, and makes it the answer of a protocol verb. docker and Helm 3 show people
 * standard error, skopeo and Helm 4 standard output; what clients match must be on standard output alone
 * (Spring Boot merges the two). */
static int explain(const struct command *command, const GError *error, const char *failure, struct secret *answer)
{
	bool matched = g_error_matches(error, HELPER_ERROR, HELPER_NOT_FOUND) ||
		       g_error_matches(error, HELPER_ERROR, HELPER_NO_SERVER_URL) ||
		       g_error_matches(error, HELPER_ERROR, HELPER_NO_USERNAME);
	bool protocol = command->kind == COMMAND_PROTOCOL;

	secret_clear(answer);
	if (failure)
		secret_append_text(answer, failure);
	if (!protocol || !matched)
		message_warn("%s", error->message);
	if (!protocol)
		return g_error_matches(error, HELPER_ERROR, HELPER_USAGE) ? EXIT_USAGE : EXIT_FAILURE;
	g_autofree char *harmless = message_sanitize(error->message);
	secret_append_format(answer, "%s\n", harmless);
	return EXIT_FAILURE;
}

static int dispatch(int out, int count, char **arguments, struct secret *answer)
{
	const char *program = count > 0 ? arguments[0] : PROGRAM_NAME;
	const char *profile = NULL;
	if (!options_take_leading_profile(&count, &arguments, &profile) || count == 0)
		return usage(NULL, NULL, answer, EXIT_FAILURE);
	if (is_one_of(arguments[0], "-h", "--help"))
		return usage(NULL, NULL, answer, EXIT_SUCCESS);

	const struct command *command =
		command_find(is_one_of(arguments[0], "-v", "--version") ? "version" : arguments[0]);
	if (!command) {
		usage_of_unknown_action(arguments[0], answer);
		return EXIT_FAILURE;
	}

	struct invocation invocation = { .command = command, .out = answer, .to_terminal = isatty(out) == 1 };
	g_autoptr(GError) error = NULL;
	const char *failure = command->on_failure ? command->on_failure(count, arguments) : NULL;
	die_answers(failure);
	int status = run(out, program, profile, &invocation, count, arguments, &error);
	if (!error)
		return status;
	provided_credential_explain(&error);
	return explain(command, error, failure, answer);
}

int main(int count, char **arguments)
{
	int out = startup();
	provided_credential_take_environment();
	provided_credential_add_source(&source_command);
	/* Usage, too, may meet a reader that does not read. A bad value is told by the verb. */
	GError *error = NULL;
	(void)deadline_start(g_getenv("REPLICATED_TIMEOUT"), out, false, NULL);

	struct secret answer = SECRET_INIT(OUTPUT_MAX);
	int status = dispatch(out, count, arguments, &answer);
	terminal_echo_again();
	deadline_waits_for("a reader of its output", "read it");
	if (!write_all(out, &answer, &error)) {
		message_warn("%s", error->message);
		status = EXIT_FAILURE;
	}
	secret_clear(&answer);
	leave(status);
}
