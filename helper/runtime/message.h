/* SPDX-License-Identifier: MIT
 *
 * message.h - makes texts of others harmless, and writes to standard error
 *
 * Host names, server texts and D-Bus errors become part of messages that a terminal shows. Control characters,
 * bidirectional overrides and invisible format characters in them become '?', and so do bytes that are not
 * UTF-8 (CVE-2024-50349). REMEDY (failure.h) becomes ": ".
 */
#ifndef HELPER_RUNTIME_MESSAGE_H
#define HELPER_RUNTIME_MESSAGE_H

#include <glib.h>

/* A sentence is cut here; jib reads standard error only after standard output has ended. */
#define MESSAGE_MAX 2048

/* A harmless copy on one line, at most MESSAGE_MAX bytes; freed by the caller. */
char *message_sanitize(const char *text);

/* Writes "docker-credential-replicated: <text>\n" to standard error, made harmless. */
void message_warn(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* On a terminal, writes a line to standard error in place of the one before; NULL removes it. Does nothing elsewhere. */
void message_progress(const char *text);

#endif
