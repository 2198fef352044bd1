/* SPDX-License-Identifier: MIT */
#include "file.h"

#include "error.h"

#include <errno.h>

static bool refuse(int failure, const char *subject, const struct secret *text, GError **error)
{
	switch (failure) {
	case EISDIR:
		return fail(error, HELPER_FAILED, "%s is a directory, not a file", subject);
	case EINVAL:
		return fail(error, HELPER_FAILED, "%s is not a regular file", subject);
	case EFBIG:
		return fail(error, HELPER_FAILED, "%s is larger than %zu bytes", subject, text->limit);
	default:
		return fail(error, HELPER_FAILED, "cannot open %s: %s", subject, g_strerror(failure));
	}
}

bool file_read(const char *path, const char *subject, struct secret *text, GError **error)
{
	int failure = secret_read_path(text, path);
	return !failure || refuse(failure, subject, text, error);
}

bool file_read_if_there(const char *path, const char *subject, struct secret *text, bool *ret_there, GError **error)
{
	int failure = secret_read_path(text, path);
	bool missing = failure == ENOENT || failure == ENOTDIR;
	if (failure && !missing)
		return refuse(failure, subject, text, error);
	*ret_there = !missing;
	return true;
}
