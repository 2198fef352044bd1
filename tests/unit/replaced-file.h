/* SPDX-License-Identifier: MIT
 *
 * replaced-file.h - a folder of the test, and a file in it that is replaced
 */
#ifndef TESTS_UNIT_REPLACED_FILE_H
#define TESTS_UNIT_REPLACED_FILE_H

#include "../../keyring/atomic-file.h"

#include <glib.h>
#include <string.h>

/* Made and removed by each test program. */
static char *folder;

static inline char *in_folder(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static inline int replace(const char *path, const char *text)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = atomic_file_lock(path, &file);
	return failure ? failure : atomic_file_replace(&file, text, strlen(text));
}

static inline void holds(const char *path, const char *text)
{
	g_autofree char *got = NULL;
	g_assert_true(g_file_get_contents(path, &got, NULL, NULL));
	g_assert_cmpstr(got, ==, text);
}

#endif
