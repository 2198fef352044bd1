/* SPDX-License-Identifier: MIT
 *
 * Folders from which kubelet runs programs as root: which ones are believed, what is created in them, and which link is
 * removed again. Only root can try that, below a folder that nobody else can write to.
 */
#include "../../helper/clients/node-folder.h"
#include "../../keyring/failure.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USER 4711
#define ME "docker-credential-replicated"

static char *top;

static char *in_top(const char *name)
{
	return g_build_filename(top, name, NULL);
}

/* ---- calls that fail, and what others do in between ---- */

static const char *not_opened; /* the name for which openat has no descriptors left */
static void (*before_make)(void);
static int make_failure; /* what mkdirat fails with, or 0 */
static int mode_failure;
static int link_failure;

int openat(int folder, const char *name, int flags, ...)
{
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	errno = EMFILE;
	return g_strcmp0(name, not_opened) == 0 ? -1 : (int)syscall(SYS_openat, folder, name, flags, mode);
}

int mkdirat(int folder, const char *name, mode_t mode)
{
	if (before_make)
		before_make();
	errno = make_failure;
	return make_failure ? -1 : (int)syscall(SYS_mkdirat, folder, name, mode);
}

int fchmod(int fd, mode_t mode)
{
	g_assert_cmpint(fd, >=, 0);
	errno = mode_failure;
	return mode_failure ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

int symlinkat(const char *target, int folder, const char *name)
{
	errno = link_failure;
	return link_failure ? -1 : (int)syscall(SYS_symlinkat, target, folder, name);
}

/* ---- what a test begins and ends with ---- */

static unsigned descriptors;

/* Whether nobody else can put something else in place of the file or folder. */
static bool is_of_root(const char *path)
{
	g_autofree char *at = g_canonicalize_filename(path, NULL);
	for (;;) {
		struct stat status;
		g_assert_cmpint(stat(at, &status), ==, 0);
		if (status.st_uid != 0 || (status.st_mode & (S_IWOTH | S_ISVTX)) == S_IWOTH)
			return false;
		if (strcmp(at, "/") == 0)
			return true;
		char *above = g_path_get_dirname(at);
		g_free(at);
		at = above;
	}
}

static bool begin(void)
{
	top = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	descriptors = count_descriptors();
	if (geteuid() != 0)
		g_test_skip("only root can try that");
	else if (!is_of_root(top))
		g_test_skip("the folder for temporary files is another user's");
	return geteuid() == 0 && is_of_root(top);
}

static void remove_all(const char *path)
{
	g_autoptr(GDir) folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
	for (const char *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		remove_all(inner);
	}
	g_assert_cmpint(g_remove(path), ==, 0);
}

static void end(void)
{
	g_assert_cmpuint(count_descriptors(), ==, descriptors);
	remove_all(top);
	g_clear_pointer(&top, g_free);
}

static void make_folder(const char *name, mode_t mode)
{
	g_autofree char *path = in_top(name);
	g_assert_cmpint(g_mkdir_with_parents(path, 0755), ==, 0);
	g_assert_cmpint(chmod(path, mode), ==, 0);
}

static void give_to(const char *name, uid_t owner)
{
	g_autofree char *path = in_top(name);
	g_assert_cmpint(lchown(path, owner, owner), ==, 0);
}

static void make_link(const char *target, const char *name)
{
	g_autofree char *path = in_top(name);
	g_assert_cmpint(symlink(target, path), ==, 0);
}

static void make_program(const char *name, const char *text)
{
	g_autofree char *path = in_top(name);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

static bool exists(const char *name)
{
	g_autofree char *path = in_top(name);
	return g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK);
}

static unsigned mode_of(const char *name)
{
	g_autofree char *path = in_top(name);
	struct stat status;
	g_assert_cmpint(lstat(path, &status), ==, 0);
	return status.st_mode & 07777;
}

/* The outcome; a descriptor comes with 0 only. */
static int try_open(const char *name, bool make)
{
	g_autofree char *path = in_top(name);
	struct stat opened;
	struct stat meant;
	int fd = -2;
	int failure = node_folder_open(path, make, &fd);
	if (failure) {
		g_assert_cmpint(fd, ==, -2);
		return failure;
	}
	g_assert_cmpint(fstat(fd, &opened), ==, 0);
	g_assert_cmpint(stat(path, &meant), ==, 0);
	g_assert_cmpuint(opened.st_ino, ==, meant.st_ino);
	g_assert_cmpint(close(fd), ==, 0);
	return 0;
}

/* ---- folders ---- */

static void which_folders_are_believed(void)
{
	static const struct {
		const char *folder; /* of a/b/c */
		mode_t mode;
		uid_t owner;
		int failure;
	} cases[] = {
		{ "a/b/c", 0755, 0, 0 },	 { "a/b/c", 0700, 0, 0 },      { "a/b/c", 0775, 0, 0 },
		{ "a/b/c", 0757, 0, EPERM },	 { "a/b/c", 01777, 0, 0 },     { "a/b/c", 0755, USER, EPERM },
		{ "a/b/c", 01777, USER, EPERM }, { "a/b", 0755, USER, EPERM }, { "a/b", 0757, 0, EPERM },
		{ "a/b", 01777, 0, 0 },		 { "a", 0755, USER, EPERM },   { "a", 0757, 0, EPERM },
		{ ".", 0755, USER, EPERM },	 { ".", 0757, 0, EPERM },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		if (!begin()) {
			end();
			return;
		}
		make_folder("a/b/c", 0755);
		make_folder(cases[i].folder, cases[i].mode);
		give_to(cases[i].folder, cases[i].owner);
		g_test_message("%s %o %u", cases[i].folder, cases[i].mode, cases[i].owner);
		g_assert_cmpint(try_open("a/b/c", false), ==, cases[i].failure);
		g_assert_cmpint(try_open("a/b/c", true), ==, cases[i].failure);
		g_assert_cmpint(try_open("a/b/c/new", true), ==, cases[i].failure);
		g_assert_cmpint(exists("a/b/c/new"), ==, cases[i].failure == 0);
		end();
	}
}

static void what_is_missing_is_created(void)
{
	if (begin()) {
		mode_t before = umask(077);
		g_assert_cmpint(try_open("a/b/c", false), ==, ENOENT);
		g_assert_false(exists("a"));
		g_assert_cmpint(try_open("a/b/c", true), ==, 0);
		g_assert_cmpuint(mode_of("a"), ==, 0755);
		g_assert_cmpuint(mode_of("a/b"), ==, 0755);
		g_assert_cmpuint(mode_of("a/b/c"), ==, 0755);
		make_folder("a/b", 0711);
		g_assert_cmpint(try_open("a/b/d", true), ==, 0);
		g_assert_cmpuint(mode_of("a/b"), ==, 0711);
		umask(before);

		make_program("file", "");
		g_assert_cmpint(try_open("file", true), ==, ENOTDIR);
		g_assert_cmpint(try_open("file/a", true), ==, ENOTDIR);
		g_assert_cmpint(try_open("file/a/b", true), ==, ENOTDIR);
		make_link("nowhere", "dangling");
		g_assert_cmpint(try_open("dangling", true), !=, 0);
		g_assert_false(exists("nowhere"));
	}
	end();
}

static void no_descriptor_is_left(void)
{
	static const char *const names[] = { ".", "..", NULL };
	for (size_t i = 0; names[i]; i++) {
		if (begin()) {
			make_folder("a", 0755);
			g_autofree char *path = in_top("a");
			int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			not_opened = names[i];
			g_assert_cmpint(node_folder_check(fd), ==, EMFILE);
			g_assert_cmpint(try_open("a", false), ==, EMFILE);
			not_opened = NULL;
			g_assert_cmpint(close(fd), ==, 0);
		}
		end();
	}
}

/* The first folder of one disk may have the number of a folder on another one. */
static void folders_on_two_disks(void)
{
	struct stat above;
	struct stat below;
	if (!begin()) {
		end();
		return;
	}
	make_folder("user/a", 0755);
	give_to("user", USER);
	g_autofree char *outer = in_top("user/a");
	g_autofree char *inner = in_top("user/a/b");
	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", outer, "tmpfs", 0, "mode=755") != 0) {
		g_test_skip("nothing may be mounted here");
		end();
		return;
	}
	make_folder("user/a/b", 0755);
	g_assert_cmpint(mount("tmpfs", inner, "tmpfs", 0, "mode=755"), ==, 0);
	g_assert_cmpint(stat(outer, &above), ==, 0);
	g_assert_cmpint(stat(inner, &below), ==, 0);
	if (above.st_ino != below.st_ino)
		g_test_skip("the numbers of these folders differ");
	g_assert_cmpint(try_open("user/a/b", false), ==, EPERM);
	give_to("user", 0);
	g_assert_cmpint(try_open("user/a/b", false), ==, 0);
	g_assert_cmpint(umount2(inner, MNT_DETACH), ==, 0);
	g_assert_cmpint(umount2(outer, MNT_DETACH), ==, 0);
	end();
}

static void make_it_first(void)
{
	make_folder("a", 0700);
}

static void put_a_link_there(void)
{
	make_folder("elsewhere", 0700);
	make_link("elsewhere", "a");
}

static void what_others_create_meanwhile(void)
{
	if (begin()) {
		before_make = make_it_first;
		g_assert_cmpint(try_open("a", true), ==, 0);
		g_assert_cmpuint(mode_of("a"), ==, 0755);
	}
	before_make = NULL;
	end();
	if (begin()) {
		before_make = put_a_link_there;
		g_assert_cmpint(try_open("a", true), !=, 0);
		g_assert_cmpuint(mode_of("elsewhere"), ==, 0700);
	}
	before_make = NULL;
	end();
}

static void a_folder_that_cannot_be_created(void)
{
	if (begin()) {
		make_failure = ENOSPC;
		g_assert_cmpint(try_open("a", true), ==, ENOSPC);
		g_assert_cmpint(try_open("a/b", true), ==, ENOSPC);
		make_failure = 0;
		mode_failure = EROFS;
		g_assert_cmpint(try_open("a", true), ==, EROFS);
		mode_failure = 0;
	}
	end();
}

/* ---- programs ---- */

/* The reason why it does not work, or "". */
static char *reason_of(const char *name)
{
	char *reason = NULL;
	bool works = node_link_works(top, name, &reason);
	g_assert_cmpint(works, ==, reason == NULL);
	return reason ? reason : g_strdup("");
}

static void which_programs_work(void)
{
	static const struct {
		const char *text;
		const char *reason;
	} cases[] = {
		{ "#!/bin/sh\necho '" ME " (x) 1'\n", "" },
		{ "#!/bin/sh\n[ \"$*\" = version ] && echo '" ME " (x) 1'\n", "" },
		{ "#!/bin/sh\necho '" ME " 1'\n", "is another program" },
		{ "#!/bin/sh\necho '" ME "-other (x)'\n", "is another program" },
		{ "#!/bin/sh\n", "is another program" },
		{ "#!/bin/sh\nexit 3\n", "does not work (" },
		{ "#!/bin/sh\necho '" ME " (x) 1'\nexit 3\n", "does not work (" },
		{ "#!/no/such/interpreter\n", "does not work (" },
	};
	if (begin()) {
		g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
		g_autofree char *missing = reason_of("missing");
		g_assert_cmpstr(missing, ==, "does not exist");
		make_link("nowhere", "dangling");
		g_autofree char *dangling = reason_of("dangling");
		g_assert_cmpstr(dangling, ==, "does not exist");
		make_link("loop", "loop");
		g_autofree char *loop = reason_of("loop");
		g_assert_cmpstr(loop, ==, g_strerror(ELOOP));
		make_link(own, "own");
		g_autofree char *works = reason_of("own");
		g_assert_cmpstr(works, ==, "");
		for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
			make_program("program", cases[i].text);
			g_autofree char *reason = reason_of("program");
			g_test_message("%s", cases[i].text);
			g_assert_true(g_str_has_prefix(reason, cases[i].reason));
			g_assert_cmpint(*reason == '\0', ==, *cases[i].reason == '\0');
		}
	}
	end();
}

static void root_runs_nothing_of_a_user(void)
{
	if (begin()) {
		g_autofree char *ran = in_top("ran");
		g_autofree char *text = g_strdup_printf("#!/bin/sh\ntouch '%s'\necho '" ME " (x) 1'\n", ran);
		make_program("program", text);
		give_to("program", USER);
		g_autofree char *reason = reason_of("program");
		g_assert_cmpstr(reason, ==, "does not belong to root");
		g_assert_false(exists("ran"));
		give_to("program", 0);
		g_autofree char *works = reason_of("program");
		g_assert_cmpstr(works, ==, "");
		g_assert_true(exists("ran"));
	}
	end();
}

static void only_a_link_to_this_program_is_removed(void)
{
	if (begin()) {
		g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
		g_autofree char *own_folder = g_path_get_dirname(own);
		g_autofree char *own_name = g_path_get_basename(own);
		make_link(own, "own");
		make_link(own, "more");
		g_assert_true(node_link_withdraw(top, "own"));
		g_assert_false(exists("own"));
		g_assert_true(exists("more"));
		g_assert_false(node_link_withdraw(top, "own"));

		make_program("program", "#!/bin/sh\n");
		make_link("program", "other");
		make_link("nowhere", "dangling");
		g_assert_false(node_link_withdraw(top, "program"));
		g_assert_false(node_link_withdraw(top, "other"));
		g_assert_false(node_link_withdraw(top, "dangling"));
		g_assert_true(exists("program") && exists("other") && exists("dangling"));
		g_assert_false(node_link_withdraw(own_folder, own_name));
		g_assert_true(g_file_test(own, G_FILE_TEST_EXISTS));

		give_to(".", USER);
		g_assert_false(node_link_withdraw(top, "more"));
		g_assert_true(exists("more"));
	}
	end();
}

static char *failure_to_provide(const char *name, bool dry_run)
{
	g_autofree char *folder = in_top("bin");
	g_autoptr(GError) error = NULL;
	bool made = true;
	g_assert_false(node_link_provide(folder, name, dry_run, &made, &error));
	return g_strdelimit(g_strdup(error->message), REMEDY, ':');
}

static bool provide(const char *name, bool dry_run)
{
	g_autofree char *folder = in_top("bin");
	g_autoptr(GError) error = NULL;
	bool made;
	g_assert_true(node_link_provide(folder, name, dry_run, &made, &error));
	g_assert_no_error(error);
	return made;
}

static void the_link_is_created(void)
{
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	if (begin() && is_of_root(own)) {
		g_autofree char *link = in_top("bin/" ME);
		g_assert_true(provide(ME, true));
		g_assert_false(exists("bin"));
		g_assert_true(provide(ME, false));
		g_autofree char *target = g_file_read_link(link, NULL);
		g_assert_cmpstr(target, ==, own);
		g_assert_false(provide(ME, false));
		g_assert_false(provide(ME, true));
		g_assert_true(provide("other", true));
		g_assert_false(exists("bin/other"));

		g_autofree char *program = in_top("bin/program");
		g_autofree char *want = g_strdup_printf(
			"kubelet would run '%s', which is another program:remove it, then run this command again",
			program);
		make_program("bin/program", "#!/bin/sh\n");
		g_autofree char *message = failure_to_provide("program", false);
		g_autofree char *dry_message = failure_to_provide("program", true);
		g_assert_cmpstr(message, ==, want);
		g_assert_cmpstr(dry_message, ==, want);

		g_autofree char *full = in_top("bin/full");
		g_autofree char *no_space = g_strdup_printf("cannot create '%s': %s", full, g_strerror(ENOSPC));
		link_failure = ENOSPC;
		g_autofree char *full_message = failure_to_provide("full", false);
		link_failure = 0;
		g_assert_cmpstr(full_message, ==, no_space);
	}
	end();
}

static void no_link_in_a_folder_of_others(void)
{
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	if (begin() && is_of_root(own)) {
		g_autofree char *link = in_top("bin/" ME);
		g_autofree char *want = g_strdup_printf(
			"kubelet runs '%s' as root, but a folder above it does not belong to root, or everybody can "
			"write to it:change the owner of that folder",
			link);
		make_folder("bin", 0755);
		give_to("bin", USER);
		g_autofree char *message = failure_to_provide(ME, false);
		g_autofree char *dry_message = failure_to_provide(ME, true);
		g_assert_cmpstr(message, ==, want);
		g_assert_cmpstr(dry_message, ==, want);
		g_assert_false(exists("bin/" ME));

		g_autofree char *folder = in_top("bin");
		g_autofree char *in_the_way = g_strdup_printf("cannot create '%s': %s", link, g_strerror(ENOTDIR));
		g_assert_cmpint(g_rmdir(folder), ==, 0);
		make_program("bin", "");
		g_autofree char *no_folder = failure_to_provide(ME, false);
		g_autofree char *dry_no_folder = failure_to_provide(ME, true);
		g_assert_cmpstr(no_folder, ==, in_the_way);
		g_assert_cmpstr(dry_no_folder, ==, in_the_way);
	}
	end();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/node-folder/believed", which_folders_are_believed);
	g_test_add_func("/node-folder/created", what_is_missing_is_created);
	g_test_add_func("/node-folder/no-descriptor", no_descriptor_is_left);
	g_test_add_func("/node-folder/two-disks", folders_on_two_disks);
	g_test_add_func("/node-folder/meanwhile", what_others_create_meanwhile);
	g_test_add_func("/node-folder/not-created", a_folder_that_cannot_be_created);
	g_test_add_func("/node-folder/programs", which_programs_work);
	g_test_add_func("/node-folder/of-a-user", root_runs_nothing_of_a_user);
	g_test_add_func("/node-folder/removed", only_a_link_to_this_program_is_removed);
	g_test_add_func("/node-folder/link", the_link_is_created);
	g_test_add_func("/node-folder/no-link", no_link_in_a_folder_of_others);
	return g_test_run();
}
