/* SPDX-License-Identifier: MIT
 *
 * message.h - text that came from elsewhere, made harmless, and the way to standard error
 *
 * Host names, server texts and D-Bus errors end up in sentences that a terminal shows: control bytes,
 * C1 controls, bidirectional overrides and invisible format characters in them become '?', as does
 * what is not UTF-8 (CVE-2024-50349). REMEDY (failure.h) becomes ": ".
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

/* On a terminal: a line on standard error in place of the one before; NULL takes it away. Elsewhere nothing. */
void message_progress(const char *text);

#endif
