/* SPDX-License-Identifier: MIT */
#include "replaced-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static mode_t mode_of(const char *path)
{
	struct stat status;
	g_assert_cmpint(lstat(path, &status), ==, 0);
	return status.st_mode & 07777;
}

/* The names in the folder, beside those that are given. */
static void only_files(const char *first, const char *second)
{
	g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
	for (const char *name = g_dir_read_name(directory); name; name = g_dir_read_name(directory))
		g_assert_true(g_strcmp0(name, first) == 0 || g_strcmp0(name, second) == 0);
}

static void a_new_file_is_its_owners_alone(void)
{
	g_autofree char *path = in_folder("new");
	g_assert_cmpint(replace(path, "one"), ==, 0);
	holds(path, "one");
	g_assert_cmpint(mode_of(path), ==, 0600);
	only_files("new", NULL);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void mode_is_kept(void)
{
	g_autofree char *path = in_folder("kept");
	g_assert_true(g_file_set_contents(path, "old", -1, NULL));
	g_assert_cmpint(chmod(path, 0640), ==, 0);
	g_assert_cmpint(replace(path, "new"), ==, 0);
	holds(path, "new");
	g_assert_cmpint(mode_of(path), ==, 0640);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void links_are_followed(void)
{
	g_autofree char *target = in_folder("target");
	g_autofree char *link = in_folder("link");
	g_assert_cmpint(symlink("target", link), ==, 0);
	g_assert_cmpint(replace(link, "through a dangling link"), ==, 0);
	holds(target, "through a dangling link");
	g_assert_cmpint(replace(link, "through a link"), ==, 0);
	holds(target, "through a link");
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	only_files("target", "link");
	g_assert_cmpint(g_unlink(target) + g_unlink(link), ==, 0);

	g_assert_cmpint(symlink("link", link), ==, 0);
	g_assert_cmpint(replace(link, "round and round"), ==, ELOOP);
	g_assert_cmpint(g_unlink(link), ==, 0);
}

static void what_is_no_file_is_refused(void)
{
	g_autofree char *path = in_folder("thing");
	g_autofree char *below = in_folder("missing/file");
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_assert_cmpint(replace(path, "text"), ==, EISDIR);
	g_assert_cmpint(g_rmdir(path), ==, 0);
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	g_assert_cmpint(replace(path, "text"), ==, EINVAL);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(replace(below, "text"), ==, ENOENT);
	only_files(NULL, NULL);
}

static void only_its_own_leftovers_vanish(void)
{
	static const char *const names[] = { "file.new", "file.lock", "file.docker-credential-replicated", ".file" };
	g_autofree char *path = in_folder("file");
	g_autofree char *new = in_folder(".file.docker-credential-replicated");
	g_assert_true(g_file_set_contents(new, "half", -1, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *other = in_folder(names[i]);
		g_assert_true(g_file_set_contents(other, "the user's own", -1, NULL));
	}
	g_assert_cmpint(replace(path, "whole"), ==, 0);
	holds(path, "whole");
	g_assert_false(g_file_test(new, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_set_contents(new, "half", -1, NULL));
	atomic_file_tidy(path);
	g_assert_false(g_file_test(new, G_FILE_TEST_EXISTS));
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *other = in_folder(names[i]);
		holds(other, "the user's own");
		g_assert_cmpint(g_unlink(other), ==, 0);
	}
	only_files("file", NULL);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static void the_lock_is_the_folder(void)
{
	g_autofree char *path = in_folder("file");
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_assert_cmpint(atomic_file_lock(path, &file), ==, 0);
	only_files(NULL, NULL);
	int fd = open(folder, O_RDONLY | O_DIRECTORY);
	g_assert_cmpint(flock(fd, LOCK_EX | LOCK_NB), ==, -1);
	g_assert_cmpint(errno, ==, EWOULDBLOCK);
	atomic_file_close(&file);
	g_assert_cmpint(flock(fd, LOCK_EX | LOCK_NB), ==, 0);
	g_assert_cmpint(close(fd), ==, 0);
}

/* The folder was opened once: a link put in its place afterwards leads nowhere else. */
static void a_folder_is_held_by_its_descriptor(void)
{
	g_autofree char *home = in_folder("home");
	g_autofree char *moved = in_folder("moved");
	g_autofree char *elsewhere = in_folder("elsewhere");
	g_autofree char *path = g_build_filename(home, "file", NULL);
	g_autofree char *written = g_build_filename(moved, "file", NULL);
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_assert_cmpint(atomic_file_make_folders(path), ==, 0);
	g_assert_cmpint(mode_of(home), ==, 0700);
	g_assert_cmpint(g_mkdir(elsewhere, 0700), ==, 0);
	g_assert_cmpint(atomic_file_lock(path, &file), ==, 0);
	g_assert_cmpint(g_rename(home, moved), ==, 0);
	g_assert_cmpint(symlink("elsewhere", home), ==, 0);
	g_assert_cmpint(atomic_file_replace(&file, "text", 4), ==, 0);
	holds(written, "text");
	g_assert_cmpint(g_unlink(home) + g_unlink(written), ==, 0);
	g_assert_cmpint(g_rmdir(elsewhere) + g_rmdir(moved), ==, 0);
}

/* An access control list says more than the mode. Raw, as the kernel has it: version 2, then tag, rights, ID of each
 * entry; here user::rw- user:65534:r-- group::--- mask::r-- other::---. */
static void an_access_list_is_kept(void)
{
	static const guint8 list[] = { 2, 0,	0,    0,    1,	  0,	6,  0, 0xff, 0xff, 0xff, 0xff, 2,    0,	  4,
				       0, 0xfe, 0xff, 0,    0,	  4,	0,  0, 0,    0xff, 0xff, 0xff, 0xff, 16,  0,
				       4, 0,	0xff, 0xff, 0xff, 0xff, 32, 0, 0,    0,	   0xff, 0xff, 0xff, 0xff };
	guint8 got[2 * sizeof(list)];
	g_autofree char *path = in_folder("listed");
	g_assert_true(g_file_set_contents(path, "old", -1, NULL));
	if (setxattr(path, "system.posix_acl_access", list, sizeof(list), 0) != 0) {
		g_test_skip("this file system has no access control lists");
	} else {
		g_assert_cmpint(replace(path, "new"), ==, 0);
		holds(path, "new");
		g_assert_cmpint(getxattr(path, "system.posix_acl_access", got, sizeof(got)), ==, sizeof(list));
		g_assert_true(memcmp(got, list, sizeof(list)) == 0);
		g_assert_cmpint(mode_of(path), ==, 0640);
	}
	g_assert_cmpint(g_unlink(path), ==, 0);
}

/* Each writer adds one byte to what it reads: none may be lost. */
static void writers_wait_for_each_other(void)
{
	enum { WRITERS = 20 };
	g_autofree char *path = in_folder("counter");
	g_assert_true(g_file_set_contents(path, "", -1, NULL));
	for (int i = 0; i < WRITERS; i++) {
		pid_t child = fork();
		g_assert_cmpint(child, >=, 0);
		if (child > 0)
			continue;
		g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
		g_autofree char *old = NULL;
		if (atomic_file_lock(path, &file) != 0 || !g_file_get_contents(path, &old, NULL, NULL))
			_exit(1);
		g_autofree char *new = g_strconcat(old, "x", NULL);
		int failure = atomic_file_replace(&file, new, strlen(new));
		atomic_file_close(&file);
		_exit(failure);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status = -1;
		g_assert_cmpint(wait(&status), >, 0);
		g_assert_cmpint(status, ==, 0);
	}
	holds(path, "xxxxxxxxxxxxxxxxxxxx");
	only_files("counter", NULL);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

static int replace_same(const char *path, const char *old, const char *text)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = atomic_file_lock(path, &file);
	return failure ? failure : atomic_file_replace_same(&file, old, old ? strlen(old) : 0, text, strlen(text));
}

static void what_others_wrote_since_is_kept(void)
{
	g_autofree char *path = in_folder("shared");
	g_autofree char *large = g_strnfill(10000, 'x');
	g_assert_cmpint(replace_same(path, "gone", "ours"), ==, EAGAIN);
	only_files(NULL, NULL);
	g_assert_cmpint(replace_same(path, NULL, "ours"), ==, 0);
	g_assert_cmpint(replace_same(path, NULL, "again"), ==, EAGAIN);
	g_assert_cmpint(replace_same(path, "theirs", "again"), ==, EAGAIN);
	g_assert_cmpint(replace_same(path, "our", "again"), ==, EAGAIN);
	g_assert_cmpint(replace_same(path, "ours.", "again"), ==, EAGAIN);
	holds(path, "ours");
	g_assert_cmpint(replace_same(path, "ours", large), ==, 0);
	g_assert_cmpint(replace_same(path, large, ""), ==, 0);
	g_assert_cmpint(replace_same(path, "", "end"), ==, 0);
	holds(path, "end");
	only_files("shared", NULL);
	g_assert_cmpint(g_unlink(path), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("dcr-atomic-file.XXXXXX", NULL);
	g_assert_nonnull(folder);
	g_test_add_func("/atomic-file/new", a_new_file_is_its_owners_alone);
	g_test_add_func("/atomic-file/what-others-wrote-since-is-kept", what_others_wrote_since_is_kept);
	g_test_add_func("/atomic-file/mode", mode_is_kept);
	g_test_add_func("/atomic-file/links", links_are_followed);
	g_test_add_func("/atomic-file/no-file", what_is_no_file_is_refused);
	g_test_add_func("/atomic-file/leftovers", only_its_own_leftovers_vanish);
	g_test_add_func("/atomic-file/lock", the_lock_is_the_folder);
	g_test_add_func("/atomic-file/folder", a_folder_is_held_by_its_descriptor);
	g_test_add_func("/atomic-file/access-list", an_access_list_is_kept);
	g_test_add_func("/atomic-file/writers", writers_wait_for_each_other);
	int failed = g_test_run();
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_free(folder);
	return failed;
}
