/* SPDX-License-Identifier: MIT
 *
 * atomic-file.h on a file system whose calls are interrupted, do half and fail; what lasts, and what it leaves in
 * memory. */
#include "descriptors.h"
#include "replaced-file.h"
#include "stack.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a file system whose calls are interrupted, do half, fail, and are written down ---- */

static int interruptions;   /* how many of the next calls of read and write a signal interrupts */
static bool halves;	    /* whether write takes only half of what it is given */
static int sync_failure;    /* what fsync of the folder fails with, or 0 */
static int flags_failure;   /* what renameat2 fails with if it is to do more than rename, or 0 */
static const char *failing; /* the calls that fail: "write read sync close chmod rename" */
static int failing_with;    /* the error of the first of them; the others fail with EIO */
static bool appears;	    /* whether another program makes a file as soon as it is removed */
static unsigned renames;    /* of renameat2 */
static void (*before_rename)(void);
static GString *order; /* the calls that make a file last; NULL: not wanted */

static bool fails(const char *name)
{
	const char *found = failing ? strstr(failing, name) : NULL;
	if (found)
		errno = found == failing ? failing_with : EIO;
	return found != NULL;
}

static bool is_interrupted(void)
{
	if (interruptions == 0)
		return false;
	interruptions--;
	errno = EINTR;
	return true;
}

static bool is_of_type(int fd, mode_t type, off_t *ret_size)
{
	struct stat status;
	bool is = fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == type;
	*ret_size = is ? status.st_size : 0;
	return is;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	if (is_interrupted() || fails("write"))
		return -1;
	return syscall(SYS_write, fd, bytes, halves ? (length + 1) / 2 : length);
}

ssize_t read(int fd, void *bytes, size_t length)
{
	return is_interrupted() || fails("read") ? -1 : syscall(SYS_read, fd, bytes, length);
}

int fsync(int fd)
{
	off_t size;
	bool is_folder = !is_of_type(fd, S_IFREG, &size);
	if (order)
		g_string_append_printf(order, "%s of %d bytes, ", is_folder ? "folder" : "file", (int)size);
	if (is_folder && sync_failure) {
		errno = sync_failure;
		return -1;
	}
	return !is_folder && fails("sync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int close(int fd)
{
	off_t size;
	bool is_file = is_of_type(fd, S_IFREG, &size);
	int result = (int)syscall(SYS_close, fd);
	return is_file && fails("close") ? -1 : result;
}

int fchmod(int fd, mode_t mode)
{
	return fails("chmod") ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int unlinkat(int fd, const char *name, int flags)
{
	int result = (int)syscall(SYS_unlinkat, fd, name, flags);
	if (appears)
		(void)syscall(SYS_close, (int)syscall(SYS_openat, fd, name, O_CREAT | O_WRONLY, 0666));
	return result;
}

int renameat(int old_folder, const char *old, int new_folder, const char *new)
{
	return fails("rename") ? -1 : (int)syscall(SYS_renameat2, old_folder, old, new_folder, new, 0);
}

long syscall(long number, ...)
{
	long arguments[5]; /* those in registers; more are not used here */
	va_list list;
	va_start(list, number);
	for (size_t i = 0; i < G_N_ELEMENTS(arguments); i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_renameat2) {
		renames++;
		if (before_rename)
			before_rename();
		if (arguments[4] && flags_failure) {
			errno = flags_failure;
			return -1;
		}
	}
	static long (*next)(long, ...);
	if (!next)
		next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
}

/* Nothing else is in the folder. */
static void only_file(const char *name)
{
	g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
	for (const char *found = g_dir_read_name(directory); found; found = g_dir_read_name(directory))
		g_assert_cmpstr(found, ==, name);
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
	return memmem(stack_below(__builtin_frame_address(0)), STACK_SIZE, text, length) != NULL;
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
	/* So that every function is bound: the first call of one writes the registers over what is to be found. */
	(void)is_left_on_the_stack(text, strlen(text));
	leave_on_the_stack(text);
	g_assert_true(is_left_on_the_stack(text, strlen(text)));
	g_assert_cmpint(replace(path, text), ==, 0);
	g_assert_cmpint(replace_same(path, text, "other"), ==, 0);
	g_assert_false(is_left_on_the_stack(text, strlen(text)));
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* The old file is unchanged, and nothing lies next to it. */
static void a_failure_leaves_the_old_file(void)
{
	static const struct {
		const char *calls;
		int error;
	} cases[] = { { "write", ENOSPC }, { "sync", EIO },	     { "close", EDQUOT },      { "chmod", EPERM },
		      { "rename", EBUSY }, { "write sync", ENOSPC }, { "write close", ENOSPC } };
	g_autofree char *path = in_folder("kept");
	g_assert_cmpint(replace(path, "old"), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		failing = cases[i].calls;
		failing_with = cases[i].error;
		int failure = replace(path, "new");
		failing = NULL;
		g_assert_cmpint(failure, ==, cases[i].error);
		holds(path, "old");
		only_file("kept");
	}
	failing = "read";
	failing_with = EIO;
	g_assert_cmpint(replace_same(path, "old", "new"), ==, EAGAIN);
	g_assert_cmpint(truncate(path, 0), ==, 0);
	g_assert_cmpint(replace_same(path, "", "new"), ==, EAGAIN);
	failing = NULL;
	only_file("kept");
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* ---- another program, which knows no lock, writes meanwhile ---- */

static const char *const *theirs;

static void they_write(void)
{
	if (!*theirs)
		return;
	g_autofree char *path = in_folder("shared");
	const char *text = *theirs++;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	g_assert_true(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	g_assert_cmpint(close(fd), ==, 0);
}

static void what_others_write_in_between_stays(void)
{
	static const char *const nothing[] = { NULL };
	static const char *const once[] = { "theirs", NULL };
	static const char *const twice[] = { "theirs", "and theirs again", NULL };
	const char *const *const cases[] = { once, twice };
	g_autofree char *path = in_folder("shared");
	before_rename = they_write;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		theirs = nothing;
		g_assert_cmpint(replace(path, "old"), ==, 0);
		theirs = cases[i];
		g_assert_cmpint(replace_same(path, "old", "ours"), ==, EAGAIN);
		holds(path, cases[i][i]);
		only_file("shared");
	}
	theirs = nothing;
	g_assert_cmpint(replace(path, "ours"), ==, 0);
	renames = 0;
	g_assert_cmpint(replace_same(path, "OURS", "new"), ==, EAGAIN);
	g_assert_cmpuint(renames, ==, 0);
	holds(path, "ours");
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_autofree char *shorter = g_malloc(3);
	memcpy(shorter, "our", 3); /* without a NUL */
	g_assert_cmpint(atomic_file_lock(path, &file), ==, 0);
	g_assert_cmpint(atomic_file_replace_same(&file, shorter, 3, "new", 3), ==, EAGAIN);
	g_assert_cmpint(g_unlink(path), ==, 0);
	theirs = once;
	g_assert_cmpint(atomic_file_replace_same(&file, NULL, 0, "new", 3), ==, EAGAIN);
	holds(path, "theirs");
	before_rename = NULL;
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* It would be opened once more while it is compared. */
static void what_is_no_longer_a_file_stays(void)
{
	g_autofree char *path = in_folder("shared");
	g_autofree char *other = in_folder("other");
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_assert_cmpint(replace(path, "old") + replace(other, "old"), ==, 0);
	g_assert_cmpint(atomic_file_lock(path, &file), ==, 0);
	g_assert_cmpint(g_unlink(path) + mkfifo(path, 0600), ==, 0);
	g_assert_cmpint(atomic_file_replace_same(&file, "old", 3, "new", 3), ==, EAGAIN);
	g_assert_cmpint(g_unlink(path) + symlink("other", path), ==, 0);
	g_assert_cmpint(atomic_file_replace_same(&file, "old", 3, "new", 3), ==, EAGAIN);
	g_assert_true(g_file_test(path, G_FILE_TEST_IS_SYMLINK));
	g_assert_cmpint(g_unlink(path) + g_unlink(other), ==, 0);
}

static void a_new_file_is_made_by_nobody_else(void)
{
	g_autofree char *path = in_folder("file");
	g_autofree char *new = in_folder(".file.docker-credential-replicated");
	appears = true;
	int failure = replace(path, "new");
	appears = false;
	g_assert_cmpint(failure, ==, EEXIST);
	g_assert_cmpint(g_unlink(new), ==, 0);
	only_file(NULL);
}

static void file_systems_that_only_rename_will_do(void)
{
	static const int failures[] = { EINVAL, ENOSYS, EOPNOTSUPP };
	g_autofree char *path = in_folder("plain");
	for (size_t i = 0; i < G_N_ELEMENTS(failures); i++) {
		flags_failure = failures[i];
		g_assert_cmpint(replace_same(path, NULL, "first"), ==, 0);
		holds(path, "first");
		g_assert_cmpint(replace_same(path, NULL, "second"), ==, EAGAIN);
		g_assert_cmpint(replace_same(path, "first", "second"), ==, 0);
		holds(path, "second");
		only_file("plain");
		g_assert_cmpint(g_unlink(path), ==, 0);
	}
	flags_failure = EIO;
	g_assert_cmpint(replace_same(path, NULL, "first"), ==, EIO);
	only_file(NULL);
	flags_failure = 0;
}

static void nobody_tidies_where_another_one_writes(void)
{
	g_autofree char *path = in_folder("file");
	g_autofree char *new = in_folder(".file.docker-credential-replicated");
	int other = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	g_assert_cmpint(flock(other, LOCK_EX), ==, 0);
	g_assert_true(g_file_set_contents(new, "half", -1, NULL));
	atomic_file_tidy(path);
	holds(new, "half");
	g_assert_cmpint(close(other), ==, 0);
	atomic_file_tidy(path);
	only_file(NULL);
}

static void folders_are_made_and_closed(void)
{
	g_autofree char *made = in_folder("made");
	g_autofree char *path = in_folder("made/file");
	unsigned before = count_descriptors();
	g_assert_cmpint(atomic_file_make_folders(path), ==, 0);
	g_assert_cmpuint(count_descriptors(), ==, before);
	g_assert_cmpint(g_rmdir(made), ==, 0);
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
	g_test_add_func("/atomic-file/failures", a_failure_leaves_the_old_file);
	g_test_add_func("/atomic-file/others", what_others_write_in_between_stays);
	g_test_add_func("/atomic-file/no-file", what_is_no_longer_a_file_stays);
	g_test_add_func("/atomic-file/exclusive", a_new_file_is_made_by_nobody_else);
	g_test_add_func("/atomic-file/plain", file_systems_that_only_rename_will_do);
	g_test_add_func("/atomic-file/tidy", nobody_tidies_where_another_one_writes);
	g_test_add_func("/atomic-file/folders", folders_are_made_and_closed);
	int failed = g_test_run();
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_free(folder);
	return failed;
}
