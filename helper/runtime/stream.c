/* SPDX-License-Identifier: MIT */
#include "stream.h"

#include "error.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Most requests are one line, and a buffer is wiped whole: every page of it counts. */
#define CHUNK 4096

/* Another program may have made the descriptor non-blocking: waits until it is ready. */
static bool ready_again(int fd, short events)
{
	struct pollfd wait = { .fd = fd, .events = events };
	return errno == EINTR || (errno == EAGAIN && (poll(&wait, 1, -1) > 0 || errno == EINTR));
}

bool write_all(int fd, const struct secret *bytes, GError **error)
{
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

bool read_all_of_stdin(struct secret *bytes, bool *ret_all, GError **error)
{
	char overflow[CHUNK];
	*ret_all = true;
	for (;;) {
		size_t room = MIN(bytes->limit - bytes->length, CHUNK);
		char *end = room > 0 ? secret_reserve(bytes, room) : overflow;
		ssize_t got = read(STDIN_FILENO, end, room > 0 ? room : sizeof(overflow));
		if (got == 0)
			break;
		if (got > 0 && room > 0) {
			bytes->length += (size_t)got;
			bytes->bytes[bytes->length] = '\0';
		} else if (got > 0) {
			*ret_all = false;
		} else if (!ready_again(STDIN_FILENO, POLLIN)) {
			return fail(error, HELPER_FAILED, "cannot read standard input: %s", g_strerror(errno));
		}
	}
	explicit_bzero(overflow, sizeof(overflow));
	return true;
}

void drain_stdin(void)
{
	g_auto(Secret) nothing = SECRET_INIT(0);
	bool all;
	/* A person would wait for us, and we for the person. */
	if (isatty(STDIN_FILENO))
		return;
	(void)read_all_of_stdin(&nothing, &all, NULL);
}
