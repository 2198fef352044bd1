/* SPDX-License-Identifier: MIT
 *
 * program-run.h - another program's first words, for no longer than they may take; or that program in our place
 */
#ifndef HELPER_RUNTIME_PROGRAM_RUN_H
#define HELPER_RUNTIME_PROGRAM_RUN_H

#include <glib.h>
#include <stdbool.h>

/* More is not read: a version is one line. */
#define PROGRAM_OUTPUT_MAX 4096

/* Runs `path ARGUMENT` with this program's environment, without standard input and standard error, and gives its
 * standard output; freed by the caller. HELPER_FAILED, with a reason alone ("exit status 1"), if it does not start,
 * fails, or has not ended after so many seconds: then it is killed with what it started. */
bool program_run(const char *path, const char *argument, double seconds, char **ret_output, GError **error);

/* Becomes the program arguments[0], with our standard input and `out` as its standard output, without a deadline. The
 * arguments end with NULL. Returns only if it does not start: HELPER_FAILED. */
bool program_become(const char *const *arguments, int out, GError **error);

#endif
