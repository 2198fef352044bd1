/* SPDX-License-Identifier: MIT */
#include "client-write.h"

#include "../runtime/deadline.h"
#include "../runtime/error.h"

#include <errno.h>
#include <unistd.h>

int client_lock(const char *path, struct atomic_file *ret_file)
{
	deadline_waits_for("another program that changes the same config file", "wait until it ends");
	int failure = atomic_file_make_folders(path);
	return failure ? failure : atomic_file_lock(path, ret_file);
}

bool client_fail_to_write(const char *path, int failure, const char *by_hand, GError **error)
{
	const char *reason = g_strerror(failure);
	if (failure == EBUSY)
		reason = "it is a bind mount and cannot be replaced";
	else if (failure == EAGAIN)
		reason = "another program keeps changing it";
	else if (failure == EPERM && geteuid() == 0)
		reason = "a link in a user's folder points to something that belongs to another user";
	return fail(error, HELPER_FAILED, "cannot change '%s': %s: %s", path, reason, by_hand);
}
