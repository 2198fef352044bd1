/* SPDX-License-Identifier: MIT
 *
 * freed.c - preloaded into the program: is there a license in memory that it gives back?
 *
 * What must not be there is in FREED_TEXTS, separated by blanks. For each block that is freed with one of them, one line
 * goes to the file FREED_REPORT, and FREED_SAYS to standard output, as from a library that writes there. With
 * AddressSanitizer free() is not ours to replace, and its hook is used.
 */
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *variable(const char *name)
{
	static char *const none[] = { NULL };
	char *const *variables = environ ? environ : none;
	size_t length = strlen(name);
	for (; *variables; variables++)
		if (strncmp(*variables, name, length) == 0 && (*variables)[length] == '=')
			return *variables + length + 1;
	return NULL;
}

static void report(size_t size)
{
	const char *path = variable("FREED_REPORT");
	const char *words = variable("FREED_SAYS");
	if (words)
		(void)dprintf(STDOUT_FILENO, "%s\n", words);
	int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return;
	(void)dprintf(fd, "%zu bytes\n", size);
	(void)close(fd);
}

/* By hand: memmem() is replaced as well. */
static bool holds(const char *bytes, size_t size, const char *text, size_t length)
{
	for (size_t i = 0; i + length <= size; i++) {
		size_t same = 0;
		while (same < length && bytes[i + same] == text[same])
			same++;
		if (same == length)
			return true;
	}
	return false;
}

static void look(const void *memory, size_t size)
{
	const char *texts = variable("FREED_TEXTS");
	while (texts && *texts) {
		size_t length = strcspn(texts, " ");
		if (holds(memory, size, texts, length))
			report(size);
		texts += length + strspn(texts + length, " ");
	}
}

#ifdef WITH_SANITIZERS
size_t __sanitizer_get_allocated_size(const volatile void *memory);
void __sanitizer_free_hook(const volatile void *memory);

void __sanitizer_free_hook(const volatile void *memory)
{
	if (memory)
		look((const void *)memory, __sanitizer_get_allocated_size(memory));
}
#else
void __libc_free(void *memory);

void free(void *memory)
{
	if (memory)
		look(memory, malloc_usable_size(memory));
	__libc_free(memory);
}
#endif
