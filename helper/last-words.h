/* SPDX-License-Identifier: MIT
 *
 * last-words.h - one sentence on the way out of a signal handler
 *
 * Clients wait for a sentence and an exit status of 1, whatever happens: the deadline passes, memory runs
 * out (GLib aborts then), a check of ours fails. Only async-signal-safe calls are made.
 */
#ifndef HELPER_LAST_WORDS_H
#define HELPER_LAST_WORDS_H

#include <glib.h>

/* Where they go beside standard error: the private descriptor for the protocol verbs, or -1. */
void last_words_to(int out);

/* Writes the sentence, which ends in a line end, and ends the program with status 1. A pipe that is full does
 * not hold it up. */
void last_words(const char *sentence) G_GNUC_NORETURN;

/* Makes abort(3) and GLib's fatal errors end in last words. What libraries would log on standard error is
 * dropped: it must stay empty on success, and their words are not for the person. */
void last_words_on_abort(void);

#endif
