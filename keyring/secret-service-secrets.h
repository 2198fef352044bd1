/* SPDX-License-Identifier: MIT
 *
 * secret-service-secrets.h - secrets read from the Secret Service and written to it, through one session
 */
#ifndef KEYRING_SECRET_SERVICE_SECRETS_H
#define KEYRING_SECRET_SERVICE_SECRETS_H

#include "secret-service-items.h"

/* Opens the session in three steps, so that both sides compute at the same time: our key, the service's key, what
 * they share. The later steps do the earlier ones. A service without encryption gets a "plain" session. */
void secrets_prepare(void);
void secrets_begin(void);
bool secrets_open(GError **error);

/* Whether the open session is encrypted. */
bool secrets_are_encrypted(void);

/* Reads the secrets of all results in one call: for each its license ID, in the order of the results; empty where it
 * is not a license ID. `ret_ids` is an array of that many secrets, born empty with LICENSE_ID_MAX. One that
 * vanished after the search is marked as gone, and empty. KEYRING_LOCKED where one is locked after all. */
bool secrets_read(const GPtrArray *results, struct secret *ret_ids, GError **error);

/* Appends a secret as the service takes it, of type (oayays). The session must be open. */
bool secrets_append(sd_bus_message *call, const struct secret *license);

#endif
