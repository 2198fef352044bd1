/* SPDX-License-Identifier: MIT */
#include "rfc3339.h"

#include <string.h>

#define SECONDS_OF_DAY (24 * 60 * 60)

/* Passes that many digits. */
static bool take_number(const char **at, int digits, int *ret_number)
{
	int number = 0;
	for (int i = 0; i < digits; i++, (*at)++) {
		if (!g_ascii_isdigit(**at))
			return false;
		number = 10 * number + (**at - '0');
	}
	*ret_number = number;
	return true;
}

static bool take(const char **at, const char *any_of)
{
	if (**at == '\0' || !strchr(any_of, **at))
		return false;
	(*at)++;
	return true;
}

static bool take_fraction(const char **at)
{
	if (!take(at, "."))
		return true;
	const char *from = *at;
	while (g_ascii_isdigit(**at))
		(*at)++;
	return *at > from;
}

/* "Z", or what the clock there is ahead of UTC. */
static bool take_zone(const char **at, int *ret_seconds)
{
	int hours;
	int minutes;
	*ret_seconds = 0;
	if (take(at, "Zz"))
		return true;
	int sign = **at == '-' ? -1 : 1;
	if (!take(at, "+-") || !take_number(at, 2, &hours) || !take(at, ":") || !take_number(at, 2, &minutes) ||
	    hours > 23 || minutes > 59)
		return false;
	*ret_seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool rfc3339_read(const char *text, gint64 *ret_seconds)
{
	const char *at = text;
	int year, month, day;
	int hour = 0, minute = 0, second = 0, zone = 0;
	if (strlen(text) > RFC3339_MAX || !take_number(&at, 4, &year) || !take(&at, "-") ||
	    !take_number(&at, 2, &month) || !take(&at, "-") || !take_number(&at, 2, &day))
		return false;
	bool date = *at == '\0';
	if (!date && (!take(&at, "Tt ") || !take_number(&at, 2, &hour) || !take(&at, ":") ||
		      !take_number(&at, 2, &minute) || !take(&at, ":") || !take_number(&at, 2, &second) ||
		      !take_fraction(&at) || !take_zone(&at, &zone) || *at != '\0' || second > 60))
		return false;
	/* A leap second is not a second of GLib's. */
	g_autoptr(GDateTime) time = g_date_time_new_utc(year, month, day, hour, minute, MIN(second, 59));
	if (!time)
		return false;
	*ret_seconds = g_date_time_to_unix(time) - zone + (date ? SECONDS_OF_DAY : 0);
	return true;
}
