/* SPDX-License-Identifier: MIT
 *
 * main.c - the whole program at a glance: start-up, which verb, its output, its error
 */
#include "../keyring/source.h"
#include "deadline.h"
#include "error.h"
#include "message.h"
#include "startup.h"
#include "stream.h"
#include "usage.h"
#include "verbs/verbs.h"

#include <stdlib.h>
#include <string.h>

#define EXIT_USAGE 2

static bool is_one_of(const char *word, const char *letter, const char *name)
{
	return strcmp(word, letter) == 0 || strcmp(word, name) == 0;
}

/* The answer, or the one sentence, on its way out. */
static int finish(int out, const struct command *command, struct secret *answer, int status, GError *error)
{
	deadline_waits_for("a reader of its output", "read it");
	if (!error && write_all(out, answer, &error))
		return status;

	bool protocol = command->kind == COMMAND_PROTOCOL;
	bool matched = g_error_matches(error, HELPER_ERROR, HELPER_NOT_FOUND) ||
		       g_error_matches(error, HELPER_ERROR, HELPER_NO_SERVER_URL) ||
		       g_error_matches(error, HELPER_ERROR, HELPER_NO_USERNAME);

	/* docker and Helm 3 show people standard error, skopeo and Helm 4 standard output; what clients
	 * match must be on standard output alone (Spring Boot merges the two). */
	if (!protocol || !matched)
		message_say("%s", error->message);
	if (protocol) {
		g_autofree char *harmless = message_harmless(error->message);
		g_auto(Secret) sentence = SECRET_INIT(MESSAGE_MAX + 1);
		if (secret_append_text(&sentence, harmless) && secret_append_text(&sentence, "\n"))
			(void)write_all(out, &sentence, NULL);
	}
	bool usage = !protocol && g_error_matches(error, HELPER_ERROR, HELPER_USAGE);
	g_error_free(error);
	return usage ? EXIT_USAGE : EXIT_FAILURE;
}

static int print_usage(int out, const struct command *command, int status)
{
	g_auto(Secret) text = SECRET_INIT(OUTPUT_MAX);
	bool fits = command ? usage_of_command(command, &text) : usage_of_program(&text);
	return fits && write_all(out, &text, NULL) ? status : EXIT_FAILURE;
}

static int unknown_action(int out, const char *word)
{
	/* An option's value may be a license. */
	g_autofree char *name = g_strndup(word, g_str_has_prefix(word, "-") ? strcspn(word, "=") : strlen(word));
	g_autofree char *harmless = message_harmless(name);
	g_autofree char *line = g_strdup_printf(PROGRAM_NAME ": unknown action: %s\n", harmless);
	const char *meant = command_did_you_mean(name);
	g_auto(Secret) text = SECRET_INIT(OUTPUT_MAX);

	if (secret_append_text(&text, line))
		(void)write_all(out, &text, NULL);
	message_say("unknown action: %s%s%s%s", harmless, meant ? ": did you mean '" : "", meant ? meant : "",
		    meant ? "'?" : "");
	return EXIT_FAILURE;
}

/* -p PROFILE before the verb: the only place for it with the protocol verbs. Gives what is left. */
static bool take_leading_profile(int *count, char ***arguments, const char **ret_profile)
{
	while (*count > 0) {
		const char *word = (*arguments)[0];
		int used = 1;
		if (is_one_of(word, "-p", "--profile")) {
			if (*count < 2)
				return false;
			*ret_profile = (*arguments)[1];
			used = 2;
		} else if (g_str_has_prefix(word, "--profile=")) {
			*ret_profile = strchr(word, '=') + 1;
		} else if (g_str_has_prefix(word, "-p")) {
			*ret_profile = word + 2;
		} else {
			break;
		}
		*count -= used;
		*arguments += used;
	}
	return true;
}

static bool prepare(struct invocation *invocation, int out, const char *program, const char *profile, GError **error)
{
	const char *late = invocation->options ? options_value(invocation->options, "profile") : NULL;
	bool protocol = invocation->command->kind == COMMAND_PROTOCOL;
	return deadline_start(g_getenv("REPLICATED_TIMEOUT"), protocol ? out : -1, error) &&
	       profile_choose(late ? late : profile, program, g_getenv("REPLICATED_PROFILE"), &invocation->profile,
			      error);
}

static int run(int out, const char *program, const char *profile, const struct command *command, int count,
	       char **arguments)
{
	g_auto(Secret) answer = SECRET_INIT(OUTPUT_MAX);
	struct invocation invocation = { .command = command, .out = &answer };
	g_autoptr(Options) options = NULL;
	GError *error = NULL;

	if (command->kind == COMMAND_PROTOCOL) {
		if (count > 1)
			return is_one_of(arguments[1], "-h", "--help") && count == 2
				       ? print_usage(out, command, EXIT_SUCCESS)
				       : print_usage(out, NULL, EXIT_FAILURE);
	} else {
		options = options_parse(command->options, count, arguments, &error);
		if (!options)
			return finish(out, command, &answer, 0, error);
		if (options_flag(options, "help"))
			return print_usage(out, command, EXIT_SUCCESS);
		invocation.options = options;
	}

	if (prepare(&invocation, out, program, profile, &error))
		(void)command->run(&invocation, &error);
	else if (command->reads_stdin)
		drain_stdin();
	return finish(out, command, &answer, invocation.status, error);
}

static int dispatch(int out, int count, char **arguments)
{
	const char *program = count > 0 ? arguments[0] : PROGRAM_NAME;
	const char *profile = NULL;

	source_take_environment();
	if (count > 0)
		count--, arguments++;
	if (!take_leading_profile(&count, &arguments, &profile) || count == 0)
		return print_usage(out, NULL, EXIT_FAILURE);

	const char *word = arguments[0];
	if (is_one_of(word, "-h", "--help"))
		return print_usage(out, NULL, EXIT_SUCCESS);
	const struct command *command = is_one_of(word, "-v", "--version") ? &command_version : command_find(word);
	return command ? run(out, program, profile, command, count, arguments) : unknown_action(out, word);
}

int main(int count, char **arguments)
{
	int out = startup();
	leave(dispatch(out, count, arguments));
}
