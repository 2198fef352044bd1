/* SPDX-License-Identifier: MIT
 *
 * stream.h - bytes in and out of the program's descriptors, bounded and whole
 */
#ifndef HELPER_RUNTIME_STREAM_H
#define HELPER_RUNTIME_STREAM_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Writes everything, or fails with a sentence: a full disk, a reader that went away, a closed
 * descriptor is never a success. */
bool write_all(int fd, const struct secret *bytes, GError **error);

/* Reads standard input to its end and keeps what the buffer holds; *ret_all is false where there was
 * more. To the end, also when it is too much: some clients fail when a helper does not read all (jib). */
bool read_all_of_stdin(struct secret *bytes, bool *ret_all, GError **error);

/* Reads standard input to its end and keeps nothing; a terminal is left alone. */
void drain_stdin(void);

#endif
