/* SPDX-License-Identifier: MIT
 *
 * die.h - ends the program with one sentence, also from a signal handler
 *
 * Clients expect a sentence and exit status 1, whatever happens: the deadline passes, memory runs
 * out (GLib aborts then), an assertion fails. Only async-signal-safe calls are made.
 */
#ifndef HELPER_RUNTIME_DIE_H
#define HELPER_RUNTIME_DIE_H

#include <glib.h>
#include <stdbool.h>

/* The private descriptor of standard output, and whether the sentence is written there as well as to standard error,
 * as the protocol verbs do. */
void die_prepare(int out, bool protocol);

/* Whether a client reads the answer: die_prepare() was called for a protocol verb. */
bool die_answers_client(void);

/* Writes the sentence, which ends in a line end, and ends the program with status 1. It does not
 * wait for a pipe that is full. */
void die(const char *sentence) G_GNUC_NORETURN;

/* A text to write to standard output before the sentence, on every end here, and if a person or a service manager ends
 * the program with a signal (SIGINT, SIGTERM, SIGHUP), for a caller that reads nothing else. NULL for nothing.
 * The text must live until the end. */
void die_answers(const char *answer);

/* What to undo before the end: async-signal-safe, called at most once; NULL for nothing. */
void die_undo_first(void (*undo)(void));

/* Makes abort(3) and GLib's fatal errors end with a sentence. Log messages of libraries are dropped: standard error
 * must stay empty on success, and those messages are not for users. */
void die_on_abort(void);

#endif
