/* SPDX-License-Identifier: MIT
 *
 * go-duration.h - durations as Kubernetes writes them (pure)
 *
 * The grammar of Go's time.ParseDuration, with which kubelet reads them, without its minus sign:
 *
 *	duration = [ "+" ] ( "0" / 1*( number unit ) )
 *	number   = 1*digit [ "." *digit ] / "." 1*digit
 *	unit     = "h" / "m" / "s" / "ms" / "us" / "µs" / "ns"
 *
 * The whole is at most 2^63 - 1 nanoseconds, 292 years.
 */
#ifndef HELPER_FORMAT_GO_DURATION_H
#define HELPER_FORMAT_GO_DURATION_H

#include <stdbool.h>

bool go_duration_is_valid(const char *text);

#endif
