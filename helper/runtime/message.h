/* SPDX-License-Identifier: MIT
 *
 * message.h - makes texts of others harmless, and writes to standard error
 *
 * Host names, server texts and D-Bus errors become part of messages that a terminal shows. Control characters,
 * bidirectional overrides and invisible format characters in them become '?', and so do bytes that are not
 * UTF-8 (CVE-2024-50349). REMEDY (failure.h) becomes ": ".
 *
 * A license that was typed on the command line, in place of any word, is not repeated either: it can never be replaced,
 * and messages end up in logs. So a word of the command line that may be one is never shown in a message, in any case of
 * its letters (a domain is made lower-case first).
 */
#ifndef HELPER_RUNTIME_MESSAGE_H
#define HELPER_RUNTIME_MESSAGE_H

#include <glib.h>

/* A sentence is cut here; jib reads standard error only after standard output has ended. */
#define MESSAGE_MAX 2048

/* The words of the command line; they must stay as they are. What may be a license: more than MESSAGE_WORD_MAX printable
 * bytes without '.', with a digit or an upper-case letter among them, up to a port or a path; no name of a file. */
#define MESSAGE_WORD_MAX 24
void message_hide_licenses(int count, char *const *words);

/* A harmless copy on one line, at most MESSAGE_MAX bytes; freed by the caller. */
char *message_sanitize(const char *text);

/* Writes "docker-credential-replicated: <text>\n" to standard error, made harmless. */
void message_warn(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* On a terminal, writes a line to standard error in place of the one before; NULL removes it. Does nothing elsewhere. */
void message_progress(const char *text);

#endif
