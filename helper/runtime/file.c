/* SPDX-License-Identifier: MIT */
#include "file.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_open(int fd, const char *subject, struct secret *text, GError **error)
{
	struct stat status;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return fail(error, HELPER_FAILED, "%s is %s", subject,
			    S_ISDIR(status.st_mode) ? "a directory, not a file" : "not a regular file");
	if (!secret_read_all(text, fd))
		return fail(error, HELPER_FAILED, "cannot read %s: %s", subject, g_strerror(errno));
	return !secret_overflowed(text) ||
	       fail(error, HELPER_FAILED, "%s is larger than %zu bytes", subject, text->limit);
}

bool file_read(const char *path, const char *subject, struct secret *text, bool *ret_there, GError **error)
{
	/* O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && ret_there && (errno == ENOENT || errno == ENOTDIR)) {
		*ret_there = false;
		return true;
	}
	if (fd < 0)
		return fail(error, HELPER_FAILED, "cannot open %s: %s", subject, g_strerror(errno));

	bool good = read_open(fd, subject, text, error);
	(void)close(fd);
	if (good && ret_there)
		*ret_there = true;
	return good;
}
