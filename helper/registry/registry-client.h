/* SPDX-License-Identifier: MIT
 *
 * registry-client.h - asks the second program, registry-check, whether registries accept their licenses
 *
 * It is started once for each question, from the folder of this program (as the keyring back ends are) and never
 * through an environment variable, with pipes for standard input and output and registry_environment. The
 * license goes through the pipe, never as argument or variable. Several questions are asked at the same
 * time; each is answered within the deadline, or it is REGISTRY_TIMED_OUT. Meanwhile the program's own
 * deadline is paused. On a terminal, a line on standard error shows the progress after a second.
 */
#ifndef HELPER_REGISTRY_REGISTRY_CLIENT_H
#define HELPER_REGISTRY_REGISTRY_CLIENT_H

#include "../license/license.h"
#include "registry-message.h"

#include <glib.h>
#include <stdbool.h>

/* So many at a time: more domains than most people have, and few enough for any machine. */
#define REGISTRY_CHECKS_MAX 8
/* The time after its deadline at which registry-check is ended. */
#define REGISTRY_GRACE_SECONDS 1

/* Asks all questions. ret_answers has room for as many answers, in the same order; each is to be cleared by
 * registry_answer_clear(). HELPER_FAILED, with nothing to clear, if registry-check cannot be started. */
bool registry_ask(const struct registry_question *questions, size_t count, struct registry_answer *ret_answers,
		  GError **error);

/* The same for an array of struct license: does the registry of each one accept it? */
bool registry_ask_licenses(const GPtrArray *licenses, struct registry_answer *ret_answers, GError **error);

/* Whether all of an array of struct license are accepted. Else HELPER_FAILED, with the worst outcome in the
 * message: a rejected license is worse than a registry that cannot be asked. `ending` follows it, and in the
 * second case also `or_else`. */
bool registry_accepts_all(const GPtrArray *licenses, const char *ending, const char *or_else, GError **error);

#endif
