/* SPDX-License-Identifier: MIT
 *
 * file.h - a small file, read whole and never for longer than needed
 *
 * Files that people or other programs wrote: licenses, configurations. Some of them hold credentials, so what
 * is read lives in a struct secret.
 */
#ifndef HELPER_RUNTIME_FILE_H
#define HELPER_RUNTIME_FILE_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Reads the file into `text`, which must be empty and whose limit is the most that the file may hold: only a regular
 * file, as secret_read_path() does. `subject` is the file in the error: "the config file 'x'"; without its name where a
 * license may have been typed in place of one. HELPER_FAILED. */
bool file_read(const char *path, const char *subject, struct secret *text, GError **error);

/* The same for a file that may be missing: *ret_there tells. */
bool file_read_if_there(const char *path, const char *subject, struct secret *text, bool *ret_there, GError **error);

#endif
