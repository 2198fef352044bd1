/* SPDX-License-Identifier: MIT
 *
 * atomic-file.h on a file system whose calls are interrupted, do half and fail; what lasts, and what it leaves in
 * memory. */
#include "../../keyring/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;

/* ---- a file system whose calls are interrupted, do half, fail, and are written down ---- */

static int interruptions; /* how many of the next calls of read and write a signal interrupts */
static bool halves;	  /* whether write takes only half of what it is given */
static int sync_failure;  /* what fsync of the folder fails with, or 0 */
static GString *order;	  /* the calls that make a file last; NULL: not wanted */

static bool is_interrupted(void)
{
	if (interruptions == 0)
		return false;
	interruptions--;
	errno = EINTR;
	return true;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	return is_interrupted() ? -1 : syscall(SYS_write, fd, bytes, halves ? (length + 1) / 2 : length);
}

ssize_t read(int fd, void *bytes, size_t length)
{
	return is_interrupted() ? -1 : syscall(SYS_read, fd, bytes, length);
}

int fsync(int fd)
{
	struct stat status;
	bool is_folder = fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
	if (order)
		g_string_append_printf(order, "%s of %d bytes, ", is_folder ? "folder" : "file",
				       is_folder ? 0 : (int)status.st_size);
	if (is_folder && sync_failure) {
		errno = sync_failure;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

static char *in_folder(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static int replace(const char *path, const char *text)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = atomic_file_lock(path, &file);
	return failure ? failure : atomic_file_replace(&file, text, strlen(text));
}

static void holds(const char *path, const char *text)
{
	g_autofree char *got = NULL;
	g_assert_true(g_file_get_contents(path, &got, NULL, NULL));
	g_assert_cmpstr(got, ==, text);
}

static int replace_same(const char *path, const char *old, const char *text)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = atomic_file_lock(path, &file);
	return failure ? failure : atomic_file_replace_same(&file, old, old ? strlen(old) : 0, text, strlen(text));
}

/* Signals arrive at any time, from a terminal that is resized to a debugger. */
static void signals_interrupt_nothing(void)
{
	g_autofree char *path = in_folder("interrupted");
	g_assert_cmpint(replace(path, "old"), ==, 0);
	interruptions = 3;
	g_assert_cmpint(replace(path, "new"), ==, 0);
	g_assert_cmpint(interruptions, ==, 0);
	interruptions = 3;
	g_assert_cmpint(replace_same(path, "new", "newer"), ==, 0);
	g_assert_cmpint(interruptions, ==, 0);
	holds(path, "newer");
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void ignore(int signal)
{
	(void)signal;
}

static void signals_do_not_end_the_wait_for_the_lock(void)
{
	g_autofree char *path = in_folder("waited-for");
	int ends[2];
	char byte;
	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t child = fork();
	if (child == 0) {
		g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
		int failure = atomic_file_lock(path, &file);
		failure = write(ends[1], "x", 1) == 1 ? failure : errno;
		g_usleep(300000);
		failure = failure ? failure : atomic_file_replace(&file, "first", 5);
		_exit(failure);
	}
	g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
	const struct sigaction action = { .sa_handler = ignore }; /* without SA_RESTART */
	const struct itimerval often = { { 0, 20000 }, { 0, 20000 } };
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };
	g_assert_cmpint(sigaction(SIGALRM, &action, NULL) + setitimer(ITIMER_REAL, &often, NULL), ==, 0);
	int failure = replace_same(path, "first", "second");
	g_assert_cmpint(setitimer(ITIMER_REAL, &never, NULL), ==, 0);
	g_assert_cmpint(failure, ==, 0);
	holds(path, "second");
	int status = -1;
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	g_assert_cmpint(close(ends[0]) + close(ends[1]) + g_unlink(path), ==, 0);
}

static void a_file_is_written_whole_in_parts(void)
{
	g_autofree char *path = in_folder("parts");
	halves = true;
	g_assert_cmpint(replace(path, "a text of many parts"), ==, 0);
	halves = false;
	holds(path, "a text of many parts");
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* What survives a power failure: the bytes before the name, and then the name. */
static void a_file_lasts_once_it_is_replaced(void)
{
	g_autofree char *path = in_folder("lasting");
	order = g_string_new(NULL);
	g_assert_cmpint(replace(path, "four"), ==, 0);
	g_assert_cmpstr(order->str, ==, "file of 4 bytes, folder of 0 bytes, ");
	g_string_truncate(order, 0);
	g_assert_cmpint(replace_same(path, "four", "five!"), ==, 0);
	g_assert_cmpstr(order->str, ==, "file of 5 bytes, folder of 0 bytes, ");
	g_string_truncate(order, 0);
	sync_failure = EINVAL; /* file systems that have nothing to sync there */
	g_assert_cmpint(replace(path, "four"), ==, 0);
	sync_failure = EIO;
	g_assert_cmpint(replace(path, "four"), ==, EIO);
	g_assert_cmpint(replace_same(path, "four", "five!"), ==, EIO);
	sync_failure = 0;
	g_string_truncate(order, 0);
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_assert_cmpint(atomic_file_lock(path, &file), ==, 0);
	g_assert_cmpint(atomic_file_remove(&file), ==, 0);
	g_assert_cmpint(atomic_file_remove(&file), ==, 0);
	g_assert_cmpstr(order->str, ==, "folder of 0 bytes, folder of 0 bytes, ");
	(void)g_string_free(g_steal_pointer(&order), TRUE);
}

/* Far below this frame, where functions that have returned had their variables. */
static bool is_left_on_the_stack(const char *text, size_t length)
{
	static char below[1 << 16];
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	const char *here = __builtin_frame_address(0);
	ssize_t got = pread(memory, below, sizeof(below), (off_t)(guintptr)(here - sizeof(below)));
	g_assert_cmpint(got, ==, sizeof(below));
	g_assert_cmpint(close(memory), ==, 0);
	return memmem(below, sizeof(below), text, length) != NULL;
}

static G_GNUC_NO_INLINE void leave_on_the_stack(const char *text)
{
	char copy[4096];
	g_strlcpy(copy, text, sizeof(copy));
	g_assert_cmpstr(copy, ==, text);
}

static void what_was_compared_is_wiped(void)
{
	g_autofree char *path = in_folder("compared");
	g_autofree char *text = g_strdup_printf("license-%d-%s", 4711, "of-the-file");
	leave_on_the_stack(text);
	g_assert_true(is_left_on_the_stack(text, strlen(text)));
	g_assert_cmpint(replace(path, text), ==, 0);
	g_assert_cmpint(replace_same(path, text, "other"), ==, 0);
	g_assert_false(is_left_on_the_stack(text, strlen(text)));
	g_assert_cmpint(g_unlink(path), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("dcr-atomic-file.XXXXXX", NULL);
	g_assert_nonnull(folder);
	g_test_add_func("/atomic-file/signals", signals_interrupt_nothing);
	g_test_add_func("/atomic-file/signals-and-lock", signals_do_not_end_the_wait_for_the_lock);
	g_test_add_func("/atomic-file/parts", a_file_is_written_whole_in_parts);
	g_test_add_func("/atomic-file/lasts", a_file_lasts_once_it_is_replaced);
	g_test_add_func("/atomic-file/stack", what_was_compared_is_wiped);
	int failed = g_test_run();
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_free(folder);
	return failed;
}
