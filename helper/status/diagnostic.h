/* SPDX-License-Identifier: MIT
 *
 * diagnostic.h - one line of `status`: what is so, and what to do about it
 */
#ifndef HELPER_STATUS_DIAGNOSTIC_H
#define HELPER_STATUS_DIAGNOSTIC_H

#include <glib.h>
#include <stdbool.h>

struct diagnostic {
	bool good;
	char *topic;  /* one word: "keyring", "docker" */
	char *text;   /* what is so */
	char *remedy; /* what to do about it; NULL where it is good */
};

/* An empty array of struct diagnostic, which frees them. */
GPtrArray *diagnostics_new(void);

void diagnostic_good(GPtrArray *diagnostics, const char *topic, const char *format, ...) G_GNUC_PRINTF(3, 4);
void diagnostic_bad(GPtrArray *diagnostics, const char *topic, const char *remedy, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* An error's sentence and its remedy, or `remedy` if it has none. Takes the error. */
void diagnostic_error(GPtrArray *diagnostics, const char *topic, GError *cause, const char *remedy);

#endif
