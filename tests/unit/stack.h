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

/* The bytes below a frame, in static memory that the next call overwrites. Under valgrind only the part of the stack
 * exists that was used: the rest is zero. */
static inline const char *stack_below(const char *frame)
{
	static char below[STACK_SIZE];
	enum { STEP = 4096 };
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	size_t size = 0;
	memset(below, 0, sizeof(below));
	while (size < sizeof(below) &&
	       pread(memory, below + sizeof(below) - size - STEP, STEP, (off_t)(guintptr)(frame - size - STEP)) == STEP)
		size += STEP;
	g_assert_cmpuint(size, >, 0);
	g_assert_cmpint(close(memory), ==, 0);
	return below;
}

#endif
