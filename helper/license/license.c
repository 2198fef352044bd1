/* SPDX-License-Identifier: MIT */
#include "license.h"

#include <string.h>

void license_clear(struct license *license)
{
	if (!license)
		return;
	g_free(license->domain);
	g_free(license->app);
	secret_clear(&license->username);
	secret_clear(&license->id);
	license->domain = license->app = NULL;
}

void license_free(struct license *license)
{
	license_clear(license);
	g_free(license);
}

const char *username_problem(const char *username)
{
	for (const char *at = username; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return "the user name holds a control byte";
	if (!g_utf8_validate(username, -1, NULL))
		return "the user name is not UTF-8";
	if (strlen(username) > USERNAME_MAX)
		return "the user name is longer than " G_STRINGIFY(USERNAME_MAX) " bytes";
	/* It ends at the first colon where it is joined to the license. */
	if (strchr(username, ':'))
		return "the user name holds a colon: registries could not tell its end";
	if (strcmp(username, "<token>") == 0)
		return "the user name '<token>' would make clients use the license as a refresh token: "
		       "log in with another name, such as " USERNAME_DEFAULT;
	return NULL;
}
