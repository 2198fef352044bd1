/* SPDX-License-Identifier: MIT */
#include "secret-file.h"

#include "keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* LF or CRLF. */
#define LINE_END_MAX 2

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

/* Everybody can read it, and a chmod could change that: Kubernetes and Swarm mount secrets read-only, and as 0644 or
 * 0444. */
static bool is_open_to_all(int fd, const struct stat *status)
{
	struct statvfs mount;
	bool read_only = fstatvfs(fd, &mount) == 0 && mount.f_flag & ST_RDONLY;
	return S_ISREG(status->st_mode) && status->st_mode & S_IROTH && !read_only;
}

static bool check_kind(const struct stat *status, const char *subject, const char *what, bool named, GError **error)
{
	return S_ISREG(status->st_mode) || (named && S_ISFIFO(status->st_mode)) ||
	       keyring_fail(error, KEYRING_UNAVAILABLE,
			    "%s is not a regular file" REMEDY "name a file that holds just the %s", subject, what);
}

/* By descriptor, the line end still there. `ret_open_to_all` is NULL where that is an error. */
static bool read_open_file(int fd, const char *subject, const char *what, bool *ret_open_to_all, struct secret *text,
			   GError **error)
{
	struct stat status = { 0 };
	if (fstat(fd, &status) != 0)
		return keyring_fail(error, KEYRING_UNAVAILABLE, "cannot read %s: %s", subject, g_strerror(errno));
	if (!check_kind(&status, subject, what, ret_open_to_all != NULL, error))
		return false;
	bool open_to_all = is_open_to_all(fd, &status);
	if (open_to_all && !ret_open_to_all)
		return keyring_fail(error, KEYRING_DENIED,
				    "%s can be read by everybody" REMEDY "run 'chmod o-rwx' on it, then try again",
				    subject);
	if (!secret_read_all(text, fd))
		return keyring_fail(error, KEYRING_UNAVAILABLE, "cannot read %s: %s", subject, g_strerror(errno));
	if (ret_open_to_all)
		*ret_open_to_all = open_to_all;
	return true;
}

bool secret_file_read_named(const char *path, const char *what, bool *ret_open_to_all, struct secret *ret_secret,
			    GError **error)
{
	g_autofree char *subject = subject_of(path, what);
	/* O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. The writer of one that a person
	 * names is waited for, as long as the deadline allows. */
	int at_once = ret_open_to_all ? 0 : O_NONBLOCK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | at_once);
	if (fd < 0)
		return keyring_fail(error, errno == EACCES ? KEYRING_DENIED : KEYRING_UNAVAILABLE, "cannot open %s: %s",
				    subject, g_strerror(errno));

	g_auto(Secret) text = SECRET_INIT(ret_secret->limit + LINE_END_MAX);
	bool good = read_open_file(fd, subject, what, ret_open_to_all, &text, error);
	(void)close(fd);
	if (!good)
		return false;

	drop_line_end(&text);
	secret_append_secret(ret_secret, &text);
	if (secret_overflowed(ret_secret))
		return keyring_fail(error, KEYRING_DAMAGED, "%s holds more than %zu bytes", subject, ret_secret->limit);
	return true;
}

bool secret_file_read(const char *path, const char *what, struct secret *ret_secret, GError **error)
{
	return secret_file_read_named(path, what, NULL, ret_secret, error);
}
