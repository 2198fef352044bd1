/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include "error.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* Another program may have made the descriptor non-blocking: waits until it is ready. */
static bool ready_again(int fd, short events)
{
	struct pollfd wait = { .fd = fd, .events = events };
	return errno == EINTR || (errno == EAGAIN && (poll(&wait, 1, -1) > 0 || errno == EINTR));
}

bool write_all(int fd, const struct secret *bytes, GError **error)
{
	if (secret_overflowed(bytes))
		return fail(error, HELPER_FAILED, "the output is larger than %zu bytes", bytes->limit);
	for (size_t done = 0; done < bytes->length;) {
		ssize_t written = write(fd, bytes->bytes + done, bytes->length - done);
		if (written >= 0)
			done += (size_t)written;
		else if (!ready_again(fd, POLLOUT))
			return fail(error, HELPER_FAILED, "cannot write the answer to standard output: %s",
				    g_strerror(errno));
	}
	return true;
}

static bool read_stdin(struct secret *bytes, bool to_end, const char *subject, GError **error)
{
	for (;;) {
		ssize_t got = secret_read(bytes, STDIN_FILENO);
		if (got == 0 || (!to_end && secret_overflowed(bytes)))
			return !secret_overflowed(bytes) ||
			       fail(error, HELPER_FAILED, "%s on standard input is longer than %zu bytes", subject,
				    bytes->limit);
		if (got < 0 && !ready_again(STDIN_FILENO, POLLIN))
			return fail(error, HELPER_FAILED, "cannot read standard input: %s", g_strerror(errno));
	}
}

bool read_all_of_stdin(struct secret *bytes, const char *subject, GError **error)
{
	return read_stdin(bytes, true, subject, error);
}

bool read_stdin_to_limit(struct secret *bytes, const char *subject, GError **error)
{
	return read_stdin(bytes, false, subject, error);
}

void drain_stdin(void)
{
	g_auto(Secret) nothing = SECRET_INIT(0);
	/* A person would wait for us, and we for the person. */
	if (isatty(STDIN_FILENO))
		return;
	(void)read_all_of_stdin(&nothing, "", NULL);
}
