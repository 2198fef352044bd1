/* SPDX-License-Identifier: MIT
 *
 * user-folder.h where another program, or the owner of the folder, puts something else in place of what is made. */
#include "../../keyring/user-folder.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define USER 4711
#define OTHER_USER 4712
#define NOBODY_ELSE 4713

static char *top;  /* of root, or of who runs this */
static char *home; /* of USER, where root runs this */

static char *in_home(const char *name)
{
	return g_build_filename(home, name, NULL);
}

/* ---- what others do in between ---- */

static void (*before_make)(void);
static void (*after_make)(void);
static void (*after_link)(void);
static int owner_failure;  /* what fchownat fails with, or 0 */
static int unlink_failure; /* what unlinkat fails with, or 0 */

int mkdirat(int folder, const char *name, mode_t mode)
{
	if (before_make)
		before_make();
	int result = (int)syscall(SYS_mkdirat, folder, name, mode);
	if (after_make)
		after_make();
	return result;
}

int symlinkat(const char *target, int folder, const char *name)
{
	int result = (int)syscall(SYS_symlinkat, target, folder, name);
	if (after_link)
		after_link();
	return result;
}

int fchownat(int folder, const char *name, uid_t owner, gid_t group, int flags)
{
	errno = owner_failure;
	return owner_failure ? -1 : (int)syscall(SYS_fchownat, folder, name, owner, group, flags);
}

int unlinkat(int folder, const char *name, int flags)
{
	errno = unlink_failure;
	return unlink_failure ? -1 : (int)syscall(SYS_unlinkat, folder, name, flags);
}

static void replace_folder(uid_t owner, bool empty)
{
	g_autofree char *path = in_home("made");
	g_autofree char *inside = in_home("made/inside");
	g_assert_cmpint(rmdir(path) + mkdir(path, 0700), ==, 0);
	g_assert_cmpint(empty ? 0 : mkdir(inside, 0700), ==, 0);
	g_assert_cmpint(chown(path, owner, owner), ==, 0);
}

static void by_one_with_contents(void)
{
	replace_folder(0, false);
}

static void by_one_of_another_user(void)
{
	replace_folder(OTHER_USER, true);
}

static void by_nothing(void)
{
	g_autofree char *path = in_home("made");
	g_assert_cmpint(rmdir(path), ==, 0);
}

static void by_a_link_to_one_elsewhere(void)
{
	g_autofree char *path = in_home("made");
	g_assert_cmpint(rmdir(path) + symlink("../elsewhere", path), ==, 0);
}

static void make_it_before(void)
{
	g_autofree char *path = in_home("made");
	(void)mkdir(path, 0755);
}

static void replace_link(const char *target, uid_t owner)
{
	g_autofree char *path = in_home("link");
	g_assert_cmpint(unlink(path) + symlink(target, path) + lchown(path, owner, owner), ==, 0);
}

static void by_a_longer_link(void)
{
	replace_link("target1", 0);
}

static void by_a_shorter_link(void)
{
	replace_link("targe", 0);
}

static void by_a_link_to_elsewhere(void)
{
	replace_link("TARGET", 0);
}

static void by_a_link_of_another_user(void)
{
	replace_link("target", OTHER_USER);
}

static void by_no_link(void)
{
	g_autofree char *path = in_home("link");
	g_assert_cmpint(unlink(path), ==, 0);
}

/* ---- tests ---- */

static bool is_root(void)
{
	if (geteuid() == 0)
		return true;
	g_test_skip("only root works in the folders of others");
	return false;
}

static struct stat status_of(const char *path)
{
	struct stat status = { 0 };
	(void)lstat(path, &status);
	return status;
}

static int make_folder(const char *path)
{
	int fd = -1;
	unsigned before = count_descriptors();
	int failure = user_folder_open(AT_FDCWD, path, true, &fd);
	g_assert_cmpuint(count_descriptors(), ==, before + !failure);
	if (!failure)
		g_assert_cmpint(close(fd), ==, 0);
	return failure;
}

static void only_an_empty_folder_of_root_is_given_away(void)
{
	static const struct {
		void (*others)(void);
		int failure;
		uid_t owner;
	} rows[] = {
		{ NULL, 0, USER },
		{ by_one_with_contents, 0, 0 },
		{ by_one_of_another_user, 0, OTHER_USER },
		{ by_nothing, ENOENT, 0 },
		{ by_a_link_to_one_elsewhere, ENOTDIR, 0 },
	};
	g_autofree char *path = in_home("made");
	g_autofree char *inside = in_home("made/inside");
	g_autofree char *elsewhere = g_build_filename(top, "elsewhere", NULL);
	if (!is_root())
		return;
	g_assert_cmpint(mkdir(elsewhere, 0700), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		after_make = rows[i].others;
		g_assert_cmpint(make_folder(path), ==, rows[i].failure);
		after_make = NULL;
		const struct stat status = status_of(path);
		g_assert_cmpuint(status.st_uid, ==, rows[i].owner);
		g_assert_cmpuint(status.st_gid, ==, rows[i].owner);
		(void)rmdir(inside);
		(void)remove(path);
	}
	g_assert_cmpuint(status_of(elsewhere).st_uid, ==, 0);
	g_assert_cmpint(rmdir(elsewhere), ==, 0);
	owner_failure = EIO;
	g_assert_cmpint(make_folder(path), ==, EIO);
	owner_failure = 0;
	g_assert_cmpint(rmdir(path), ==, 0);
}

static void a_folder_that_another_one_makes_will_do(void)
{
	g_autofree char *path = in_home("made");
	before_make = make_it_before;
	g_assert_cmpint(make_folder(path), ==, 0);
	before_make = NULL;
	g_assert_cmpuint(status_of(path).st_mode & 0777, ==, 0755);
	g_assert_cmpint(rmdir(path), ==, 0);
}

static void only_the_link_itself_is_given_away(void)
{
	static const struct {
		void (*others)(void);
		int failure;
		uid_t owner;
	} rows[] = {
		{ NULL, 0, USER },
		{ by_a_longer_link, EPERM, 0 },
		{ by_a_shorter_link, EPERM, 0 },
		{ by_a_link_to_elsewhere, EPERM, 0 },
		{ by_a_link_of_another_user, EPERM, OTHER_USER },
		{ by_no_link, ENOENT, 0 },
	};
	g_autofree char *path = in_home("link");
	if (!is_root())
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		unsigned before = count_descriptors();
		after_link = rows[i].others;
		g_assert_cmpint(user_folder_make_link(path, "target", false), ==, rows[i].failure);
		after_link = NULL;
		g_assert_cmpuint(count_descriptors(), ==, before);
		g_assert_cmpuint(status_of(path).st_uid, ==, rows[i].owner);
		(void)unlink(path);
	}
	owner_failure = EIO;
	g_assert_cmpint(user_folder_make_link(path, "target", false), ==, EIO);
	owner_failure = 0;
	g_assert_cmpint(unlink(path), ==, 0);
}

static void only_a_link_is_removed(void)
{
	g_autofree char *path = in_home("link");
	g_autofree char *below = in_home("missing/link");
	unsigned before = count_descriptors();
	g_assert_cmpint(user_folder_remove_link(path), ==, ENOENT);
	g_assert_cmpint(user_folder_remove_link(below), ==, ENOENT);
	g_assert_cmpint(mkdir(path, 0700), ==, 0);
	g_assert_cmpint(user_folder_remove_link(path), ==, EINVAL);
	g_assert_cmpint(user_folder_make_link(path, "target", false), ==, EEXIST);
	g_assert_cmpint(rmdir(path) + symlink("target", path), ==, 0);
	unlink_failure = EACCES;
	g_assert_cmpint(user_folder_remove_link(path), ==, EACCES);
	unlink_failure = 0;
	errno = EIO;
	g_assert_cmpint(user_folder_remove_link(path), ==, 0);
	g_assert_cmpint(user_folder_remove_link(path), ==, ENOENT);
	g_assert_cmpuint(count_descriptors(), ==, before);
}

static void a_link_into_no_folder_leads_nowhere(void)
{
	g_autofree char *path = in_home("link");
	g_autofree char *name = NULL;
	unsigned before = count_descriptors();
	int fd = -1;
	g_assert_cmpint(symlink("missing/file", path), ==, 0);
	g_assert_cmpint(user_folder_of_file(path, &fd, &name), ==, ENOENT);
	g_assert_cmpuint(count_descriptors(), ==, before);
	g_assert_cmpint(unlink(path), ==, 0);
}

/* As many as the kernel follows. */
static void forty_links_are_followed(void)
{
	enum { LINKS = 41 };
	g_autofree char *name = NULL;
	char *paths[LINKS];
	int fd = -1;
	for (int i = 0; i < LINKS; i++) {
		g_autofree char *target = g_strdup_printf("%d", i);
		paths[i] = g_strdup_printf("%s/%d", top, i + 1);
		g_assert_cmpint(symlink(target, paths[i]), ==, 0);
	}
	g_assert_cmpint(user_folder_of_file(paths[LINKS - 1], &fd, &name), ==, ELOOP);
	g_assert_cmpint(user_folder_of_file(paths[LINKS - 2], &fd, &name), ==, 0);
	g_assert_cmpstr(name, ==, "0");
	g_assert_cmpint(close(fd), ==, 0);
	for (int i = 0; i < LINKS; i++) {
		g_assert_cmpint(unlink(paths[i]), ==, 0);
		g_free(paths[i]);
	}
}

/* The lock of atomic-file.h is this descriptor: a program that is started must not hold it on. */
static void no_program_gets_the_folder(void)
{
	int fd = -1;
	g_assert_cmpint(user_folder_open(AT_FDCWD, top, false, &fd), ==, 0);
	g_assert_cmpint(fcntl(fd, F_GETFD), ==, FD_CLOEXEC);
	g_assert_cmpint(close(fd), ==, 0);
}

/* Of other users than root the system itself asks for their rights, and nothing else is asked for. */
static int as_user(void)
{
	g_autofree char *foreign = g_build_filename(top, "closed", "foreign", NULL);
	g_autofree char *link = in_home("link");
	g_autofree char *through = in_home("way");
	g_autofree char *name = NULL;
	uid_t owner = 0;
	gid_t group = 0;
	int fd = -1;
	if (setgid(USER) != 0 || setuid(USER) != 0)
		return 1;
	if (access(foreign, R_OK) != 0)
		return 7;
	if (user_folder_open(AT_FDCWD, foreign, false, &fd) != 0)
		return 2;
	if (user_folder_owner(fd, &owner, &group) != 0 || owner != USER || group != USER)
		return 3;
	if (user_folder_of_file(link, &fd, &name) != 0 || strcmp(name, "file") != 0)
		return 4;
	g_autofree char *way = g_build_filename(through, "foreign", NULL);
	if (user_folder_open(AT_FDCWD, way, false, &fd) != 0)
		return 5;
	return chdir(through) == 0 && user_folder_open(AT_FDCWD, "foreign", false, &fd) == 0 ? 0 : 6;
}

static void other_users_have_their_rights(void)
{
	g_autofree char *closed = g_build_filename(top, "closed", NULL);
	g_autofree char *foreign = g_build_filename(closed, "foreign", NULL);
	g_autofree char *file = g_build_filename(foreign, "file", NULL);
	g_autofree char *link = in_home("link");
	g_autofree char *way = in_home("way");
	if (!is_root())
		return;
	/* Nobody may read what is in the first one, but go through it. */
	g_assert_cmpint(mkdir(closed, 0711) + mkdir(foreign, 0755) + chown(foreign, OTHER_USER, OTHER_USER), ==, 0);
	g_assert_true(g_file_set_contents(file, "", -1, NULL));
	g_assert_cmpint(chown(file, NOBODY_ELSE, NOBODY_ELSE), ==, 0);
	g_assert_cmpint(symlink(file, link) + symlink(closed, way), ==, 0);
	pid_t child = fork();
	if (child == 0)
		_exit(as_user());
	int status = -1;
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	if (WEXITSTATUS(status) == 7)
		g_test_skip("other users cannot go to the folder of this test");
	else
		g_assert_cmpint(status, ==, 0);
	g_assert_cmpint(unlink(link) + unlink(way) + unlink(file) + rmdir(foreign) + rmdir(closed), ==, 0);
}

/* Of root's links all are followed, of a user's only those to what is that user's. */
static void whose_links_are_followed(void)
{
	g_autofree char *own = in_home("own");
	g_autofree char *of_root = g_build_filename(top, "of-root", NULL);
	g_autofree char *link = in_home("link");
	g_autofree char *roots_link = g_build_filename(top, "link", NULL);
	g_autofree char *file = in_home("own/file");
	g_autofree char *name = NULL;
	int fd = -1;
	if (!is_root())
		return;
	g_assert_cmpint(mkdir(own, 0700) + chown(own, USER, USER) + mkdir(of_root, 0755), ==, 0);
	g_assert_cmpint(symlink("own", link) + symlink("home", roots_link), ==, 0);
	g_assert_cmpint(user_folder_open(AT_FDCWD, link, false, &fd), ==, 0);
	g_assert_cmpint(close(fd), ==, 0);
	g_assert_cmpint(user_folder_open(AT_FDCWD, roots_link, false, &fd), ==, 0);
	g_assert_cmpint(close(fd), ==, 0);
	unsigned before = count_descriptors();
	g_assert_cmpint(unlink(link) + symlink("../of-root", link), ==, 0);
	g_assert_cmpint(user_folder_open(AT_FDCWD, link, false, &fd), ==, EPERM);
	/* A file of another one in a folder of the user. */
	g_assert_cmpint(unlink(link) + symlink("own/file", link), ==, 0);
	g_assert_true(g_file_set_contents(file, "", -1, NULL));
	g_assert_cmpint(user_folder_of_file(link, &fd, &name), ==, EPERM);
	g_assert_cmpuint(count_descriptors(), ==, before);
	g_assert_cmpint(chown(file, USER, USER) + user_folder_of_file(link, &fd, &name), ==, 0);
	g_assert_cmpint(close(fd), ==, 0);
	g_assert_cmpint(unlink(file) + unlink(link) + unlink(roots_link) + rmdir(own) + rmdir(of_root), ==, 0);
}

/* A user's link to a file of root's is not a folder, whatever else is wrong with it. */
static void a_file_is_not_a_folder(void)
{
	g_autofree char *file = g_build_filename(top, "file", NULL);
	g_autofree char *link = in_home("link");
	g_autofree char *below = in_home("link/below");
	int fd = -1;
	g_assert_true(g_file_set_contents(file, "", -1, NULL));
	g_assert_cmpint(symlink("../file", link), ==, 0);
	g_assert_cmpint(user_folder_open(AT_FDCWD, link, true, &fd), ==, ENOTDIR);
	g_assert_cmpint(user_folder_open(AT_FDCWD, below, true, &fd), ==, ENOTDIR);
	g_assert_cmpint(user_folder_open(AT_FDCWD, file, true, &fd), ==, ENOTDIR);
	g_assert_cmpint(unlink(link) + unlink(file), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	top = g_dir_make_tmp("dcr-user-folder.XXXXXX", NULL);
	g_assert_nonnull(top);
	home = g_build_filename(top, "home", NULL);
	g_assert_cmpint(chmod(top, 0755) + mkdir(home, 0700), ==, 0);
	if (geteuid() == 0)
		g_assert_cmpint(chown(home, USER, USER), ==, 0);
	g_test_add_func("/user-folder/given-away", only_an_empty_folder_of_root_is_given_away);
	g_test_add_func("/user-folder/made-meanwhile", a_folder_that_another_one_makes_will_do);
	g_test_add_func("/user-folder/link-given-away", only_the_link_itself_is_given_away);
	g_test_add_func("/user-folder/link-removed", only_a_link_is_removed);
	g_test_add_func("/user-folder/link-into-nowhere", a_link_into_no_folder_leads_nowhere);
	g_test_add_func("/user-folder/links", forty_links_are_followed);
	g_test_add_func("/user-folder/descriptor", no_program_gets_the_folder);
	g_test_add_func("/user-folder/other-users", other_users_have_their_rights);
	g_test_add_func("/user-folder/whose-links", whose_links_are_followed);
	g_test_add_func("/user-folder/file", a_file_is_not_a_folder);
	int failed = g_test_run();
	g_assert_cmpint(g_rmdir(home) + g_rmdir(top), ==, 0);
	g_free(home);
	g_free(top);
	return failed;
}
