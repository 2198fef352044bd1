/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "verbs/verbs.h"

#include <string.h>

/* clang-format off */
const struct command *const commands[] = {
	&command_store,
	&command_get,
	&command_erase,
	&command_list,
	&command_version,

	&command_login,
	&command_logout,
	&command_status,
	&command_configure,
	&command_dockerconfigjson,
	&command_image,
	&command_values,
	&command_vault,
	&command_check,
	&command_credential_provider,
	&command_help,
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
