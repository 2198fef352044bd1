/* SPDX-License-Identifier: MIT */
#include "vault-prompt.h"

#include "../../keyring/vault.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/terminal.h"

bool vault_prompt(struct secret *ret_passphrase, GError **error)
{
	return terminal_ask("Passphrase of the vault: ", ret_passphrase, error);
}

bool vault_prompt_new(struct secret *ret_passphrase, GError **error)
{
	g_auto(Secret) again = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	if (!terminal_ask("New passphrase for the vault (it cannot be recovered): ", ret_passphrase, error))
		return false;
	if (!terminal_is_there() || ret_passphrase->length == 0)
		return true;
	if (!terminal_ask("Repeat the passphrase: ", &again, error))
		return false;
	return secret_equal(ret_passphrase, &again) ||
	       fail(error, HELPER_FAILED, "the two passphrases differ: nothing is changed, try again");
}

/* A locked vault, or none: what a person at the terminal can mend. */
static bool open_by_hand(const struct vault *vault, GError **error)
{
	g_auto(Secret) passphrase = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	if (!vault->exists()) {
		message_warn("there is no vault yet: choose a passphrase to create '%s'", vault->path());
		if (!vault_prompt_new(&passphrase, error) || !vault->init(&passphrase, error))
			return false;
		/* Without a kernel keyring it stays locked, and the sentence names what is to be set. */
	} else if (!vault->can_unlock(error) || !vault_prompt(&passphrase, error)) {
		return false;
	}
	return vault->unlock(&passphrase, VAULT_LIFETIME_DEFAULT, error);
}

bool vault_prompt_ready(const struct keyring *keyring, GError **error)
{
	const struct vault *vault = keyring_symbol(keyring->name, VAULT_SYMBOL, error);
	g_autoptr(GPtrArray) items = NULL;
	const struct keyring_query everything = { 0 };
	GError *cause = NULL;
	if (!vault)
		return false;
	if (keyring->list(&everything, &items, &cause))
		return true;
	if (!terminal_is_there() || (vault->exists() && !g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED))) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	return open_by_hand(vault, error);
}
