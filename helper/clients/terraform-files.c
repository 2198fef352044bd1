/* SPDX-License-Identifier: MIT */
#include "terraform-files.h"

#include "../address/domain.h"
#include "../format/text-sort.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

#define TOKEN_VARIABLE "TF_TOKEN_"
#define TOKENS_FILE "credentials.tfrc.json"

const char *terraform_named_file(void)
{
	const char *file = g_getenv(TERRAFORM_VARIABLE);
	if (!file || !*file)
		file = g_getenv(TERRAFORM_VARIABLE_BEFORE);
	return file && *file ? file : NULL;
}

static char *folder(void)
{
	const char *home = g_getenv("HOME");
	return home && g_path_is_absolute(home) ? g_build_filename(home, ".terraform.d", NULL) : NULL;
}

GPtrArray *terraform_more_files(void)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = folder();
	GDir *directory = path ? g_dir_open(path, 0, NULL) : NULL;
	for (const char *name = directory ? g_dir_read_name(directory) : NULL; name;
	     name = g_dir_read_name(directory)) {
		bool more = !terraform_named_file() && name[0] != '.' &&
			    (g_str_has_suffix(name, ".tfrc") || g_str_has_suffix(name, ".tfrc.json"));
		if (more || strcmp(name, TOKENS_FILE) == 0)
			g_ptr_array_add(files, g_build_filename(path, name, NULL));
	}
	if (directory)
		g_dir_close(directory);
	texts_sort(files);
	return files;
}

char *terraform_helper_file(const char *helper, GError **error)
{
	g_autofree char *path = folder();
	g_autofree char *name = g_strconcat(TERRAFORM_PREFIX, helper, NULL);
	if (path)
		return g_build_filename(path, "plugins", name, NULL);
	(void)fail(error, HELPER_FAILED, "HOME is not set to an absolute path" REMEDY "set it to your home directory");
	return NULL;
}

/* Whether the rest of a variable's name means the domain: "__" is a dash, and "_" a dot. */
static bool means(const char *name, const char *domain)
{
	g_auto(GStrv) pieces = g_strsplit(name, "__", -1);
	g_autofree char *dashes = g_strjoinv("-", pieces);
	char meant[DOMAIN_SIZE];
	return domain_parse(g_strdelimit(dashes, "_", '.'), meant) && strcmp(meant, domain) == 0;
}

char *terraform_token_variable(const char *domain)
{
	g_auto(GStrv) names = g_listenv();
	for (char **name = names; *name; name++) {
		const char *value = g_str_has_prefix(*name, TOKEN_VARIABLE) ? g_getenv(*name) : NULL;
		if (value && *value && means(*name + strlen(TOKEN_VARIABLE), domain))
			return g_strdup(*name);
	}
	return NULL;
}
