/* SPDX-License-Identifier: MIT
 *
 * startup.h - what must hold before the first byte is read
 *
 * In this order: files we make are ours alone; descriptors 0, 1 and 2 are open, so that no socket
 * becomes standard output; nobody can read our memory, and no core is written; standard output is
 * kept for the answer alone; variables that make a library talk or load code are gone; memory that
 * runs out ends in a sentence; a reader that went away and a file that may not grow are errors and no
 * signals. No locale is set: what we write is the same everywhere.
 */
#ifndef HELPER_RUNTIME_STARTUP_H
#define HELPER_RUNTIME_STARTUP_H

#include <glib.h>

/* To be called first in main(). Gives the private descriptor that is now the only way to standard
 * output: what a library prints on descriptor 1 (GLib does, with G_DBUS_DEBUG) goes to standard
 * error. Ends the program with a sentence where the system does not allow it. */
int startup(void);

/* To be called last: ends the program without the exit handlers of a dozen libraries, which free what the
 * kernel frees anyway and cost a fortieth of a `get`'s memory. Sanitizers and coverage report in such a
 * handler: their builds define RUN_EXIT_HANDLERS. */
void leave(int status) G_GNUC_NORETURN;

#endif
