/* SPDX-License-Identifier: MIT
 *
 * registry-client.h - asks the second program, registry-check, whether licenses open their registries
 *
 * It is started once for each question, from the folder of this program (as the keyring back ends are) and never
 * through an environment variable, with pipes for standard input and output and registry_environment. The
 * license goes through the pipe, never as argument or variable. Several questions are asked side by side;
 * each is answered within the deadline, or it is REGISTRY_TIMED_OUT. Meanwhile the program's own clock
 * stops. On a terminal a line on standard error tells, after a second, that it is being worked on.
 */
#ifndef HELPER_REGISTRY_REGISTRY_CLIENT_H
#define HELPER_REGISTRY_REGISTRY_CLIENT_H

#include "../license/license.h"
#include "registry-message.h"

#include <glib.h>
#include <stdbool.h>

/* So many at once: more domains than most people have, and few enough for any machine. */
#define REGISTRY_CHECKS_MAX 8
/* What registry-check is given beyond its deadline before it is ended. */
#define REGISTRY_GRACE_SECONDS 1

/* Asks all questions. ret_answers has room for as many answers, in the same order; each is to be cleared by
 * registry_answer_clear(). HELPER_FAILED, and nothing to clear, where registry-check cannot be started. */
bool registry_ask(const struct registry_question *questions, size_t count, struct registry_answer *ret_answers,
		  GError **error);

/* The same for an array of struct license: does each open the registry it is for? */
bool registry_ask_licenses(const GPtrArray *licenses, struct registry_answer *ret_answers, GError **error);

/* Whether all of an array of struct license are accepted. Else HELPER_FAILED, with the worst outcome in the
 * sentence: a license that was refused, before a registry that cannot be asked; `ending` follows it, and for
 * the second kind `or_else` too. */
bool registry_accepts_all(const GPtrArray *licenses, const char *ending, const char *or_else, GError **error);

#endif
