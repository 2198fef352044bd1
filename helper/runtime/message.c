/* SPDX-License-Identifier: MIT */
#include "message.h"

#include "../../keyring/failure.h"
#include "program.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The narrowest terminal in use; one column stays free, or some wrap the line. */
#define PROGRESS_WIDTH 79

#define HIDDEN "a word as long as a license, not shown"

static int words_count;
static char *const *words_given;

void message_hide_licenses(int count, char *const *words)
{
	words_count = count;
	words_given = words;
}

static bool may_be_license(const char *word, size_t length)
{
	bool mixed = false;
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isgraph(word[i]) || word[i] == '.')
			return false;
		mixed = mixed || g_ascii_isdigit(word[i]) || g_ascii_isupper(word[i]);
	}
	return length > MESSAGE_WORD_MAX && mixed;
}

static size_t match(const char *text, const char *word, size_t length)
{
	return g_ascii_strncasecmp(text, word, length) == 0 && may_be_license(word, length) ? length : 0;
}

/* The length of what must not be shown at this place of a message; 0 if there is nothing. */
static size_t license_at(const char *text)
{
	size_t found = 0;
	for (int i = 0; i < words_count && found == 0; i++) {
		const char *word = words_given[i];
		size_t name = word[0] == '-' ? strcspn(word, "=") : 0;
		const char *value = name && word[name] ? word + name + 1 : word;
		const char *scheme = strstr(value, "://");
		const char *start = scheme ? scheme + strlen("://") : value;
		found = match(text, word, name);
		if (found == 0)
			found = match(text, start, strcspn(start, ":/"));
		if (found > 0 && access(value, F_OK) == 0)
			found = 0;
	}
	return found;
}

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
		size_t license = license_at(text);
		if (license > 0) {
			g_string_append(harmless, HIDDEN);
			text += license;
			continue;
		}
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
