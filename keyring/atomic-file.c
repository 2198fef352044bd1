/* SPDX-License-Identifier: MIT */
#include "atomic-file.h"

#include "user-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define NEW_PREFIX "."
#define NEW_SUFFIX ".docker-credential-replicated"
#define ACCESS_LIST "system.posix_acl_access"

static char *new_name(const char *name)
{
	return g_strconcat(NEW_PREFIX, name, NEW_SUFFIX, NULL);
}

/* What the new file gets from the old one. */
static int inherit(struct atomic_file *file)
{
	struct stat status;
	if (fstatat(file->folder, file->name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT)
			return errno;
		file->mode = S_IRUSR | S_IWUSR;
		return user_folder_owner(file->folder, &file->owner, &file->group);
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

static int take_lock(int folder)
{
	while (flock(folder, LOCK_EX) != 0)
		if (errno != EINTR)
			return errno;
	return 0;
}

int atomic_file_make_folders(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd;
	int failure = user_folder_open(AT_FDCWD, folder, true, &fd);
	if (!failure)
		(void)close(fd);
	return failure;
}

/* Only for messages, so any name will do. */
static char *name_target(const struct atomic_file *file, const char *path)
{
	g_autofree char *descriptor = g_strdup_printf("/proc/self/fd/%d", file->folder);
	g_autofree char *folder = g_file_read_link(descriptor, NULL);
	return folder ? g_build_filename(folder, file->name, NULL) : g_strdup(path);
}

int atomic_file_lock(const char *path, struct atomic_file *ret_file)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = user_folder_of_file(path, &file.folder, &file.name);
	if (!failure)
		failure = take_lock(file.folder);
	if (!failure)
		failure = inherit(&file);
	if (failure)
		return failure;
	file.target = name_target(&file, path);
	*ret_file = file;
	file = (struct atomic_file)ATOMIC_FILE_INIT;
	return 0;
}

/* ---- the new file ---- */

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

static bool copy_attribute(int old, int new, const char *name)
{
	ssize_t length = fgetxattr(old, name, NULL, 0);
	g_autofree char *value = length >= 0 ? g_malloc((gsize)length + 1) : NULL;
	length = value ? fgetxattr(old, name, value, (size_t)length) : -1;
	return length >= 0 && fsetxattr(new, name, value, (size_t)length, 0) == 0;
}

/* Extended attributes, as far as the file system and our rights allow. False where an access control list is lost. */
static bool copy_attributes(int old, int new)
{
	ssize_t length = flistxattr(old, NULL, 0);
	g_autofree char *names = length > 0 ? g_malloc((gsize)length) : NULL;
	bool kept = true;
	length = names ? flistxattr(old, names, (size_t)length) : 0;
	for (const char *name = names; name && name < names + length; name += strlen(name) + 1)
		if (!copy_attribute(old, new, name) && strcmp(name, ACCESS_LIST) == 0)
			kept = false;
	return kept;
}

/* Who is in our group was one of the others before, where the old file had another group. */
static mode_t without_group(mode_t mode)
{
	return (mode & ~(mode_t)S_IRWXG) | ((mode & S_IRWXO) << 3);
}

/* The new file is open to nobody whom the old one kept out. */
static int set_rights(int fd, const struct atomic_file *file)
{
	bool same_group = true;
	struct stat made; /* in some folders the group is the folder's */
	if (fstat(fd, &made) != 0)
		return errno;
	if ((file->owner != made.st_uid || file->group != made.st_gid) && fchown(fd, file->owner, file->group) != 0) {
		if (file->owner != made.st_uid || errno != EPERM)
			return errno;
		same_group = false;
	}
	/* One that the folder prescribes for new files. */
	(void)fremovexattr(fd, ACCESS_LIST);
	if (fchmod(fd, same_group ? file->mode : without_group(file->mode)) != 0)
		return errno;
	int old = openat(file->folder, file->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (old < 0)
		return 0;
	bool kept = !same_group || copy_attributes(old, fd);
	(void)close(old);
	return kept || fchmod(fd, file->mode & ~(mode_t)S_IRWXG) == 0 ? 0 : errno;
}

static int fill(int fd, const struct atomic_file *file, const void *bytes, size_t length)
{
	int failure = set_rights(fd, file);
	if (!failure)
		failure = write_whole(fd, bytes, length);
	if (!failure && fsync(fd) != 0)
		failure = errno;
	return failure;
}

/* The name itself is durable only then. */
static int sync_folder(const struct atomic_file *file)
{
	/* Some file systems have nothing to sync there and say so. */
	return fsync(file->folder) == 0 || errno == EINVAL ? 0 : errno;
}

static int make_new(const struct atomic_file *file, const char *new, const void *bytes, size_t length)
{
	if (unlinkat(file->folder, new, 0) != 0 && errno != ENOENT)
		return errno;
	int fd = openat(file->folder, new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return errno;

	int failure = fill(fd, file, bytes, length);
	if (close(fd) != 0 && !failure)
		failure = errno;
	if (failure)
		(void)unlinkat(file->folder, new, 0);
	return failure;
}

static int rename_with(const struct atomic_file *file, const char *new, unsigned flags)
{
	return syscall(SYS_renameat2, file->folder, new, file->folder, file->name, flags) == 0 ? 0 : errno;
}

int atomic_file_replace(const struct atomic_file *file, const void *bytes, size_t length)
{
	g_autofree char *new = new_name(file->name);
	int failure = make_new(file, new, bytes, length);
	if (failure)
		return failure;
	if (renameat(file->folder, new, file->folder, file->name) != 0) {
		failure = errno;
		(void)unlinkat(file->folder, new, 0);
		return failure;
	}
	return sync_folder(file);
}

/* ---- next to programs that know no lock ---- */

static bool holds(const struct atomic_file *file, const char *name, const void *bytes, size_t length)
{
	const char *rest = bytes;
	char chunk[4096];
	int fd = openat(file->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
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

/* Not every file system can do it. */
static bool is_unknown(int failure)
{
	return failure == EINVAL || failure == ENOSYS || failure == EOPNOTSUPP;
}

/* Both files change places at once, so what was there is not lost, whenever it was written. */
static int exchange(const struct atomic_file *file, const char *new, const void *old, size_t old_length,
		    const void *bytes, size_t length)
{
	int failure = holds(file, file->name, old, old_length) ? rename_with(file, new, RENAME_EXCHANGE) : EAGAIN;
	if (is_unknown(failure))
		failure = rename_with(file, new, 0);
	else if (!failure && !holds(file, new, old, old_length)) {
		(void)rename_with(file, new, RENAME_EXCHANGE);
		/* Theirs is back; unless they wrote once more, and that one is ahead now. */
		if (!holds(file, new, bytes, length))
			(void)rename_with(file, new, 0);
		failure = EAGAIN;
	}
	return failure == ENOENT ? EAGAIN : failure;
}

static int appear(const struct atomic_file *file, const char *new)
{
	int failure = rename_with(file, new, RENAME_NOREPLACE);
	if (is_unknown(failure))
		failure = faccessat(file->folder, file->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
				  ? EEXIST
				  : rename_with(file, new, 0);
	return failure == EEXIST ? EAGAIN : failure;
}

int atomic_file_replace_same(const struct atomic_file *file, const void *old, size_t old_length, const void *bytes,
			     size_t length)
{
	g_autofree char *new = new_name(file->name);
	int failure = make_new(file, new, bytes, length);
	if (failure)
		return failure;
	failure = old ? exchange(file, new, old, old_length, bytes, length) : appear(file, new);
	(void)unlinkat(file->folder, new, 0);
	return failure ? failure : sync_folder(file);
}

int atomic_file_remove(const struct atomic_file *file)
{
	if (unlinkat(file->folder, file->name, 0) != 0 && errno != ENOENT)
		return errno;
	return sync_folder(file);
}

void atomic_file_tidy(const char *path)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	if (user_folder_of_file(path, &file.folder, &file.name) != 0 || flock(file.folder, LOCK_EX | LOCK_NB) != 0)
		return;
	g_autofree char *new = new_name(file.name);
	(void)unlinkat(file.folder, new, 0);
}

void atomic_file_close(struct atomic_file *file)
{
	if (!file)
		return;
	if (file->folder >= 0)
		(void)close(file->folder);
	g_free(file->target);
	g_free(file->name);
	*file = (struct atomic_file)ATOMIC_FILE_INIT;
}
