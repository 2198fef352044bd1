/* SPDX-License-Identifier: MIT
 *
 * atomic-file.h - a file replaced whole: at every moment, after a kill or a power failure too, it is the old
 * one or the new one
 *
 *	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
 *	int failure = atomic_file_make_folders(path);	(where the folder may be missing)
 *	if (!failure)
 *		failure = atomic_file_lock(path, &file);	(links are followed, the lock is waited for)
 *	... read file.target, think
 *	if (!failure)
 *		failure = atomic_file_replace(&file, bytes, length);
 *	if (failure)
 *		... "cannot write '%s': %s", file.target or path, g_strerror(failure)
 *
 * The folder is opened once and everything happens in it by descriptor, so a link that somebody swaps in meanwhile
 * leads nowhere else. The new file is made in that folder, written and synced, then renamed over the old one, and the
 * folder is synced. Its name there, ".<target>.docker-credential-replicated", is ours alone while the lock is held:
 * what a killed program left under it the next one removes. No other name is made, taken or removed.
 *
 * The lock is flock(2) on the folder, so that it ends with its holder, however that ends, and leaves nothing behind.
 * It holds off programs that use this interface, nobody else, and is waited for without a limit: the caller's deadline
 * is the limit. One process must not lock two files of one folder at a time.
 *
 * Root, at work in the folder of a user: what it makes belongs to the user, and a link in a folder of a user's must
 * lead to something of that same user, else EPERM.
 *
 * Failures are values of errno: EBUSY where the target is a mount point (a bind-mounted file cannot be
 * renamed over), EROFS, EACCES, ENOSPC, EDQUOT, ELOOP, ENOENT where the folder is missing, EISDIR and
 * EINVAL where the target is not a regular file. The old file is as it was then; only where the folder could not be
 * synced is the new one in its place, and may be gone after a power failure.
 */
#ifndef KEYRING_ATOMIC_FILE_H
#define KEYRING_ATOMIC_FILE_H

#include <glib.h>
#include <stddef.h>
#include <sys/types.h>

struct atomic_file {
	char *target; /* the file itself, behind all links, for messages; NULL while nothing is locked */
	/* What the new file gets: those of the old one, its access control list and other attributes too; without an
	 * old one 0600 and our own. The caller may change the mode before it replaces. A group that we are not in
	 * cannot be given to the new file: then ours gets the rights of others. */
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

/* Makes the folders above this file where they are missing, with mode 0700. */
int atomic_file_make_folders(const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Follows links (a dangling one leads to a file not made yet) and takes the lock. */
int atomic_file_lock(const char *path, struct atomic_file *ret_file) G_GNUC_WARN_UNUSED_RESULT;

/* Puts these bytes in place of the target's. May be called again while the lock is held. */
int atomic_file_replace(const struct atomic_file *file, const void *bytes, size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but only while the target holds these old bytes; `old` is NULL where there was no file. EAGAIN, and theirs is
 * in its place, where another program that knows no lock wrote it since. */
int atomic_file_replace_same(const struct atomic_file *file, const void *old, size_t old_length, const void *bytes,
			     size_t length) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the target, which may be missing already. */
int atomic_file_remove(const struct atomic_file *file) G_GNUC_WARN_UNUSED_RESULT;

/* Removes what a killed program left next to the target, unless one is at work there now. For those who find that
 * there is nothing to change. */
void atomic_file_tidy(const char *path);

/* Gives the lock back and frees; may be called again. NULL is fine. */
void atomic_file_close(struct atomic_file *file);

typedef struct atomic_file AtomicFile; /* for g_auto(AtomicFile) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AtomicFile, atomic_file_close)

#endif
