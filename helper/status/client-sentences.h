/* SPDX-License-Identifier: MIT
 *
 * client-sentences.h - for diagnosis-clients.h: the findings of `status` about one client, and their remedies
 */
#ifndef HELPER_STATUS_CLIENT_SENTENCES_H
#define HELPER_STATUS_CLIENT_SENTENCES_H

#include "../license/profile.h"
#include "client-answers.h"

/* Adds a diagnostic for the domains that the client handles alike, for passwords in its files that are not used, and
 * for a file that a reboot removes. */
void client_sentences_add(const struct profile *profile, const struct diagnosis_client *client, GPtrArray *diagnostics);

#endif
