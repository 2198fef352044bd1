/* SPDX-License-Identifier: MIT
 *
 * finding.h - one line of `status`: what is so, and what to do about it
 */
#ifndef HELPER_FINDING_H
#define HELPER_FINDING_H

#include <glib.h>
#include <stdbool.h>

struct finding {
	bool good;
	char *topic;  /* one word: "keyring", "docker" */
	char *text;   /* what is so */
	char *remedy; /* what to do about it; NULL where it is good */
};

/* An empty array of struct finding, which frees them. */
GPtrArray *findings_new(void);

void finding_good(GPtrArray *findings, const char *topic, const char *format, ...) G_GNUC_PRINTF(3, 4);
void finding_bad(GPtrArray *findings, const char *topic, const char *remedy, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* An error's sentence, "what failed: why: remedy", parted before the remedy. Where it has none, `remedy`. Takes the
 * error. */
void finding_error(GPtrArray *findings, const char *topic, GError *cause, const char *remedy);

#endif
