/* SPDX-License-Identifier: MIT */
#include "../../helper/format/yaml-write.h"
#include "../../helper/kube/pull-secret.h"
#include "../../helper/license/license.h"
#include "../../helper/runtime/error.h"

#include <glib.h>
#include <string.h>

static const char *const none[] = { NULL };

static bool passes(struct pull_secret manifest)
{
	GError *error = NULL;
	manifest.name = manifest.name ? manifest.name : "pull";
	manifest.labels = manifest.labels ? manifest.labels : none;
	manifest.annotations = manifest.annotations ? manifest.annotations : none;
	bool passed = pull_secret_check(&manifest, &error);
	g_assert_true(passed || g_error_matches(error, HELPER_ERROR, HELPER_USAGE));
	g_clear_error(&error);
	return passed;
}

static char *repeated(char byte, size_t count)
{
	char *text = g_malloc(count + 1);
	memset(text, byte, count);
	text[count] = '\0';
	return text;
}

static void names_of_secrets(void)
{
	static const char *const good[] = {
		"a", "0", "replicated-pull-secret", "replicated2", "a.b-c.d", "1.2", "null"
	};
	static const char *const bad[] = { "",	   "replicated", "-a",	"a-",	"A",	".a",  "a.",	   "a..b",
					   "a.-b", "a_b",	 "a b", "a: b", "a\nb", "a\n", "../x",	   "a/b",
					   "{a}",  "\"a\"",	 "a#b", "&a",	"*a",	"!a",  "\xc3\xa4", "a\t" };
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(passes((struct pull_secret){ .name = good[i] }));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(passes((struct pull_secret){ .name = bad[i] }));

	g_autofree char *longest = repeated('a', 253);
	g_autofree char *longer = repeated('a', 254);
	g_assert_true(passes((struct pull_secret){ .name = longest }));
	g_assert_false(passes((struct pull_secret){ .name = longer }));
}

static void names_of_namespaces(void)
{
	static const char *const bad[] = { "", "a.b", "-a", "a-", "A", "a: b", "a\nb", "../x", "a b" };
	g_autofree char *longest = repeated('a', 63);
	g_autofree char *longer = repeated('a', 64);
	g_assert_true(passes((struct pull_secret){ .namespace = "shop" }));
	g_assert_true(passes((struct pull_secret){ .namespace = "0" }));
	g_assert_true(passes((struct pull_secret){ .namespace = longest }));
	g_assert_false(passes((struct pull_secret){ .namespace = longer }));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(passes((struct pull_secret){ .namespace = bad[i] }));
}

static void labels_and_annotations(void)
{
	static const char *const keys[] = { "k=v", "a.b/K_.-9=v", "k=" };
	static const char *const bad_keys[] = { "k",	 "=v",	     "-k=v",  "k-=v", "/k=v",  "a/=v",	    "a/b/c=v",
						"A/b=v", "a..b/k=v", "k k=v", "k:=v", "k\n=v", "\xc3\xa4=v" };
	static const char *const bad_values[] = { "k=-v", "k=v-", "k=a b", "k=a: b", "k=a\n", "k=a/b", "k=a=b" };
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_assert_true(passes((struct pull_secret){ .labels = (const char *const[]){ keys[i], NULL } }));
		g_assert_true(passes((struct pull_secret){ .annotations = (const char *const[]){ keys[i], NULL } }));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad_keys); i++) {
		g_assert_false(passes((struct pull_secret){ .labels = (const char *const[]){ bad_keys[i], NULL } }));
		g_assert_false(
			passes((struct pull_secret){ .annotations = (const char *const[]){ bad_keys[i], NULL } }));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad_values); i++) {
		g_assert_false(passes((struct pull_secret){ .labels = (const char *const[]){ bad_values[i], NULL } }));
		g_assert_true(
			passes((struct pull_secret){ .annotations = (const char *const[]){ bad_values[i], NULL } }));
	}
	g_assert_false(passes((struct pull_secret){ .labels = (const char *const[]){ "k=a", "k=b", NULL } }));
	g_assert_false(passes((struct pull_secret){ .annotations = (const char *const[]){ "k=\xff", NULL } }));

	g_autofree char *value = repeated('v', 63);
	g_autofree char *label = g_strconcat("k=", value, NULL);
	g_autofree char *longer = g_strconcat("k=", value, "v", NULL);
	g_assert_true(passes((struct pull_secret){ .labels = (const char *const[]){ label, NULL } }));
	g_assert_false(passes((struct pull_secret){ .labels = (const char *const[]){ longer, NULL } }));

	g_autofree char *note = repeated('v', ANNOTATIONS_MAX - 1);
	g_autofree char *most = g_strconcat("k=", note, NULL);
	g_autofree char *more = g_strconcat("kk=", note, NULL);
	g_assert_true(passes((struct pull_secret){ .annotations = (const char *const[]){ most, NULL } }));
	g_assert_false(passes((struct pull_secret){ .annotations = (const char *const[]){ more, NULL } }));
}

static void a_whole_manifest(void)
{
	g_auto(Secret) config = SECRET_INIT(100);
	g_auto(Secret) out = SECRET_INIT(10000);
	const struct pull_secret manifest = {
		.name = "123",
		.namespace = "no",
		.labels = (const char *const[]){ "app=shop", "n=1", NULL },
		.annotations = (const char *const[]){ "note=a: \"b\"\n  c: d", NULL },
	};
	secret_append_text(&config, "{}");
	pull_secret_print(&manifest, &config, &out);
	g_assert_cmpstr(secret_text(&out), ==,
			"apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"123\"\n  namespace: \"no\"\n"
			"  labels:\n    app: shop\n    \"n\": \"1\"\n"
			"  annotations:\n    note: \"a: \\\"b\\\"\\n  c: d\"\n"
			"type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: e30=\n");
}

static void assert_fingerprint(const char *ids, const char *expected)
{
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)license_free);
	g_auto(GStrv) each = g_strsplit(ids, " ", -1);
	for (char **id = each; *id; id++) {
		struct license *license = g_new0(struct license, 1);
		*license = (struct license){ .id = SECRET_INIT(LICENSE_ID_MAX) };
		secret_append_text(&license->id, *id);
		g_ptr_array_add(licenses, license);
	}
	g_autofree char *fingerprint = pull_secret_fingerprint(licenses);
	g_assert_cmpstr(fingerprint, ==, expected);
}

/* As sha256sum prints them. */
static void fingerprints(void)
{
	assert_fingerprint("abc", "ba7816bf8f01");
	assert_fingerprint("abc abc", "ba7816bf8f01");
	assert_fingerprint("def abc def", "ba7816bf8f01.cb8379ac2098");
	assert_fingerprint("abc def", "ba7816bf8f01.cb8379ac2098");
}

static void assert_marked(const char *label, const char *annotation, const char *labels, const char *annotations)
{
	g_auto(Secret) config = SECRET_INIT(100);
	g_auto(Secret) out = SECRET_INIT(10000);
	const struct pull_secret manifest = {
		.name = "pull",
		.labels = (const char *const[]){ label, NULL },
		.annotations = (const char *const[]){ annotation, NULL },
		.fingerprint = "012345678901",
	};
	g_autofree char *expected = g_strconcat(
		"apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull\n  labels:\n", labels, "  annotations:\n",
		annotations, "type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: \n", NULL);
	pull_secret_print(&manifest, &config, &out);
	g_assert_cmpstr(secret_text(&out), ==, expected);
}

#define MARKED_LABEL "    app.kubernetes.io/managed-by: docker-credential-replicated\n"
#define MARKED_ANNOTATION "    docker-credential-replicated/license-sha256: \"012345678901\"\n"

static void marks_next_to_what_the_command_line_gives(void)
{
	assert_marked(NULL, NULL, MARKED_LABEL, MARKED_ANNOTATION);
	assert_marked("a=b", "c=d", "    a: b\n" MARKED_LABEL, "    c: d\n" MARKED_ANNOTATION);
	assert_marked("app.kubernetes.io/managed-by=me", "docker-credential-replicated/license-sha256=x",
		      "    app.kubernetes.io/managed-by: me\n", "    docker-credential-replicated/license-sha256: x\n");
	/* Keys of the same length, and longer ones. */
	assert_marked("app.kubernetes.io/managed-at=me", "docker-credential-replicated/license-sha512=x",
		      "    app.kubernetes.io/managed-at: me\n" MARKED_LABEL,
		      "    docker-credential-replicated/license-sha512: x\n" MARKED_ANNOTATION);
	assert_marked("app.kubernetes.io/managed-by2=me", "docker-credential-replicated/license-sha256-2=x",
		      "    app.kubernetes.io/managed-by2: me\n" MARKED_LABEL,
		      "    docker-credential-replicated/license-sha256-2: x\n" MARKED_ANNOTATION);
}

static void texts_in_yaml(void)
{
	static const struct {
		const char *text;
		const char *yaml;
	} cases[] = {
		{ "quay.io/org/api:1.2-x", "quay.io/org/api:1.2-x" },
		{ "", "\"\"" },
		{ "Yes", "\"Yes\"" },
		{ "null", "\"null\"" },
		{ "~", "\"~\"" },
		{ "1e3", "\"1e3\"" },
		{ ".5", "\".5\"" },
		{ "-a", "\"-a\"" },
		{ "a: b", "\"a: b\"" },
		{ "a:", "\"a:\"" },
		{ "a #b", "\"a #b\"" },
		{ "<<", "\"<<\"" },
		{ "{{ x }}", "\"{{ x }}\"" },
		{ "a\r\n\tb\\\"", "\"a\\u000d\\n\\tb\\\\\\\"\"" },
		{ "\xc3\xa4", "\"\xc3\xa4\"" },
		{ "\xc2\x85\xe2\x80\xa8\xef\xbb\xbf\x7f", "\"\\u0085\\u2028\\ufeff\\u007f\"" },
		{ "\xe2\x80\xa9\xc2\x9f\xc2\x80\xc2\xa0\x1f~", "\"\\u2029\\u009f\\u0080\xc2\xa0\\u001f~\"" },
		{ "\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd\xe2\x80\xa7\xe2\x80\xae",
		  "\"\\ufffe\\uffff\xef\xbf\xbd\xe2\x80\xa7\\u202e\"" },
		{ "\xf0\x9f\xbf\xbe\xf0\x90\x80\x80", "\"\\U0001fffe\xf0\x90\x80\x80\"" },
		{ "a:b", "a:b" },
		{ "a:-", "\"a:-\"" },
		{ "a@b-c", "a@b-c" },
		{ "a b", "\"a b\"" },
		{ "9a", "\"9a\"" },
		{ "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"" },
		{ "\xf3\xa0\x80\x81", "\"\\U000e0001\"" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) out = SECRET_INIT(100);
		yaml_write_string(&out, cases[i].text);
		g_assert_cmpstr(secret_text(&out), ==, cases[i].yaml);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pull-secret/names-of-secrets", names_of_secrets);
	g_test_add_func("/pull-secret/names-of-namespaces", names_of_namespaces);
	g_test_add_func("/pull-secret/labels-and-annotations", labels_and_annotations);
	g_test_add_func("/pull-secret/a-whole-manifest", a_whole_manifest);
	g_test_add_func("/pull-secret/fingerprints", fingerprints);
	g_test_add_func("/pull-secret/marks", marks_next_to_what_the_command_line_gives);
	g_test_add_func("/yaml-write/texts-in-yaml", texts_in_yaml);
	return g_test_run();
}
