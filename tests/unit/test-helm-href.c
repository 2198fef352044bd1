/* SPDX-License-Identifier: MIT
 *
 * The URL that Helm's plugin is called with, and whether Helm's command line gives it as a file of values. */
#include "../../helper/kube/helm-command.h"
#include "../../helper/kube/helm-href.h"
#include "../../helper/runtime/error.h"

#include <string.h>

static void what_is_read(void)
{
	static const struct {
		const char *text, *profile;
		enum helm_format format;
		const char *domains;
	} cases[] = {
		{ "replicated://", "", HELM_VALUES, "" },
		{ "replicated://acme-2", "acme-2", HELM_VALUES, "" },
		{ "replicated://default/values", "default", HELM_VALUES, "" },
		{ "replicated:///base64", "", HELM_BASE64, "" },
		{ "replicated://acme/json?domain=proxy.replicated.com", "acme", HELM_JSON, "proxy.replicated.com" },
		{ "replicated://?domain=A.example&domain=b.example:5000&domain=a.example:443", "", HELM_VALUES,
		  "a.example b.example:5000" },
		{ "replicated://?domain=[::1]:5000", "", HELM_VALUES, "[::1]:5000" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(HelmHref) href = { .domains = NULL };
		g_autoptr(GError) error = NULL;
		g_assert_true(helm_href_parse(cases[i].text, &href, &error));
		g_assert_no_error(error);
		g_ptr_array_add(href.domains, NULL);
		g_autofree char *domains = g_strjoinv(" ", (char **)href.domains->pdata);
		g_assert_cmpstr(href.profile, ==, cases[i].profile);
		g_assert_cmpint(href.format, ==, cases[i].format);
		g_assert_cmpstr(domains, ==, cases[i].domains);
		g_assert_true(href.is_bare == (strlen(cases[i].text) == 13 || cases[i].text[13] == '?'));
	}
}

static void what_is_refused(void)
{
	static const char *const texts[] = {
		"",
		"replicated:",
		"replicated:/",
		"REPLICATED://",
		"http://default",
		" replicated://",
		"replicated:// ",
		"replicated:///",
		"replicated://default/",
		"replicated://default/index.yaml",
		"replicated://default/values/index.yaml",
		"replicated://default/values/",
		"replicated://default/values.prov",
		"replicated://default//values",
		"replicated://default/VALUES",
		"replicated://default/set",
		"replicated://default/app-1.0.0.tgz",
		"replicated://Default",
		"replicated://-a",
		"replicated://a.b",
		"replicated://a@b",
		"replicated://a:80",
		"replicated://%64efault",
		"replicated://default#values",
		"replicated://default/values#x",
		"replicated://0123456789abcdef0123456789abcdef0",
		"replicated://?",
		"replicated://default?",
		"replicated://default/values?",
		"replicated://?domain",
		"replicated://?domain=",
		"replicated://?domain=a.example&",
		"replicated://?&domain=a.example",
		"replicated://?domain=a.example?domain=b.example",
		"replicated://?domain=https://a.example",
		"replicated://?domain=a.example/",
		"replicated://?domain=a.example%2f",
		"replicated://?profile=acme",
		"replicated://?Domain=a.example",
		"replicated://?domain=a.example#",
		"replicated://\n",
	};
	g_autofree char *host = g_strnfill(HELM_HREF_MAX, 'a');
	g_autofree char *longest = g_strconcat("replicated://?domain=", host, NULL);
	for (size_t i = 0; i <= G_N_ELEMENTS(texts); i++) {
		struct helm_href href = { .profile = "untouched" };
		g_autoptr(GError) error = NULL;
		g_assert_false(helm_href_parse(i < G_N_ELEMENTS(texts) ? texts[i] : longest, &href, &error));
		g_assert_error(error, HELPER_ERROR, HELPER_USAGE);
		g_assert_cmpstr(href.profile, ==, "untouched");
		g_assert_null(href.domains);
	}
}

/* The words of `line`, which blanks separate, as /proc/PID/cmdline has them. */
static bool reads(const char *line, const char *url)
{
	g_autofree char *words = g_strdup(line);
	for (char *byte = words; *byte; byte++)
		if (*byte == ' ')
			*byte = '\0';
	return helm_command_reads(words, strlen(line) + 1, url);
}

static void where_a_person_writes_it(void)
{
	static const char *const lines[] = {
		"helm install app ./chart -f U",
		"helm -f U",
		"helm install app ./chart -fU",
		"helm install app ./chart -f=U",
		"helm upgrade -if U app ./chart",
		"helm upgrade -ifU app ./chart",
		"helm template . --values U",
		"helm template . --values=U",
		"helm template . --values a.yaml,U,b.yaml",
		"helm template . -f a.yaml --values=b.yaml -f U --set a=b",
		"helm install app ./chart -f -- -f U",
		"helm template . --set-file a.b=U",
		"helm template . --set-file=a.b=U",
		"helm template . --set-file a=x.txt,a\\.b[0].c=U,d=y",
	};
	static const char *const urls[] = { "replicated://", "replicated://acme/base64?domain=a.example" };
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		for (size_t url = 0; url < G_N_ELEMENTS(urls); url++) {
			g_auto(GStrv) parts = g_strsplit(lines[i], "U", -1);
			g_autofree char *line = g_strjoinv(urls[url], parts);
			g_assert_true(reads(line, urls[url]));
			g_assert_false(reads(line, "replicated://other"));
			g_assert_false(reads(line, urls[1 - url]));
		}
	}
}

static void where_it_does_not_count(void)
{
	static const char *const lines[] = {
		"helm pull U",
		"helm install app U",
		"helm repo add x U",
		"helm install app ./chart --set a=U",
		"helm install app ./chart --set-string a=U",
		"helm install app ./chart --description U",
		"helm install app ./chart --description=U",
		"helm install app ./chart --values-x U",
		"helm install app ./chart --value U",
		"helm install app ./chart --values",
		"helm install app ./chart -f",
		"helm install app ./chart -f x U",
		"helm install app ./chart -f xU",
		"helm install app ./chart -f Ux",
		"helm install app ./chart -f k=U",
		"helm install app ./chart -f x/U",
		"helm install app ./chart -f x?U",
		"helm install app ./chart --set-file U",
		"helm install app ./chart --set-file a=b=U",
		"helm install app ./chart --set-file a=b\\,c=U",
		"helm install app ./chart -o U",
		"helm install app ./chart --output U",
		"helm install app ./chart -1f U",
		"helm install of U",
		"helm install app -- -f U",
		"U",
		"-",
		"",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_auto(GStrv) parts = g_strsplit(lines[i], "U", -1);
		g_autofree char *line = g_strjoinv("replicated://acme", parts);
		g_assert_false(reads(line, "replicated://acme"));
	}
	/* Only whole words count: the last NUL is missing. */
	static const char words[] = "helm\0-f\0replicated://";
	g_assert_false(helm_command_reads(words, sizeof(words) - 1, "replicated://"));
	g_assert_true(helm_command_reads(words, sizeof(words), "replicated://"));
	g_assert_false(helm_command_reads("", 0, "replicated://"));
}

static bool is_repository(const char *name)
{
	return strcmp(name, "evil") == 0;
}

static bool asks_for_charts(const char *line)
{
	g_autofree char *words = g_strdup(line);
	for (char *byte = words; *byte; byte++)
		if (*byte == ' ')
			*byte = '\0';
	return helm_command_asks_for_charts(words, strlen(line) + 1, is_repository);
}

static void where_the_chart_comes_from(void)
{
	static const char *const others[] = {
		"helm install app evil/app -f U",
		"helm install app evil/a/b -f U",
		"helm install app app --repo https://evil.example -f U",
		"helm install app app --repo=https://evil.example -f U",
		"helm install app ./chart --dependency-update -f U",
		"helm install app replicated://acme -f replicated://acme",
		"helm install -f U -- app replicated:acme",
	};
	static const char *const own[] = {
		"helm install app ./chart -f U",
		"helm install app chart -f evil/values.yaml -f U",
		"helm install app chart --values=evil/values.yaml",
		"helm install app good/app -f replicated://acme",
		"helm install app oci://registry.replicated.com/app/app -f U",
		"helm install app https://charts.example/app.tgz -f U",
		"helm install app ./evil/app --set-file a=evil/b --set a=evil/b",
		"helm install app /evil/app --report x",
		"",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_true(asks_for_charts(others[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
		g_assert_false(asks_for_charts(own[i]));
}

int main(int count, char **arguments)
{
	g_test_init(&count, &arguments, NULL);
	g_test_add_func("/helm-href/read", what_is_read);
	g_test_add_func("/helm-href/refused", what_is_refused);
	g_test_add_func("/helm-command/values", where_a_person_writes_it);
	g_test_add_func("/helm-command/elsewhere", where_it_does_not_count);
	g_test_add_func("/helm-command/charts", where_the_chart_comes_from);
	return g_test_run();
}
