/* SPDX-License-Identifier: MIT
 *
 * The value types of keyring.h: linked into the program and into every back end. */
#include "keyring.h"

G_DEFINE_QUARK(keyring - error - quark, keyring_error)

bool keyring_fail(GError **error, enum keyring_outcome outcome, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	if (error)
		*error = g_error_new_valist(KEYRING_ERROR, (int)outcome, format, arguments);
	va_end(arguments);
	return false;
}

void keyring_item_clear(struct keyring_item *item)
{
	if (!item)
		return;
	g_free(item->profile);
	g_free(item->server);
	g_free(item->username);
	g_free(item->app);
	*item = (struct keyring_item){ 0 };
}

void keyring_item_free(struct keyring_item *item)
{
	keyring_item_clear(item);
	g_free(item);
}

void keyring_state_clear(struct keyring_state *state)
{
	if (!state)
		return;
	g_free(state->place);
	g_free(state->until);
	*state = (struct keyring_state){ 0 };
}
