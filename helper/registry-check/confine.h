/* SPDX-License-Identifier: MIT
 *
 * confine.h - what registry-check gives up before it reads a stranger's bytes
 */
#ifndef HELPER_REGISTRY_CHECK_CONFINE_H
#define HELPER_REGISTRY_CHECK_CONFINE_H

#include <glib.h>
#include <stdbool.h>

/* From now on it ends with who started it, gains no privileges, starts no other program and looks into no other
 * process (those calls fail with EPERM). HELPER_FAILED where the system refuses. */
bool confine(GError **error);

#endif
