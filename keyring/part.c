/* SPDX-License-Identifier: MIT */
#include "part.h"

#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTS_FOLDER "docker-credential-replicated"

char *part_program(void)
{
	return g_file_read_link("/proc/self/exe", NULL);
}

bool part_is_program(const char *path)
{
	struct stat there;
	struct stat here;
	g_autofree char *target = g_file_read_link(path, NULL);
	g_autofree char *own = part_program();
	return (own && target && strcmp(target, own) == 0) ||
	       (stat(path, &there) == 0 && stat("/proc/self/exe", &here) == 0 && there.st_dev == here.st_dev &&
		there.st_ino == here.st_ino);
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
