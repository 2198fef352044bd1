/* SPDX-License-Identifier: MIT
 *
 * The value types of keyring.h: linked into the program and into every back end. */
#include "keyring.h"

#include <string.h>

G_DEFINE_QUARK(keyring - error - quark, keyring_error)

void keyring_error_set(GError **error, enum keyring_outcome outcome, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	failure_set(error, KEYRING_ERROR, (int)outcome, format, arguments);
	va_end(arguments);
}

bool keyring_fail_damaged(GError **error)
{
	return keyring_fail(error, KEYRING_DAMAGED,
			    "the keyring item is damaged: its secret is not a license ID: store the license again with "
			    "'docker-credential-replicated login'");
}

static bool is_text(const char *text, size_t most)
{
	return text && *text && strnlen(text, most + 1) <= most && !text_has_control_byte(text, strlen(text));
}

bool keyring_item_is_valid(const struct keyring_item *item)
{
	return is_text(item->profile, KEYRING_USERNAME_MAX) && is_text(item->server, KEYRING_USERNAME_MAX) &&
	       is_text(item->username, KEYRING_USERNAME_MAX) && !strchr(item->username, ':') &&
	       strcmp(item->username, "<token>") != 0 && (!item->app || is_text(item->app, KEYRING_USERNAME_MAX));
}

static bool equals(const char *wanted, const char *value)
{
	return !wanted || (value && strcmp(wanted, value) == 0);
}

bool keyring_query_matches(const struct keyring_query *query, const struct keyring_item *item)
{
	return equals(query->profile, item->profile) && equals(query->server, item->server) &&
	       equals(query->app, item->app);
}

void keyring_item_clear(struct keyring_item *item)
{
	if (!item)
		return;
	g_free(item->profile);
	g_free(item->server);
	g_free(item->username);
	g_free(item->app);
	g_free(item->kind);
	g_free(item->expires_at);
	*item = (struct keyring_item){ 0 };
}

void keyring_item_free(struct keyring_item *item)
{
	keyring_item_clear(item);
	g_free(item);
}

void keyring_license_free(struct keyring_license *license)
{
	keyring_item_clear(&license->item);
	secret_clear(&license->id);
	g_free(license);
}

void keyring_state_clear(struct keyring_state *state)
{
	if (!state)
		return;
	g_free(state->place);
	g_free(state->until);
	g_free(state->remedy);
	*state = (struct keyring_state){ 0 };
}
