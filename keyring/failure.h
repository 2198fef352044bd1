/* SPDX-License-Identifier: MIT
 *
 * failure.h - the message of an error, and the remedy in it
 *
 * An error's message is one sentence: lower case, no full stop, what failed and why, with the subject in
 * quotes. The remedy is a separate field, because `status` prints it on a separate line. GError has no
 * such field that can be passed from a module to the program, so a mark in the message shows where the remedy
 * begins:
 *
 *	fail(error, HELPER_FAILED, "'%s' is locked" REMEDY "run '%s unlock'", name, program);
 *
 * message_sanitize() (helper/runtime/message.h) prints REMEDY as ": ". A mark that comes from an argument, such
 * as a file name, does not count.
 */
#ifndef KEYRING_FAILURE_H
#define KEYRING_FAILURE_H

#include <glib.h>
#include <stdbool.h>
#include <stdarg.h>

/* Unit separator: texts of others do not use it. */
#define REMEDY "\x1f"

/* Sets the error, unless `error` is NULL. */
void failure_set(GError **error, GQuark domain, int code, const char *format, va_list arguments) G_GNUC_PRINTF(4, 0);

/* The remedy in the message, owned by the error; NULL if there is none. */
const char *failure_remedy(const GError *error);

/* The message without its remedy, to be freed by the caller. */
char *failure_sentence(const GError *error);

/* fail() and keyring_fail() are macros around this, so that the compiler sees that they return false, and that
 * outputs which a failed function did not set are not used. */
static inline bool failure_is_set(void)
{
	return false;
}

#endif
