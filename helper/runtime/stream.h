/* SPDX-License-Identifier: MIT
 *
 * stream.h - reads and writes the program's descriptors, bounded and complete
 */
#ifndef HELPER_RUNTIME_STREAM_H
#define HELPER_RUNTIME_STREAM_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Writes everything, or fails with a sentence: a full disk, a reader that ended or a closed descriptor
 * is never a success. Bytes that have overflowed their buffer are not written at all. */
bool write_all(int fd, const struct secret *bytes, GError **error);

/* Reads standard input to its end, and fails if that is more than the buffer may hold. It reads to the end even then: some
 * clients fail if a helper does not read everything (jib). `subject` is what is read, for the error: "the request". */
bool read_all_of_stdin(struct secret *bytes, const char *subject, GError **error);

/* The same, but stops if there is more: for verbs whose input may be endless. */
bool read_stdin_to_limit(struct secret *bytes, const char *subject, GError **error);

/* Reads standard input to its end and keeps nothing; a terminal is not read. */
void drain_stdin(void);

#endif
