/* SPDX-License-Identifier: MIT
 *
 * rfc3339.h - a time as licenses write it: RFC 3339, or a date alone (pure)
 */
#ifndef HELPER_FORMAT_RFC3339_H
#define HELPER_FORMAT_RFC3339_H

#include <glib.h>
#include <stdbool.h>

/* Longer is not a time. */
#define RFC3339_MAX 40

/* The time in seconds since 1970; of a date alone its end, in UTC. False for anything else: no blanks, no time without
 * its zone. */
bool rfc3339_read(const char *text, gint64 *ret_seconds);

#endif
