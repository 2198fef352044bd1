/* SPDX-License-Identifier: MIT
 *
 * client-used.h - whether docker, podman or Helm still use a helper, so that its link must stay
 */
#ifndef HELPER_CLIENTS_CLIENT_USED_H
#define HELPER_CLIENTS_CLIENT_USED_H

#include <stdbool.h>

/* Whether any of their files contains the helper; one that cannot be read may. */
bool client_used_anywhere(const char *helper);

#endif
