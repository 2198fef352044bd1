/* SPDX-License-Identifier: MIT */
#include "helm-command.h"

#include <glib.h>
#include <string.h>

/* How the value of an option is read. */
enum reading {
	READS_NOTHING, /* it is not an option that reads values from files */
	READS_FILES,   /* FILE,FILE */
	READS_KEYS,    /* KEY=FILE,KEY=FILE */
};

/* The reading of an option. *ret_value is what follows it in the same word, or NULL if the next word is its value. */
static enum reading read_long(const char *name, const char **ret_value)
{
	static const struct {
		const char *name;
		enum reading reading;
	} options[] = { { "values", READS_FILES }, { "set-file", READS_KEYS } };
	size_t length = strcspn(name, "=");
	*ret_value = name[length] ? name + length + 1 : NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
		if (strlen(options[i].name) == length && strncmp(name, options[i].name, length) == 0)
			return options[i].reading;
	return READS_NOTHING;
}

/* -f, alone or behind letters that take no value (-if); what follows is the value, with or without "=". */
static enum reading read_letters(const char *letters, const char **ret_value)
{
	while (g_ascii_isalpha(*letters) && *letters != 'f')
		letters++;
	if (*letters != 'f')
		return READS_NOTHING;
	letters += 1 + (letters[1] == '=');
	*ret_value = *letters ? letters : NULL;
	return READS_FILES;
}

static enum reading read_option(const char *word, const char **ret_value)
{
	if (word[0] != '-' || !word[1])
		return READS_NOTHING;
	return word[1] == '-' ? read_long(word + 2, ret_value) : read_letters(word + 1, ret_value);
}

/* Whether one of the parts, which commas separate, is the URL. A backslash before a comma makes it part of a text. */
static bool value_names(enum reading reading, const char *value, const char *url)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	bool escaped = false;
	for (char **part = parts; *part; part++) {
		const char *file = *part;
		if (reading == READS_KEYS) {
			const char *equals = strchr(file, '=');
			file = equals ? equals + 1 : "";
		}
		if (!escaped && strcmp(file, url) == 0)
			return true;
		escaped = g_str_has_suffix(*part, "\\");
	}
	return false;
}

bool helm_command_reads(const char *words, size_t length, const char *url)
{
	enum reading awaited = READS_NOTHING;
	const char *end = words + length;
	for (const char *next; words < end; words = next) {
		const char *stop = memchr(words, '\0', (size_t)(end - words));
		const char *value = words;
		enum reading reading = awaited;
		if (!stop)
			return false;
		next = stop + 1;
		awaited = READS_NOTHING;
		if (reading == READS_NOTHING) {
			if (strcmp(words, "--") == 0)
				return false; /* only words follow */
			value = NULL;
			reading = read_option(words, &value);
			if (!value)
				awaited = reading;
		}
		if (reading != READS_NOTHING && value && value_names(reading, value, url))
			return true;
	}
	return false;
}
