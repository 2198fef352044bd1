/* SPDX-License-Identifier: MIT */
#include "helper-link.h"

#include "../../keyring/part.h"
#include "../../keyring/user-folder.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *program_name(const struct profile *profile)
{
	if (strcmp(profile->name, PROFILE_DEFAULT) == 0)
		return g_strdup(PROGRAM_NAME);
	return g_strconcat(PROGRAM_NAME "-", profile->name, NULL);
}

char *helper_link_helper(const struct profile *profile)
{
	g_autofree char *program = program_name(profile);
	return g_strdup(program + strlen(HELPER_PREFIX));
}

/* The folders that a link may be made in, of which those count that are on PATH. */
static GPtrArray *folders_for_links(void)
{
	GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *own = part_program();
	const char *home = g_getenv("HOME");
	if (!own)
		return folders;
	g_ptr_array_add(folders, g_path_get_dirname(own));
	if (home && g_path_is_absolute(home))
		g_ptr_array_add(folders, g_build_filename(home, ".local", "bin", NULL));
	for (guint i = folders->len; i > 0; i--)
		if (!directory_is_on_path(g_ptr_array_index(folders, i - 1)))
			g_ptr_array_remove_index(folders, i - 1);
	return folders;
}

/* Runs it as a client does; `version` asks no keyring. */
static bool prove(const char *program, GError **error)
{
	char *arguments[] = { (char *)(guintptr)program, (char[]){ "version" }, NULL };
	g_autofree char *output = NULL;
	g_autofree char *unused = NULL;
	int status;
	GError *cause = NULL;
	if (g_spawn_sync(NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &unused, &status, &cause) &&
	    g_spawn_check_wait_status(status, &cause) && g_str_has_prefix(output, PROGRAM_NAME " ("))
		return true;
	const char *reason = !cause			      ? "it is another program"
			     : cause->domain == G_SPAWN_ERROR ? "it does not start"
							      : cause->message;
	fail(error, HELPER_FAILED, "clients would run '%s', which does not work (%s): replace or remove it", program,
	     reason);
	g_clear_error(&cause);
	return false;
}

static bool not_on_path(GError **error)
{
	g_autofree char *own = part_program();
	g_autofree char *folder = own ? g_path_get_dirname(own) : NULL;
	return fail(error, HELPER_FAILED,
		    "'" PROGRAM_NAME "' is not on PATH, so no client could run it: add '%s' to PATH, or install the "
		    "program",
		    folder ? folder : "its folder");
}

/* Creates the link in the first folder where that is possible. */
static bool make_link(const char *name, bool dry_run, char **ret_made, GError **error)
{
	g_autofree char *own = part_program();
	g_autoptr(GPtrArray) folders = folders_for_links();
	int cause = ENOENT;
	for (guint i = 0; i < folders->len; i++) {
		const char *folder = g_ptr_array_index(folders, i);
		g_autofree char *own_folder = g_path_get_dirname(own);
		g_autofree char *own_name = g_path_get_basename(own);
		g_autofree char *link = g_build_filename(folder, name, NULL);
		/* Next to the program a relative link still works when both are moved. */
		const char *target = strcmp(folder, own_folder) == 0 ? own_name : own;
		if (dry_run)
			cause = access(folder, W_OK) == 0 ? 0 : errno;
		else
			cause = user_folder_make_link(link, target, /* make= */ false);
		if (!cause) {
			*ret_made = g_steal_pointer(&link);
			return true;
		}
	}
	if (folders->len == 0)
		return fail(
			error, HELPER_FAILED,
			"'%s' is not on PATH and cannot be created: add the program's folder or ~/.local/bin to PATH",
			name);
	return fail(error, HELPER_FAILED,
		    "cannot create '%s' in '%s' (%s): create a link of that name to the program in a folder on PATH",
		    name, (const char *)g_ptr_array_index(folders, folders->len - 1), g_strerror(cause));
}

bool helper_link_provide(const struct profile *profile, bool dry_run, char **ret_made, GError **error)
{
	g_autofree char *name = program_name(profile);
	g_autofree char *made = NULL;
	g_autoptr(GPtrArray) copies = program_copies_on_path(name);
	if (copies->len == 0 && strcmp(name, PROGRAM_NAME) == 0)
		return not_on_path(error);
	if (copies->len == 0) {
		if (!make_link(name, dry_run, &made, error))
			return false;
		if (!dry_run && !prove(made, error)) {
			(void)!user_folder_remove_link(made);
			return false;
		}
	} else if (!prove(g_ptr_array_index(copies, 0), error)) {
		return false;
	}
	*ret_made = g_steal_pointer(&made);
	return true;
}

char *helper_link_withdraw(const struct profile *profile)
{
	g_autofree char *name = program_name(profile);
	g_autofree char *own = part_program();
	g_autoptr(GPtrArray) folders = folders_for_links();
	for (guint i = 0; i < folders->len; i++) {
		g_autofree char *link = g_build_filename(g_ptr_array_index(folders, i), name, NULL);
		g_autofree char *target = g_file_read_link(link, NULL);
		g_autofree char *own_name = g_path_get_basename(own);
		if (target && (strcmp(target, own) == 0 || strcmp(target, own_name) == 0) &&
		    user_folder_remove_link(link) == 0)
			return g_steal_pointer(&link);
	}
	return NULL;
}
