/* SPDX-License-Identifier: MIT
 *
 * confine.h - what registry-check gives up before it reads a stranger's bytes
 */
#ifndef HELPER_REGISTRY_CHECK_CONFINE_H
#define HELPER_REGISTRY_CHECK_CONFINE_H

#include <glib.h>
#include <stdbool.h>

/* From now on it ends with the program that started it, gains no privileges, starts no program, looks into no other
 * process, reads no kernel keyring and reaches no other program through a Unix socket: those calls fail with EPERM.
 * HELPER_FAILED if the system refuses. */
bool confine(GError **error);

#endif
