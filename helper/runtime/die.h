/* SPDX-License-Identifier: MIT
 *
 * die.h - one sentence on the way out of a signal handler
 *
 * Clients wait for a sentence and an exit status of 1, whatever happens: the deadline passes, memory runs
 * out (GLib aborts then), one of our checks fails. Only async-signal-safe calls are made.
 */
#ifndef HELPER_RUNTIME_DIE_H
#define HELPER_RUNTIME_DIE_H

#include <glib.h>
#include <stdbool.h>

/* The private descriptor of standard output, and whether the words go there too, and to standard error: for
 * the protocol verbs. */
void die_prepare(int out, bool protocol);

/* Whether a client reads the answer: die_prepare() was told of a protocol verb. */
bool die_answers_client(void);

/* Writes the sentence, which ends in a line end, and ends the program with status 1. A pipe that is full does
 * not hold it up. */
void die(const char *sentence) G_GNUC_NORETURN;

/* What goes to standard output before the sentence, on every end here, and when the program is ended by a signal
 * of a person or service manager (SIGINT, SIGTERM, SIGHUP): for a caller that reads nothing else. NULL for nothing.
 * The text must live until the end. */
void die_answers(const char *answer);

/* What to undo before the end: async-signal-safe, called at most once; NULL for nothing. */
void die_undo_first(void (*undo)(void));

/* Makes abort(3) and GLib's fatal errors end in last words. What libraries would log on standard error is
 * dropped: it must stay empty on success, and their words are not for the person. */
void die_on_abort(void);

#endif
