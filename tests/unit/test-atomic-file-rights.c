/* SPDX-License-Identifier: MIT
 *
 * Who may read a file that atomic-file.h replaces: not one more than before, also where the system refuses to set it. */
#include "../../keyring/atomic-file.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ACCESS_LIST "system.posix_acl_access"

static char *folder;
static char *path;

/* ---- a system that refuses ---- */

static int owner_failure;     /* what fchown fails with, or 0 */
static int attribute_failure; /* what fsetxattr fails with, or 0 */
static int mode_failure;      /* what the second fchmod fails with, or 0 */
static unsigned modes_set;
static const char *link_to; /* another program puts a link to it in place of the file before the next fchmod */

int fchown(int fd, uid_t owner, gid_t group)
{
	errno = owner_failure;
	return owner_failure ? -1 : (int)syscall(SYS_fchown, fd, owner, group);
}

int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)
{
	errno = attribute_failure;
	return attribute_failure ? -1 : (int)syscall(SYS_fsetxattr, fd, name, value, size, flags);
}

int fchmod(int fd, mode_t mode)
{
	if (link_to && (unlink(path) != 0 || symlink(link_to, path) != 0))
		return -1;
	link_to = NULL;
	errno = mode_failure;
	return mode_failure && ++modes_set == 2 ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

/* ---- the file ---- */

static void make_old(mode_t mode)
{
	(void)g_unlink(path);
	g_assert_true(g_file_set_contents(path, "old", -1, NULL));
	g_assert_cmpint(chmod(path, mode), ==, 0);
}

static int replace(const char *text)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = atomic_file_lock(path, &file);
	return failure ? failure : atomic_file_replace(&file, text, strlen(text));
}

static struct stat status_of_file(void)
{
	struct stat status;
	g_assert_cmpint(lstat(path, &status), ==, 0);
	return status;
}

static void is_of(uid_t owner, gid_t group, mode_t mode)
{
	const struct stat status = status_of_file();
	g_assert_cmpuint(status.st_uid, ==, owner);
	g_assert_cmpuint(status.st_gid, ==, group);
	g_assert_cmpuint(status.st_mode & 07777, ==, mode);
}

static void holds(const char *text)
{
	g_autofree char *got = NULL;
	g_assert_true(g_file_get_contents(path, &got, NULL, NULL));
	g_assert_cmpstr(got, ==, text);
}

/* user::rw- user:65534:r-- group::--- mask::r-- other::---, as the kernel has it: version 2, then tag, rights, ID. */
static bool set_access_list(const char *of, const char *name)
{
	static const guint8 list[] = { 2, 0,	0,    0,    1,	  0,	6,  0, 0xff, 0xff, 0xff, 0xff, 2,    0,	  4,
				       0, 0xfe, 0xff, 0,    0,	  4,	0,  0, 0,    0xff, 0xff, 0xff, 0xff, 16,  0,
				       4, 0,	0xff, 0xff, 0xff, 0xff, 32, 0, 0,    0,	   0xff, 0xff, 0xff, 0xff };
	return setxattr(of, name, list, sizeof(list), 0) == 0;
}

static bool has_access_list(void)
{
	return getxattr(path, ACCESS_LIST, NULL, 0) > 0;
}

/* ---- tests ---- */

static void the_mode_is_kept(void)
{
	static const mode_t modes[] = { 0604, 0640, 0755, 0400 };
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		make_old(modes[i]);
		const struct stat own = status_of_file();
		g_assert_cmpint(replace("new"), ==, 0);
		is_of(own.st_uid, own.st_gid, modes[i]);
	}
}

/* Set-user-ID and its like: what we write is not what was given them. */
static void only_rights_are_kept(void)
{
	make_old(07755);
	const struct stat own = status_of_file();
	g_assert_cmpint(replace("new"), ==, 0);
	is_of(own.st_uid, own.st_gid, 0755);
}

static void owner_and_group_are_kept(void)
{
	const struct stat own = status_of_file();
	const uid_t owners[] = { own.st_uid, 4711, own.st_uid, 4711 };
	const gid_t groups[] = { own.st_gid, own.st_gid, 4712, 4712 };
	if (geteuid() != 0) {
		g_test_skip("only root can give a file to another user");
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(owners); i++) {
		make_old(0640);
		g_assert_cmpint(chown(path, owners[i], groups[i]), ==, 0);
		g_assert_cmpint(replace("new"), ==, 0);
		holds("new");
		is_of(owners[i], groups[i], 0640);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(owners); i++) {
		owner_failure = EPERM;
		make_old(0640);
		g_assert_cmpint(chown(path, owners[i], groups[i]), ==, 0);
		bool same_owner = owners[i] == own.st_uid;
		g_assert_cmpint(replace("new"), ==, same_owner ? 0 : EPERM);
		holds(same_owner ? "new" : "old");
		/* One who is in our group was one of the others for that of the file. */
		if (same_owner)
			is_of(own.st_uid, own.st_gid, groups[i] == own.st_gid ? 0640 : 0600);
		owner_failure = EIO;
		bool same = same_owner && groups[i] == own.st_gid;
		g_assert_cmpint(replace("newer"), ==, same || same_owner ? 0 : EIO);
		owner_failure = 0;
	}
	make_old(0640);
	g_assert_cmpint(chown(path, own.st_uid, 4712), ==, 0);
	owner_failure = EIO;
	g_assert_cmpint(replace("new"), ==, EIO);
	owner_failure = 0;
	holds("old");
}

static void an_access_list_is_for_its_group(void)
{
	make_old(0640);
	const struct stat own = status_of_file();
	if (geteuid() != 0 || !set_access_list(path, ACCESS_LIST)) {
		g_test_skip("no access control lists here, or not root");
		return;
	}
	g_assert_cmpint(chown(path, own.st_uid, 4712), ==, 0);
	owner_failure = EPERM;
	g_assert_cmpint(replace("new"), ==, 0);
	owner_failure = 0;
	is_of(own.st_uid, own.st_gid, 0600);
	g_assert_false(has_access_list());
}

static void without_its_access_list_a_file_is_not_open_to_the_group(void)
{
	make_old(0640);
	const struct stat own = status_of_file();
	if (!set_access_list(path, ACCESS_LIST)) {
		g_test_skip("no access control lists here");
		return;
	}
	attribute_failure = EOPNOTSUPP;
	mode_failure = EPERM;
	modes_set = 0;
	g_assert_cmpint(replace("new"), ==, EPERM);
	holds("old");
	mode_failure = 0;
	g_assert_cmpint(replace("new"), ==, 0);
	attribute_failure = 0;
	holds("new");
	is_of(own.st_uid, own.st_gid, 0600);
}

static void other_attributes_are_kept_where_they_can_be(void)
{
	char value[8] = "";
	make_old(0640);
	const struct stat own = status_of_file();
	if (setxattr(path, "user.text", "kept", 4, 0) != 0 || setxattr(path, "user.empty", "", 0, 0) != 0) {
		g_test_skip("no extended attributes here");
		return;
	}
	g_assert_cmpint(replace("new"), ==, 0);
	g_assert_cmpint(getxattr(path, "user.text", value, sizeof(value)), ==, 4);
	g_assert_cmpstr(value, ==, "kept");
	g_assert_cmpint(getxattr(path, "user.empty", value, sizeof(value)), ==, 0);
	attribute_failure = EOPNOTSUPP;
	g_assert_cmpint(replace("newer"), ==, 0);
	attribute_failure = 0;
	is_of(own.st_uid, own.st_gid, 0640);
}

static void what_a_folder_prescribes_opens_no_file(void)
{
	make_old(0600);
	if (!set_access_list(folder, "system.posix_acl_default")) {
		g_test_skip("no access control lists here");
		return;
	}
	g_assert_cmpint(replace("new"), ==, 0);
	g_assert_cmpint(removexattr(folder, "system.posix_acl_default"), ==, 0);
	g_assert_false(has_access_list());
}

static void what_a_link_leads_to_opens_no_file(void)
{
	g_autofree char *other = g_build_filename(folder, "other", NULL);
	make_old(0600);
	g_assert_true(g_file_set_contents(other, "other", -1, NULL));
	if (!set_access_list(other, ACCESS_LIST)) {
		g_test_skip("no access control lists here");
	} else {
		link_to = other;
		g_assert_cmpint(replace("new"), ==, 0);
		g_assert_null(link_to);
		g_assert_true(S_ISREG(status_of_file().st_mode));
		g_assert_false(has_access_list());
		holds("new");
	}
	g_assert_cmpint(g_unlink(other), ==, 0);
}

/* A user's link, which root must not follow to the file of another one. */
static void a_link_to_another_user_s_file_is_refused(void)
{
	g_autofree char *other = g_build_filename(folder, "other", NULL);
	g_autofree char *link = g_build_filename(other, "link", NULL);
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	if (geteuid() != 0) {
		g_test_skip("only root can have a folder of another user");
		return;
	}
	make_old(0600);
	g_assert_cmpint(mkdir(other, 0700) + symlink("../file", link), ==, 0);
	g_assert_cmpint(chown(other, 4711, 4711) + lchown(link, 4711, 4711), ==, 0);
	unsigned before = count_descriptors();
	g_assert_cmpint(atomic_file_lock(link, &file), ==, EPERM);
	g_assert_cmpuint(count_descriptors(), ==, before);
	g_assert_cmpint(g_unlink(link) + g_rmdir(other), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("dcr-atomic-file.XXXXXX", NULL);
	g_assert_nonnull(folder);
	path = g_build_filename(folder, "file", NULL);
	make_old(0600);
	g_test_add_func("/atomic-file-rights/mode", the_mode_is_kept);
	g_test_add_func("/atomic-file-rights/special-bits", only_rights_are_kept);
	g_test_add_func("/atomic-file-rights/owner", owner_and_group_are_kept);
	g_test_add_func("/atomic-file-rights/group-and-list", an_access_list_is_for_its_group);
	g_test_add_func("/atomic-file-rights/list", without_its_access_list_a_file_is_not_open_to_the_group);
	g_test_add_func("/atomic-file-rights/attributes", other_attributes_are_kept_where_they_can_be);
	g_test_add_func("/atomic-file-rights/folder", what_a_folder_prescribes_opens_no_file);
	g_test_add_func("/atomic-file-rights/link", what_a_link_leads_to_opens_no_file);
	g_test_add_func("/atomic-file-rights/foreign-link", a_link_to_another_user_s_file_is_refused);
	int failed = g_test_run();
	g_assert_cmpint(g_unlink(path) + g_rmdir(folder), ==, 0);
	g_free(path);
	g_free(folder);
	return failed;
}
