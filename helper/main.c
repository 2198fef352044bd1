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

#define EXIT_USAGE 2

static bool is_one_of(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

static int usage(struct secret *answer, int status)
{
	usage_of_program(answer);
	return status;
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

/* The verb's answer, its help, or its error. Gives the exit status. */
static int perform(struct invocation *invocation, int count, char **arguments)
{
	const struct command *command = invocation->command;
	const char *failure = command->on_failure ? command->on_failure(count, arguments) : NULL;
	g_autoptr(GError) error = NULL;
	die_answers(failure);
	g_autoptr(Options) options = options_parse(command->options, count, arguments, &error);
	if (options && options_flag(options, "help")) {
		usage_of_command(command, options_words(options)[0], invocation->out);
		return EXIT_SUCCESS;
	}
	invocation->options = options;
	if (options && command_run(invocation, &error))
		return invocation->status;
	provided_credential_explain(&error);
	return explain(command, error, failure, invocation->out);
}

static int dispatch(int out, int count, char **arguments, struct secret *answer)
{
	const char *program = count > 0 ? arguments[0] : PROGRAM_NAME;
	struct invocation invocation = { .out = answer, .descriptor = out, .program = program };
	invocation.command = command_of_program(invocation.program);
	if (invocation.command)
		return perform(&invocation, count, arguments);
	if (!options_take_leading_profile(&count, &arguments, &invocation.leading_profile) || count == 0)
		return usage(answer, EXIT_FAILURE);
	if (is_one_of(arguments[0], "-h", "--help"))
		return usage(answer, EXIT_SUCCESS);

	const char *verb = is_one_of(arguments[0], "-v", "--version") ? "version" : arguments[0];
	const struct command *command = invocation.command = command_find(verb);
	if (!command) {
		usage_of_unknown_action(verb, answer);
		return EXIT_FAILURE;
	}
	bool help = count == 2 && is_one_of(arguments[1], "-h", "--help");
	if (command->kind != COMMAND_PROTOCOL || count == 1 || help)
		return perform(&invocation, count, arguments);
	/* A protocol verb takes no word. Its caller may write all the same, and must not be cut off. */
	if (command->reads_stdin)
		drain_stdin();
	return usage(answer, EXIT_FAILURE);
}

int main(int count, char **arguments)
{
	GError *error = NULL;
	int out = startup();
	message_hide_licenses(count - 1, arguments + 1);
	provided_credential_take_environment();
	provided_credential_add_source(&source_command);
	/* Usage, too, may meet a reader that does not read. A bad value is told by the verb. */
	(void)deadline_start(g_getenv("REPLICATED_TIMEOUT"), out, false, NULL);

	struct secret answer = SECRET_INIT(OUTPUT_MAX);
	int status = dispatch(out, count, arguments, &answer);
	terminal_echo_again();
	deadline_waits_for("another program to read its output", "read it");
	if (!write_all(out, &answer, &error)) {
		message_warn("%s", error->message);
		status = EXIT_FAILURE;
	}
	secret_clear(&answer);
	provided_credential_forget_environment();
	leave(status);
}
