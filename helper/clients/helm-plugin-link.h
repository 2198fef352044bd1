/* SPDX-License-Identifier: MIT
 *
 * helm-plugin-link.h - adds the plugin to Helm's folder, and removes it
 *
 * It is a link, called "replicated", to the folder that is installed with this program, like that of `helm plugin install
 * FOLDER`. It is created and removed by descriptor, and belongs to the user if root works in a folder of that user. Only
 * such a link is ever replaced or removed.
 */
#ifndef HELPER_CLIENTS_HELM_PLUGIN_LINK_H
#define HELPER_CLIENTS_HELM_PLUGIN_LINK_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Puts it into the first of Helm's folders, unless Helm has a plugin of that name anywhere: with two of them Helm
 * loads none. Adds a line to `out`; with `dry_run` it only prints what would change. HELPER_FAILED with the remedy. */
bool helm_plugin_add(bool dry_run, struct secret *out, GError **error);

/* Removes it from any of the folders; it is not an error if there is none. */
bool helm_plugin_remove(bool dry_run, struct secret *out, GError **error);

#endif
