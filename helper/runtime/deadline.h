/* SPDX-License-Identifier: MIT
 *
 * deadline.h - an answer, or a sentence, within a bounded time
 *
 * Clients wait for a credential helper for ever, and a keyring may never answer. Here a
 * timer ends the program: its signal handler writes one sentence and exits with status 1. It works
 * wherever the program hangs, in a library too, and needs no cooperation.
 */
#ifndef HELPER_RUNTIME_DEADLINE_H
#define HELPER_RUNTIME_DEADLINE_H

#include <glib.h>
#include <stdbool.h>

#define DEADLINE_DEFAULT_SECONDS 20
/* While a prompt of the keyring is on the screen a person must have time to answer it. */
#define DEADLINE_PROMPT_SECONDS 120
#define DEADLINE_MAX_SECONDS 86400

/* Starts the clock. `variable` is REPLICATED_TIMEOUT: a positive number of seconds, or NULL or "" for
 * the default; anything else is an error, and the default runs all the same. The sentence goes to standard
 * error and, for a protocol verb, to `out` too, the private descriptor of standard output. */
bool deadline_start(const char *variable, int out, bool protocol, GError **error);

/* For a caller that does not wait so long, and cannot ask a person: no more than these seconds from now, and a prompt
 * of the keyring ends the program at once. To be called before anything is read. */
void deadline_shorten(double most);

/* The seconds that deadline_start() chose; may be a fraction. */
double deadline_seconds(void);

/* What the program waits for from now on, for the sentence: "the keyring", with the remedy. Both must
 * live until the next call. */
void deadline_waits_for(const char *what, const char *remedy);

/* From now on the end of the time does not end the program: something was changed in part, and must be finished or
 * taken back. The caller asks deadline_is_over(), which sets the error, after each step; it then has the same time
 * once more, at whose end the program does end. */
void deadline_postpone(void);
bool deadline_is_over(GError **error);

/* Around a prompt of the keyring: DEADLINE_PROMPT_SECONDS, or the deadline where that is longer; the
 * clock of the call goes on afterwards where it stood. */
void deadline_prompt_begins(void);
void deadline_prompt_ends(void);

/* Around a wait for the person at the terminal, or for work that keeps its own time: the clock is
 * still. */
void deadline_pause(void);
void deadline_resume(void);

#endif
