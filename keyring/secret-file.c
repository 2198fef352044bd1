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
/* Whom a user namespace shows as the owner of a file whose owner it does not know: its root cannot change that file. */
#define UNMAPPED_USER 65534

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

/* Whether this user could change the mode and still read the file. */
static bool can_change_mode(int fd, const struct stat *status)
{
	struct statvfs mount;
	bool read_only = fstatvfs(fd, &mount) == 0 && mount.f_flag & ST_RDONLY;
	bool ours = status->st_uid == geteuid() || (geteuid() == 0 && status->st_uid != UNMAPPED_USER);
	return ours && !read_only;
}

/* Everybody can read it, and a chmod could change that. Kubernetes and Swarm mount secrets read-only, and as 0644 or
 * 0444; podman and the injector of HashiCorp Vault write them for other users of the container. */
static bool is_open_to_all(int fd, const struct stat *status)
{
	return S_ISREG(status->st_mode) && status->st_mode & S_IROTH && can_change_mode(fd, status);
}

/* A descriptor of a regular file, or of a pipe where that is right, too; -1 on an error. */
static int open_file(const char *path, int flags, bool pipe_too, const char *what, const char *subject,
		     struct stat *ret_status, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
	if (fd < 0 || fstat(fd, ret_status) != 0) {
		keyring_fail(error, errno == EACCES ? KEYRING_DENIED : KEYRING_UNAVAILABLE, "cannot open %s: %s",
			     subject, g_strerror(errno));
	} else if (!S_ISREG(ret_status->st_mode) && !(pipe_too && S_ISFIFO(ret_status->st_mode))) {
		keyring_fail(error, KEYRING_UNAVAILABLE,
			     "%s is not a regular file" REMEDY "give a file that contains just the %s", subject, what);
	} else {
		return fd;
	}
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

/* Closes the file. */
static bool take_secret(int fd, const char *subject, struct secret *ret_secret, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(ret_secret->limit + LINE_END_MAX);
	bool complete = secret_read_all(&text, fd);
	int read_error = errno;
	(void)close(fd);
	if (!complete)
		return keyring_fail(error, KEYRING_UNAVAILABLE, "cannot read %s: %s", subject, g_strerror(read_error));
	drop_line_end(&text);
	secret_append_secret(ret_secret, &text);
	if (secret_overflowed(ret_secret))
		return keyring_fail(error, KEYRING_DAMAGED, "%s is longer than %zu bytes", subject, ret_secret->limit);
	return true;
}

bool secret_file_read(const char *path, const char *what, struct secret *ret_secret, GError **error)
{
	g_autofree char *subject = subject_of(path, what);
	struct stat status = { 0 };
	/* Opening a FIFO that nobody writes to would wait for ever. */
	int fd = open_file(path, O_NONBLOCK, false, what, subject, &status, error);
	if (fd < 0)
		return false;
	if (is_open_to_all(fd, &status)) {
		(void)close(fd);
		return keyring_fail(error, KEYRING_DENIED,
				    "%s can be read by everybody" REMEDY "run 'chmod o-rwx' on it, then try again",
				    subject);
	}
	return take_secret(fd, subject, ret_secret, error);
}

bool secret_file_read_named(const char *path, const char *what, struct secret *ret_secret, bool *ret_open_to_all,
			    GError **error)
{
	g_autofree char *subject = subject_of(path, what);
	struct stat status = { 0 };
	/* The writer of a FIFO that a person names is waited for, as long as the deadline allows. */
	int fd = open_file(path, 0, true, what, subject, &status, error);
	if (fd < 0)
		return false;
	*ret_open_to_all = is_open_to_all(fd, &status);
	return take_secret(fd, subject, ret_secret, error);
}
