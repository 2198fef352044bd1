/* SPDX-License-Identifier: MIT
 *
 * chart-program.h - a program that reads a chart (helm, tar), run within bounds
 *
 * A chart is written by others, and its templates are a program. So a program that reads it has a new environment
 * with a private home, no license, no network if the kernel allows that, and limits on time, memory, files and output.
 * Its whole process group ends with the call. A signal that ends this program ends it, too: the signal is held until
 * everything is removed.
 */
#ifndef HELPER_CHART_CHART_PROGRAM_H
#define HELPER_CHART_CHART_PROGRAM_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* The largest charts render some MiB. */
#define CHART_OUTPUT_MAX (32 * 1024 * 1024)
/* One line of it is shown. */
#define CHART_ERRORS_MAX (16 * 1024)

struct chart_program {
	const char *const *arguments; /* the first is the program, with its folder */
	const char *home;	      /* a private folder: HOME, TMPDIR and the working directory */
	const struct secret *input;   /* standard input, or NULL for none */
	const char *progress;	      /* shown on a terminal when it takes longer than a second, or NULL */
	gint64 spent;		      /* microseconds that earlier programs took for the same answer: they count */
	double seconds;		      /* the most that it may take */
};

/* Standard output is added to `output`, and standard error, as far as it fits, to `errors`; both must be empty. *ret_good
 * is whether its exit status is 0. HELPER_FAILED if it cannot be started, does not end in time, prints more than
 * CHART_OUTPUT_MAX, or if a signal came. */
bool chart_program_run(const struct chart_program *program, struct secret *output, struct secret *errors,
		       bool *ret_good, GError **error);

/* Between these two calls, a signal that would end this program waits, so that no private folder is left. */
void chart_signals_hold(void);
void chart_signals_release(void);

#endif
