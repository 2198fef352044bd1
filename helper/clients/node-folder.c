/* SPDX-License-Identifier: MIT */
#include "node-folder.h"

#include "../../keyring/part.h"
#include "../../keyring/user-folder.h"
#include "../runtime/error.h"
#include "../runtime/program-run.h"
#include "../runtime/program.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* This many seconds are given to a program to print its version. */
#define PROOF_SECONDS 5.0

/* ---- the folder ---- */

static bool is_open_to_others(const struct stat *status)
{
	return status->st_uid != 0 || ((status->st_mode & S_IWOTH) && !(status->st_mode & S_ISVTX));
}

/* Goes from an open folder to the one that holds it. */
static int go_up(int *folder, struct stat *ret_status)
{
	int parent = openat(*folder, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int failure = parent >= 0 && fstat(parent, ret_status) == 0 ? 0 : errno;
	(void)close(*folder);
	*folder = parent;
	return failure;
}

int node_folder_check(int fd)
{
	int folder = openat(fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct stat status = { 0 };
	struct stat above = { 0 };
	int failure = folder >= 0 && fstat(folder, &status) == 0 ? 0 : errno;
	while (!failure) {
		failure = is_open_to_others(&status) ? EPERM : go_up(&folder, &above);
		if (failure || (above.st_dev == status.st_dev && above.st_ino == status.st_ino))
			break;
		status = above;
	}
	if (folder >= 0)
		(void)close(folder);
	return failure;
}

/* Creates one folder in another one that has been checked. */
static int make_folder(const char *path, int *ret_fd)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	int above = -1;
	int failure = node_folder_open(parent, /* make= */ true, &above);
	if (failure)
		return failure;
	if (mkdirat(above, name, 0755) != 0 && errno != EEXIST)
		failure = errno;
	int fd = failure ? -1 : openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (!failure && (fd < 0 || fchmod(fd, 0755) != 0)) /* whatever the umask is */
		failure = errno;
	(void)close(above);
	if (failure && fd >= 0)
		(void)close(fd);
	*ret_fd = failure ? *ret_fd : fd;
	return failure;
}

int node_folder_open(const char *path, bool make, int *ret_fd)
{
	int fd = -1;
	int failure = user_folder_open(AT_FDCWD, path, /* make= */ false, &fd);
	if (failure == ENOENT && make)
		return make_folder(path, ret_fd);
	if (!failure)
		failure = node_folder_check(fd);
	if (failure && fd >= 0)
		(void)close(fd);
	*ret_fd = failure ? *ret_fd : fd;
	return failure;
}

/* ---- the link ---- */

/* Root runs nothing that another user could have put there. */
bool node_link_works(const char *folder, const char *name, char **ret_reason)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *output = NULL;
	g_autoptr(GError) cause = NULL;
	struct stat status;
	if (stat(path, &status) != 0)
		*ret_reason = g_strdup(errno == ENOENT ? "does not exist" : g_strerror(errno));
	else if (status.st_uid != 0)
		*ret_reason = g_strdup("does not belong to root");
	else if (!part_is_program(path) && !program_run(path, "version", PROOF_SECONDS, &output, &cause))
		*ret_reason = g_strdup_printf("does not work (%s)", cause->message);
	else if (output && !g_str_has_prefix(output, PROGRAM_NAME " ("))
		*ret_reason = g_strdup("is another program");
	else
		return true;
	return false;
}

/* The program itself is run as root as well, so it may not be below a folder of a user either. */
static int check_own(const char *own)
{
	g_autofree char *folder = g_path_get_dirname(own);
	struct stat status;
	int fd = -1;
	if (stat(own, &status) != 0)
		return errno;
	if (status.st_uid != 0 || (status.st_mode & S_IWOTH))
		return EPERM;
	int failure = node_folder_open(folder, /* make= */ false, &fd);
	if (!failure)
		(void)close(fd);
	return failure;
}

static bool fail_for(const char *path, int failure, GError **error)
{
	if (failure == EPERM)
		return fail(
			error, HELPER_FAILED,
			"kubelet runs '%s' as root, but a folder above it does not belong to root, or everybody can "
			"write to it" REMEDY "change the owner of that folder",
			path);
	return fail(error, HELPER_FAILED, "cannot create '%s': %s", path, g_strerror(failure));
}

bool node_link_provide(const char *folder, const char *name, bool dry_run, bool *ret_made, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *own = part_program();
	g_autofree char *reason = NULL;
	struct stat status;
	int fd = -1;
	int failure = own ? check_own(own) : ENOENT;
	if (failure)
		return fail_for(own ? own : PROGRAM_NAME, failure, error);
	failure = node_folder_open(folder, !dry_run, &fd);
	bool there = !failure && fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	if (!failure && !there && !dry_run && symlinkat(own, fd, name) != 0)
		failure = errno;
	if (fd >= 0)
		(void)close(fd);
	if (failure && !(failure == ENOENT && dry_run))
		return fail_for(path, failure, error);
	if ((there || !dry_run) && !node_link_works(folder, name, &reason))
		return fail(error, HELPER_FAILED,
			    "kubelet would run '%s', which %s" REMEDY "remove it, then run this command again", path,
			    reason);
	*ret_made = !there;
	return true;
}

bool node_link_withdraw(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat status;
	int fd = -1;
	if (!part_is_program(path) || node_folder_open(folder, /* make= */ false, &fd) != 0)
		return false;
	bool removed = fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode) &&
		       unlinkat(fd, name, 0) == 0;
	(void)close(fd);
	return removed;
}
