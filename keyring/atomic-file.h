/* SPDX-License-Identifier: MIT
 *
 * atomic-file.h - a file replaced whole: at every moment, after a kill or a power failure too, the old
 * one or the new one
 *
 *	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
 *	int failure = atomic_file_lock(path, &file);	(links are followed, the lock is waited for)
 *	... read file.target, think
 *	if (!failure)
 *		failure = atomic_file_replace(&file, bytes, length);
 *	if (failure)
 *		... "cannot write '%s': %s", file.target or path, g_strerror(failure)
 *
 * The new file is made beside the old one, written and synced, then renamed over it, and the folder is
 * synced. It is named <target>.new, which is ours alone while the lock is held: what a killed program left
 * there the next one removes.
 *
 * The lock is flock(2) on <target>.lock, so that it ends with its holder, however that ends; the file is
 * removed at the end. It holds off programs that use this interface, nobody else, and is waited for
 * without a limit: the caller's deadline is the limit.
 *
 * Failures are values of errno: EBUSY where the target is a mount point (a bind-mounted file cannot be
 * renamed over), EROFS, EACCES, ENOSPC, EDQUOT, ELOOP, ENOENT where the folder is missing, EISDIR and
 * EINVAL where the target is no regular file. The old file is as it was then; only where the folder could not be
 * synced is the new one in its place, and may be gone after a power failure.
 */
#ifndef KEYRING_ATOMIC_FILE_H
#define KEYRING_ATOMIC_FILE_H

#include <glib.h>
#include <stddef.h>
#include <sys/types.h>

struct atomic_file {
	char *target; /* the file itself, behind all links; NULL while nothing is locked */
	/* What the new file gets: those of the old one; 0600 and our own where there is none. The caller may
	 * change the mode before it replaces. */
	mode_t mode;
	uid_t owner;
	gid_t group;
	int lock;
};

#define ATOMIC_FILE_INIT                                                                                               \
	{                                                                                                              \
		.lock = -1                                                                                             \
	}

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

/* Removes what a killed program left beside the target, unless one is at work there now. For those who find that there
 * is nothing to change. */
void atomic_file_tidy(const char *path);

/* Gives the lock back and frees; may be called again. NULL is fine. */
void atomic_file_close(struct atomic_file *file);

typedef struct atomic_file AtomicFile; /* for g_auto(AtomicFile) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AtomicFile, atomic_file_close)

#endif
