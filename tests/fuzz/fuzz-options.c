/* SPDX-License-Identifier: MIT
 *
 * The options of every verb: any words are read or refused with a sentence, and the sentence holds no value that was
 * given, for it may be a license. The first byte chooses the verb; each line is one word. */
#include "../../helper/command.h"
#include "../../helper/runtime/error.h"

#include <string.h>

#define WORDS_MAX 32

/* An unknown name is repeated up to this length, and a license is longer. */
#define REPEATED_MAX 24

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static const struct command *command_chosen(guint8 byte)
{
	size_t count = 0;
	while (commands[count])
		count++;
	return commands[byte % count];
}

/* The word with another value: behind its "=", or the whole word if it is no option. Freed by the caller. */
static char *with_another_value(const char *word)
{
	const char *equals = strchr(word, '=');
	if (word[0] != '-')
		return g_strdup(word[0] ? "another" : "");
	return equals && equals[1] ? g_strdup_printf("%.*s=another", (int)(equals - word), word) : g_strdup(word);
}

/* The sentence does not depend on the values, and holds no name that may be a license. */
static void check_sentence(const struct command *command, const char *sentence, char **words, int count)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) others = g_new0(char *, (gsize)count + 1);
	char *moved[WORDS_MAX + 2] = { NULL };
	for (int i = 0; i < count; i++) {
		moved[i] = others[i] = i > 0 ? with_another_value(words[i]) : g_strdup(words[i]);
		g_assert_true(i == 0 || strlen(words[i]) <= REPEATED_MAX + strlen("--") || !strstr(sentence, words[i]));
	}
	g_assert_null(options_parse(command->options, count, moved, &error));
	g_assert_cmpstr(error->message, ==, sentence);
}

/* Whatever was read is there to be asked for, and nothing else. */
static void check_values(const struct options *options, const struct command *command, int count, char **words)
{
	size_t values = 0, most = 0;
	for (int i = 1; i < count; i++)
		most += MAX(strlen(words[i]), 1); /* "-hh" is twice -h */
	const struct option_spec *const tables[] = { command->options, options_of_every_verb };
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const struct option_spec *spec = tables[i]; spec && spec->name; spec++) {
			size_t given = g_strv_length((char **)(guintptr)options_values(options, spec->name));
			g_assert_true(!spec->value || spec->repeatable || given <= 1);
			g_assert_true(options_flag(options, spec->name) == (given > 0));
			values += given;
		}
	values += g_strv_length((char **)(guintptr)options_words(options));
	g_assert_cmpuint(values, <=, most);
}

static void read_options(const struct command *command, int count, char **words)
{
	g_autoptr(GError) error = NULL;
	char *moved[WORDS_MAX + 2] = { NULL }; /* getopt_long puts the options first */
	memcpy(moved, words, sizeof moved[0] * (gsize)count);
	g_autoptr(Options) options = options_parse(command->options, count, moved, &error);
	if (!options) {
		g_assert_error(error, HELPER_ERROR, HELPER_USAGE);
		check_sentence(command, error->message, words, count);
		return;
	}
	g_assert_no_error(error);
	check_values(options, command, count, words);
}

static void read_leading_profile(int count, char **words)
{
	const char *profile = NULL;
	char **rest = words;
	int left = count;
	if (options_take_leading_profile(&left, &rest, &profile)) {
		g_assert_cmpint(left, <, count);
		g_assert_true(rest + left == words + count);
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	if (size == 0 || memchr(data, '\0', size))
		return 0;
	g_autofree char *text = g_strndup((const char *)data + 1, size - 1);
	g_auto(GStrv) lines = g_strsplit(text, "\n", WORDS_MAX);
	char *words[WORDS_MAX + 2] = { (char[]){ "program" } };
	int count = 1;
	for (char **line = lines; *line; line++)
		words[count++] = *line;

	read_leading_profile(count, words);
	read_options(command_chosen(data[0]), count, words);
	return 0;
}
