/* SPDX-License-Identifier: MIT
 *
 * upstream.h - registries whose images the Replicated proxy serves to customers (pure)
 *
 * Docker Hub, quay.io, ghcr.io, the registries of the cloud providers and similar ones. A license is never sent
 * to one of them: it is for the proxy, and the proxy has its own credentials for the upstream. So no option,
 * variable or config file makes one a domain of this program. Unknown names are not decided here.
 */
#ifndef HELPER_ADDRESS_UPSTREAM_H
#define HELPER_ADDRESS_UPSTREAM_H

#include <glib.h>
#include <stdbool.h>

/* Whether the domain (canonical, domain.h) is an upstream registry, on whatever port. */
bool upstream_is_known(const char *domain);

/* Sets HELPER_FAILED and returns false. The message says that `domain`, for which upstream_is_known() is true, is an
 * upstream, and which `image` command prints the name on the proxy. `image` is the reference that was given, as
 * written and parsed (reference.h), or NULL if only a registry was named. */
bool upstream_refuse(const char *domain, const char *image, GError **error);

#endif
