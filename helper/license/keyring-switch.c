/* SPDX-License-Identifier: MIT */
#include "keyring-switch.h"

#include "../runtime/error.h"
#include "config.h"
#include "keyring-choice.h"
#include "migrate.h"
#include "vault-prompt.h"

#include <string.h>

bool keyring_switch_begin(const char *name, const struct keyring **ret_before, GError **error)
{
	const char *variable = g_getenv("REPLICATED_KEYRING");
	g_autofree char *before = NULL;
	if (variable && *variable && strcmp(variable, name) != 0)
		return fail(
			error, HELPER_FAILED,
			"REPLICATED_KEYRING is set to another keyring than '%s' and overrides it: unset it, then try "
			"again",
			name);
	const struct keyring *keyring = keyring_named(name, error);
	if (!keyring || !keyring_chosen_name(&before, error))
		return false;
	if (strcmp(before, name) != 0)
		*ret_before = keyring_named(before, NULL);
	keyring_use(keyring);
	return strcmp(name, KEYRING_VAULT) != 0 || vault_prompt_ready(keyring, error);
}

bool keyring_switch_end(const char *name, const struct keyring *before, const struct profile *profile,
			const GPtrArray *licenses, GError **error)
{
	return config_choose_keyring(name, error) &&
	       (!before || keyring_leave(before, keyring_in_use(NULL), profile, licenses, error));
}
