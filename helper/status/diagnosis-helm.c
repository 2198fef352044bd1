/* SPDX-License-Identifier: MIT */
#include "diagnosis-helm.h"

#include "../clients/helm-plugins.h"
#include "../runtime/program.h"
#include "diagnostic.h"

#include <stdbool.h>
#include <string.h>

#define TOPIC "helm"
#define USE "'-f " HELM_PLUGIN_NAME "://'"

/* Whether Helm's own file names this program, and not just docker's. */
static bool uses_us(const struct diagnosis_client *helm)
{
	for (guint i = 0; i < helm->entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(helm->entries, i);
		if (entry->answer == ANSWERED_BY_US && helm->files->len > 0 &&
		    strcmp(entry->file, g_ptr_array_index(helm->files, 0)) == 0)
			return true;
	}
	return false;
}

static void tell_of_none(const struct profile *profile, GPtrArray *diagnostics)
{
	g_autofree char *option = profile_option(profile);
	g_autofree char *remedy = g_strdup_printf("run '" PROGRAM_NAME " configure%s --client helm'", option);
	diagnostic_add(diagnostics, HELM_PLUGIN_MISSING, TOPIC, remedy, "the plugin for " USE " is not installed");
}

/* Two in one folder. */
static bool tell_of_two(const GPtrArray *found, GPtrArray *diagnostics)
{
	for (guint i = 1; i < found->len; i++) {
		const struct helm_plugin *one = g_ptr_array_index(found, i - 1);
		const struct helm_plugin *other = g_ptr_array_index(found, i);
		g_autofree char *folder = g_path_get_dirname(one->path);
		g_autofree char *other_folder = g_path_get_dirname(other->path);
		if (strcmp(folder, other_folder) != 0)
			continue;
		diagnostic_add(diagnostics, HELM_PLUGIN_TWICE, TOPIC, "remove one of them",
			       "two plugins are called '" HELM_PLUGIN_NAME
			       "', so Helm loads no plugin at all: %s and %s",
			       one->path, other->path);
		return true;
	}
	return false;
}

/* Helm 4 takes the whole list for the name of one folder when it looks for the plugin of a URL (pkg/getter). */
static void tell_of_list(GPtrArray *diagnostics)
{
	const char *list = g_getenv("HELM_PLUGINS");
	if (list && strchr(list, G_SEARCHPATH_SEPARATOR))
		diagnostic_add(diagnostics, HELM_PLUGINS_LIST, TOPIC, "set HELM_PLUGINS to one folder, for Helm 4",
			       "HELM_PLUGINS lists several folders, and Helm 4 does not find plugins for URLs then");
}

static void tell_of(const GPtrArray *found, GPtrArray *diagnostics)
{
	const struct helm_plugin *plugin = helm_plugins_asked(found);
	if (tell_of_two(found, diagnostics))
		return;
	if (plugin->serves) {
		diagnostic_add(diagnostics, HELM_PLUGIN_INSTALLED, TOPIC, NULL, "the plugin %s is for " USE,
			       plugin->path);
		tell_of_list(diagnostics);
	} else {
		diagnostic_add(diagnostics, HELM_PLUGIN_OTHER, TOPIC,
			       "to use " USE ", run 'helm plugin uninstall " HELM_PLUGIN_NAME "', then '" PROGRAM_NAME
			       " configure --client helm'",
			       "another plugin is called '" HELM_PLUGIN_NAME "': %s", plugin->path);
	}
}

void diagnosis_helm(const struct profile *profile, const struct diagnosis_client *helm, GPtrArray *diagnostics)
{
	GError *cause = NULL;
	g_autoptr(GPtrArray) found = helm_plugins_find(&cause);
	if (!found)
		diagnostic_add_error(diagnostics, HELM_PLUGIN_UNKNOWN, TOPIC, cause, "correct that");
	else if (found->len > 0)
		tell_of(found, diagnostics);
	else if (uses_us(helm))
		tell_of_none(profile, diagnostics);
}
