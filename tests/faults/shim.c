/* SPDX-License-Identifier: MIT
 *
 * shim.c - makes the Nth call of one libc function fail (LD_PRELOAD)
 *
 *	FAULT=write:3 LD_PRELOAD=shim.so docker-credential-replicated get
 *
 * Calls are counted from the program's own first one, umask(2) in startup(): what libraries do before main()
 * is not ours. When the fault strikes, one byte goes to descriptor FAULT_FD, so that the driver knows when N
 * is beyond the last call. `die:N` ends the program by SIGKILL at the Nth system call that changes something.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *function;
static long target;
static int report = -1;
static atomic_bool counting;
static atomic_long calls;

__attribute__((constructor)) static void read_plan(void)
{
	const char *plan = getenv("FAULT");
	const char *fd = getenv("FAULT_FD");
	const char *colon = plan ? strchr(plan, ':') : NULL;
	if (!colon || !fd)
		return;
	static char name[32];
	memcpy(name, plan, (size_t)(colon - plan) < sizeof(name) ? (size_t)(colon - plan) : 0);
	function = name;
	target = strtol(colon + 1, NULL, 10);
	report = (int)strtol(fd, NULL, 10);
}

/* Whether this call of `name` is the one that fails. */
static bool strikes(const char *name)
{
	if (!counting || !function || strcmp(function, name) != 0)
		return false;
	if (atomic_fetch_add(&calls, 1) + 1 != target)
		return false;
	syscall(SYS_write, report, "x", 1);
	return true;
}

static bool changes(const char *name)
{
	(void)name;
	if (strikes("die"))
		syscall(SYS_kill, getpid(), SIGKILL);
	return false;
}

#define NEXT(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

mode_t umask(mode_t mask)
{
	counting = true;
	return (mode_t)syscall(SYS_umask, mask);
}

/* The memory functions go to glibc by its own names: dlsym itself allocates. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *malloc(size_t size)
{
	if (strikes("malloc"))
		return errno = ENOMEM, NULL;
	return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	if (strikes("malloc"))
		return errno = ENOMEM, NULL;
	return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	if (strikes("malloc"))
		return errno = ENOMEM, NULL;
	return __libc_realloc(memory, size);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	/* The words about the fault must be able to leave. */
	if (fd != STDERR_FILENO && (strikes("write") || changes("write")))
		return errno = ENOSPC, -1;
	return syscall(SYS_write, fd, bytes, length);
}

ssize_t read(int fd, void *bytes, size_t length)
{
	if (strikes("read"))
		return errno = EIO, -1;
	return syscall(SYS_read, fd, bytes, length);
}

int fsync(int fd)
{
	if (strikes("fsync") || changes("fsync"))
		return errno = EIO, -1;
	return (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
	if (strikes("rename") || changes("rename"))
		return errno = EBUSY, -1;
	return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	if (strikes("rename") || changes("rename"))
		return errno = EBUSY, -1;
	return (int)syscall(SYS_renameat, from_directory, from, to_directory, to);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
	if (strikes("rename") || changes("rename"))
		return errno = EBUSY, -1;
	return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
}

static mode_t mode_of(int flags, va_list arguments)
{
	return flags & (O_CREAT | __O_TMPFILE) ? (mode_t)va_arg(arguments, unsigned) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	if (strikes("open") || changes("open"))
		return errno = EMFILE, -1;
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	if (strikes("open") || changes("open"))
		return errno = EMFILE, -1;
	return (int)syscall(SYS_openat, directory, path, flags, mode);
}

int dup2(int from, int to)
{
	if (strikes("dup"))
		return errno = EMFILE, -1;
	return (int)syscall(SYS_dup3, from, to, 0);
}

int fcntl(int fd, int command, ...)
{
	va_list arguments;
	va_start(arguments, command);
	void *argument = va_arg(arguments, void *);
	va_end(arguments);
	if ((command == F_DUPFD || command == F_DUPFD_CLOEXEC) && strikes("dup"))
		return errno = EMFILE, -1;
	return (int)syscall(SYS_fcntl, fd, command, argument);
}

int pipe2(int ends[2], int flags)
{
	if (strikes("pipe"))
		return errno = EMFILE, -1;
	return (int)syscall(SYS_pipe2, ends, flags);
}

int pipe(int ends[2])
{
	return pipe2(ends, 0);
}

pid_t fork(void)
{
	if (strikes("fork"))
		return errno = EAGAIN, -1;
	return NEXT(pid_t, "fork", void)();
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
	if (strikes("fork"))
		return EAGAIN;
	return NEXT(int, "posix_spawn", pid_t *, const char *, const posix_spawn_file_actions_t *,
		    const posix_spawnattr_t *, char *const[], char *const[])(pid, path, actions, attributes, argv, envp);
}

int mlock(const void *address, size_t length)
{
	if (strikes("mlock"))
		return errno = ENOMEM, -1;
	return (int)syscall(SYS_mlock, address, length);
}

/* What GDBus sends. */
ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	if (strikes("sendmsg") || changes("sendmsg"))
		return errno = EPIPE, -1;
	return syscall(SYS_sendmsg, fd, message, flags);
}
