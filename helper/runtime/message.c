/* SPDX-License-Identifier: MIT */
#include "message.h"

#include "../../keyring/failure.h"
#include "program.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* The narrowest terminal in use; one column stays free, or some wrap the line. */
#define PROGRESS_WIDTH 79

static gboolean is_harmless(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_UNASSIGNED:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return FALSE;
	default:
		return TRUE;
	}
}

char *message_sanitize(const char *text)
{
	GString *harmless = g_string_new(NULL);
	while (*text && harmless->len < MESSAGE_MAX - 8) {
		gunichar c = g_utf8_get_char_validated(text, -1);
		gboolean valid = c != (gunichar)-1 && c != (gunichar)-2;
		if (*text == *REMEDY)
			g_string_append(harmless, ": ");
		else if (valid && is_harmless(c))
			g_string_append_unichar(harmless, c);
		else
			g_string_append_c(harmless, '?');
		text += valid ? g_unichar_to_utf8(c, NULL) : 1;
	}
	if (*text)
		g_string_append(harmless, "...");
	return g_string_free(harmless, FALSE);
}

void message_warn(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *harmless = message_sanitize(text);
	/* One call, so that lines of parallel programs do not mix. */
	(void)fprintf(stderr, PROGRAM_NAME ": %s\n", harmless);
}

void message_progress(const char *text)
{
	static bool shown;
	if ((!text && !shown) || !isatty(STDERR_FILENO))
		return;
	/* Blanks, and no escape sequence: those differ between terminals. */
	(void)fprintf(stderr, "\r%*s\r", PROGRESS_WIDTH, "");
	if (text)
		(void)fprintf(stderr, "%.*s", PROGRESS_WIDTH, text);
	(void)fflush(stderr);
	shown = text != NULL;
}
