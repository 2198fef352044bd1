/* SPDX-License-Identifier: MIT
 *
 * secret-service-change.h - stores items in the Secret Service and deletes them
 *
 * Only one process of this program at a time (process-lock.h). Nobody is asked to unlock anything while others wait
 * for the lock. KeePassXC may ask for a confirmation meanwhile: so the others wait as long as a prompt is shown.
 */
#ifndef KEYRING_SECRET_SERVICE_CHANGE_H
#define KEYRING_SECRET_SERVICE_CHANGE_H

#include "keyring.h"

/* store(), erase(), store_over() and erase_only() of keyring.h. */
bool change_store(const struct keyring_item *item, const struct secret *license, GError **error);
bool change_erase(const struct keyring_query *query, unsigned *ret_count, GError **error);
bool change_store_over(const struct keyring_item *item, const struct secret *license, const struct secret *expected,
		       bool *ret_done, GError **error);
bool change_erase_only(const struct keyring_query *query, const struct secret *expected, bool *ret_done,
		       GError **error);

#endif
