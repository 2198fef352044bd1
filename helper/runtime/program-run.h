/* SPDX-License-Identifier: MIT
 *
 * program-run.h - runs another program for a limited time and reads its output, or runs it in place of this one
 */
#ifndef HELPER_RUNTIME_PROGRAM_RUN_H
#define HELPER_RUNTIME_PROGRAM_RUN_H

#include <glib.h>
#include <stdbool.h>

/* More is not kept: a version is one line. */
#define PROGRAM_OUTPUT_MAX 4096

/* Runs `path ARGUMENT` with this program's environment, without standard input and standard error, and gives its
 * standard output; freed by the caller. HELPER_FAILED, with only a reason ("exit status 1"), if it cannot be started,
 * fails, or has not ended after so many seconds. It is then killed together with the programs that it started. */
bool program_run(const char *path, const char *argument, double seconds, char **ret_output, GError **error);

/* Becomes the program arguments[0], with our standard input and `out` as its standard output, without a deadline. The
 * arguments end with NULL. Returns only if it does not start: HELPER_FAILED. */
bool program_become(const char *const *arguments, int out, GError **error);

#endif
