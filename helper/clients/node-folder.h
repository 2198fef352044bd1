/* SPDX-License-Identifier: MIT
 *
 * node-folder.h - the folder from which kubelet runs providers as root, and our link in it
 *
 * Whoever can write to such a folder, or to one above it, can run programs as root. So nothing is created below a folder
 * that does not belong to root, or that everybody can write to; that is EPERM. Everything happens by descriptor.
 *
 * Failures are values of errno.
 */
#ifndef HELPER_CLIENTS_NODE_FOLDER_H
#define HELPER_CLIENTS_NODE_FOLDER_H

#include <glib.h>
#include <stdbool.h>

/* Opens the folder, and creates what is missing with mode 0755. */
int node_folder_open(const char *path, bool make, int *ret_fd) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the folder of an open descriptor, and each one above it, belongs to root: 0 or EPERM. */
int node_folder_check(int fd) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the link `name` in the folder lead to this program. *ret_made: it did not exist. What is there already stays: a
 * link to this program, or another copy of it. HELPER_FAILED. With `dry_run` nothing is created. */
bool node_link_provide(const char *folder, const char *name, bool dry_run, bool *ret_made, GError **error);

/* Whether kubelet would run this program or a copy of it; *ret_reason says why not, freed by the caller. */
bool node_link_works(const char *folder, const char *name, char **ret_reason);

/* Removes that link, never another file or the program itself. Whether there was one. */
bool node_link_withdraw(const char *folder, const char *name);

#endif
