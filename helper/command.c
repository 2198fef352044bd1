/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "runtime/deadline.h"
#include "runtime/program.h"
#include "runtime/stream.h"

#include <string.h>
#include <unistd.h>

/* Each verb is one file of verbs/, which defines its entry. */
extern const struct command command_login;
extern const struct command command_configure;
extern const struct command command_image;
extern const struct command command_values;
extern const struct command command_dockerconfigjson;
extern const struct command command_status;
extern const struct command command_check;
extern const struct command command_logout;
extern const struct command command_vault;
extern const struct command command_credential_provider;
extern const struct command command_terraform_credentials;
extern const struct command command_helm_getter;
extern const struct command command_forward;
extern const struct command command_help;
extern const struct command command_store;
extern const struct command command_get;
extern const struct command command_erase;
extern const struct command command_list;
extern const struct command command_version;

/* clang-format off */
const struct command *const commands[] = {
	&command_login,
	&command_configure,
	&command_image,
	&command_values,
	&command_dockerconfigjson,
	&command_status,
	&command_check,
	&command_logout,
	&command_vault,
	&command_credential_provider,
	&command_terraform_credentials,
	&command_helm_getter,
	&command_forward,
	&command_help,

	&command_store,
	&command_get,
	&command_erase,
	&command_list,
	&command_version,
	NULL,
};
/* clang-format on */

static bool shows_colours(void)
{
	const char *kind = g_getenv("TERM");
	const char *refused = g_getenv("NO_COLOR");
	return kind && strcmp(kind, "dumb") != 0 && !(refused && *refused);
}

bool command_run(struct invocation *invocation, GError **error)
{
	const struct command *command = invocation->command;
	const char *option = options_value(invocation->options, "profile");
	invocation->to_terminal = isatty(invocation->descriptor) == 1;
	invocation->in_colour = invocation->to_terminal && shows_colours();
	if (deadline_start(g_getenv("REPLICATED_TIMEOUT"), invocation->descriptor, command->kind == COMMAND_PROTOCOL,
			   error) &&
	    profile_choose(option ? option : invocation->leading_profile, invocation->program,
			   g_getenv("REPLICATED_PROFILE"), &invocation->profile, error))
		return command->run(invocation, error);
	if (command->reads_stdin)
		drain_stdin();
	return false;
}

const struct command *command_find(const char *name)
{
	for (const struct command *const *command = commands; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}

const struct command *command_of_program(const char *program)
{
	return program_is_of_terraform(program) ? &command_terraform_credentials : NULL;
}

const char *command_did_you_mean(const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const struct command *const *command = commands; *command; command++)
		g_ptr_array_add(names, (gpointer)(guintptr)(*command)->name);
	g_ptr_array_add(names, NULL);
	return options_did_you_mean(word, (const char *const *)names->pdata);
}

const struct command_action *command_find_action(const struct command *command, const char *name)
{
	for (const struct command_action *action = command->actions; action && action->name; action++)
		if (strcmp(action->name, name) == 0)
			return action;
	return NULL;
}

const char *command_action_did_you_mean(const struct command *command, const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const struct command_action *action = command->actions; action && action->name; action++)
		g_ptr_array_add(names, (gpointer)(guintptr)action->name);
	g_ptr_array_add(names, NULL);
	return options_did_you_mean(word, (const char *const *)names->pdata);
}
