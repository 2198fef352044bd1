/* SPDX-License-Identifier: MIT
 *
 * The files of a node that are read or written: kubelet's CredentialProviderConfig, and registries.yaml of k3s and RKE2;
 * and the commands by which a person changes the first one.
 */
#include "../../helper/clients/node-by-hand.h"
#include "../../helper/clients/node-config.h"
#include "../../helper/clients/node-registries.h"

#include <string.h>

#define ME "docker-credential-replicated"
#define API "apiVersion: kubelet.config.k8s.io/v1\n"
#define KIND "kind: CredentialProviderConfig\n"
#define TOP "# Written by '" ME " configure', which replaces it as long as nobody edits it.\n" API KIND "providers:\n"
#define MIDDLE                                                                                                         \
	"    apiVersion: credentialprovider.kubelet.k8s.io/v1\n    args:\n      - credential-provider\n"               \
	"    defaultCacheDuration: 1h0m0s\n    matchImages:\n"

/* As it is in memory: a text without a NUL behind it would be none, so the length says where it ends. */
static GPtrArray *parse(const char *text, GError **error)
{
	g_auto(Secret) bytes = SECRET_INIT(NODE_FILE_MAX);
	secret_append_text(&bytes, text);
	return node_config_parse(&bytes, error);
}

/* "NAME[IMAGE IMAGE](FILE) NAME[...]" */
static char *described(const GPtrArray *providers)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < providers->len; i++) {
		const struct node_provider *provider = g_ptr_array_index(providers, i);
		g_string_append_printf(all, "%s%s[", i > 0 ? " " : "", provider->name);
		for (guint j = 0; j < provider->images->len; j++)
			g_string_append_printf(all, "%s%s", j > 0 ? " " : "",
					       (const char *)g_ptr_array_index(provider->images, j));
		g_string_append_c(all, ']');
		if (provider->license_file)
			g_string_append_printf(all, "(%s)", provider->license_file);
	}
	return g_string_free(all, FALSE);
}

static void what_a_config_says(void)
{
	static const struct {
		const char *text;
		const char *providers;
	} cases[] = {
		{ "", "" },
		{ "# nothing\n", "" },
		{ API KIND, "" },
		{ API KIND "providers:\n", "" },
		{ API KIND "providers: null\n", "" },
		{ API KIND "providers: []\n", "" },
		{ "apiVersion: kubelet.config.k8s.io/v1beta1\n" KIND "providers: []\n", "" },
		{ API KIND "providers: [{name: a}]\n", "a[]" },
		{ API KIND "providers: [{name: a, matchImages: [x, y]}, {name: b, matchImages: [z]}]\n",
		  "a[x y] b[z]" },
		{ API KIND "providers: [{name: a, matchImages: x}]\n", "a[]" },
		{ API KIND "providers: [{name: a, matchImages: [[x], y]}]\n", "a[y]" },
		{ API KIND "providers: [{name: a, env: [{name: A, value: b},"
			   " {name: REPLICATED_LICENSE_ID_FILE, value: /f}, {name: B, value: c}]}]\n",
		  "a[](/f)" },
		{ API KIND "providers: [{name: a, env: [{name: REPLICATED_DOMAINS, value: x}]}]\n", "a[]" },
		{ API KIND "providers: [{name: a, env: [{value: x}]}]\n", "a[]" },
		{ API KIND "providers: [{name: a, env: [{name: REPLICATED_LICENSE_ID_FILE}]}]\n", "a[]" },
		{ "{\"providers\": [{\"name\": \"a\"}], \"kind\": \"CredentialProviderConfig\", "
		  "\"apiVersion\": \"kubelet.config.k8s.io/v1\"}",
		  "a[]" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_test_message("%s", cases[i].text);
		g_autoptr(GPtrArray) providers = parse(cases[i].text, &error);
		g_assert_no_error(error);
		g_autofree char *said = described(providers);
		g_assert_cmpstr(said, ==, cases[i].providers);
	}
}

static void what_is_not_a_config(void)
{
	static const char other[] = "it is not a CredentialProviderConfig of kubelet";
	static const char nameless[] = "one of its providers has no name";
	static const struct {
		const char *text;
		const char *reason;
	} cases[] = {
		{ "a: [\n", "it is not YAML" },
		{ "text\n", other },
		{ "[]\n", other },
		{ KIND "providers: []\n", other },
		{ API "providers: []\n", other },
		{ API "kind: KubeletConfiguration\nproviders: []\n", other },
		{ API "kind: [CredentialProviderConfig]\nproviders: []\n", other },
		{ "apiVersion: v1\n" KIND "providers: []\n", other },
		{ "apiVersion: [kubelet.config.k8s.io/v1]\n" KIND "providers: []\n", other },
		{ API KIND "providers: x\n", other },
		{ API KIND "providers: {name: a}\n", other },
		{ API KIND "providers: [{}]\n", nameless },
		{ API KIND "providers: [a]\n", nameless },
		{ API KIND "providers: [{name: a}, {matchImages: [x]}]\n", nameless },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_test_message("%s", cases[i].text);
		g_autoptr(GPtrArray) providers = parse(cases[i].text, &error);
		g_assert_null(providers);
		g_assert_true(g_str_has_prefix(error->message, cases[i].reason));
	}
}

static void a_provider_is_found_by_its_whole_name(void)
{
	g_autoptr(GPtrArray) providers = parse(API KIND "providers: [{name: a}, {name: ab}]\n", NULL);
	g_assert_true(node_config_find(providers, "a") == g_ptr_array_index(providers, 0));
	g_assert_true(node_config_find(providers, "ab") == g_ptr_array_index(providers, 1));
	g_assert_null(node_config_find(providers, "b"));
	g_assert_null(node_config_find(providers, ""));
}

static void a_provider_of_any_profile_is_ours(void)
{
	static const struct {
		const char *name;
		bool ours;
	} cases[] = {
		{ ME, true },
		{ ME "-acme", true },
		{ "docker-credential-replicate", false },
		{ ME "d", false },
		{ "ecr-credential-provider", false },
		{ "", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct node_provider *provider = node_provider_new(cases[i].name);
		g_assert_cmpint(node_provider_is_ours(provider), ==, cases[i].ours);
		node_provider_free(provider);
	}
}

/* ---- what is written ---- */

/* NAME IMAGE... FILE-or-"-", separated by blanks. */
static struct node_provider *provider_of(const char *words)
{
	g_auto(GStrv) word = g_strsplit(words, " ", -1);
	struct node_provider *provider = node_provider_new(word[0]);
	guint last = g_strv_length(word) - 1;
	for (guint i = 1; i < last; i++)
		g_ptr_array_add(provider->images, g_strdup(word[i]));
	provider->license_file = strcmp(word[last], "-") == 0 ? NULL : g_strdup(word[last]);
	return provider;
}

static const struct {
	const char *provider;
	const char *yaml;
	const char *line;
} printed[] = {
	{ ME " proxy.replicated.com -", "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n",
	  "{\"name\": \"" ME "\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", "
	  "\"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", "
	  "\"matchImages\": [\"proxy.replicated.com\"]}" },
	{ ME " proxy.replicated.com registry.staging.replicated.com -",
	  "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n      - registry.staging.replicated.com\n",
	  "{\"name\": \"" ME "\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", "
	  "\"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", "
	  "\"matchImages\": [\"proxy.replicated.com\", \"registry.staging.replicated.com\"]}" },
	{ ME "-acme a.example:8443 proxy.replicated.com b.example -",
	  "  - name: " ME "-acme\n" MIDDLE "      - a.example:8443\n      - proxy.replicated.com\n      - b.example\n"
	  "    env:\n      - name: REPLICATED_DOMAINS\n        value: \"a.example:8443,b.example\"\n",
	  "{\"name\": \"" ME "-acme\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", "
	  "\"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", "
	  "\"matchImages\": [\"a.example:8443\", \"proxy.replicated.com\", \"b.example\"], "
	  "\"env\": [{\"name\": \"REPLICATED_DOMAINS\", \"value\": \"a.example:8443,b.example\"}]}" },
	{ ME " proxy.replicated.com /etc/license",
	  "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n"
	  "    env:\n      - name: REPLICATED_LICENSE_ID_FILE\n        value: \"/etc/license\"\n",
	  "{\"name\": \"" ME "\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", "
	  "\"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", "
	  "\"matchImages\": [\"proxy.replicated.com\"], "
	  "\"env\": [{\"name\": \"REPLICATED_LICENSE_ID_FILE\", \"value\": \"/etc/license\"}]}" },
	{ ME " a.example /etc/a\"b\\c",
	  "  - name: " ME "\n" MIDDLE "      - a.example\n"
	  "    env:\n      - name: REPLICATED_DOMAINS\n        value: a.example\n"
	  "      - name: REPLICATED_LICENSE_ID_FILE\n        value: \"/etc/a\\\"b\\\\c\"\n",
	  "{\"name\": \"" ME "\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", "
	  "\"args\": [\"credential-provider\"], \"defaultCacheDuration\": \"1h0m0s\", "
	  "\"matchImages\": [\"a.example\"], \"env\": [{\"name\": \"REPLICATED_DOMAINS\", \"value\": \"a.example\"}, "
	  "{\"name\": \"REPLICATED_LICENSE_ID_FILE\", \"value\": \"/etc/a\\\"b\\\\c\"}]}" },
};

static void a_config_is_written_and_read_again(void)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(node_provider_free);
	g_autoptr(GString) whole = g_string_new(TOP);
	for (size_t i = 0; i < G_N_ELEMENTS(printed); i++) {
		g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func(node_provider_free);
		g_autofree char *want = g_strconcat(TOP, printed[i].yaml, NULL);
		g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
		g_ptr_array_add(one, provider_of(printed[i].provider));
		g_ptr_array_add(all, provider_of(printed[i].provider));
		node_config_print(one, &text);
		g_assert_cmpstr(secret_text(&text), ==, want);
		g_autoptr(GPtrArray) again = node_config_parse(&text, NULL);
		g_autofree char *said = described(again);
		g_autofree char *meant = described(one);
		g_assert_cmpstr(said, ==, meant);
		g_string_append(whole, printed[i].yaml);
	}
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	node_config_print(all, &text);
	g_assert_cmpstr(secret_text(&text), ==, whole->str);
}

static void a_provider_on_one_line(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(printed); i++) {
		struct node_provider *provider = provider_of(printed[i].provider);
		g_autofree char *line = node_config_line(provider);
		g_autofree char *file = g_strconcat(API KIND "providers: [", line, "]", NULL);
		g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func(node_provider_free);
		g_ptr_array_add(one, provider);
		g_assert_cmpstr(line, ==, printed[i].line);
		g_autoptr(GPtrArray) again = parse(file, NULL);
		g_autofree char *said = described(again);
		g_autofree char *meant = described(one);
		g_assert_cmpstr(said, ==, meant);
	}
}

static void a_file_of_ours_is_known_by_its_bytes(void)
{
	static const struct {
		const char *text;
		bool own;
	} cases[] = {
		{ TOP, true },
		{ TOP "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n", true },
		{ TOP "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n  - name: " ME "-acme\n" MIDDLE
		      "      - a.example\n    env:\n      - name: REPLICATED_DOMAINS\n        value: a.example\n",
		  true },
		{ TOP "  - name: other\n" MIDDLE "      - proxy.replicated.com\n", false },
		{ TOP "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n  - name: other\n" MIDDLE
		      "      - a.example\n    env:\n      - name: REPLICATED_DOMAINS\n        value: a.example\n",
		  false },
		{ TOP "  - name: other\n" MIDDLE "      - proxy.replicated.com\n  - name: " ME "\n" MIDDLE
		      "      - proxy.replicated.com\n",
		  false },
		{ TOP "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com\n# mine\n", false },
		{ TOP "  - name: " ME "\n" MIDDLE "      - proxy.replicated.com \n", false },
		{ API KIND "providers:\n", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
		g_test_message("%s", cases[i].text);
		secret_append_text(&text, cases[i].text);
		g_autoptr(GPtrArray) providers = node_config_parse(&text, NULL);
		g_assert_nonnull(providers);
		g_assert_cmpint(node_config_is_own(providers, &text), ==, cases[i].own);
	}
}

/* ---- by hand ---- */

static void the_command_can_be_pasted(void)
{
	static const char *const none[] = { NULL };
	static const char *const two[] = { "a.example:8443", "b.example", NULL };
	static const struct {
		struct node_by_hand what;
		const char *words; /* behind the program */
	} cases[] = {
		{ { .config = "/etc/a.yaml", .name = ME, .domains = none }, " /etc/a.yaml" },
		{ { .config = "/etc/a.yaml", .name = ME "-acme", .domains = none }, " --name " ME "-acme /etc/a.yaml" },
		{ { .config = "/etc/a.yaml", .name = ME, .domains = two },
		  " --domain a.example:8443 --domain b.example /etc/a.yaml" },
		{ { .config = "/etc/a.yaml", .name = ME, .domains = none, .license_file = "/etc/license" },
		  " --license-file /etc/license /etc/a.yaml" },
		{ { .config = "/etc/a b", .name = ME, .domains = none, .license_file = "/~'\"$`;*?[]!#()" },
		  " --license-file /\\~\\'\\\"\\$\\`\\;\\*\\?\\[\\]\\!\\#\\(\\) /etc/a\\ b" },
		{ { .config = "/\303\244\342\202\200.Z9_@+,:=-",
		    .name = ME "-acme",
		    .domains = two,
		    .license_file = "/f" },
		  " --name " ME "-acme --domain a.example:8443 --domain b.example --license-file /f "
		  "/\303\244\342\202\200.Z9_@+,:=-" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *line = node_by_hand_add(&cases[i].what);
		const char *behind = strstr(line, "/add-provider");
		g_assert_nonnull(behind);
		g_assert_cmpstr(behind + strlen("/add-provider"), ==, cases[i].words);
	}
	g_autofree char *link = node_by_hand_link("/a b", ME);
	g_assert_true(g_str_has_prefix(link, "ln -s /"));
	g_assert_true(g_str_has_suffix(link, "/test-node-config /a\\ b/" ME));
}

static void a_provider_by_hand(void)
{
	static const char *const custom[] = { "a.example", NULL };
	g_autoptr(GPtrArray) images = g_ptr_array_new_with_free_func(g_free);
	const struct node_by_hand what = {
		.config = "/c", .name = ME, .images = images, .domains = custom, .license_file = "/f"
	};
	g_ptr_array_add(images, g_strdup("proxy.replicated.com"));
	g_ptr_array_add(images, g_strdup("a.example"));
	g_autofree char *add = node_by_hand_add(&what);
	g_autofree char *text = node_by_hand_describe(&what);
	g_autofree char *want = g_strconcat(
		"run '", add,
		"', or add to the list \"providers\" by hand: {\"name\": \"" ME
		"\", \"apiVersion\": \"credentialprovider.kubelet.k8s.io/v1\", \"args\": [\"credential-provider\"], "
		"\"defaultCacheDuration\": \"1h0m0s\", \"matchImages\": [\"proxy.replicated.com\", \"a.example\"], "
		"\"env\": [{\"name\": \"REPLICATED_DOMAINS\", \"value\": \"a.example\"}, "
		"{\"name\": \"REPLICATED_LICENSE_ID_FILE\", \"value\": \"/f\"}]}",
		NULL);
	g_assert_cmpstr(text, ==, want);
}

/* ---- registries.yaml ---- */

static void licenses_in_registries(void)
{
	static const struct {
		const char *text;
		const char *domains;
	} cases[] = {
		{ "", "" },
		{ "mirrors: {proxy.replicated.com: {}}\n", "" },
		{ "configs:\n", "" },
		{ "configs: [{auth: {password: x}}]\n", "" },
		{ "configs: {proxy.replicated.com: {}}\n", "" },
		{ "configs: {proxy.replicated.com: {auth: {}}}\n", "" },
		{ "configs: {proxy.replicated.com: {auth: {username: x}}}\n", "" },
		{ "configs: {proxy.replicated.com: {auth: {password: \"\"}}}\n", "" },
		{ "configs: {proxy.replicated.com: {tls: {password: x}}}\n", "" },
		{ "configs: {proxy.replicated.com: {auth: {password: x}}}\n", "proxy.replicated.com" },
		{ "configs: {proxy.replicated.com: {auth: {auth: x}}}\n", "proxy.replicated.com" },
		{ "configs: {proxy.replicated.com: {auth: {identity_token: x}}}\n", "proxy.replicated.com" },
		{ "configs: {proxy.replicated.com: {auth: {password: \"\", auth: x}}}\n", "proxy.replicated.com" },
		{ "configs: {PROXY.replicated.com:443: {auth: {password: x}}}\n", "proxy.replicated.com" },
		{ "configs: {\"https://proxy.replicated.com/v2\": {auth: {password: x}}}\n", "proxy.replicated.com" },
		{ "configs: {quay.io: {auth: {password: x}}}\n", "" },
		{ "configs: {not a domain: {auth: {password: x}}}\n", "" },
		{ "configs: {images.acme.example: {auth: {password: x}}}\n", "images.acme.example" },
		{ "configs: {quay.io: {auth: {password: x}}, registry.replicated.com: {auth: {password: x}},"
		  " a b: {auth: {password: x}}, proxy.replicated.com: {auth: {password: x}},"
		  " \"https://registry.replicated.com\": {auth: {password: y}}}\n",
		  "registry.replicated.com proxy.replicated.com" },
	};
	g_setenv("REPLICATED_DOMAINS", "images.acme.example", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
		g_test_message("%s", cases[i].text);
		secret_append_text(&text, cases[i].text);
		g_autoptr(GPtrArray) domains = node_registries_parse(&text, &error);
		g_assert_no_error(error);
		g_ptr_array_add(domains, NULL);
		g_autofree char *all = g_strjoinv(" ", (char **)domains->pdata);
		g_assert_cmpstr(all, ==, cases[i].domains);
	}
}

static void registries_that_cannot_be_judged(void)
{
	g_auto(Secret) broken = SECRET_INIT(NODE_FILE_MAX);
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) list_error = NULL;
	secret_append_text(&broken, "configs: {a: [\n");
	g_assert_null(node_registries_parse(&broken, &error));
	g_assert_true(g_str_has_prefix(error->message, "it is not YAML"));
	secret_append_text(&text, "configs: {quay.io: {auth: {password: x}}}\n");
	g_setenv("REPLICATED_DOMAINS", "not a domain", TRUE);
	g_assert_null(node_registries_parse(&text, &list_error));
	g_assert_nonnull(strstr(list_error->message, "REPLICATED_DOMAINS"));
	g_unsetenv("REPLICATED_DOMAINS");
	g_autofree char *path = node_registries_file("rke2");
	g_assert_cmpstr(path, ==, "/etc/rancher/rke2/registries.yaml");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/node-config/what-it-says", what_a_config_says);
	g_test_add_func("/node-config/what-is-none", what_is_not_a_config);
	g_test_add_func("/node-config/found-by-name", a_provider_is_found_by_its_whole_name);
	g_test_add_func("/node-config/ours", a_provider_of_any_profile_is_ours);
	g_test_add_func("/node-config/written", a_config_is_written_and_read_again);
	g_test_add_func("/node-config/one-line", a_provider_on_one_line);
	g_test_add_func("/node-config/own-file", a_file_of_ours_is_known_by_its_bytes);
	g_test_add_func("/node-config/command", the_command_can_be_pasted);
	g_test_add_func("/node-config/by-hand", a_provider_by_hand);
	g_test_add_func("/node-config/registries", licenses_in_registries);
	g_test_add_func("/node-config/registries-not-judged", registries_that_cannot_be_judged);
	return g_test_run();
}
