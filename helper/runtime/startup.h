/* SPDX-License-Identifier: MIT
 *
 * startup.h - prepares the process before the first byte is read
 *
 * In this order: new files can be read by their owner only; descriptors 0, 1 and 2 are open, so that no
 * socket becomes standard output; other processes cannot read the memory, and no core is written; standard
 * output is used for the answer only; variables that make a library print or load code are removed; running
 * out of memory ends with a sentence; a reader that ended and a file that may not grow are errors, not
 * signals. No locale is set, so the output is the same everywhere.
 */
#ifndef HELPER_RUNTIME_STARTUP_H
#define HELPER_RUNTIME_STARTUP_H

#include <glib.h>

/* To be called first in main(). Returns the private descriptor that is now the only one of standard
 * output: what a library prints to descriptor 1 (GLib does, with G_DBUS_DEBUG) is written to standard
 * error. Ends the program with a sentence if the system does not allow it. */
int startup(void);

/* To be called last: ends the program without the exit handlers of a dozen libraries, which free what the
 * kernel frees anyway and cost a fortieth of a `get`'s memory. Sanitizers and coverage report in such a
 * handler, so their builds define RUN_EXIT_HANDLERS. */
void leave(int status) G_GNUC_NORETURN;

#endif
