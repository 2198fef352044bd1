/* SPDX-License-Identifier: MIT */
#include "helm-plugin.h"

#include "../../keyring/user-folder.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "helm-plugins.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINK_NAME HELM_PLUGIN_NAME
#define NEW_NAME "." LINK_NAME ".docker-credential-replicated"
#define WHAT "the plugin for '-f replicated://'"

static void report(const char *path, const char *what, struct secret *out)
{
	g_autofree char *text = g_strdup_printf("%s: %s", path, what);
	g_autofree char *line = message_sanitize(text);
	secret_append_format(out, "%s\n", line);
}

/* Whether the name is a link of ours; an errno, and ENOENT if there is nothing. */
static int is_ours(int folder, bool *ret_ours)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(folder, LINK_NAME, target, sizeof(target) - 1);
	if (length < 0 && errno != EINVAL) /* EINVAL: it is not a link */
		return errno;
	target[MAX(length, 0)] = '\0';
	*ret_ours = length > 0 && helm_plugin_is_own(target);
	return 0;
}

/* The new link takes the name over at once. */
static int make_link(int folder, const char *target)
{
	uid_t owner;
	gid_t group;
	int failure = user_folder_owner(folder, &owner, &group);
	if (failure)
		return failure;
	if (unlinkat(folder, NEW_NAME, 0) != 0 && errno != ENOENT)
		return errno;
	if (symlinkat(target, folder, NEW_NAME) != 0)
		return errno;
	if (fchownat(folder, NEW_NAME, owner, group, AT_SYMLINK_NOFOLLOW) != 0 ||
	    renameat(folder, NEW_NAME, folder, LINK_NAME) != 0) {
		failure = errno;
		(void)unlinkat(folder, NEW_NAME, 0);
	}
	return failure;
}

static bool fail_to_add(const char *folder, const char *own, const char *reason, GError **error)
{
	return fail(error, HELPER_FAILED,
		    "cannot add " WHAT " to '%s': %s" REMEDY "correct that, or run 'helm plugin install %s'", folder,
		    reason, own);
}

static bool put(const char *path, const char *own, bool dry_run, struct secret *out, GError **error)
{
	g_autofree char *link = g_build_filename(path, LINK_NAME, NULL);
	int folder;
	bool ours = true;
	int failure = user_folder_open(AT_FDCWD, path, !dry_run, &folder);
	if (failure && !(dry_run && failure == ENOENT))
		return fail_to_add(path, own, g_strerror(failure), error);
	if (!failure) {
		failure = is_ours(folder, &ours);
		failure = failure == ENOENT ? 0 : failure;
		if (!failure && ours && !dry_run)
			failure = make_link(folder, own);
		(void)close(folder);
		if (failure || !ours)
			return fail_to_add(path, own,
					   failure ? g_strerror(failure) : "another file is called '" LINK_NAME "'",
					   error);
	}
	report(link, dry_run ? "would add " WHAT : "added " WHAT, out);
	return true;
}

/* One that is there already stays. */
static void tell_of(const struct helm_plugin *plugin, bool dry_run, struct secret *out)
{
	if (!plugin->serves)
		message_warn("another plugin of Helm is called '" HELM_PLUGIN_NAME "', so '-f " HELM_PLUGIN_NAME
			     "://' will not work: '%s': run 'helm plugin uninstall " HELM_PLUGIN_NAME
			     "' if you do not need it, then run this command again",
			     plugin->path);
	else if (!dry_run)
		report(plugin->path, "nothing to change", out);
}

bool helm_plugin_add(bool dry_run, struct secret *out, GError **error)
{
	g_autofree char *own = helm_plugin_own();
	g_autoptr(GPtrArray) folders = helm_plugin_folders(error);
	g_autoptr(GPtrArray) found = folders ? helm_plugins_find(error) : NULL;
	if (!found)
		return false;
	if (found->len > 0) {
		tell_of(helm_plugins_asked(found), dry_run, out);
		return true;
	}
	if (!own)
		return fail(error, HELPER_FAILED,
			    "cannot find Helm's plugin next to this program: install the program again");
	return put(g_ptr_array_index(folders, 0), own, dry_run, out, error);
}

/* Whether it was there is in *ret_removed. */
static int take(const char *path, bool dry_run, bool *ret_removed)
{
	int folder;
	bool ours;
	int failure = user_folder_open(AT_FDCWD, path, false, &folder);
	if (failure)
		return failure;
	failure = is_ours(folder, &ours);
	if (!failure && ours && !dry_run && unlinkat(folder, LINK_NAME, 0) != 0)
		failure = errno;
	(void)close(folder);
	*ret_removed = !failure && ours;
	return failure;
}

bool helm_plugin_remove(bool dry_run, struct secret *out, GError **error)
{
	g_autoptr(GPtrArray) folders = helm_plugin_folders(error);
	for (guint i = 0; folders && i < folders->len; i++) {
		const char *path = g_ptr_array_index(folders, i);
		g_autofree char *link = g_build_filename(path, LINK_NAME, NULL);
		bool removed = false;
		int failure = take(path, dry_run, &removed);
		if (failure && failure != ENOENT && failure != ENOTDIR)
			return fail(error, HELPER_FAILED,
				    "cannot remove " WHAT " from '%s': %s" REMEDY "remove the link '%s' by hand", path,
				    g_strerror(failure), link);
		if (removed)
			report(link, dry_run ? "would remove " WHAT : "removed " WHAT, out);
	}
	return folders != NULL;
}
