/* SPDX-License-Identifier: MIT */
#include "secret-file.h"

#include "keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* LF or CRLF. */
#define LINE_END_MAX 2

/* Reads at most what `ret` holds; false with errno on a read error. */
static bool read_bounded(int fd, struct secret *ret)
{
	while (ret->length < ret->limit) {
		size_t room = ret->limit - ret->length;
		char *end = secret_reserve(ret, room);
		ssize_t got = read(fd, end, room);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		ret->length += (size_t)got;
	}
	return true;
}

static void drop_line_end(struct secret *text)
{
	size_t length = text->length;
	if (length > 0 && text->bytes[length - 1] == '\n')
		length--;
	if (length < text->length && length > 0 && text->bytes[length - 1] == '\r')
		length--;
	secret_truncate(text, length);
}

/* The file in a sentence. A relative name is not repeated: the secret itself may have been put there. */
static char *subject_of(const char *path, const char *what)
{
	return g_path_is_absolute(path) ? g_strdup_printf("the %s file '%s'", what, path)
					: g_strdup_printf("the %s file that was named", what);
}

/* The same by descriptor, the line end still there. */
static bool read_open_file(int fd, const char *subject, const char *what, struct secret *text, GError **error)
{
	struct stat status;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "%s is no regular file: name a file that holds just the %s", subject, what);
	if (status.st_mode & S_IROTH)
		return keyring_fail(error, KEYRING_DENIED,
				    "%s can be read by everybody: run 'chmod o-rwx' on it, then try again", subject);
	return read_bounded(fd, text) ||
	       keyring_fail(error, KEYRING_UNAVAILABLE, "cannot read %s: %s", subject, g_strerror(errno));
}

bool secret_file_read(const char *path, const char *what, struct secret *ret_secret, GError **error)
{
	g_autofree char *subject = subject_of(path, what);
	/* O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return keyring_fail(error, errno == EACCES ? KEYRING_DENIED : KEYRING_UNAVAILABLE, "cannot open %s: %s",
				    subject, g_strerror(errno));

	g_auto(Secret) text = SECRET_INIT(ret_secret->limit + LINE_END_MAX + 1);
	bool good = read_open_file(fd, subject, what, &text, error);
	(void)close(fd);
	if (!good)
		return false;

	drop_line_end(&text);
	if (!secret_append(ret_secret, text.bytes, text.length))
		return keyring_fail(error, KEYRING_DAMAGED, "%s holds more than %zu bytes", subject, ret_secret->limit);
	return true;
}
