/* SPDX-License-Identifier: MIT */
#include "../../helper/kube/dockerconfig.h"

#include <glib.h>
#include <string.h>

static void add(GPtrArray *licenses, const char *domain, const char *app, const char *username, const char *id)
{
	struct license *license = g_new0(struct license, 1);
	*license = (struct license){
		.domain = g_strdup(domain),
		.app = g_strdup(app),
		.username = SECRET_INIT(USERNAME_MAX),
		.id = SECRET_INIT(LICENSE_ID_MAX),
	};
	secret_append_text(&license->username, username);
	secret_append_text(&license->id, id);
	g_ptr_array_add(licenses, license);
}

static GPtrArray *some_licenses(void)
{
	GPtrArray *licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	add(licenses, "proxy.replicated.com", "my-app", "LICENSE_ID", "abc");
	add(licenses, "registry.replicated.com", NULL, "LICENSE_ID", "abc");
	return licenses;
}

static void assert_prints(const GPtrArray *licenses, const struct dockerconfig_style *style, const char *expected)
{
	g_auto(Secret) out = SECRET_INIT(DOCKERCONFIG_MAX);
	GError *error = NULL;
	g_assert_true(dockerconfig_print(licenses, style, &out, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(secret_text(&out), ==, expected);
}

static void what_kots_writes(void)
{
	g_autoptr(GPtrArray) licenses = some_licenses();
	assert_prints(licenses, &(struct dockerconfig_style){ 0 },
		      "{\"auths\":{\"proxy.replicated.com\":{\"auth\":\"TElDRU5TRV9JRDphYmM=\"},"
		      "\"registry.replicated.com\":{\"auth\":\"TElDRU5TRV9JRDphYmM=\"}}}");
}

static void what_kubectl_writes(void)
{
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	add(licenses, "proxy.replicated.com", NULL, "lic-customer@example.com", "LICENSEID123");
	assert_prints(licenses, &(struct dockerconfig_style){ .long_entries = true },
		      "{\"auths\":{\"proxy.replicated.com\":{\"username\":\"lic-customer@example.com\","
		      "\"password\":\"LICENSEID123\","
		      "\"auth\":\"bGljLWN1c3RvbWVyQGV4YW1wbGUuY29tOkxJQ0VOU0VJRDEyMw==\"}}}");
}

static void an_app_takes_the_place_of_its_host(void)
{
	g_autoptr(GPtrArray) licenses = some_licenses();
	assert_prints(licenses, &(struct dockerconfig_style){ .app_keys = true },
		      "{\"auths\":{\"proxy.replicated.com/proxy/my-app\":{\"auth\":\"TElDRU5TRV9JRDphYmM=\"},"
		      "\"registry.replicated.com\":{\"auth\":\"TElDRU5TRV9JRDphYmM=\"}}}");
}

static void keys_are_sorted_with_their_paths(void)
{
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	add(licenses, "a.co", "x", "u", "s");
	add(licenses, "a.co-op.example", NULL, "u", "s");
	assert_prints(licenses, &(struct dockerconfig_style){ .app_keys = true },
		      "{\"auths\":{\"a.co-op.example\":{\"auth\":\"dTpz\"},\"a.co/proxy/x\":{\"auth\":\"dTpz\"}}}");
}

static void too_much_is_an_error(void)
{
	g_autoptr(GPtrArray) licenses = some_licenses();
	g_auto(Secret) small = SECRET_INIT(100);
	GError *error = NULL;
	g_assert_false(dockerconfig_print(licenses, &(struct dockerconfig_style){ 0 }, &small, &error));
	g_assert_nonnull(error);
	g_assert_cmpstr(error->message, ==, "the docker config is larger than 1048576 bytes: name fewer domains");
	g_error_free(error);
	g_assert_cmpuint(small.length, ==, 0);
}

static void the_longest_name_and_license(void)
{
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	g_autofree char *name = g_strnfill(USERNAME_MAX, 'n');
	g_autofree char *id = g_strnfill(LICENSE_ID_MAX, 'i');
	g_autofree char *pair = g_strconcat(name, ":", id, NULL);
	g_autofree char *auth = g_base64_encode((const guchar *)pair, strlen(pair));
	g_autofree char *expected = g_strconcat("{\"auths\":{\"a.example\":{\"auth\":\"", auth, "\"}}}", NULL);
	add(licenses, "a.example", NULL, name, id);
	assert_prints(licenses, &(struct dockerconfig_style){ 0 }, expected);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dockerconfig/what-kots-writes", what_kots_writes);
	g_test_add_func("/dockerconfig/what-kubectl-writes", what_kubectl_writes);
	g_test_add_func("/dockerconfig/an-app-takes-the-place-of-its-host", an_app_takes_the_place_of_its_host);
	g_test_add_func("/dockerconfig/keys-are-sorted-with-their-paths", keys_are_sorted_with_their_paths);
	g_test_add_func("/dockerconfig/the-longest", the_longest_name_and_license);
	g_test_add_func("/dockerconfig/too-much-is-an-error", too_much_is_an_error);
	return g_test_run();
}
