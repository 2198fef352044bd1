/* SPDX-License-Identifier: MIT */
#include "proxy-choice.h"

#include "runtime/error.h"

bool proxy_choose(const struct options *options, struct proxy *ret_proxy, GError **error)
{
	const char *domain = options_value(options, "domain");
	struct proxy proxy = { .app = options_value(options, "app") };
	if (!domain_parse(domain ? domain : domain_default_proxy, proxy.domain))
		return fail(error, HELPER_USAGE, "'--domain' requires host[:port], without scheme or path");
	if (proxy.app && !app_slug_is_valid(proxy.app))
		return fail(
			error, HELPER_USAGE,
			"'--app' requires an app slug: at most %d lower-case letters and digits, separated by '-', '.' or "
			"'_'",
			APP_SLUG_MAX);
	*ret_proxy = proxy;
	return true;
}

bool proxy_needs_app(const struct proxy *proxy, GError **error)
{
	return proxy->app ||
	       fail(error, HELPER_USAGE, "'--app' is needed: the slug of the app whose license opens the image");
}
