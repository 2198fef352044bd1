/* SPDX-License-Identifier: MIT
 *
 * diagnosis-helm.h - for diagnosis-clients.h: Helm's plugin for '-f replicated://'
 *
 * These findings do not prevent a pull from finding the license. They concern values that Helm gets from the plugin.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_HELM_H
#define HELPER_STATUS_DIAGNOSIS_HELM_H

#include "../license/profile.h"
#include "client-answers.h"

#include <glib.h>

/* Adds to the diagnostics which plugin Helm uses. A missing one is reported only if Helm's own config file uses this
 * program. */
void diagnosis_helm(const struct profile *profile, const struct diagnosis_client *helm, GPtrArray *diagnostics);

#endif
