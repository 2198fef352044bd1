/* SPDX-License-Identifier: MIT
 *
 * vault-prompt.h - asking a person for the passphrase of a vault
 *
 * At the terminal, without echo; where standard input is none, a line of it (terminal.h).
 */
#ifndef HELPER_LICENSE_VAULT_PROMPT_H
#define HELPER_LICENSE_VAULT_PROMPT_H

#include "../../keyring/keyring.h"

#include <stdbool.h>

/* The passphrase of the vault that is there. */
bool vault_prompt(struct secret *ret_passphrase, GError **error);

/* A new one: asked for twice at the terminal, where nobody sees what is typed. */
bool vault_prompt_new(struct secret *ret_passphrase, GError **error);

/* Sees to it that this keyring, the vault, can be used: a person at the terminal is asked to make one where
 * there is none, and to unlock it where it is locked. Without a terminal standard input is left alone, and the
 * error says what to run. */
bool vault_prompt_ready(const struct keyring *keyring, GError **error);

#endif
