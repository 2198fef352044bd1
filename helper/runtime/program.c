/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What follows the name; NULL for another name. */
static const char *rest_after(const char *program, const char *name)
{
	const char *slash = strrchr(program, '/');
	const char *file = slash ? slash + 1 : program;
	return g_str_has_prefix(file, name) ? file + strlen(name) : NULL;
}

const char *program_suffix(const char *program)
{
	const char *rest = rest_after(program, PROGRAM_NAME);
	if (!rest)
		rest = rest_after(program, TERRAFORM_NAME);
	return rest && *rest == '-' ? rest + 1 : NULL;
}

bool program_is_of_terraform(const char *program)
{
	const char *rest = rest_after(program, TERRAFORM_NAME);
	return rest && (*rest == '\0' || *rest == '-');
}

static char **entries_of_path(void)
{
	const char *path = g_getenv("PATH");
	return g_strsplit(path ? path : "", G_SEARCHPATH_SEPARATOR_S, -1);
}

static bool leads_to(const char *path, const char *real)
{
	g_autofree char *other = realpath(path, NULL);
	return g_strcmp0(other, real) == 0;
}

static bool is_listed(const GPtrArray *copies, const char *file)
{
	g_autofree char *real = realpath(file, NULL);
	for (guint i = 0; i < copies->len; i++)
		if (leads_to(g_ptr_array_index(copies, i), real))
			return true;
	return false;
}

GPtrArray *program_copies_on_path(const char *name)
{
	GPtrArray *copies = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) entries = entries_of_path();
	for (char **entry = entries; *entry; entry++) {
		g_autofree char *file = g_build_filename(*entry, name, NULL);
		if (g_path_is_absolute(*entry) && g_file_test(file, G_FILE_TEST_IS_REGULAR) &&
		    access(file, X_OK) == 0 && !is_listed(copies, file))
			g_ptr_array_add(copies, g_steal_pointer(&file));
	}
	return copies;
}

bool program_is_on_path(const char *name)
{
	g_autoptr(GPtrArray) copies = program_copies_on_path(name);
	return copies->len > 0;
}

bool directory_is_on_path(const char *directory)
{
	g_auto(GStrv) entries = entries_of_path();
	g_autofree char *real = realpath(directory, NULL);
	if (!real)
		return false;
	for (char **entry = entries; *entry; entry++)
		if (g_path_is_absolute(*entry) && leads_to(*entry, real))
			return true;
	return false;
}
