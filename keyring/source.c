/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_VARIABLE "REPLICATED_LICENSE_ID_FILE"
#define DIRECTORY_VARIABLE "CREDENTIALS_DIRECTORY"
#define CREDENTIAL_NAME "replicated-license-id"
#define LICENSE_VARIABLE "REPLICATED_LICENSE_ID"

/* What REPLICATED_LICENSE_ID held at start; one byte more than is allowed, so that too long is
 * seen and refused when it is read. */
static struct secret taken = SECRET_INIT(LICENSE_ID_MAX + 1);

static const char *variable(const char *name)
{
	const char *value = g_getenv(name);
	return value && *value ? value : NULL;
}

void source_take_environment(void)
{
	char *value = getenv(LICENSE_VARIABLE);
	if (!value)
		return;

	size_t length = strlen(value);
	secret_clear(&taken);
	if (!secret_append(&taken, value, MIN(length, LICENSE_ID_MAX + 1)))
		g_assert_not_reached();
	explicit_bzero(value, length);
	g_unsetenv(LICENSE_VARIABLE);
}

static char *credential_path(void)
{
	const char *directory = variable(DIRECTORY_VARIABLE);
	if (!directory)
		return NULL;

	g_autofree char *path = g_build_filename(directory, CREDENTIAL_NAME, NULL);
	struct stat status;
	if (lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return NULL;
	return g_steal_pointer(&path);
}

const char *source_name(void)
{
	if (variable(FILE_VARIABLE))
		return FILE_VARIABLE;
	g_autofree char *credential = credential_path();
	if (credential)
		return "$" DIRECTORY_VARIABLE "/" CREDENTIAL_NAME;
	return taken.length > 0 ? LICENSE_VARIABLE : NULL;
}

static bool refuse(enum keyring_outcome outcome, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
static bool refuse(enum keyring_outcome outcome, GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *sentence = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, KEYRING_ERROR, (int)outcome, sentence);
	return false;
}

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

static bool read_file(const char *path, struct secret *ret_license, GError **error)
{
	/* O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever. Links are followed:
	 * Kubernetes mounts secrets behind them. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return refuse(errno == EACCES ? KEYRING_DENIED : KEYRING_UNAVAILABLE, error,
			      "cannot open the license ID file '%s': %s", path, g_strerror(errno));

	struct stat status;
	g_auto(Secret) text = SECRET_INIT(LICENSE_ID_MAX + 3);
	bool good = false;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		refuse(KEYRING_UNAVAILABLE, error,
		       "the license ID file '%s' is no regular file: name a file that holds just the license ID", path);
	else if (status.st_mode & S_IROTH)
		refuse(KEYRING_DENIED, error,
		       "the license ID file '%s' can be read by everybody: run 'chmod o-rwx' on it, then try again",
		       path);
	else if (!read_bounded(fd, &text))
		refuse(KEYRING_UNAVAILABLE, error, "cannot read the license ID file '%s': %s", path, g_strerror(errno));
	else
		good = true;
	(void)close(fd);
	if (!good)
		return false;

	drop_line_end(&text);
	if (!secret_is_license_id(&text))
		return refuse(KEYRING_DAMAGED, error,
			      "the license ID file '%s' does not hold just a license ID: "
			      "1 to %d printable ASCII characters on one line",
			      path, LICENSE_ID_MAX);
	secret_move(&text, ret_license);
	return true;
}

bool source_read(struct secret *ret_license, GError **error)
{
	const char *file = variable(FILE_VARIABLE);
	if (file)
		return read_file(file, ret_license, error);

	g_autofree char *credential = credential_path();
	if (credential)
		return read_file(credential, ret_license, error);

	if (taken.length == 0)
		return refuse(KEYRING_NOT_FOUND, error, "no license ID is given from outside");
	if (!secret_is_license_id(&taken))
		return refuse(KEYRING_DAMAGED, error,
			      LICENSE_VARIABLE " does not hold a license ID: 1 to %d printable ASCII characters",
			      LICENSE_ID_MAX);
	if (!secret_append(ret_license, taken.bytes, taken.length))
		g_assert_not_reached();
	return true;
}
