/* SPDX-License-Identifier: MIT */
#include "terraform-link.h"

#include "../../keyring/user-folder.h"
#include "../runtime/error.h"
#include "../runtime/program-run.h"
#include "../runtime/program.h"
#include "terraform-files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* This many seconds are given to a program to print its help. */
#define PROOF_SECONDS 5.0

/* This very program, behind all links. */
static char *own_path(void)
{
	return g_file_read_link("/proc/self/exe", NULL);
}

/* Whether the file is this program, or a link to where it was. */
static bool leads_here(const char *path)
{
	struct stat there;
	struct stat here;
	g_autofree char *target = g_file_read_link(path, NULL);
	g_autofree char *own = own_path();
	return (own && target && strcmp(target, own) == 0) ||
	       (stat(path, &there) == 0 && stat("/proc/self/exe", &here) == 0 && there.st_dev == here.st_dev &&
		there.st_ino == here.st_ino);
}

/* Runs it as Terraform does; its help asks no keyring. Root runs nothing that a user has put there. */
static bool runs(const char *path, char **ret_reason)
{
	g_autofree char *output = NULL;
	g_autoptr(GError) cause = NULL;
	struct stat status;
	if (leads_here(path))
		return true;
	if (geteuid() == 0 && lstat(path, &status) == 0 && status.st_uid != 0) {
		*ret_reason = g_strdup("does not lead to this program");
		return false;
	}
	if (!program_run(path, "--help", PROOF_SECONDS, &output, &cause)) {
		*ret_reason = g_strdup_printf("does not work (%s)", cause->message);
		return false;
	}
	if (g_str_has_prefix(output, "Usage: " PROGRAM_NAME " "))
		return true;
	*ret_reason = g_strdup("is another program");
	return false;
}

/* Gives a link that root made to the owner of its folder. That owner may have put something else of root's in its place
 * meanwhile: only this very link is given away. */
static int give(int folder, const char *name, const char *target)
{
	char text[PATH_MAX];
	struct stat status;
	uid_t owner;
	gid_t group;
	int failure = user_folder_owner(folder, &owner, &group);
	if (failure || owner == geteuid())
		return failure;
	int fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : readlinkat(fd, "", text, sizeof(text));
	bool ours = length == (ssize_t)strlen(target) && memcmp(text, target, (size_t)length) == 0 &&
		    fstat(fd, &status) == 0 && status.st_uid == 0;
	failure = !ours ? EPERM : fchownat(fd, "", owner, group, AT_EMPTY_PATH) == 0 ? 0 : errno;
	if (fd >= 0)
		(void)close(fd);
	return failure;
}

/* Opens the folder of the link. */
static int open_folder(const char *path, bool make, int *ret_fd)
{
	g_autofree char *parent = g_path_get_dirname(path);
	return user_folder_open(AT_FDCWD, parent, make, ret_fd);
}

static int make_link(const char *path, const char *target)
{
	g_autofree char *name = g_path_get_basename(path);
	int folder = -1;
	int failure = open_folder(path, /* make= */ true, &folder);
	if (failure)
		return failure;
	if (symlinkat(target, folder, name) != 0)
		failure = errno;
	else
		failure = give(folder, name, target);
	(void)close(folder);
	return failure;
}

static bool is_there(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

bool terraform_link_provide(const char *helper, bool dry_run, char **ret_made, GError **error)
{
	g_autofree char *path = terraform_helper_file(helper, error);
	g_autofree char *own = own_path();
	g_autofree char *reason = NULL;
	if (!path)
		return false;
	bool there = is_there(path);
	int failure = there || dry_run ? 0 : own ? make_link(path, own) : ENOENT;
	if (failure)
		return fail(error, HELPER_FAILED, "cannot create '%s' (%s)" REMEDY "create a link of that name to '%s'",
			    path, g_strerror(failure), own ? own : PROGRAM_NAME);
	if ((there || !dry_run) && !runs(path, &reason))
		return fail(error, HELPER_FAILED,
			    "Terraform would run '%s', which %s" REMEDY "remove it, then run '" PROGRAM_NAME
			    " configure' again",
			    path, reason);
	*ret_made = there ? NULL : g_steal_pointer(&path);
	return true;
}

bool terraform_link_works(const char *helper, char **ret_reason)
{
	g_autofree char *path = terraform_helper_file(helper, NULL);
	if (path && is_there(path))
		return runs(path, ret_reason);
	*ret_reason = g_strdup(TERRAFORM_LINK_MISSING);
	return false;
}

char *terraform_link_withdraw(const char *helper)
{
	g_autofree char *path = terraform_helper_file(helper, NULL);
	g_autofree char *name = path ? g_path_get_basename(path) : NULL;
	struct stat status;
	int folder = -1;
	if (!path || !leads_here(path) || open_folder(path, /* make= */ false, &folder) != 0)
		return NULL;
	/* A link only: never the program itself. */
	bool removed = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode) &&
		       unlinkat(folder, name, 0) == 0;
	(void)close(folder);
	return removed ? g_steal_pointer(&path) : NULL;
}
