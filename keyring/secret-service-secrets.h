/* SPDX-License-Identifier: MIT
 *
 * secret-service-secrets.h - reads and writes secrets of the Secret Service, in one session
 */
#ifndef KEYRING_SECRET_SERVICE_SECRETS_H
#define KEYRING_SECRET_SERVICE_SECRETS_H

#include "secret-service-items.h"

/* Opens the session in three steps, so that both sides compute at the same time: our key, the service's key, what
 * they share; secrets_read() computes the last while the service reads. A later step performs the
 * earlier ones if needed. A service without encryption gets a "plain" session. */
void secrets_prepare(void);
void secrets_begin(void);
bool secrets_open(GError **error);

/* Whether the open session is encrypted. */
bool secrets_are_encrypted(void);

/* Reads the secrets of all results in one call: for each its license ID, in the order of the results; empty if it
 * is not a license ID. `ret_ids` is an array of that many empty secrets with the limit LICENSE_ID_MAX. One that was
 * deleted after the search is marked as gone, and empty. KEYRING_LOCKED if one is locked. */
bool secrets_read(const GPtrArray *results, struct secret *ret_ids, GError **error);

/* Appends a secret in the form of the service, of type (oayays). The session must be open. */
bool secrets_append(sd_bus_message *call, const struct secret *license);

#endif
