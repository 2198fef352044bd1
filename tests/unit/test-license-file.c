/* SPDX-License-Identifier: MIT */
#include "../../helper/license/license-file.h"
#include "../../helper/runtime/message.h"

#include <glib.h>
#include <string.h>

#define ID "1vusOokxAVp1tkRGuyxnF23PJcq"

static bool parse(const char *text, struct license_file *ret_file, GError **error)
{
	g_auto(Secret) bytes = SECRET_INIT(LICENSE_FILE_MAX);
	secret_append_text(&bytes, text);
	return license_file_parse(&bytes, "the file", ret_file, error);
}

static struct license_file parsed(const char *text)
{
	struct license_file file = { 0 };
	GError *error = NULL;
	g_assert_true(parse(text, &file, &error));
	g_assert_no_error(error);
	return file;
}

static void assert_refused(const char *text, const char *sentence)
{
	struct license_file file = { 0 };
	GError *error = NULL;
	g_assert_false(parse(text, &file, &error));
	g_autofree char *printed = message_sanitize(error->message);
	g_assert_cmpstr(printed, ==, sentence);
	g_assert_null(file.proxies);
	g_error_free(error);
}

static void just_the_id(void)
{
	static const char *const texts[] = {
		ID,
		ID "\n",
		ID "\r\n",
		"\n" ID " \n\n",
		"\t " ID "\t",
		"\xef\xbb\xbf" ID "\r\n",
		"\"" ID "\"",
		"'" ID "'\n",
		"licenseID: " ID "\n",
		"  licenseID: '" ID "'",
		"licenseid:" ID,
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(LicenseFile) file = parsed(texts[i]);
		g_assert_cmpstr(secret_text(&file.id), ==, ID);
		g_assert_null(file.app);
		g_assert_cmpuint(file.proxies->len, ==, 0);
		g_assert_false(file.staging);
	}
}

static void a_replicated_license(void)
{
	g_auto(LicenseFile) file = parsed("apiVersion: kots.io/v1beta1\n"
					  "kind: License\n"
					  "metadata:\n"
					  "  name: acme\n"
					  "spec:\n"
					  "  licenseID: " ID "\n"
					  "  appSlug: my-app\n"
					  "  endpoint: https://replicated.app\n"
					  "  replicatedProxyDomain: Images.Acme.example\n"
					  "  channels:\n"
					  "  - channelName: Stable\n"
					  "    replicatedProxyDomain: images.acme.example\n"
					  "  - channelName: Beta\n"
					  "    replicatedProxyDomain: beta.acme.example:8443\n"
					  "  - channelName: Edge\n"
					  "    replicatedProxyDomain: \"\"\n"
					  "  entitlements:\n"
					  "    seats: {title: Seats, value: 10}\n");
	g_assert_cmpstr(secret_text(&file.id), ==, ID);
	g_assert_cmpstr(file.app, ==, "my-app");
	g_assert_false(file.staging);
	g_assert_cmpuint(file.proxies->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(file.proxies, 0), ==, "images.acme.example");
	g_assert_cmpstr(g_ptr_array_index(file.proxies, 1), ==, "beta.acme.example:8443");
}

static void one_line_of_json_is_yaml_too(void)
{
	g_auto(LicenseFile) file = parsed("{\"kind\":\"License\",\"spec\":{\"licenseID\":\"" ID "\","
					  "\"endpoint\":\"https://staging.replicated.app/\",\"appSlug\":null}}");
	g_assert_cmpstr(secret_text(&file.id), ==, ID);
	g_assert_null(file.app);
	g_assert_true(file.staging);
}

#define LICENSE(SPEC) "kind: License\nspec:\n" SPEC

static void what_is_refused(void)
{
	assert_refused("", "the file is empty");
	assert_refused(" \n\n", "the file is empty");
	assert_refused(
		"kind: Deployment\nspec:\n  licenseID: x\n",
		"the file is not a Replicated license: give a license with 'kind: License', or just the license ID");
	assert_refused(
		"one word and others\n",
		"the license ID in the file contains a space, or bytes that are not printable ASCII: copy it again");
	assert_refused("licenseID:\n", "the file is empty");
	assert_refused("licenseID:", "the file is empty");
	assert_refused("licenseID: ", "the file is empty");
	assert_refused("\"licenseID\": \"\"", "the file is empty");
	assert_refused("''", "the file is empty");
	assert_refused("apiVersion: softwarekey.example/v1\nkind: License\nspec:\n  licenseID: x\n",
		       "the file is not a Replicated license: its apiVersion is not of the group 'kots.io', such as "
		       "kots.io/v1beta1");
	assert_refused("apiVersion: []\nkind: License\nspec:\n  licenseID: x\n",
		       "the file is not a Replicated license: its apiVersion is not of the group 'kots.io', such as "
		       "kots.io/v1beta1");
	assert_refused("apiVersion: kots.io\nkind: License\nspec:\n  licenseID: x\n",
		       "the file is not a Replicated license: its apiVersion is not of the group 'kots.io', such as "
		       "kots.io/v1beta1");
	assert_refused("apiVersion: kots.io.example/v1\nkind: License\nspec:\n  licenseID: x\n",
		       "the file is not a Replicated license: its apiVersion is not of the group 'kots.io', such as "
		       "kots.io/v1beta1");
	assert_refused("kind: License\n", "the file has no spec.licenseID: download the license again");
	assert_refused(LICENSE("  licenseID: ''\n"), "the file has no spec.licenseID: download the license again");
	assert_refused(LICENSE("  licenseID: ~\n"), "the file has no spec.licenseID: download the license again");
	assert_refused(LICENSE("  licenseID: [a]\n"), "the file contains a 'licenseID' that is not text");
	assert_refused(
		LICENSE("  licenseID: \"a\\tb\"\n"),
		"the license ID in the file contains a space, or bytes that are not printable ASCII: copy it again");
	assert_refused(LICENSE("  licenseID: a\n  appSlug: Not A Slug\n"),
		       "the file contains an appSlug that is not an app slug");
	assert_refused(LICENSE("  licenseID: a\n  replicatedProxyDomain: https://x.example/\n"),
		       "the file contains a replicatedProxyDomain that is not a registry domain: give the domains with "
		       "'--domain'");
	assert_refused(LICENSE("  licenseID: &x a\n  appSlug: *x\n"),
		       "the file contains an alias or a merge key: replace it with the value itself");
	assert_refused(LICENSE("  licenseID: !!str a\n"), "the file contains a tag such as '!!str': remove the tag");
	assert_refused(LICENSE("  licenseID: a\n---\nkind: License\n"),
		       "the file contains a second document: only one is supported");
	assert_refused("kind: License\nspec: [[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]\n",
		       "the file is nested deeper than 16 levels");

	g_autofree char *long_id = g_strnfill(LICENSE_ID_MAX + 1, 'x');
	assert_refused(long_id, "the license ID in the file is longer than 4096 bytes");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/license-file/just-the-id", just_the_id);
	g_test_add_func("/license-file/a-replicated-license", a_replicated_license);
	g_test_add_func("/license-file/one-line-of-json-is-yaml-too", one_line_of_json_is_yaml_too);
	g_test_add_func("/license-file/what-is-refused", what_is_refused);
	return g_test_run();
}
