/* SPDX-License-Identifier: MIT
 *
 * deadline.h - an answer, or an error message, within a bounded time
 *
 * Clients wait for a credential helper for ever, and a keyring may never answer. So a
 * timer ends the program: its signal handler writes one sentence and exits with status 1. It works
 * wherever the program hangs, also in a library, and needs no cooperation.
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
 * the default; anything else is an error, and the default is used anyway. The sentence is written to
 * standard error and, for a protocol verb, also to `out`, the private descriptor of standard output. */
bool deadline_start(const char *variable, int out, bool protocol, GError **error);

/* For a caller that waits for a shorter time and cannot ask a person: at most these seconds from now, and a prompt
 * of the keyring ends the program at once. To be called before anything is read. */
void deadline_shorten(double most);

/* The seconds that deadline_start() chose; may be a fraction. */
double deadline_seconds(void);

/* What the program waits for from now on, for the sentence: "the keyring", with the remedy. Both must
 * live until the next call. */
void deadline_waits_for(const char *what, const char *remedy);

/* From now on the end of the time does not end the program: something was changed in part, and must be finished or
 * undone. The caller calls deadline_is_over(), which sets the error, after each step. It then has the same time
 * again, and the program ends at the end of that. */
void deadline_postpone(void);
bool deadline_is_over(GError **error);

/* Around a prompt of the keyring: DEADLINE_PROMPT_SECONDS, or the deadline if that is longer. The
 * clock of the call continues afterwards. */
void deadline_prompt_begins(void);
void deadline_prompt_ends(void);

/* Around a wait for the person at the terminal, or for work with its own time limit: the clock is
 * stopped. */
void deadline_pause(void);
void deadline_resume(void);

#endif
