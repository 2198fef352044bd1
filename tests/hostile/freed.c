/* SPDX-License-Identifier: MIT
 *
 * freed.c - preloaded into the program: is there a license in memory that it gives back, or when it ends?
 *
 * What must not be there is in the file FREED_TEXTS, one a line. For each block that is freed with one of them, and for
 * each place of its memory and its stack where one is when it ends, one line goes to the file FREED_REPORT, and
 * FREED_SAYS to standard output, as from a library that writes there. The key of a vault that is opened must not be there
 * either, except on the stack, where libsodium leaves it. Nothing is reported of a shell, which is a test's password
 * manager. With AddressSanitizer free() is not ours to replace, and its hook is used.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
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

/* Read at the start: registry-check takes variables away. */
static char report_path[512];

static void report(size_t size, const char *where)
{
	const char *words = variable("FREED_SAYS");
	if (words)
		(void)dprintf(STDOUT_FILENO, "%s\n", words);
	int fd = *report_path ? open(report_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return;
	(void)dprintf(fd, "%zu bytes%s\n", size, where);
	(void)close(fd);
}

/* What is looked for, inverted: nowhere in memory because of us. */
static char texts[512];
static size_t texts_length;
static size_t file_length; /* of FREED_TEXTS: keys follow */

static void read_texts(void)
{
	const char *path = variable("FREED_TEXTS");
	const char *reports = variable("FREED_REPORT");
	int fd = path && strcmp(program_invocation_short_name, "sh") != 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	for (char byte; fd >= 0 && texts_length < sizeof(texts) && read(fd, &byte, 1) == 1;)
		texts[texts_length++] = (char)~byte;
	file_length = texts_length;
	if (reports && strlen(reports) < sizeof(report_path))
		memcpy(report_path, reports, strlen(reports));
	if (fd >= 0)
		(void)close(fd);
}

/* A key with a byte that ends a line is not watched. */
static void add_key(const unsigned char *key, size_t size)
{
	if (texts_length == 0 || texts_length + size + 1 > sizeof(texts) || memchr(key, '\n', size))
		return;
	for (size_t i = 0; i < size; i++)
		texts[texts_length++] = (char)~key[i];
	texts[texts_length++] = (char)~'\n';
}

static int find_sodium(struct dl_phdr_info *library, size_t size, void *data)
{
	(void)size;
	if (!strstr(library->dlpi_name, "libsodium"))
		return 0;
	*(void **)data = dlopen(library->dlpi_name, RTLD_LAZY | RTLD_NOLOAD);
	return 1;
}

/* In place of libsodium's, which only the back end of the vault is linked with. */
int crypto_aead_xchacha20poly1305_ietf_decrypt(unsigned char *plain, unsigned long long *ret_length,
					       unsigned char *unused, const unsigned char *cipher,
					       unsigned long long length, const unsigned char *more,
					       unsigned long long more_length, const unsigned char *nonce,
					       const unsigned char *key)
{
	typedef int decrypt_function(unsigned char *, unsigned long long *, unsigned char *, const unsigned char *,
				     unsigned long long, const unsigned char *, unsigned long long,
				     const unsigned char *, const unsigned char *);
	void *sodium = NULL;
	(void)dl_iterate_phdr(find_sodium, &sodium);
	decrypt_function *decrypt =
		(decrypt_function *)(uintptr_t)dlsym(sodium, "crypto_aead_xchacha20poly1305_ietf_decrypt");
	add_key(key, 32);
	return decrypt(plain, ret_length, unused, cipher, length, more, more_length, nonce, key);
}

/* By hand: memmem() is replaced as well. */
static bool holds(const char *bytes, size_t size, const char *text, size_t length)
{
	for (size_t i = 0; i + length <= size; i++) {
		size_t same = 0;
		while (same < length && bytes[i + same] == (char)~text[same])
			same++;
		if (same == length)
			return true;
	}
	return false;
}

static void look(const void *memory, size_t size, const char *where)
{
	const char line_end = (char)~'\n';
	const size_t looked_for = strstr(where, "[stack]") ? file_length : texts_length;
	for (size_t at = 0; at < looked_for;) {
		const char *end = memchr(texts + at, line_end, looked_for - at);
		size_t length = end ? (size_t)(end - (texts + at)) : looked_for - at;
		if (length > 0 && holds(memory, size, texts + at, length))
			report(size, where);
		at += length + 1;
	}
}

#ifdef WITH_SANITIZERS
/* Not there in a program that ours runs. */
__attribute__((weak)) size_t __sanitizer_get_allocated_size(const volatile void *memory);
void __sanitizer_free_hook(const volatile void *memory);

void __sanitizer_free_hook(const volatile void *memory)
{
	if (memory)
		look((const void *)memory, __sanitizer_get_allocated_size(memory), "");
}
#else
void __libc_free(void *memory);

void free(void *memory)
{
	if (memory)
		look(memory, malloc_usable_size(memory), "");
	__libc_free(memory);
}
#endif

/* ---- at the end ---- */

/* By the kernel, to which a page that cannot be read is an error and no end. registry-check must not call
 * process_vm_readv(): there it goes through a file, which takes longer. */
static ssize_t copy(int file, uintptr_t start, char *to, size_t length)
{
	const struct iovec own = { to, length };
	const struct iovec other = { (void *)start, length };
	ssize_t got = process_vm_readv(getpid(), &own, 1, &other, 1, 0);
	if (got >= 0 || errno != EPERM)
		return got;
	(void)lseek(file, 0, SEEK_SET);
	got = syscall(SYS_write, file, start, length);
	(void)lseek(file, 0, SEEK_SET);
	return got > 0 ? read(file, to, (size_t)got) : 0;
}

static void look_from(int file, uintptr_t start, uintptr_t end, const char *line)
{
	enum { SHARED = 4096 };
	static char window[1 << 20];
	for (uintptr_t at = start; at < end; at += sizeof(window) - SHARED) {
		ssize_t got = at + sizeof(window) > (uintptr_t)window && at < (uintptr_t)window + sizeof(window)
				      ? 0
				      : copy(file, at, window, end - at < sizeof(window) ? end - at : sizeof(window));
		look(window, got > 0 ? (size_t)got : 0, line);
		explicit_bzero(window, sizeof(window));
	}
}

static void look_at_all(void)
{
	char line[512];
	FILE *maps = texts_length > 0 ? fopen("/proc/self/maps", "re") : NULL;
	int file = memfd_create("copy", MFD_CLOEXEC);
	while (maps && fgets(line, sizeof(line), maps)) {
		char *rest = NULL;
		uintptr_t start = strtoull(line, &rest, 16);
		uintptr_t end = strtoull(rest + 1, &rest, 16);
		line[strcspn(line, "\n")] = '\0';
		/* Larger ones are AddressSanitizer's. */
		if (rest[1] == 'r' && rest[2] == 'w' && end - start < (uintptr_t)1 << 30)
			look_from(file, start, end, strrchr(line, ' '));
	}
	if (maps)
		(void)fclose(maps);
	(void)close(file);
}

/* Not that of a child, before it becomes another program. */
static pid_t program;

__attribute__((constructor)) static void begin(void)
{
	program = getpid();
	read_texts();
}

__attribute__((destructor)) static void end(void)
{
	if (getpid() == program)
		look_at_all();
}

/* A build without sanitizers ends without its destructors. */
void _exit(int status)
{
	end();
	for (;;)
		syscall(SYS_exit_group, status);
}
