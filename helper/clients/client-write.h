/* SPDX-License-Identifier: MIT
 *
 * client-write.h - the lock of a client's config file, and what is said if it cannot be changed
 */
#ifndef HELPER_CLIENTS_CLIENT_WRITE_H
#define HELPER_CLIENTS_CLIENT_WRITE_H

#include "../../keyring/atomic-file.h"

#include <glib.h>
#include <stdbool.h>

/* How often a file is read again if another program changes it meanwhile. */
#define CLIENT_TRIES_MAX 100

/* Creates the folders of the file and waits for the lock; to be released by atomic_file_clear(). A value of errno. */
int client_lock(const char *path, struct atomic_file *ret_file);

/* "cannot change 'FILE': <why>: <what to do by hand>" for a failure of atomic-file.h. Always false. */
bool client_fail_to_write(const char *path, int failure, const char *by_hand, GError **error);

#endif
