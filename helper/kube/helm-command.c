/* SPDX-License-Identifier: MIT */
#include "helm-command.h"

#include <glib.h>
#include <string.h>

#define SCHEME "replicated:"

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

/* The walk over a command line. */
struct words {
	const char *next;
	const char *end;
	enum reading awaited; /* how the next word is read */
};

/* A value that Helm reads files from, or another word. */
struct word {
	const char *text;
	enum reading reading;
	const char *value; /* NULL for READS_NOTHING, or if it is the next word */
};

/* False behind the last word that is whole. */
static bool take_word(struct words *words, struct word *ret_word)
{
	const char *stop =
		words->next < words->end ? memchr(words->next, '\0', (size_t)(words->end - words->next)) : NULL;
	if (!stop)
		return false;
	struct word word = { words->next, words->awaited, words->next };
	words->next = stop + 1;
	words->awaited = READS_NOTHING;
	if (word.reading == READS_NOTHING) {
		word.reading = read_option(word.text, &word.value);
		if (word.reading == READS_NOTHING)
			word.value = NULL;
		else if (!word.value)
			words->awaited = word.reading;
	}
	*ret_word = word;
	return true;
}

bool helm_command_reads(const char *words, size_t length, const char *url)
{
	struct words walk = { words, words + length, READS_NOTHING };
	struct word word;
	while (take_word(&walk, &word)) {
		if (word.reading == READS_NOTHING && strcmp(word.text, "--") == 0)
			return false; /* only words follow */
		if (word.value && value_names(word.reading, word.value, url))
			return true;
	}
	return false;
}

/* REPOSITORY/CHART */
static bool is_in_repository(const char *text, bool (*is_repository)(const char *name))
{
	const char *slash = strchr(text, '/');
	g_autofree char *name = slash ? g_strndup(text, (gsize)(slash - text)) : NULL;
	return name && *name && is_repository(name);
}

static bool may_name_charts(const char *text, bool (*is_repository)(const char *name))
{
	static const char *const options[] = { "--repo", "--dependency-update" };
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
		size_t length = strlen(options[i]);
		if (strncmp(text, options[i], length) == 0 && (!text[length] || text[length] == '='))
			return true;
	}
	return g_str_has_prefix(text, SCHEME) || is_in_repository(text, is_repository);
}

bool helm_command_asks_for_charts(const char *words, size_t length, bool (*is_repository)(const char *name))
{
	struct words walk = { words, words + length, READS_NOTHING };
	struct word word;
	while (take_word(&walk, &word))
		if (word.reading == READS_NOTHING && may_name_charts(word.text, is_repository))
			return true;
	return false;
}
