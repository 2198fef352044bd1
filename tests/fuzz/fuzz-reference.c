/* SPDX-License-Identifier: MIT
 *
 * An image reference: what is one has its parts back when they are put together, and is the same again after the way
 * behind the proxy and back. */
#include "../../helper/address/domain.h"
#include "../../helper/address/reference.h"
#include "../../helper/runtime/error.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_way_back(const struct reference *reference)
{
	g_autofree char *behind = NULL;
	g_autofree char *upstream = NULL;
	g_autofree char *app = NULL;
	g_auto(Reference) again = { 0 };
	g_autoptr(GError) error = NULL;
	if (!reference_to_proxy(reference, "proxy.replicated.com", "my-app", &behind, &error)) {
		g_assert_true(g_error_matches(error, HELPER_ERROR, HELPER_FAILED));
		return;
	}
	g_assert_true(g_str_has_prefix(behind, "proxy.replicated.com/proxy/my-app/"));
	if (!reference_parse(behind, &again, NULL)) {
		/* The one limit that the way may pass. */
		g_assert_cmpuint(strlen(behind), >, REFERENCE_MAX);
		return;
	}
	g_assert_cmpstr(again.host, ==, "proxy.replicated.com");
	g_assert_cmpstr(again.version, ==, reference->version);
	g_assert_true(reference_from_proxy(&again, &upstream, &app));
	g_assert_cmpstr(app, ==, "my-app");
	g_autofree char *host = reference->host ? g_ascii_strdown(reference->host, -1) : NULL;
	const char *known = host ? reference_host_behind_proxy(host) : "";
	g_autofree char *whole = g_strconcat(known, host ? "/" : "", reference->path, reference->version, NULL);
	g_assert_cmpstr(upstream, ==, whole);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_auto(Reference) reference = { 0 };
	g_autoptr(GError) error = NULL;
	if (!reference_parse(text, &reference, &error)) {
		g_assert_true(g_error_matches(error, HELPER_ERROR, HELPER_FAILED));
		return 0;
	}
	g_autofree char *whole = g_strconcat(reference.host ? reference.host : "", reference.host ? "/" : "",
					     reference.path, reference.version, NULL);
	g_autofree char *domain = reference_domain(&reference);
	g_assert_cmpstr(whole, ==, text);
	g_assert_true(reference.host ? strlen(domain) < DOMAIN_SIZE : !*domain);
	g_assert_cmpuint(strlen(reference.path), <=, REFERENCE_PATH_MAX);
	check_way_back(&reference);
	return 0;
}
