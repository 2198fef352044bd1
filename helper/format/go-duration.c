/* SPDX-License-Identifier: MIT */
#include "go-duration.h"

#include <glib.h>
#include <string.h>

#define DIGITS "0123456789"

/* Nanoseconds of the unit at `text`, and its length; 0 if no unit is there. */
static guint64 unit_at(const char *text, size_t *ret_length)
{
	/* The longer of two that begin alike stands first. */
	static const struct {
		const char *name;
		guint64 nanoseconds;
	} units[] = {
		{ "ns", 1 },
		{ "us", 1000 },
		{ "\xc2\xb5s", 1000 }, /* micro sign */
		{ "\xce\xbcs", 1000 }, /* Greek mu */
		{ "ms", G_GUINT64_CONSTANT(1000000) },
		{ "s", G_GUINT64_CONSTANT(1000000000) },
		{ "m", G_GUINT64_CONSTANT(60000000000) },
		{ "h", G_GUINT64_CONSTANT(3600000000000) },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		if (!g_str_has_prefix(text, units[i].name))
			continue;
		*ret_length = strlen(units[i].name);
		return units[i].nanoseconds;
	}
	return 0;
}

/* Passes one number and its unit and adds it to the total; false where it is none, or too much. */
static bool take_part(const char **text, guint64 *total)
{
	size_t digits = strspn(*text, DIGITS);
	const char *behind = *text + digits;
	size_t fraction = *behind == '.' ? strspn(behind + 1, DIGITS) : 0;
	const char *unit = behind + (*behind == '.' ? 1 + fraction : 0);
	size_t unit_length = 0;
	guint64 nanoseconds = unit_at(unit, &unit_length);
	if (digits + fraction == 0 || nanoseconds == 0)
		return false;

	guint64 number = 0;
	for (size_t i = 0; i < digits; i++) {
		number = number * 10 + (guint64)((*text)[i] - '0');
		if (number > G_MAXINT64 / nanoseconds)
			return false;
	}
	/* A fraction counts for less than one unit. */
	guint64 part = number * nanoseconds + (strspn(behind, ".0") < (size_t)(unit - behind) ? nanoseconds - 1 : 0);
	if (part > G_MAXINT64 - *total)
		return false;
	*total += part;
	*text = unit + unit_length;
	return true;
}

bool go_duration_is_valid(const char *text)
{
	guint64 total = 0;
	if (*text == '+')
		text++;
	if (strcmp(text, "0") == 0)
		return true;
	if (*text == '\0')
		return false;
	while (*text)
		if (!take_part(&text, &total))
			return false;
	return true;
}
