/* SPDX-License-Identifier: MIT */
#include "process-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Under sudo it may be another user's folder: a file of ours there would be in that user's way. */
static int open_folder(void)
{
	const char *path = g_getenv("XDG_RUNTIME_DIR");
	struct stat status;
	if (!path || !g_path_is_absolute(path))
		return -1;
	int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return -1;
	if (fstat(folder, &status) != 0 || status.st_uid != geteuid() || status.st_mode & (S_IWGRP | S_IWOTH)) {
		(void)close(folder);
		folder = -1;
	}
	return folder;
}

int lock_open(const char *name)
{
	int folder = open_folder();
	if (folder < 0)
		return -1;
	int fd = openat(folder, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	(void)close(folder);
	return fd;
}

void lock_wait(int fd)
{
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
}

void lock_release(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}
