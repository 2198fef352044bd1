/* SPDX-License-Identifier: MIT
 *
 * verbs.h - what each file of this folder gives to the table in main.c
 */
#ifndef HELPER_VERBS_VERBS_H
#define HELPER_VERBS_VERBS_H

#include "../command.h"

extern const struct command command_get;
extern const struct command command_store;
extern const struct command command_erase;
extern const struct command command_list;
extern const struct command command_version;
extern const struct command command_login;
extern const struct command command_logout;
extern const struct command command_status;
extern const struct command command_configure;
extern const struct command command_dockerconfigjson;
extern const struct command command_image;
extern const struct command command_values;
extern const struct command command_vault;
extern const struct command command_check;
extern const struct command command_credential_provider;
extern const struct command command_help;

#endif
