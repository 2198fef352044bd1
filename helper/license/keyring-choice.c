/* SPDX-License-Identifier: MIT */
#include "keyring-choice.h"

#include "../runtime/deadline.h"
#include "../runtime/die.h"
#include "../runtime/message.h"
#include "config.h"
#include "forwarding.h"

#define KEYRING_VARIABLE "REPLICATED_KEYRING"

static const struct keyring *in_use;

bool keyring_chosen_name(char **ret_name, GError **error)
{
	g_autofree char *configured = NULL;
	const char *name = g_getenv(KEYRING_VARIABLE);
	if (!name || !*name) {
		if (!config_keyring(&configured, error))
			return false;
		name = configured ? configured : KEYRING_SECRET_SERVICE;
	}
	*ret_name = g_strdup(name);
	return true;
}

/* Clients expect an empty standard error when all went well. */
static void note(const char *sentence)
{
	if (!die_answers_client())
		message_warn("%s", sentence);
}

static void wait_for_keyring(void)
{
	deadline_waits_for("the keyring", "check that its service runs and answers");
}

const struct keyring *keyring_named(const char *name, GError **error)
{
	static const struct keyring_host host = { deadline_prompt_begins, deadline_prompt_ends, note };
	wait_for_keyring();
	return keyring_open(name, &host, error);
}

const struct keyring *keyring_in_use(GError **error)
{
	g_autofree char *name = NULL;
	if (forwarding_is_used()) {
		forwarding_refuse_change(error);
		return NULL;
	}
	if (!in_use && keyring_chosen_name(&name, error))
		in_use = keyring_named(name, error);
	/* Something else may have been waited for since it was opened. */
	wait_for_keyring();
	return in_use;
}

void keyring_use(const struct keyring *keyring)
{
	in_use = keyring;
}

bool keyring_list_unlocked(const struct keyring *keyring, const struct keyring_query *query, GPtrArray **ret_items,
			   GError **error)
{
	GError *locked = NULL;
	if (keyring->list(query, ret_items, &locked))
		return true;
	if (!g_error_matches(locked, KEYRING_ERROR, KEYRING_LOCKED)) {
		g_propagate_error(error, locked);
		return false;
	}
	g_error_free(locked);
	return keyring->unlock(error) && keyring->list(query, ret_items, error);
}
