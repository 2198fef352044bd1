/* SPDX-License-Identifier: MIT
 *
 * helm-plugin.h - our plugin put into Helm's folder, and taken out
 *
 * What is put there is a link, called "replicated", to the folder that is installed with this program, as `helm plugin
 * install FOLDER` makes one. It is made and removed by descriptor, and belongs to the user if root is at work in a
 * folder of that user's. Nothing but such a link is ever replaced or removed.
 */
#ifndef HELPER_CLIENTS_HELM_PLUGIN_H
#define HELPER_CLIENTS_HELM_PLUGIN_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* Puts it into the first of Helm's folders, unless Helm has a plugin of that name anywhere: two would keep Helm from
 * loading any. Adds a line to `out`; with `dry_run` it only says what would change. HELPER_FAILED with the remedy. */
bool helm_plugin_add(bool dry_run, struct secret *out, GError **error);

/* Removes it from wherever it is; says nothing if it is not there. */
bool helm_plugin_remove(bool dry_run, struct secret *out, GError **error);

#endif
