/* SPDX-License-Identifier: MIT */
#include "helm-plugins.h"

#include "../../keyring/part.h"
#include "../../keyring/secret.h"
#include "../../keyring/user-folder.h"
#include "../format/text-sort.h"
#include "../format/yaml.h"
#include "../runtime/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLUGIN_FILE "plugin.yaml"
#define PLUGIN_FILE_MAX (64 * 1024)
#define OWN_FOLDER "helm-plugin"
#define OWN_TARGET "/docker-credential-replicated/" OWN_FOLDER

/* ---- where ---- */

static bool add_folder(const char *variable, const char *value, const char *below, GPtrArray *folders, GError **error)
{
	if (!g_path_is_absolute(value))
		return fail(error, HELPER_FAILED, "%s is a relative path" REMEDY "set it to one that begins with '/'",
			    variable);
	g_ptr_array_add(folders, g_build_filename(value, below, NULL));
	return true;
}

/* An empty entry of the list is no folder to Helm. */
static bool add_list(const char *list, GPtrArray *folders, GError **error)
{
	g_auto(GStrv) entries = g_strsplit(list, G_SEARCHPATH_SEPARATOR_S, -1);
	for (char **entry = entries; *entry; entry++)
		if (**entry && !add_folder("HELM_PLUGINS", *entry, NULL, folders, error))
			return false;
	return true;
}

GPtrArray *helm_plugin_folders(GError **error)
{
	static const struct {
		const char *variable;
		const char *below;
	} places[] = {
		{ "HELM_DATA_HOME", "plugins" },
		{ "XDG_DATA_HOME", "helm/plugins" },
		{ "HOME", ".local/share/helm/plugins" },
	};
	g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
	const char *list = g_getenv("HELM_PLUGINS");
	if (list && !add_list(list, folders, error))
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(places) && folders->len == 0; i++) {
		const char *value = g_getenv(places[i].variable);
		if (value && *value && !add_folder(places[i].variable, value, places[i].below, folders, error))
			return NULL;
	}
	if (folders->len == 0) {
		fail(error, HELPER_FAILED, "HOME is not set" REMEDY "set it to your home directory");
		return NULL;
	}
	return g_steal_pointer(&folders);
}

char *helm_plugin_own(void)
{
	g_autofree char *own = part_path(OWN_FOLDER);
	g_autofree char *file = own ? g_build_filename(own, PLUGIN_FILE, NULL) : NULL;
	return file && access(file, R_OK) == 0 ? g_steal_pointer(&own) : NULL;
}

bool helm_plugin_is_own(const char *target)
{
	return g_str_has_suffix(target, OWN_TARGET);
}

/* ---- which ---- */

static void plugin_free(gpointer data)
{
	struct helm_plugin *plugin = data;
	g_free(plugin->path);
	g_free(plugin);
}

/* The file, if it is a regular one of a size to be read. */
static bool read_file(int folder, const char *name, struct secret *text)
{
	g_autofree char *path = g_build_filename(name, PLUGIN_FILE, NULL);
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;
	if (fd < 0)
		return false;
	bool done = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && secret_read_all(text, fd) &&
		    !secret_overflowed(text);
	(void)close(fd);
	return done;
}

static bool serves(const struct yaml_value *plugin)
{
	const struct yaml_value *list = yaml_value_member(plugin, "downloaders");
	for (const struct yaml_value *one = yaml_value_first(list); one; one = yaml_value_next(one)) {
		const struct yaml_value *protocols = yaml_value_member(one, "protocols");
		for (const struct yaml_value *protocol = yaml_value_first(protocols); protocol;
		     protocol = yaml_value_next(protocol))
			if (g_strcmp0(yaml_value_text(protocol), HELM_PLUGIN_NAME) == 0)
				return true;
	}
	return false;
}

static void look_at(int folder, const char *folder_path, const char *name, GPtrArray *found)
{
	static const struct yaml_limits limits = { .bytes = PLUGIN_FILE_MAX,
						   .depth = 16,
						   .expansion = PLUGIN_FILE_MAX };
	g_auto(Secret) text = SECRET_INIT(PLUGIN_FILE_MAX);
	if (!read_file(folder, name, &text))
		return;
	g_autoptr(YamlValue) plugin = yaml_value_parse(secret_text(&text), text.length, &limits, PLUGIN_FILE, NULL);
	if (g_strcmp0(yaml_value_text(yaml_value_member(plugin, "name")), HELM_PLUGIN_NAME) != 0)
		return;
	struct helm_plugin *one = g_new(struct helm_plugin, 1);
	*one = (struct helm_plugin){ g_build_filename(folder_path, name, NULL), serves(plugin) };
	g_ptr_array_add(found, one);
}

/* A folder that does not exist has no plugins. */
static bool look_into(const char *path, GPtrArray *found, GError **error)
{
	int fd;
	int failure = user_folder_open(AT_FDCWD, path, false, &fd);
	DIR *directory = failure ? NULL : fdopendir(fd);
	if (failure == ENOENT || failure == ENOTDIR)
		return true;
	if (!directory)
		return fail(error, HELPER_FAILED, "cannot read Helm's folder of plugins '%s': %s", path,
			    g_strerror(failure ? failure : errno));
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			g_ptr_array_add(names, g_strdup(entry->d_name));
	texts_sort(names); /* as Helm does */
	for (guint i = 0; i < names->len; i++)
		look_at(dirfd(directory), path, g_ptr_array_index(names, i), found);
	(void)closedir(directory);
	return true;
}

GPtrArray *helm_plugins_find(GError **error)
{
	g_autoptr(GPtrArray) folders = helm_plugin_folders(error);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(plugin_free);
	for (guint i = 0; folders && i < folders->len; i++)
		if (!look_into(g_ptr_array_index(folders, i), found, error))
			return NULL;
	return folders ? g_steal_pointer(&found) : NULL;
}

const struct helm_plugin *helm_plugins_asked(const GPtrArray *found)
{
	for (guint i = 0; i < found->len; i++) {
		const struct helm_plugin *plugin = g_ptr_array_index(found, i);
		if (plugin->serves)
			return plugin;
	}
	return g_ptr_array_index(found, 0);
}
