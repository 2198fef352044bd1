/* SPDX-License-Identifier: MIT
 *
 * file.h - a small file, read whole
 *
 * People or other programs wrote these files: licenses, configurations. Some of them contain credentials, so they are
 * read into a struct secret.
 */
#ifndef HELPER_RUNTIME_FILE_H
#define HELPER_RUNTIME_FILE_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Reads the file into `text`, which must be empty and whose limit is that of the file. Only a regular file is
 * read, as by secret_read_path(). `subject` is the file in the error: "the config file 'x'"; it does not contain the name
 * if a license may have been typed instead of one. HELPER_FAILED. */
bool file_read(const char *path, const char *subject, struct secret *text, GError **error);

/* The same for a file that may be missing: *ret_there is whether it exists. */
bool file_read_if_there(const char *path, const char *subject, struct secret *text, bool *ret_there, GError **error);

#endif
