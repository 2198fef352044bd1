/* SPDX-License-Identifier: MIT
 *
 * user-folder.h - opens a folder name by name, so that root can work in the home of a user
 *
 * The owner of a folder can put a link in place of anything in it at any time. So each name is opened relative to
 * the descriptor of the folder before it, and only descriptors are used to examine, change and give away files.
 *
 * For root only: a link in a folder that belongs to a user must lead to something that belongs to that user (EPERM),
 * and a new folder in a folder of a user belongs to that user.
 *
 * Failures are values of errno.
 */
#ifndef KEYRING_USER_FOLDER_H
#define KEYRING_USER_FOLDER_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Opens the folder, for reading; a relative path begins in the folder `from` (AT_FDCWD: the current one). With `make`
 * missing folders are created, with mode 0700. */
int user_folder_open(int from, const char *path, bool make, int *ret_fd) G_GNUC_WARN_UNUSED_RESULT;

/* Opens the folder of the file, which need not exist, and returns its name in it, freed by the caller. Links are
 * followed, also a dangling one. */
int user_folder_of_file(const char *path, int *ret_fd, char **ret_name) G_GNUC_WARN_UNUSED_RESULT;

/* Creates a symbolic link at the path, which belongs to the owner of its folder if root creates it; with `make`
 * missing folders are created. EEXIST if anything is there. */
int user_folder_make_link(const char *path, const char *target, bool make) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the link at the path; EINVAL for anything but a link. */
int user_folder_remove_link(const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* The owner of new files in this folder: the owner of the folder if the process runs as root, else the user of the
 * process. */
int user_folder_owner(int fd, uid_t *ret_owner, gid_t *ret_group) G_GNUC_WARN_UNUSED_RESULT;

#endif
