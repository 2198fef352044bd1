/* SPDX-License-Identifier: MIT
 *
 * user-folder.h - the way to a folder, opened name by name, so that root can work in the home of a user
 *
 * The owner of a folder can put a link in place of anything in it at any time. So each name is opened in the folder
 * before it, which is held by its descriptor, and what was opened is what is looked at, changed and given away.
 *
 * For root alone: a link in a folder that belongs to a user must lead to something of that user's (EPERM), and a folder
 * that is made in one of a user's belongs to that user.
 *
 * Failures are values of errno.
 */
#ifndef KEYRING_USER_FOLDER_H
#define KEYRING_USER_FOLDER_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Opens the folder, for reading; a relative path begins in the folder `from` (AT_FDCWD: the current one). With `make`
 * missing folders are made, with mode 0700. */
int user_folder_open(int from, const char *path, bool make, int *ret_fd) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the folder of the file, which need not be there, and gives its name in it, freed by the caller. Links are
 * followed, a dangling one too. */
int user_folder_of_file(const char *path, int *ret_fd, char **ret_name) G_GNUC_WARN_UNUSED_RESULT;

/* Who gets what is made in this folder: its owner where that is a user and we are root, else we. */
int user_folder_owner(int fd, uid_t *ret_owner, gid_t *ret_group) G_GNUC_WARN_UNUSED_RESULT;

#endif
