/* SPDX-License-Identifier: MIT */
#include "user-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As many as the kernel follows in one path. */
#define LINKS_MAX 40

/* A folder on the way need not be readable. */
#define FOLDER_FLAGS (O_DIRECTORY | O_CLOEXEC)

int user_folder_owner(int fd, uid_t *ret_owner, gid_t *ret_group)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return errno;
	bool as_folder = geteuid() == 0;
	*ret_owner = as_folder ? status.st_uid : geteuid();
	*ret_group = as_folder ? status.st_gid : getegid();
	return 0;
}

/* Whether what a link in the folder led to may be used: see the header. */
static int check_link(int folder, uid_t target)
{
	uid_t owner;
	gid_t unused;
	int failure = user_folder_owner(folder, &owner, &unused);
	if (failure)
		return failure;
	return geteuid() != 0 || owner == 0 || owner == target ? 0 : EPERM;
}

static int follow_link(int parent, const char *name, int *ret_fd)
{
	struct stat status;
	int fd = openat(parent, name, O_PATH | FOLDER_FLAGS);
	if (fd < 0)
		return errno;
	int failure = fstat(fd, &status) == 0 ? check_link(parent, status.st_uid) : errno;
	if (failure)
		(void)close(fd);
	else
		*ret_fd = fd;
	return failure;
}

static int enter(int parent, const char *name, int *ret_fd)
{
	int fd = openat(parent, name, O_PATH | O_NOFOLLOW | FOLDER_FLAGS);
	if (fd < 0)
		return errno == ENOTDIR ? follow_link(parent, name, ret_fd) : errno;
	*ret_fd = fd;
	return 0;
}

static bool is_empty(int folder)
{
	int fd = openat(folder, ".", O_RDONLY | FOLDER_FLAGS);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	bool empty = true;
	if (!directory)
		return false;
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = false;
	(void)closedir(directory);
	return empty;
}

/* Gives a folder that root made to the owner of the one around it. In between that owner may have put another folder of
 * root's in its place: only an empty one is given away. */
static int give(int parent, int fd)
{
	struct stat status;
	uid_t owner;
	gid_t group;
	int failure = user_folder_owner(parent, &owner, &group);
	if (failure)
		return failure;
	if (owner == geteuid())
		return 0;
	if (fstat(fd, &status) != 0)
		return errno;
	if (status.st_uid != 0 || !is_empty(fd))
		return 0;
	/* Not the descriptor itself: one of O_PATH changes nothing. */
	return fchownat(fd, "", owner, group, AT_EMPTY_PATH) == 0 ? 0 : errno;
}

static int make_and_enter(int parent, const char *name, int *ret_fd)
{
	int fd;
	if (mkdirat(parent, name, S_IRWXU) != 0)
		return errno == EEXIST ? enter(parent, name, ret_fd) : errno;
	fd = openat(parent, name, O_PATH | O_NOFOLLOW | FOLDER_FLAGS);
	if (fd < 0)
		return errno;
	int failure = give(parent, fd);
	if (failure)
		(void)close(fd);
	else
		*ret_fd = fd;
	return failure;
}

int user_folder_open(int from, const char *path, bool make, int *ret_fd)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);
	int fd = openat(from, *path == '/' ? "/" : ".", O_PATH | FOLDER_FLAGS);
	int failure = fd < 0 ? errno : 0;
	for (char **name = names; *name && !failure; name++) {
		int next = -1;
		if (!**name)
			continue;
		failure = enter(fd, *name, &next);
		if (failure == ENOENT && make)
			failure = make_and_enter(fd, *name, &next);
		(void)close(fd);
		fd = next;
	}
	if (failure)
		return failure;
	int folder = openat(fd, ".", O_RDONLY | FOLDER_FLAGS);
	failure = folder < 0 ? errno : 0;
	(void)close(fd);
	*ret_fd = folder;
	return failure;
}

/* The text of a link; NULL for anything else. */
static char *read_link(int folder, const char *name)
{
	char text[PATH_MAX];
	ssize_t length = readlinkat(folder, name, text, sizeof(text));
	return length == -1 ? NULL : g_strndup(text, (gsize)length);
}

/* What a link led to, which may be missing still: then its folder counts. */
static int check_file_behind_link(int link_folder, int folder, const char *name)
{
	struct stat status;
	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 || fstat(folder, &status) == 0)
		return check_link(link_folder, status.st_uid);
	return errno;
}

int user_folder_of_file(const char *path, int *ret_fd, char **ret_name)
{
	g_autofree char *current = g_strdup(path);
	int folder = -1; /* of the link that led here */
	for (int links = 0; links <= LINKS_MAX; links++) {
		g_autofree char *name = g_path_get_basename(current);
		g_autofree char *parent = g_path_get_dirname(current);
		int next = -1;
		int failure = user_folder_open(folder < 0 ? AT_FDCWD : folder, parent, false, &next);
		g_autofree char *link = failure ? NULL : read_link(next, name);
		if (!failure && links > 0)
			failure = check_file_behind_link(folder, next, name);
		if (folder >= 0)
			(void)close(folder);
		if (!failure && !link) {
			*ret_name = g_steal_pointer(&name);
			*ret_fd = next;
			return 0;
		}
		folder = next;
		if (failure) {
			if (folder >= 0)
				(void)close(folder);
			return failure;
		}
		g_free(current);
		current = g_steal_pointer(&link);
	}
	(void)close(folder);
	return ELOOP;
}

/* ---- links ---- */

/* A link that root made in a user's folder is given to that user, who may have put another file in its place meanwhile:
 * only this very link is given away. */
static int give_link(int folder, const char *name, const char *target)
{
	char text[PATH_MAX];
	struct stat status;
	uid_t owner;
	gid_t group;
	int failure = user_folder_owner(folder, &owner, &group);
	if (failure)
		return failure;
	if (owner == geteuid())
		return 0;
	int fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno;
	ssize_t length = readlinkat(fd, "", text, sizeof(text));
	bool ours = length == (ssize_t)strlen(target) && memcmp(text, target, (size_t)length) == 0 &&
		    fstat(fd, &status) == 0 && status.st_uid == 0;
	if (!ours)
		failure = EPERM;
	else if (fchownat(fd, "", owner, group, AT_EMPTY_PATH) != 0)
		failure = errno;
	(void)close(fd);
	return failure;
}

static int open_folder_of(const char *path, bool make, int *ret_fd)
{
	g_autofree char *parent = g_path_get_dirname(path);
	return user_folder_open(AT_FDCWD, parent, make, ret_fd);
}

int user_folder_make_link(const char *path, const char *target, bool make)
{
	g_autofree char *name = g_path_get_basename(path);
	int folder = -1;
	int failure = open_folder_of(path, make, &folder);
	if (failure)
		return failure;
	failure = symlinkat(target, folder, name) == 0 ? give_link(folder, name, target) : errno;
	(void)close(folder);
	return failure;
}

int user_folder_remove_link(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);
	struct stat status;
	int folder = -1;
	int failure = open_folder_of(path, /* make= */ false, &folder);
	if (failure)
		return failure;
	bool there = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	if (there && !S_ISLNK(status.st_mode))
		failure = EINVAL;
	else if (!there || unlinkat(folder, name, 0) != 0)
		failure = errno;
	(void)close(folder);
	return failure;
}
