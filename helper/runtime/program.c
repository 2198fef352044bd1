/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_listed(const GPtrArray *copies, const struct stat *file)
{
	for (guint i = 0; i < copies->len; i++) {
		struct stat other;
		if (stat(g_ptr_array_index(copies, i), &other) == 0 && same_file(file, &other))
			return true;
	}
	return false;
}

GPtrArray *program_copies_on_path(const char *name)
{
	GPtrArray *copies = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) entries = entries_of_path();
	for (char **entry = entries; *entry; entry++) {
		g_autofree char *file = g_build_filename(*entry, name, NULL);
		struct stat status;
		if (g_path_is_absolute(*entry) && stat(file, &status) == 0 && S_ISREG(status.st_mode) &&
		    access(file, X_OK) == 0 && !is_listed(copies, &status))
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
	struct stat wanted;
	bool there = stat(directory, &wanted) == 0;
	for (char **entry = entries; there && *entry; entry++) {
		struct stat status;
		if (g_path_is_absolute(*entry) && stat(*entry, &status) == 0 && same_file(&wanted, &status))
			return true;
	}
	return false;
}
