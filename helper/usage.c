/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include "runtime/message.h"
#include "runtime/program.h"

#include <string.h>

static void add_options(GString *text, const struct option_spec *specs)
{
	for (; specs && specs->name; specs++) {
		g_autofree char *letter = specs->letter ? g_strdup_printf("-%c, ", specs->letter) : g_strdup("    ");
		g_autofree char *name = g_strdup_printf("%s--%s%s%s", letter, specs->name, specs->value ? "=" : "",
							specs->value ? specs->value : "");
		g_string_append_printf(text, "  %-28s %s%s\n", name, specs->summary,
				       specs->repeatable ? " (repeatable)" : "");
	}
}

static void add_commands(GString *text, enum command_kind kind)
{
	for (const struct command *const *command = commands; *command; command++)
		if ((*command)->kind == kind)
			g_string_append_printf(text, "  %-20s %s\n", (*command)->name, (*command)->summary);
}

static void hand_over(GString *text, struct secret *out)
{
	secret_append(out, text->str, text->len);
	g_string_free(text, TRUE);
}

void usage_of_program(struct secret *out)
{
	GString *text = g_string_new("Usage: " PROGRAM_NAME " [-p PROFILE] <");
	for (const struct command *const *command = commands; *command; command++)
		g_string_append_printf(text, "%s%s", command == commands ? "" : "|", (*command)->name);
	g_string_append(text, ">\n\nFor docker, podman, helm and other clients (docker credential helper protocol):\n");
	add_commands(text, COMMAND_PROTOCOL);
	g_string_append(text, "\nFor people:\n");
	add_commands(text, COMMAND_PEOPLE);
	g_string_append(text, "\n'" PROGRAM_NAME " <verb> --help' tells more of one verb; the manual is " PROGRAM_NAME
			      "(1).\n");
	hand_over(text, out);
}

void usage_of_command(const struct command *command, struct secret *out)
{
	GString *text = g_string_new(NULL);
	if (command->kind == COMMAND_PROTOCOL)
		g_string_append_printf(text, "Usage: " PROGRAM_NAME " [-p PROFILE] %s%s%s\n\n%s\n", command->name,
				       *command->synopsis ? " " : "", command->synopsis, command->summary);
	else
		g_string_append_printf(text, "Usage: " PROGRAM_NAME " %s [-p PROFILE]%s%s\n\n%s\n", command->name,
				       *command->synopsis ? " " : "", command->synopsis, command->summary);

	g_string_append(text, "\nOptions:\n");
	add_options(text, command->options);
	add_options(text, options_of_every_verb);
	g_string_append(text, "\nExample:\n");
	g_auto(GStrv) lines = g_strsplit(command->example, "\n", -1);
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
