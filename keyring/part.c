/* SPDX-License-Identifier: MIT */
#include "part.h"

#include <glib.h>
#include <stdlib.h>
#include <unistd.h>

#define PARTS_FOLDER "docker-credential-replicated"

char *part_program(void)
{
	return g_file_read_link("/proc/self/exe", NULL);
}

bool part_is_program(const char *path)
{
	g_autofree char *real = realpath(path, NULL);
	g_autofree char *own = part_program();
	if (!real)
		return false;
	return g_strcmp0(real, own) == 0;
}

char *part_path(const char *file)
{
	g_autofree char *program = part_program();
	if (!program)
		return NULL;

	g_autofree char *bin = g_path_get_dirname(program);
	g_autofree char *prefix = g_path_get_dirname(bin);
	char *in_libexec = g_build_filename(prefix, "libexec", PARTS_FOLDER, file, NULL);
	g_autofree char *in_lib = g_build_filename(prefix, "lib", PARTS_FOLDER, file, NULL);
	if (access(in_libexec, F_OK) == 0 || access(in_lib, F_OK) != 0)
		return in_libexec;
	g_free(in_libexec);
	return g_steal_pointer(&in_lib);
}
