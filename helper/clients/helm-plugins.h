/* SPDX-License-Identifier: MIT
 *
 * helm-plugins.h - the plugins of Helm called "replicated"
 *
 * Helm looks in each folder of $HELM_PLUGINS, which colons separate, else in "plugins" of $HELM_DATA_HOME, else in
 * $XDG_DATA_HOME/helm/plugins, else in ~/.local/share/helm/plugins, and takes each folder there with a plugin.yaml for a
 * plugin. Its name is the one that plugin.yaml says, whatever the folder is called. Two of one name in one of these
 * folders keep both Helms from loading any plugin.
 */
#ifndef HELPER_CLIENTS_HELM_PLUGINS_H
#define HELPER_CLIENTS_HELM_PLUGINS_H

#include <glib.h>
#include <stdbool.h>

/* The name of our plugin, and the scheme that it answers. */
#define HELM_PLUGIN_NAME "replicated"

/* Where Helm looks for plugins: absolute paths, at least one; the first is where it would install. NULL and
 * HELPER_FAILED if a variable holds a relative path, or HOME is not set. */
GPtrArray *helm_plugin_folders(GError **error);

/* A plugin of our name. */
struct helm_plugin {
	char *path;  /* of its folder, or of the link to it */
	bool serves; /* it answers our scheme */
};

/* All plugins of our name: an array of struct helm_plugin, which owns them. A plugin.yaml that Helm might read but we
 * can't (larger than 64 KiB, not strict YAML) is passed over. NULL and HELPER_FAILED if a folder cannot be read. */
GPtrArray *helm_plugins_find(GError **error);

/* The one that Helm asks for our scheme, of at least one; the first one if none serves it. */
const struct helm_plugin *helm_plugins_asked(const GPtrArray *found);

/* The folder of our plugin that is installed with this program; freed by the caller. NULL if it is missing. */
char *helm_plugin_own(void);

/* Whether the text of a link leads to that folder, also that of a program that was installed elsewhere. */
bool helm_plugin_is_own(const char *target);

#endif
