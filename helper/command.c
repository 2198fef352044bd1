/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <string.h>

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
	&command_help,

	&command_store,
	&command_get,
	&command_erase,
	&command_list,
	&command_version,
	NULL,
};
/* clang-format on */

const struct command *command_find(const char *name)
{
	for (const struct command *const *command = commands; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}

const char *command_did_you_mean(const char *word)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const struct command *const *command = commands; *command; command++)
		g_ptr_array_add(names, (gpointer)(guintptr)(*command)->name);
	g_ptr_array_add(names, NULL);
	return options_did_you_mean(word, (const char *const *)names->pdata);
}
