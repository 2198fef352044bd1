/* SPDX-License-Identifier: MIT */
#include "node-settings.h"

#include "../format/text-sort.h"
#include "../format/yaml.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "node-config.h"

#include <string.h>

#define SETTINGS 2
#define ARGUMENTS "kubelet-arg"
#define MORE_ARGUMENTS ARGUMENTS "+" /* added to those of files before */

static const struct yaml_limits limits = { .bytes = NODE_FILE_MAX, .depth = 32, .expansion = NODE_FILE_MAX };

/* The config, then the folder. */
static const char *const names[SETTINGS] = { "image-credential-provider-config", "image-credential-provider-bin-dir" };

struct setting {
	char *value;
	char *file;    /* where it is set; NULL: nowhere */
	bool argument; /* in kubelet-arg */
};

void node_settings_clear(struct node_settings *settings)
{
	g_clear_pointer(&settings->file, g_free);
	g_clear_pointer(&settings->config, g_free);
	g_clear_pointer(&settings->folder, g_free);
}

char *node_folder_of(const char *config)
{
	g_autofree char *folder = g_path_get_dirname(config);
	return g_build_filename(folder, "bin", NULL);
}

/* ---- one file ---- */

static void take(struct setting *setting, const char *value, const char *file, bool argument)
{
	if (!value || !*value || (setting->argument && !argument))
		return;
	g_free(setting->value);
	g_free(setting->file);
	*setting = (struct setting){ g_strdup(value), g_strdup(file), argument };
}

static void take_argument(struct setting *settings, const char *argument, const char *file)
{
	for (size_t i = 0; argument && i < SETTINGS; i++)
		if (g_str_has_prefix(argument, names[i]) && argument[strlen(names[i])] == '=')
			take(&settings[i], argument + strlen(names[i]) + 1, file, true);
}

static bool is_arguments(const char *name)
{
	return strcmp(name, ARGUMENTS) == 0 || strcmp(name, MORE_ARGUMENTS) == 0;
}

static bool read_file(const char *path, struct setting *settings, GError **error)
{
	g_autofree char *subject = g_strdup_printf("'%s'", path);
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	g_autoptr(GError) cause = NULL;
	bool there;
	if (!file_read_if_there(path, subject, &text, &there, error))
		return false;
	g_autoptr(YamlValue) file = yaml_value_parse(secret_text(&text), text.length, &limits, "it", &cause);
	if (!file)
		return fail(error, HELPER_FAILED, "cannot read '%s': %s", path, cause->message);
	for (size_t i = 0; i < SETTINGS; i++)
		take(&settings[i], yaml_value_text(yaml_value_member(file, names[i])), path, false);
	for (const struct yaml_value *one = yaml_value_first(file); one; one = yaml_value_next(one)) {
		if (!yaml_value_name(one) || !is_arguments(yaml_value_name(one)))
			continue;
		take_argument(settings, yaml_value_text(one), path);
		for (const struct yaml_value *word = yaml_value_first(one); word; word = yaml_value_next(word))
			take_argument(settings, yaml_value_text(word), path);
	}
	return true;
}

/* ---- all of them ---- */

/* The paths, in the order in which they are read. */
static GPtrArray *files_of(const char *client)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *more = g_build_filename("/etc/rancher", client, "config.yaml.d", NULL);
	g_autoptr(GDir) folder = g_dir_open(more, 0, NULL);
	for (const char *name; folder && (name = g_dir_read_name(folder));)
		if (g_str_has_suffix(name, ".yaml") || g_str_has_suffix(name, ".yml"))
			g_ptr_array_add(paths, g_build_filename(more, name, NULL));
	texts_sort(paths);
	g_ptr_array_insert(paths, 0, g_build_filename("/etc/rancher", client, "config.yaml", NULL));
	return paths;
}

static void clear(struct setting *settings)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		g_free(settings[i].value);
		g_free(settings[i].file);
	}
}

bool node_settings_read(const char *client, const char *config, struct node_settings *ret_settings, GError **error)
{
	g_autofree char *folder = node_folder_of(config);
	const char *const defaults[SETTINGS] = { config, folder };
	struct setting settings[SETTINGS] = { { 0 } };
	g_autoptr(GPtrArray) files = files_of(client);
	for (guint i = 0; i < files->len; i++) {
		if (!read_file(g_ptr_array_index(files, i), settings, error)) {
			clear(settings);
			return false;
		}
	}
	const char *file = NULL;
	for (size_t i = 0; i < SETTINGS; i++)
		if (!file && settings[i].value && strcmp(settings[i].value, defaults[i]) != 0)
			file = settings[i].file;
	*ret_settings = (struct node_settings){
		.file = g_strdup(file),
		.config = g_strdup(settings[0].value ? settings[0].value : config),
		.folder = g_strdup(settings[1].value ? settings[1].value : folder),
	};
	clear(settings);
	return true;
}
