/* SPDX-License-Identifier: MIT
 *
 * terminal.h - a secret from the person at the terminal, or from a line of standard input
 *
 * If standard input is a terminal, terminal_ask() writes its prompt to /dev/tty and reads a line there
 * without echo. Echo stays off until terminal_ends_here(), so that what is typed while a key is derived does not
 * appear on the screen. It comes back on every way out: after the last answer, an error, ^C, ^\, SIGTERM, the
 * deadline, SIGHUP when the terminal is closed. ^Z stops the program with echo on; after `fg` the question is asked
 * again. The deadline is paused meanwhile.
 *
 * If it is not a terminal, terminal_ask() reads one line of standard input and not a byte after it, so that the
 * next question is answered by the next line. No prompt is written, and the deadline runs.
 *
 *	g_auto(Secret) old = SECRET_INIT(PASSPHRASE_MAX);
 *	g_auto(Secret) new = SECRET_INIT(PASSPHRASE_MAX);
 *	if (!terminal_ask("Passphrase: ", &old, error) || !terminal_ask("New passphrase: ", &new, error))
 *		return false;
 *	if (terminal_is_there() && ...)		// ask for `new` again, compare with secret_equal()
 *	return terminal_ends_here(error) && ...
 */
#ifndef HELPER_RUNTIME_TERMINAL_H
#define HELPER_RUNTIME_TERMINAL_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* The kernel silently cuts a typed line at 4095 bytes (termios(3), canonical mode). A line that long is
 * refused, because the rest of it is unknown. */
#define TERMINAL_LINE_MAX 4094

/* Whether there is a person to ask: standard input is a terminal. */
bool terminal_is_there(void);

/* One line, without its line end (LF or CRLF), added to `answer`, which must be empty and has a limit. An
 * empty line, and no line at all, give an empty answer; the caller decides what that means. Fails
 * (HELPER_FAILED) if the line is longer than the limit, or cannot be read. */
bool terminal_ask(const char *prompt, struct secret *answer, GError **error);

/* After the last answer: turns echo on again, and fails if more than line breaks has already been typed, pasted or
 * piped. If a whole file was pasted, its first line would be used as the answer. The rest is discarded here, so that
 * the shell does not run it and store it in its history. */
bool terminal_ends_here(GError **error);

/* Turns echo on again, if a question was asked and no terminal_ends_here() followed: before the program ends. */
void terminal_echo_again(void);

#endif
