/* SPDX-License-Identifier: MIT */
#include "file.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 16384

/* Reads until the end or until one byte more than the limit; false with errno. */
static bool read_bounded(int fd, struct secret *text)
{
	for (;;) {
		size_t room = MIN(text->limit - text->length, CHUNK);
		if (room == 0)
			return true;
		char *end = secret_reserve(text, room);
		ssize_t got = read(fd, end, room);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		text->length += (size_t)got;
		text->bytes[text->length] = '\0';
	}
}

static bool read_open(int fd, const char *subject, struct secret *text, GError **error)
{
	g_auto(Secret) read_text = SECRET_INIT(text->limit + 1);
	struct stat status;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return fail(error, HELPER_FAILED, "%s is %s: a regular file is wanted", subject,
			    S_ISDIR(status.st_mode) ? "a directory" : "no regular file");
	if (!read_bounded(fd, &read_text))
		return fail(error, HELPER_FAILED, "cannot read %s: %s", subject, g_strerror(errno));
	if (read_text.length > text->limit)
		return fail(error, HELPER_FAILED, "%s is larger than %zu bytes", subject, text->limit);
	if (read_text.bytes)
		secret_move(&read_text, text);
	return true;
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
