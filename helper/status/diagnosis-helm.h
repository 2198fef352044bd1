/* SPDX-License-Identifier: MIT
 *
 * diagnosis-helm.h - for diagnosis-clients.h: Helm's plugin for '-f replicated://'
 *
 * Nothing here keeps a pull from finding the license; a file of values that Helm asks the plugin for does not come.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_HELM_H
#define HELPER_STATUS_DIAGNOSIS_HELM_H

#include "../license/profile.h"
#include "client-answers.h"

#include <glib.h>

/* Adds to the diagnostics what plugin answers. Nothing is said of a missing one unless Helm's own config file
 * uses this program. */
void diagnosis_helm(const struct profile *profile, const struct diagnosis_client *helm, GPtrArray *diagnostics);

#endif
