/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <string.h>

static unsigned marks_in(const char *text)
{
	unsigned count = 0;
	for (; *text; text++)
		count += *text == *REMEDY;
	return count;
}

void failure_set(GError **error, GQuark domain, int code, const char *format, va_list arguments)
{
	if (!error)
		return;
	GError *new = g_error_new_valist(domain, code, format, arguments);
	if (marks_in(new->message) != marks_in(format))
		g_strdelimit(new->message, REMEDY, '?');
	*error = new;
}

const char *failure_remedy(const GError *error)
{
	const char *mark = strchr(error->message, *REMEDY);
	return mark ? mark + 1 : NULL;
}

char *failure_sentence(const GError *error)
{
	return g_strndup(error->message, strcspn(error->message, REMEDY));
}
