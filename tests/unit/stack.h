/* SPDX-License-Identifier: MIT
 *
 * stack.h - what functions that have returned left on the stack
 */
#ifndef TESTS_UNIT_STACK_H
#define TESTS_UNIT_STACK_H

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#define STACK_SIZE (1 << 16)

/* The bytes below a frame, in static memory that the next call overwrites. Only the part of the stack exists that was
 * used: page by page, until one cannot be read. The rest is zero. */
static inline const char *stack_below(const char *frame)
{
	static char below[STACK_SIZE];
	char *end = below + sizeof(below);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	size_t step = (guintptr)frame % page;
	memset(below, 0, sizeof(below));
	while (used + step <= sizeof(below) &&
	       pread(memory, end - used - step, step, (off_t)(guintptr)(frame - used - step)) == (ssize_t)step) {
		used += step;
		step = page;
	}
	g_assert_cmpuint(used, >, 0);
	g_assert_cmpint(close(memory), ==, 0);
	return below;
}

#endif
