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
		"license_id=" ID,
		"license-id=" ID,
		"License ID: " ID,
		"license:" ID,
		"REPLICATED_LICENSE_ID=" ID,
		"export LICENSEID=" ID,
		"export REPLICATED_LICENSE_ID=\"" ID "\"",
		"\"licenseID\":\"" ID "\",",
		"\"licenseID\":" ID ";",
		"licenseID: " ID ",",
		"'" ID "';",
		"\"" ID "\",",
		"`" ID "`",
		"<" ID ">",
		"\xe2\x80\x9c" ID "\xe2\x80\x9d",
		"\xe2\x80\x98" ID "\xe2\x80\x99,",
		"\xc2\xa0" ID,
		ID "\xc2\xa0\xe2\x80\x8b",
		"\xe2\x81\xa0 \xe2\x80\x8b" ID "\xe2\x81\xa0 \xef\xbb\xbf \n",
		"licenseID:\xc2\xa0" ID,
		"\"\xe2\x80\x8b" ID " \"",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(LicenseFile) file = parsed(texts[i]);
		g_assert_cmpstr(secret_text(&file.id), ==, ID);
		g_assert_null(file.app);
		g_assert_cmpuint(file.proxies->len, ==, 0);
		g_assert_false(file.staging);
	}
}

/* What is written, and the ID that is taken from it. */
static void what_is_part_of_the_id(void)
{
	static const char *const cases[][2] = {
		{ "a", "a" },
		{ "a,", "a," },
		{ ",", "," },
		{ "licenseID=a,", "a" },
		{ "licenseID=ab;", "ab" },
		{ "licenseID=,", "," },
		{ "'a',", "a" },
		{ "\"", "\"" },
		{ "'", "'" },
		{ "\"a", "\"a" },
		{ "a\"", "a\"" },
		{ "\"a'", "\"a'" },
		{ "'a\"", "'a\"" },
		{ "<a<", "<a<" },
		{ "\"a\".", "\"a\"." },
		{ "''a''", "'a'" },
		{ "licenseID", "licenseID" },
		{ "licenseIDs=a", "licenseIDs=a" },
		{ "licenseID\"=a", "licenseID\"=a" },
		{ "\"licenseID=a", "\"licenseID=a" },
		{ "\"licenseID\"a", "\"licenseID\"a" },
		{ "licenseID.a", "licenseID.a" },
		{ "my-licenseID=a", "my-licenseID=a" },
		{ "licenseID==a", "=a" },
		{ "***a", "***a" },
		{ "a***", "a***" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(LicenseFile) file = parsed(cases[i][0]);
		g_assert_cmpstr(secret_text(&file.id), ==, cases[i][1]);
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

static void which_system_issued_it(void)
{
	static const struct {
		const char *endpoint;
		bool staging;
	} cases[] = {
		{ "https://staging.replicated.app", true },
		{ "https://staging.replicated.app/", true },
		{ "HTTPS://Staging.Replicated.app", true },
		{ "https://staging.replicated.app/x", false },
		{ "https://staging.replicated.app.example", false },
		{ "http://staging.replicated.app", false },
		{ "https://replicated.app", false },
		{ "~", false },
		{ "''", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			g_strdup_printf("\xef\xbb\xbf" LICENSE("  licenseID: a\n  endpoint: %s\n"), cases[i].endpoint);
		g_auto(LicenseFile) file = parsed(text);
		g_assert_true(file.staging == cases[i].staging);
		g_assert_cmpuint(file.proxies->len, ==, 0);
	}
}

static void when_it_expires(void)
{
	static const struct {
		const char *spec, *expires_at;
		bool bad;
	} cases[] = {
		{ "", NULL, false },
		{ "  entitlements: ~\n", NULL, false },
		{ "  entitlements: {}\n", NULL, false },
		{ "  entitlements: {seats: {value: 2}}\n", NULL, false },
		{ "  entitlements: {expires_at: ~}\n", NULL, false },
		{ "  entitlements: {expires_at: ''}\n", NULL, false },
		{ "  entitlements: {expires_at: {value: ''}}\n", NULL, false },
		{ "  entitlements: {expires_at: {value: ~}}\n", NULL, false },
		{ "  entitlements: {expires_at: {value: \"2031-01-02T03:04:05Z\"}}\n", "2031-01-02T03:04:05Z", false },
		{ "  entitlements: {expires_at: \"2031-01-02T03:04:05Z\"}\n", "2031-01-02T03:04:05Z", false },
		{ "  entitlements: {expires_at: {value: tomorrow}}\n", NULL, true },
		{ "  entitlements: {expires_at: {value: [a]}}\n", NULL, true },
		{ "  entitlements: {expires_at: tomorrow}\n", NULL, true },
		{ "  entitlements: {expires_at: {title: Expires}}\n", NULL, true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(LICENSE("  licenseID: a\n"), cases[i].spec, NULL);
		g_auto(LicenseFile) file = parsed(text);
		g_assert_cmpstr(file.expires_at, ==, cases[i].expires_at);
		g_assert_true(file.bad_expiry == cases[i].bad);
	}
}

static void what_says_nothing_is_left_out(void)
{
	static const char *const specs[] = {
		"",
		"  appSlug: ~\n  replicatedProxyDomain: ''\n  channels: []\n",
		"  appSlug: ''\n  replicatedProxyDomain: null\n  channels: [{channelName: x}]\n",
		"  channels: ~\n",
		"  channels: [{replicatedProxyDomain: ~}, x, []]\n",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(specs); i++) {
		g_autofree char *text = g_strconcat(LICENSE("  licenseID: a\n"), specs[i], NULL);
		g_auto(LicenseFile) file = parsed(text);
		g_assert_null(file.app);
		g_assert_cmpuint(file.proxies->len, ==, 0);
	}
}

static bool completes(const char *text, const char *id, bool *ret_had_id, GError **error)
{
	g_auto(Secret) bytes = SECRET_INIT(LICENSE_FILE_MAX);
	g_auto(Secret) license_id = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&bytes, text);
	secret_append_text(&license_id, id);
	g_autoptr(YamlValue) license = license_file_parse_whole(&bytes, &license_id, "acme", ret_had_id, error);
	if (!license)
		return false;
	const struct yaml_value *spec = yaml_value_member(license, "spec");
	g_assert_cmpstr(yaml_value_text(yaml_value_member(spec, "licenseID")), ==, id);
	g_assert_cmpstr(yaml_value_text(yaml_value_member(spec, "appSlug")), ==, "my-app");
	return true;
}

static void a_whole_license_is_completed(void)
{
	static const struct {
		const char *text;
		bool had_id;
	} cases[] = {
		{ LICENSE("  appSlug: my-app\n"), false },
		{ LICENSE("  appSlug: my-app\n  licenseID: ''\n"), false },
		{ LICENSE("  appSlug: my-app\n  licenseID: ~\n"), false },
		{ LICENSE("  appSlug: my-app\n  licenseID: " ID "\n"), true },
		{ "\xef\xbb\xbf" LICENSE("  appSlug: my-app\n"), false },
		{ "{kind: License, spec: {appSlug: my-app}}", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		GError *error = NULL;
		bool had_id = !cases[i].had_id;
		g_assert_true(completes(cases[i].text, ID, &had_id, &error));
		g_assert_no_error(error);
		g_assert_true(had_id == cases[i].had_id);
	}
}

static void a_license_that_is_not_whole(void)
{
	static const char just_an_id[] =
		"the license file is empty or has just a license ID: the whole license file is required";
	static const char no_spec[] = "the license file has no spec: download the license again";
	static const char *const cases[][2] = {
		{ "", just_an_id },
		{ "\n \n", just_an_id },
		{ ID "\n", just_an_id },
		{ "licenseID: " ID, just_an_id },
		{ "kind: License\n", no_spec },
		{ "kind: License\nspec: ~\n", no_spec },
		{ "kind: License\nspec: [a]\n", no_spec },
		{ "kind: License\nspec: text\n", no_spec },
		{ LICENSE("  licenseID: [a]\n"), "the license file contains a 'licenseID' that is not text" },
		{ LICENSE("  licenseID: another\n"),
		  "the license file has another license ID than profile 'acme': use the license file of that license, "
		  "or select its profile with '-p'" },
		{ "kind: Deployment\nspec: {}\n",
		  "the license file is not a Replicated license: give a license with 'kind: License', or just the "
		  "license ID" },
		{ "kind: [\n", "the license file is not YAML: did not find expected node content" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		bool had_id = true;
		g_assert_false(completes(cases[i][0], ID, &had_id, &error));
		g_assert_nonnull(error);
		g_autofree char *printed = message_sanitize(error->message);
		g_assert_cmpstr(printed, ==, cases[i][1]);
		g_assert_true(had_id);
	}
}

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
	assert_refused("\"\",", "the file is empty");
	assert_refused("<>", "the file is empty");
	assert_refused("\xef\xbb\xbf", "the file is empty");
	assert_refused("\xc2\xa0", "the file is empty");
	assert_refused("\xe2\x80\x8b\n\xe2\x81\xa0", "the file is empty");
	assert_refused("\xe2\x80\x9c\xe2\x80\x9d", "the file is empty");
	assert_refused(
		"\xe2\x80\x9c" ID "\xe2\x80\x99",
		"the license ID in the file contains a space, or bytes that are not printable ASCII: copy it again");
	assert_refused("*", "the file contains only asterisks: copy the license ID from a page that shows it");
	assert_refused("licenseID: '****'",
		       "the file contains only asterisks: copy the license ID from a page that shows it");
	static const char not_a_license[] =
		"the file is not a Replicated license: give a license with 'kind: License', or just the license ID";
	assert_refused("[" ID "]", not_a_license);
	assert_refused("{" ID "}", not_a_license);
	assert_refused("{}", not_a_license);
	assert_refused(ID ":", not_a_license);
	assert_refused("word: " ID, not_a_license);
	assert_refused(ID "\n" ID, not_a_license);
	assert_refused("kind: [License]\nspec:\n  licenseID: x\n", not_a_license);
	assert_refused("kind: Licenses\nspec:\n  licenseID: x\n", not_a_license);
	assert_refused("spec:\n  licenseID: x\n", not_a_license);
	assert_refused(LICENSE("  licenseID: a\n  appSlug: [a]\n"), "the file contains a 'appSlug' that is not text");
	assert_refused(LICENSE("  licenseID: a\n  endpoint: {a: b}\n"),
		       "the file contains a 'endpoint' that is not text");
	assert_refused(LICENSE("  licenseID: a\n  replicatedProxyDomain: []\n"),
		       "the file contains a 'replicatedProxyDomain' that is not text");
	assert_refused(
		LICENSE("  licenseID: a\n  channels: [{replicatedProxyDomain: a.example}, {replicatedProxyDomain: "
			"[]}]\n"),
		"the file contains a 'replicatedProxyDomain' that is not text");
	assert_refused(LICENSE("  licenseID: a\n  channels: [{replicatedProxyDomain: https://x.example/}]\n"),
		       "the file contains a replicatedProxyDomain that is not a registry domain: give the domains with "
		       "'--domain'");
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
	long_id[LICENSE_ID_MAX] = '\0';
	g_auto(LicenseFile) longest = parsed(long_id);
	g_assert_cmpstr(secret_text(&longest.id), ==, long_id);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/license-file/just-the-id", just_the_id);
	g_test_add_func("/license-file/what-is-part-of-the-id", what_is_part_of_the_id);
	g_test_add_func("/license-file/a-replicated-license", a_replicated_license);
	g_test_add_func("/license-file/one-line-of-json-is-yaml-too", one_line_of_json_is_yaml_too);
	g_test_add_func("/license-file/which-system-issued-it", which_system_issued_it);
	g_test_add_func("/license-file/when-it-expires", when_it_expires);
	g_test_add_func("/license-file/what-says-nothing-is-left-out", what_says_nothing_is_left_out);
	g_test_add_func("/license-file/what-is-refused", what_is_refused);
	g_test_add_func("/license-file/a-whole-license-is-completed", a_whole_license_is_completed);
	g_test_add_func("/license-file/a-license-that-is-not-whole", a_license_that_is_not_whole);
	return g_test_run();
}
