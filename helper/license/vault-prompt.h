/* SPDX-License-Identifier: MIT
 *
 * vault-prompt.h - asking a person for the passphrase of a vault
 *
 * At the terminal, without echo; if standard input is not a terminal, a line of it (terminal.h).
 */
#ifndef HELPER_LICENSE_VAULT_PROMPT_H
#define HELPER_LICENSE_VAULT_PROMPT_H

#include "../../keyring/keyring.h"

#include <stdbool.h>

/* The passphrase of the existing vault. */
bool vault_prompt(struct secret *ret_passphrase, GError **error);

/* A new one. It is asked for twice at a terminal, because it is not shown. */
bool vault_prompt_new(struct secret *ret_passphrase, GError **error);

/* Ensures that this keyring, the vault, can be used: a person at the terminal is asked to create it if there is
 * none, and to unlock it if it is locked. Without a terminal standard input is not read, and the
 * error says which command to run. */
bool vault_prompt_ready(const struct keyring *keyring, GError **error);

#endif
