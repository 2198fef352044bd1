/* SPDX-License-Identifier: MIT
 *
 * proxy-choice.h - behind which proxy, and for which app: the options --app and --domain
 */
#ifndef HELPER_PROXY_CHOICE_H
#define HELPER_PROXY_CHOICE_H

#include "address/domain.h"
#include "options.h"

#include <glib.h>
#include <stdbool.h>

struct proxy {
	char domain[DOMAIN_SIZE]; /* any host[:port]; proxy.replicated.com unless given */
	const char *app;	  /* valid slug, owned by the options; NULL where it is not given */
};

/* HELPER_USAGE where an option is malformed. */
bool proxy_choose(const struct options *options, struct proxy *ret_proxy, GError **error);

/* HELPER_USAGE where --app is not given. */
bool proxy_needs_app(const struct proxy *proxy, GError **error);

#endif
