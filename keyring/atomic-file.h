/* SPDX-License-Identifier: MIT
 *
 * atomic-file.h - replaces a file as a whole: at every moment, also after a kill or a power failure, it is the
 * old one or the new one
 *
 *	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
 *	int failure = atomic_file_make_folders(path);	(if the folder may be missing)
 *	if (!failure)
 *		failure = atomic_file_lock(path, &file);	(follows links, waits for the lock)
 *	... read file.target, think
 *	if (!failure)
 *		failure = atomic_file_replace(&file, bytes, length);
 *	if (failure)
 *		... "cannot write '%s': %s", file.target or path, g_strerror(failure)
 *
 * The folder is opened once and everything happens in it by descriptor, so a link that is put there meanwhile
 * has no effect. The new file is created in that folder, written and synced, then renamed over the old one, and the
 * folder is synced. Its name there, ".<target>.docker-credential-replicated", is reserved while the lock is held: if a
 * killed program has left such a file, the next one removes it. No other name is created, used or removed.
 *
 * The lock is flock(2) on the folder, so that it ends with its process, however that ends, and leaves no file. It
 * applies only to programs that use this interface. Waiting for it has no limit other than the caller's deadline. One
 * process must not lock two files of one folder at a time.
 *
 * If root works in the folder of a user, new files belong to the user, and a link in a folder of a user must lead to
 * something that belongs to the same user, else EPERM.
 *
 * Failures are values of errno: EBUSY if the target is a mount point (a bind-mounted file cannot be
 * renamed over), EROFS, EACCES, ENOSPC, EDQUOT, ELOOP, ENOENT if the folder is missing, EISDIR and
 * EINVAL if the target is not a regular file. The old file is then unchanged; only if the folder could not be
 * synced, the new one has replaced it, and may be lost after a power failure.
 */
#ifndef KEYRING_ATOMIC_FILE_H
#define KEYRING_ATOMIC_FILE_H

#include <glib.h>
#include <stddef.h>
#include <sys/types.h>

struct atomic_file {
	char *target; /* the file itself, behind all links, for messages; NULL while nothing is locked */
	/* The attributes of the new file: those of the old one, with its access control list, or mode 0600 and the own
	 * user if there is none. The caller may change the mode before it replaces the file. If the process is not in
	 * the group of the old file, the new file gets the own group, with the permissions of others. */
	mode_t mode;
	uid_t owner;
	gid_t group;
	int folder; /* its descriptor holds the lock */
	char *name; /* of the target in the folder */
};

#define ATOMIC_FILE_INIT                                                                                               \
	{                                                                                                              \
		.folder = -1                                                                                           \
	}

/* Creates the missing folders above this file, with mode 0700. */
int atomic_file_make_folders(const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Follows links (a dangling one leads to a file that does not exist yet) and takes the lock. */
int atomic_file_lock(const char *path, struct atomic_file *ret_file) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces the contents of the target with these bytes. May be called again while the lock is held. */
int atomic_file_replace(const struct atomic_file *file, const void *bytes, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but only if the target still contains these old bytes; `old` is NULL if there was no file. EAGAIN if another
 * program has written it without the lock; its file then stays. */
int atomic_file_replace_same(const struct atomic_file *file, const void *old, size_t old_length, const void *bytes,
			     size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the target, which may be missing already. */
int atomic_file_remove(const struct atomic_file *file) G_GNUC_WARN_UNUSED_RESULT;

/* Removes a file that a killed program left next to the target, unless another one works there now. To be called if
 * there is nothing to change. */
void atomic_file_tidy(const char *path);

/* Releases the lock and frees; may be called again. NULL is fine. */
void atomic_file_close(struct atomic_file *file);

typedef struct atomic_file AtomicFile; /* for g_auto(AtomicFile) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AtomicFile, atomic_file_close)

#endif
