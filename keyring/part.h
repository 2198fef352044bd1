/* SPDX-License-Identifier: MIT
 *
 * part.h - finds the parts of the program: its keyring back ends and registry-check
 *
 * Their folder is relative to the program itself, whatever name or link it was called with, so that it works from the
 * build tree, from DESTDIR and installed, and no environment variable can point elsewhere. The folder is
 * ../libexec/docker-credential-replicated, or ../lib/docker-credential-replicated on systems that have no libexec.
 */
#ifndef KEYRING_PART_H
#define KEYRING_PART_H

#include <stdbool.h>

/* The full name of this program, behind all links; NULL if /proc is not mounted. Free with g_free(). */
char *part_program(void);

/* Whether the file is this program, or a link to where it was. */
bool part_is_program(const char *path);

/* The full name of the file; of the one in libexec if neither exists. NULL if /proc is not mounted. Free with
 * g_free(). */
char *part_path(const char *file);

#endif
