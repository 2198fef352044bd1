/* SPDX-License-Identifier: MIT
 *
 * confine.h - restricts registry-check before it reads bytes from the network
 */
#ifndef HELPER_REGISTRY_CHECK_CONFINE_H
#define HELPER_REGISTRY_CHECK_CONFINE_H

#include <glib.h>
#include <stdbool.h>

/* From now on it ends with the program that started it, gains no privileges, starts no program, inspects no other
 * process, reads no kernel keyring and connects to no other program through a Unix socket: those calls fail with EPERM.
 * HELPER_FAILED if the system refuses. */
bool confine(GError **error);

#endif
