/* SPDX-License-Identifier: MIT */
#include "license.h"

#include "../runtime/error.h"

#include <string.h>

struct license license_empty(const char *domain)
{
	return (struct license){
		.domain = g_strdup(domain),
		.username = SECRET_INIT(USERNAME_MAX),
		.id = SECRET_INIT(LICENSE_ID_MAX),
	};
}

struct license *license_new(const char *domain)
{
	const struct license license = license_empty(domain);
	return g_memdup2(&license, sizeof(license));
}

GPtrArray *license_array_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
}

void license_clear(struct license *license)
{
	g_free(license->domain);
	g_free(license->app);
	g_free(license->expires_at);
	secret_clear(&license->username);
	secret_clear(&license->id);
	license->domain = license->app = license->expires_at = NULL;
}

void license_free(struct license *license)
{
	license_clear(license);
	g_free(license);
}

const char *username_problem(const char *username)
{
	if (text_has_control_byte(username, strlen(username)))
		return "the user name contains a control character";
	if (!g_utf8_validate(username, -1, NULL))
		return "the user name is not UTF-8";
	if (strlen(username) > USERNAME_MAX)
		return "the user name is longer than " G_STRINGIFY(USERNAME_MAX) " bytes";
	/* It ends at the first colon where it is joined to the license. */
	if (strchr(username, ':'))
		return "the user name contains a colon, which separates it from the license: use another one";
	if (strcmp(username, "<token>") == 0)
		return "the user name '<token>' would make clients use the license as a refresh token: "
		       "log in with another name, such as " USERNAME_DEFAULT;
	return NULL;
}
