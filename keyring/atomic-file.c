/* SPDX-License-Identifier: MIT */
#include "atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As many as the kernel follows in one path. */
#define LINKS_MAX 40

#define LOCK_SUFFIX ".lock"
#define NEW_SUFFIX ".new"

/* The folder's real path and the name in it, which is no link. realpath(3) alone fails where the file is
 * not there yet. */
static int follow_links(const char *path, char **ret_target)
{
	g_autofree char *current = g_strdup(path);
	for (int links = 0; links < LINKS_MAX; links++) {
		g_autofree char *folder = g_path_get_dirname(current);
		g_autofree char *link = g_file_read_link(current, NULL);
		if (!link) {
			char *real = realpath(folder, NULL);
			if (!real)
				return errno;
			g_autofree char *name = g_path_get_basename(current);
			*ret_target = g_build_filename(real, name, NULL);
			free(real);
			return 0;
		}
		g_free(current);
		current = g_path_is_absolute(link) ? g_steal_pointer(&link) : g_build_filename(folder, link, NULL);
	}
	return ELOOP;
}

/* What the new file gets from the old one. */
static int inherit(struct atomic_file *file)
{
	struct stat status;
	if (lstat(file->target, &status) != 0) {
		if (errno != ENOENT)
			return errno;
		file->mode = S_IRUSR | S_IWUSR;
		file->owner = geteuid();
		file->group = getegid();
		return 0;
	}
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	if (!S_ISREG(status.st_mode))
		return EINVAL;
	file->mode = status.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
	file->owner = status.st_uid;
	file->group = status.st_gid;
	return 0;
}

/* Whether the descriptor is still the file of that name: who had the lock before removed it. */
static bool is_still_named(int fd, const char *path)
{
	struct stat opened;
	struct stat named;
	return fstat(fd, &opened) == 0 && lstat(path, &named) == 0 && opened.st_dev == named.st_dev &&
	       opened.st_ino == named.st_ino;
}

static int take_lock(const char *path, int *ret_fd)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, S_IRUSR | S_IWUSR);
		if (fd < 0)
			return errno;
		int failure = 0;
		while (flock(fd, LOCK_EX) != 0 && !failure)
			failure = errno == EINTR ? 0 : errno;
		if (!failure && is_still_named(fd, path)) {
			*ret_fd = fd;
			return 0;
		}
		(void)close(fd);
		if (failure)
			return failure;
	}
}

int atomic_file_lock(const char *path, struct atomic_file *ret_file)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = follow_links(path, &file.target);
	if (failure)
		return failure;

	g_autofree char *lock = g_strconcat(file.target, LOCK_SUFFIX, NULL);
	failure = take_lock(lock, &file.lock);
	if (!failure)
		failure = inherit(&file);
	if (failure)
		return failure;
	*ret_file = file;
	file = (struct atomic_file)ATOMIC_FILE_INIT;
	return 0;
}

static int write_whole(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, bytes, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return errno;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

static int fill(int fd, const struct atomic_file *file, const void *bytes, size_t length)
{
	if ((file->owner != geteuid() || file->group != getegid()) && fchown(fd, file->owner, file->group) != 0)
		return errno;
	if (fchmod(fd, file->mode) != 0)
		return errno;
	int failure = write_whole(fd, bytes, length);
	if (!failure && fsync(fd) != 0)
		failure = errno;
	return failure;
}

/* The name itself is durable only then. */
static int sync_folder(const char *target)
{
	g_autofree char *folder = g_path_get_dirname(target);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	/* Some file systems have nothing to sync there and say so. */
	int failure = fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
	(void)close(fd);
	return failure;
}

static int make_new(const struct atomic_file *file, const char *new, const void *bytes, size_t length)
{
	if (unlink(new) != 0 && errno != ENOENT)
		return errno;
	int fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return errno;

	int failure = fill(fd, file, bytes, length);
	if (close(fd) != 0 && !failure)
		failure = errno;
	if (failure)
		(void)unlink(new);
	return failure;
}

int atomic_file_replace(const struct atomic_file *file, const void *bytes, size_t length)
{
	g_autofree char *new = g_strconcat(file->target, NEW_SUFFIX, NULL);
	int failure = make_new(file, new, bytes, length);
	if (failure)
		return failure;
	if (rename(new, file->target) != 0) {
		failure = errno;
		(void)unlink(new);
		return failure;
	}
	return sync_folder(file->target);
}

/* ---- beside programs that know no lock ---- */

static bool holds(const char *path, const void *bytes, size_t length)
{
	const char *rest = bytes;
	char chunk[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	bool same = true;
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			same = got == 0 && length == 0;
			break;
		}
		if ((size_t)got > length || memcmp(chunk, rest, (size_t)got) != 0) {
			same = false;
			break;
		}
		rest += got;
		length -= (size_t)got;
	}
	explicit_bzero(chunk, sizeof(chunk));
	(void)close(fd);
	return same;
}

static int rename_with(const char *from, const char *to, unsigned flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags) == 0 ? 0 : errno;
}

/* Not every file system can do it. */
static bool is_unknown(int failure)
{
	return failure == EINVAL || failure == ENOSYS || failure == EOPNOTSUPP;
}

/* Both files change places at once, so what stood there is not lost, whenever it was written. */
static int exchange(const char *new, const char *target, const void *old, size_t old_length, const void *bytes,
		    size_t length)
{
	int failure = holds(target, old, old_length) ? rename_with(new, target, RENAME_EXCHANGE) : EAGAIN;
	if (is_unknown(failure))
		failure = rename(new, target) == 0 ? 0 : errno;
	else if (!failure && !holds(new, old, old_length)) {
		(void)rename_with(new, target, RENAME_EXCHANGE);
		/* Theirs is back; unless they wrote once more, and that one is ahead now. */
		if (!holds(new, bytes, length))
			(void)rename(new, target);
		failure = EAGAIN;
	}
	return failure == ENOENT ? EAGAIN : failure;
}

static int appear(const char *new, const char *target)
{
	int failure = rename_with(new, target, RENAME_NOREPLACE);
	if (is_unknown(failure))
		failure = access(target, F_OK) == 0 ? EEXIST : rename(new, target) == 0 ? 0 : errno;
	return failure == EEXIST ? EAGAIN : failure;
}

int atomic_file_replace_same(const struct atomic_file *file, const void *old, size_t old_length, const void *bytes,
			     size_t length)
{
	g_autofree char *new = g_strconcat(file->target, NEW_SUFFIX, NULL);
	int failure = make_new(file, new, bytes, length);
	if (failure)
		return failure;
	failure = old ? exchange(new, file->target, old, old_length, bytes, length) : appear(new, file->target);
	(void)unlink(new);
	return failure ? failure : sync_folder(file->target);
}

int atomic_file_remove(const struct atomic_file *file)
{
	if (unlink(file->target) != 0 && errno != ENOENT)
		return errno;
	return sync_folder(file->target);
}

void atomic_file_tidy(const char *path)
{
	g_autofree char *target = NULL;
	if (follow_links(path, &target) != 0)
		return;
	g_autofree char *lock = g_strconcat(target, LOCK_SUFFIX, NULL);
	g_autofree char *new = g_strconcat(target, NEW_SUFFIX, NULL);
	int fd = open(lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_still_named(fd, lock)) {
		(void)unlink(new);
		(void)unlink(lock);
	}
	(void)close(fd);
}

void atomic_file_close(struct atomic_file *file)
{
	if (!file)
		return;
	if (file->lock >= 0) {
		/* Removed while it is held: those who wait see that it is another file, and open again. */
		g_autofree char *lock = g_strconcat(file->target, LOCK_SUFFIX, NULL);
		(void)unlink(lock);
		(void)close(file->lock);
	}
	g_free(file->target);
	*file = (struct atomic_file)ATOMIC_FILE_INIT;
}
