/* SPDX-License-Identifier: MIT */
#include "helm-plugin-link.h"

#include "../../keyring/user-folder.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "helm-plugins.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#define LINK_NAME HELM_PLUGIN_NAME
#define WHAT "the plugin for '-f replicated://'"

static void report(const char *path, const char *what, struct secret *out)
{
	g_autofree char *text = g_strdup_printf("%s: %s", path, what);
	g_autofree char *line = message_sanitize(text);
	secret_append_format(out, "%s\n", line);
}

/* Whether the path is a link of ours; an errno, and ENOENT if there is nothing. */
static int is_ours(const char *link, bool *ret_ours)
{
	char target[PATH_MAX];
	ssize_t length = readlink(link, target, sizeof(target) - 1);
	if (length == -1 && errno != EINVAL) /* EINVAL: it is not a link */
		return errno;
	target[MAX(length, 0)] = '\0';
	*ret_ours = helm_plugin_is_own(target);
	return 0;
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
	bool ours = true;
	int failure = is_ours(link, &ours);
	if (!ours)
		return fail_to_add(path, own, "another file is called '" LINK_NAME "'", error);
	/* One that could not be read may be another's, and stays. */
	if (failure == ENOENT)
		failure = 0;
	else if (!failure && !dry_run)
		failure = user_folder_remove_link(link);
	if (!failure && !dry_run)
		failure = user_folder_make_link(link, own, /* make= */ true);
	if (failure)
		return fail_to_add(path, own, g_strerror(failure), error);
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

bool helm_plugin_remove(bool dry_run, struct secret *out, GError **error)
{
	g_autoptr(GPtrArray) folders = helm_plugin_folders(error);
	for (guint i = 0; folders && i < folders->len; i++) {
		const char *path = g_ptr_array_index(folders, i);
		g_autofree char *link = g_build_filename(path, LINK_NAME, NULL);
		bool ours = false;
		int failure = is_ours(link, &ours);
		if (ours && !dry_run)
			failure = user_folder_remove_link(link);
		if (failure && failure != ENOENT && failure != ENOTDIR)
			return fail(error, HELPER_FAILED,
				    "cannot remove " WHAT " from '%s': %s" REMEDY "remove the link '%s' by hand", path,
				    g_strerror(failure), link);
		if (ours)
			report(link, dry_run ? "would remove " WHAT : "removed " WHAT, out);
	}
	return folders != NULL;
}
