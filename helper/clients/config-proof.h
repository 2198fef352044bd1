/* SPDX-License-Identifier: MIT
 *
 * config-proof.h - verifies that an edited config file differs from the old one by the edit only (pure)
 */
#ifndef HELPER_CLIENTS_CONFIG_PROOF_H
#define HELPER_CLIENTS_CONFIG_PROOF_H

#include "client-json.h"
#include "config-change.h"

/* Compares the parsed text before and after: the members of the edit have changed as described, and every other member
 * is the same, byte for byte and in order. */
bool config_edit_is_as_meant(const struct client_json *before, const struct config_edit *edit,
			     const struct client_json *after);

#endif
