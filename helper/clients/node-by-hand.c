/* SPDX-License-Identifier: MIT */
#include "node-by-hand.h"

#include "../../keyring/part.h"
#include "../address/domain.h"
#include "../runtime/program.h"
#include "node-config.h"

#include <string.h>

#define MERGE_PROGRAM "add-provider"

/* A word of a command line. What a shell would read as something else gets a backslash, not quotes, because messages have
 * quotes around the command. */
static void append_word(GString *line, const char *word)
{
	for (; *word; word++) {
		if (!g_ascii_isalnum(*word) && !strchr("._/@+,:=-", *word) && (guchar)*word < 0x80)
			g_string_append_c(line, '\\');
		g_string_append_c(line, *word);
	}
}

char *node_by_hand_add(const struct node_by_hand *what)
{
	g_autofree char *merge = part_path(MERGE_PROGRAM);
	GString *line = g_string_new(NULL);
	append_word(line, merge ? merge : MERGE_PROGRAM);
	if (strcmp(what->name, PROGRAM_NAME) != 0)
		g_string_append_printf(line, " --name %s", what->name);
	for (const char *const *domain = what->domains; *domain; domain++)
		g_string_append_printf(line, " --domain %s", *domain);
	if (what->license_file) {
		g_string_append(line, " --license-file ");
		append_word(line, what->license_file);
	}
	g_string_append_c(line, ' ');
	append_word(line, what->config);
	return g_string_free(line, FALSE);
}

char *node_by_hand_link(const char *folder, const char *name)
{
	g_autofree char *own = part_program();
	g_autofree char *link = g_build_filename(folder, name, NULL);
	GString *line = g_string_new("ln -s ");
	append_word(line, own ? own : PROGRAM_NAME);
	g_string_append_c(line, ' ');
	append_word(line, link);
	return g_string_free(line, FALSE);
}

char *node_by_hand_describe(const struct node_by_hand *what)
{
	struct node_provider *provider = node_provider_new(what->name);
	g_autofree char *add = node_by_hand_add(what);
	for (guint i = 0; i < what->images->len; i++)
		domain_list_add(provider->images, g_ptr_array_index(what->images, i));
	provider->license_file = g_strdup(what->license_file);
	g_autofree char *line = node_config_line(provider);
	node_provider_free(provider);
	return g_strdup_printf("run '%s', or add to the list \"providers\" by hand: %s", add, line);
}
