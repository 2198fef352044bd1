/* SPDX-License-Identifier: MIT
 *
 * client-failure.h - why a client's config file could not be changed
 */
#ifndef HELPER_CLIENTS_CLIENT_FAILURE_H
#define HELPER_CLIENTS_CLIENT_FAILURE_H

#include <glib.h>
#include <stdbool.h>

/* How often a file is read again if another program changes it meanwhile. */
#define CLIENT_TRIES_MAX 100

/* "cannot change 'FILE': <why>: <what to do by hand>" for a failure of atomic-file.h. Always false. */
bool client_fail_to_write(const char *path, int failure, const char *by_hand, GError **error);

#endif
