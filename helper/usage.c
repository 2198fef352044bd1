/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include "runtime/message.h"
#include "runtime/program.h"

#include <string.h>

/* Help fits the narrowest terminal in use. */
#define WIDTH 79
/* Where the explanation of an option or a verb begins. */
#define OPTION_COLUMN 31
#define VERB_COLUMN 23

/* The next place at which a line may be broken: a blank that is not inside brackets. */
static size_t word_length(const char *text)
{
	int depth = 0;
	size_t length = 0;
	for (; text[length] && (text[length] != ' ' || depth > 0); length++)
		depth += (text[length] == '[') - (text[length] == ']');
	return length;
}

/* Adds words to a line that is `column` wide already, and begins new ones at `indent`. */
static void add_wrapped(GString *text, size_t column, int indent, const char *words)
{
	while (*words) {
		size_t length = word_length(words);
		if (column + length > WIDTH && column > (size_t)indent) {
			if (text->str[text->len - 1] == ' ')
				g_string_truncate(text, text->len - 1);
			g_string_append_printf(text, "\n%*s", indent, "");
			column = (size_t)indent;
		}
		g_string_append_len(text, words, (gssize)length);
		words += length;
		column += length;
		while (*words == ' ')
			words++;
		if (*words && column + 1 + word_length(words) <= WIDTH) {
			g_string_append_c(text, ' ');
			column++;
		} else if (*words) {
			column = WIDTH + 1;
		}
	}
	g_string_append_c(text, '\n');
}

static void add_paragraph(GString *text, const char *words)
{
	if (words) {
		g_string_append_c(text, '\n');
		add_wrapped(text, 0, 0, words);
	}
}

/* A summary as a sentence. */
static void add_sentence(GString *text, const char *summary)
{
	g_autofree char *sentence = g_strdup_printf("%c%s.", g_ascii_toupper(summary[0]), summary + 1);
	add_paragraph(text, sentence);
}

/* "  NAME   what it is": the name on a line of its own where it is too long. */
static void add_entry(GString *text, int column, const char *name, const char *explanation)
{
	g_string_append_printf(text, "  %-*s", column - 2, name);
	size_t used = MAX(strlen(name) + 2, (size_t)column);
	if (used > (size_t)column) {
		g_string_append_printf(text, "\n%*s", column, "");
		used = (size_t)column;
	} else if (strlen(name) + 2 == (size_t)column) {
		g_string_append_c(text, ' ');
		used++;
	}
	add_wrapped(text, used, column, explanation);
}

static bool is_listed(const char *name, const char *list)
{
	g_auto(GStrv) names = g_strsplit(list, " ", -1);
	return g_strv_contains((const char *const *)names, name);
}

/* `only`: the names of those to show, or NULL for all. */
static void add_options(GString *text, const struct option_spec *specs, const char *only)
{
	for (; specs && specs->name; specs++) {
		if (only && !is_listed(specs->name, only))
			continue;
		g_autofree char *letter = specs->letter ? g_strdup_printf("-%c, ", specs->letter) : g_strdup("    ");
		/* "=NAME", or "[=NAME]" of one that may be left out */
		bool bracket = specs->value && specs->value[0] == '[';
		g_autofree char *value = g_strconcat(bracket	    ? "[="
						     : specs->value ? "="
								    : "",
						     specs->value ? specs->value + bracket : "", NULL);
		g_autofree char *name = g_strdup_printf("%s--%s%s", letter, specs->name, value);
		g_autofree char *summary = g_strconcat(specs->summary, specs->repeatable ? " (repeatable)" : "", NULL);
		add_entry(text, OPTION_COLUMN, name, summary);
	}
}

static void add_commands(GString *text, enum command_kind kind)
{
	for (const struct command *const *command = commands; *command; command++)
		if ((*command)->kind == kind)
			add_entry(text, VERB_COLUMN, (*command)->name, (*command)->summary);
}

static void hand_over(GString *text, struct secret *out)
{
	secret_append(out, text->str, text->len);
	g_string_free(text, TRUE);
}

static const char after_verbs[] = "\n"
				  "A license ID is never given on the command line: 'login' asks for it, or reads\n"
				  "it from standard input or from a license file.\n"
				  "\n"
				  "Environment:\n"
				  "  REPLICATED_PROFILE            the profile if -p is not given\n"
				  "  REPLICATED_DOMAINS            custom domains, separated by commas\n"
				  "  REPLICATED_KEYRING            'secret-service' or 'vault'\n"
				  "  REPLICATED_LICENSE_ID_FILE    a file with the license ID\n"
				  "  REPLICATED_LICENSE_ID         the license ID itself, for CI\n"
				  "  REPLICATED_SOCKET             a socket that forwards requests for a license\n"
				  "  REPLICATED_TIMEOUT            seconds until a call gives up (20)\n"
				  "\n"
				  "Exit status: 0 success, 1 failure, 2 wrong usage (of the verbs for people).\n"
				  "\n"
				  "'" PROGRAM_NAME " VERB --help' describes one verb.\n"
				  "The manual is " PROGRAM_NAME "(1).\n";

void usage_of_program(struct secret *out)
{
	/* The first line is that of the reference helpers: clients and people search for it. */
	GString *text = g_string_new("Usage: " PROGRAM_NAME " <store|get|erase|list|version>\n"
				     "       " PROGRAM_NAME " [-p PROFILE] VERB [OPTION]...\n\n"
				     "For people:\n");
	add_commands(text, COMMAND_PEOPLE);
	g_string_append(text, "\nFor docker, podman and helm (docker credential helper protocol):\n");
	add_commands(text, COMMAND_PROTOCOL);
	g_string_append(text, after_verbs);
	hand_over(text, out);
}

static void add_synopsis(GString *text, const struct command *command, const struct command_action *action)
{
	bool protocol = command->kind == COMMAND_PROTOCOL;
	g_string_append_printf(text, "Usage: " PROGRAM_NAME " %s%s%s%s%s", protocol ? "[-p PROFILE] " : "",
			       command->name, action ? " " : "", action ? action->name : "",
			       protocol ? "" : " [-p PROFILE]");
	const char *rest = action ? (*action->options ? "[OPTION]..." : "") : command->synopsis;
	if (*rest)
		g_string_append_c(text, ' ');
	add_wrapped(text, text->len, 8, rest);
}

void usage_of_command(const struct command *command, const char *action_name, struct secret *out)
{
	const struct command_action *action = action_name ? command_find_action(command, action_name) : NULL;
	GString *text = g_string_new(NULL);
	add_synopsis(text, command, action);
	add_sentence(text, action ? action->summary : command->summary);
	add_paragraph(text, action ? action->details : command->details);

	if (!action && command->actions) {
		g_string_append(text, "\nActions:\n");
		for (const struct command_action *one = command->actions; one->name; one++)
			add_entry(text, VERB_COLUMN, one->name, one->summary);
	}
	g_string_append(text, "\nOptions:\n");
	add_options(text, command->options, action ? action->options : NULL);
	add_options(text, options_of_every_verb, NULL);
	g_string_append(text, "\nExample:\n");
	if (action)
		g_string_append_printf(text, "  " PROGRAM_NAME " %s %s\n", command->name, action->name);
	g_auto(GStrv) lines = g_strsplit(action ? "" : command->example, "\n", -1);
	for (char **line = lines; *line; line++)
		g_string_append_printf(text, "  %s\n", *line);
	hand_over(text, out);
}

void usage_of_unknown_action(const char *word, struct secret *out)
{
	/* An option's value may be a license. */
	g_autofree char *name = g_strndup(word, g_str_has_prefix(word, "-") ? strcspn(word, "=") : strlen(word));
	g_autofree char *harmless = message_sanitize(name);
	const char *meant = command_did_you_mean(name);

	message_warn("unknown action: %s%s%s%s", harmless, meant ? ": did you mean '" : "", meant ? meant : "",
		     meant ? "'?" : "");
	secret_append_format(out, PROGRAM_NAME ": unknown action: %s\n", harmless);
}
