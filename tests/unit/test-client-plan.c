/* SPDX-License-Identifier: MIT
 *
 * What `configure` is about to do with a client's file: the new text, the licenses to be stored before, what is reported,
 * and what of it is shown.
 */
#include "../../helper/clients/auth-entry.h"
#include "../../helper/clients/client-plan.h"
#include "../../helper/clients/client-used.h"

#include <glib/gstdio.h>
#include <string.h>

#define PROXY "proxy.replicated.com"
#define REGISTRY "registry.replicated.com"
/* USER:LICENSE in base64. */
#define ABC "\"TElDRU5TRV9JRDphYmM=\"" /* LICENSE_ID:abc */
#define DEF "\"TElDRU5TRV9JRDpkZWY=\"" /* LICENSE_ID:def */
#define X_ABC "\"eDphYmM=\""	       /* x:abc */
#define LOGIN(auth) "{\"auth\":" auth "}"
#define DAMAGED(domain)                                                                                                \
	"its plain-text entry for '" domain "' is not USER:LICENSE in base64: remove it, or log in again"

/* NULL is a missing file. */
static void read_text(const char *client, const char *text, struct client_config *ret_config)
{
	g_autoptr(GError) error = NULL;
	*ret_config = (struct client_config){ .client = client_find(client),
					      .path = g_strdup("/config.json"),
					      .exists = text != NULL,
					      .text = SECRET_INIT(CLIENT_CONFIG_MAX) };
	secret_append_text(&ret_config->text, text ? text : "");
	g_assert_true(client_json_parse(&ret_config->text, &ret_config->json, &error));
	g_assert_no_error(error);
}

static void add_domains(const char *names, struct domain_set *domains)
{
	g_auto(GStrv) words = g_strsplit(names, " ", -1);
	for (char **word = words; *word && **word; word++)
		domain_set_add(domains, *word);
}

/* A line for each: DOMAIN USER:LICENSE, the app, and the path of the key where it has one. */
static char *licenses_of(const struct client_plan *plan)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < plan->licenses->len; i++) {
		const struct plain_license *plain = g_ptr_array_index(plan->licenses, i);
		const struct license *license = &plain->license;
		g_string_append_printf(all, "%s %s:%s", license->domain, secret_text(&license->username),
				       secret_text(&license->id));
		if (license->app)
			g_string_append_printf(all, " %s", license->app);
		if (plain->is_path)
			g_string_append_printf(all, " (%s)", plain->key);
		g_string_append_c(all, '\n');
	}
	return g_string_free(all, FALSE);
}

static char *changes_of(const struct client_plan *plan)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < plan->changes->len; i++)
		g_string_append_printf(all, "%s\n", (const char *)g_ptr_array_index(plan->changes, i));
	return g_string_free(all, FALSE);
}

static void verify(const struct client_plan *plan, const char *after, const char *licenses, const char *changes)
{
	g_autofree char *stored = licenses_of(plan);
	g_autofree char *said = changes_of(plan);
	g_assert_cmpstr(plan->text.exists ? secret_text(&plan->text.bytes) : NULL, ==, after);
	g_assert_cmpstr(stored, ==, licenses);
	g_assert_cmpstr(said, ==, changes);
}

/* ---- adding ---- */

#define ADDED "added 'replicated' for " PROXY "\n"
#define MOVED "moved the license for " PROXY " into the keyring\n"
#define HELPERS "\"credHelpers\":{\"" PROXY "\":\"replicated\"}"

static void what_is_added(void)
{
	static const struct {
		const char *domains;
		const char *before;
		const char *after;
		const char *licenses;
		const char *changes;
	} cases[] = {
		{ PROXY, NULL, "{\n\t\"credHelpers\": {\n\t\t\"" PROXY "\": \"replicated\"\n\t}\n}\n", "", ADDED },
		{ PROXY, "{\"a\":1}", "{\"a\":1," HELPERS "}", "", ADDED },
		{ PROXY, "{" HELPERS "}", "{" HELPERS "}", "", "" },
		{ PROXY, "{\"credHelpers\":{\"" PROXY "\":\"\"},\"a\":1}",
		  "{\"credHelpers\":{\"" PROXY "\": \t\t\"replicated\"},\"a\":1}", "", ADDED },
		{ PROXY, "{\"credHelpers\":{\"" PROXY "\":null},\"a\":1}",
		  "{\"credHelpers\":{\"" PROXY "\": \t\t\t\"replicated\"},\"a\":1}", "", ADDED },
		{ PROXY " " REGISTRY, "{" HELPERS "}",
		  "{\"credHelpers\":{\"" PROXY "\":\"replicated\",\"" REGISTRY "\":\"replicated\"}}", "",
		  "added 'replicated' for " REGISTRY "\n" },
		{ PROXY, "{\"auths\":{\"" PROXY "\":" LOGIN(ABC) "}}", "{\"auths\":{}," HELPERS "}",
		  PROXY " LICENSE_ID:abc\n", MOVED ADDED },
		{ PROXY, "{\"auths\":{\"" REGISTRY "\":" LOGIN(ABC) "}}",
		  "{\"auths\":{\"" REGISTRY "\":" LOGIN(ABC) "}," HELPERS "}", "", ADDED },
		{ PROXY, "{\"auths\":{\"quay.io\":5,\"not a domain\":" LOGIN(ABC) "}}",
		  "{\"auths\":{\"quay.io\":5,\"not a domain\":" LOGIN(ABC) "}," HELPERS "}", "", ADDED },
		{ PROXY, "{\"auths\":{\"" PROXY "\":{},\"" PROXY "/v2/\":null}}",
		  "{\"auths\":{\"" PROXY "\":{},\"" PROXY "/v2/\":null}," HELPERS "}", "", ADDED },
		{ PROXY, "{\"auths\":{\"a\":{},\"" PROXY "\":" LOGIN(ABC) ",\"b\":{}}}",
		  "{\"auths\":{\"a\":{},\"b\":{}}," HELPERS "}", PROXY " LICENSE_ID:abc\n", MOVED ADDED },
		{ PROXY, "{\"auths\":{\"" PROXY "\":{\"auth\":" ABC ",\"identitytoken\":\"x\"}}}",
		  "{\"auths\":{\"" PROXY "\":{\"auth\":" ABC ",\"identitytoken\":\"x\"}}," HELPERS "}", "",
		  "left the token for " PROXY ": it is not a license\n" ADDED },
		/* Other spellings of the domain get an entry of their own. */
		{ PROXY, "{\"auths\":{\"https://PROXY.replicated.com:443/v2/\":" LOGIN(ABC) "}}",
		  "{\"auths\":{},\"credHelpers\":{\"" PROXY
		  "\":\"replicated\",\"PROXY.replicated.com:443\":\"replicated\"}}",
		  PROXY " LICENSE_ID:abc\n",
		  "moved the license for https://PROXY.replicated.com:443/v2/ into the keyring\n" ADDED
		  "added 'replicated' for PROXY.replicated.com:443\n" },
		/* One license by two keys. */
		{ PROXY, "{\"auths\":{\"" PROXY "\":" LOGIN(ABC) ",\"" PROXY "/proxy/my-app\":" LOGIN(X_ABC) "}}",
		  "{\"auths\":{}," HELPERS "}", PROXY " LICENSE_ID:abc my-app\n",
		  MOVED "moved the license for " PROXY "/proxy/my-app into the keyring\n" ADDED },
		{ PROXY, "{\"auths\":{\"" PROXY "/proxy/my-app\":" LOGIN(X_ABC) ",\"" PROXY "\":" LOGIN(ABC) "}}",
		  "{\"auths\":{}," HELPERS "}", PROXY " x:abc my-app\n",
		  "moved the license for " PROXY "/proxy/my-app into the keyring\n" MOVED ADDED },
		{ PROXY, "{\"auths\":{\"" PROXY "/proxy/one\":" LOGIN(ABC) ",\"" PROXY "/proxy/two\":" LOGIN(ABC) "}}",
		  "{\"auths\":{}," HELPERS "}", PROXY " LICENSE_ID:abc one (" PROXY "/proxy/one)\n",
		  "moved the license for " PROXY "/proxy/one into the keyring\n"
		  "moved the license for " PROXY "/proxy/two into the keyring\n" ADDED },
		/* Two domains. */
		{ PROXY " " REGISTRY, "{\"auths\":{\"" PROXY "\":" LOGIN(ABC) ",\"" REGISTRY "\":" LOGIN(DEF) "}}",
		  "{\"auths\":{},\"credHelpers\":{\"" PROXY "\":\"replicated\",\"" REGISTRY "\":\"replicated\"}}",
		  PROXY " LICENSE_ID:abc\n" REGISTRY " LICENSE_ID:def\n",
		  MOVED "moved the license for " REGISTRY " into the keyring\n" ADDED "added 'replicated' for " REGISTRY
			"\n" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		g_autoptr(GError) error = NULL;
		const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
		g_test_message("%s", cases[i].before);
		read_text("docker", cases[i].before, &config);
		add_domains(cases[i].domains, &domains);
		g_assert_true(client_plan_add(&config, &request, &plan, &error));
		g_assert_no_error(error);
		verify(&plan, cases[i].after, cases[i].licenses, cases[i].changes);
		g_assert_cmpint(client_plan_changes(&plan, &config), ==,
				g_strcmp0(cases[i].before, cases[i].after) != 0);
	}
}

/* A key is the domain itself to most clients, if what comes after the host is a version of the API, or nothing. */
static void which_keys_are_paths(void)
{
	static const struct {
		const char *key;
		bool is_path;
	} cases[] = {
		{ PROXY, false },
		{ PROXY "/", false },
		{ PROXY "/v1", false },
		{ PROXY "/v1/", false },
		{ PROXY "/v2/", false },
		{ "https://" PROXY, false },
		{ "https://" PROXY "/a", false },
		{ PROXY "/v3", true },
		{ PROXY "/a", true },
		{ PROXY "/proxy/my-app", true },
		{ PROXY ":443/a/b", true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
		g_autofree char *text = g_strdup_printf("{\"auths\":{\"%s\":" LOGIN(ABC) "}}", cases[i].key);
		read_text("docker", text, &config);
		domain_set_add(&domains, PROXY);
		g_test_message("%s", cases[i].key);
		g_assert_true(client_plan_add(&config, &request, &plan, NULL));
		const struct plain_license *plain = g_ptr_array_index(plan.licenses, 0);
		g_assert_cmpint(plain->is_path, ==, cases[i].is_path);
		g_assert_cmpstr(plain->key, ==, cases[i].key);
	}
}

static void what_cannot_be_added(void)
{
	static const struct {
		const char *before;
		const char *reason;
	} cases[] = {
		{ "{\"credHelpers\":{\"" PROXY "\":\"pass\"}}",
		  "it uses another helper for '" PROXY "', 'pass': replace it with 'REMEDY'" },
		{ "{\"credHelpers\":{\"" PROXY "\":5}}",
		  "it uses another helper for '" PROXY "': replace it with 'REMEDY'" },
		{ "{\"credHelpers\":{\"" PROXY "\":\"replicated-acme\"}}",
		  "it uses another helper for '" PROXY "', 'replicated-acme': replace it with 'REMEDY'" },
		{ "{\"auths\":{\"" PROXY "\":" LOGIN(ABC) ",\"https://" PROXY "\":" LOGIN(DEF) "}}",
		  "it contains two different licenses for '" PROXY "' in plain text ('" PROXY "' and 'https://" PROXY
		  "'): remove the wrong one" },
		{ "{\"auths\":{\"" PROXY "\":" LOGIN(ABC) ",\"" PROXY "/a\":" LOGIN(DEF) "}}",
		  "it contains different licenses for '" PROXY "' and '" PROXY
		  "/a', which a credential helper cannot tell apart, since clients ask it for '" PROXY
		  "' alone: keep them there, or replace both by one license for '" PROXY "'" },
		{ "{\"auths\":{\"" PROXY "/a\":" LOGIN(ABC) ",\"" PROXY "\":" LOGIN(DEF) "}}",
		  "it contains different licenses for '" PROXY "/a' and '" PROXY
		  "', which a credential helper cannot tell apart, since clients ask it for '" PROXY
		  "' alone: keep them there, or replace both by one license for '" PROXY "'" },
		{ "{\"auths\":{\"" PROXY "\":" LOGIN("5") "}}", DAMAGED(PROXY) },
		{ "{\"auths\":{\"" PROXY "\":\"text\"}}", DAMAGED(PROXY) },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		g_autoptr(GError) error = NULL;
		const struct client_plan_request request = {
			.helper = "replicated",
			.domains = &domains,
			.remedy = "REMEDY",
		};
		read_text("docker", cases[i].before, &config);
		domain_set_add(&domains, PROXY);
		g_assert_false(client_plan_add(&config, &request, &plan, &error));
		g_assert_cmpstr(error->message, ==, cases[i].reason);
		g_assert_null(plan.licenses);
	}
}

static void force_replaces_another_helper(void)
{
	static const struct {
		const char *before;
		const char *changes;
	} cases[] = {
		{ "\"pass\"", "replaced 'pass' by 'replicated' for " PROXY "\n" },
		{ "5", "replaced '' by 'replicated' for " PROXY "\n" },
		{ "\"replicated\"", "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		const struct client_plan_request request = {
			.helper = "replicated",
			.domains = &domains,
			.force = true,
		};
		g_autofree char *text = g_strdup_printf("{\"credHelpers\":{\"" PROXY "\":%s}}", cases[i].before);
		read_text("docker", text, &config);
		domain_set_add(&domains, PROXY);
		g_assert_true(client_plan_add(&config, &request, &plan, NULL));
		verify(&plan, "{" HELPERS "}", "", cases[i].changes);
	}
}

static void a_store_is_added(void)
{
	g_auto(ClientConfig) config;
	g_auto(DomainSet) domains = domain_set_new();
	g_auto(ClientPlan) plan = { .licenses = NULL };
	const struct client_plan_request request = { .helper = "replicated", .domains = &domains, .store = "pass" };
	read_text("helm", "{\"a\":1}", &config);
	domain_set_add(&domains, PROXY);
	g_assert_true(client_plan_add(&config, &request, &plan, NULL));
	verify(&plan, "{\"a\":1," HELPERS ",\"credsStore\": \t\"pass\"}", "",
	       ADDED "added 'pass' for all other registries, which helm used without an entry\n");
}

/* ---- removing ---- */

#define REMOVED "removed 'replicated' for " PROXY "\n"
#define STORE "\"credsStore\": \t\"pass\""

static void what_is_removed(void)
{
	static const struct {
		const char *domains;
		const char *before;
		const char *after;
		const char *changes;
	} cases[] = {
		{ "", NULL, NULL, "" },
		{ "", "{}", "{}", "" },
		{ "", "{\"a\":1," HELPERS "}", "{\"a\":1}", REMOVED },
		{ PROXY, "{\"a\":1," HELPERS "}", "{\"a\":1}", REMOVED },
		{ REGISTRY, "{\"a\":1," HELPERS "}", "{\"a\":1," HELPERS "}", "" },
		{ PROXY,
		  "{\"credHelpers\":{\"a b\":\"replicated\",\"" PROXY ":443\":\"replicated\",\"" REGISTRY
		  "\":\"replicated\"}}",
		  "{\"credHelpers\":{\"a b\":\"replicated\",\"" REGISTRY "\":\"replicated\"}}",
		  "removed 'replicated' for " PROXY ":443\n" },
		{ "", "{\"credHelpers\":{\"" PROXY "\":\"replicated-acme\",\"b\":5}}",
		  "{\"credHelpers\":{\"" PROXY "\":\"replicated-acme\",\"b\":5}}", "" },
		{ "", "{\"a\":1,\"credHelpers\":{\"joe:pw@quay.io\":\"replicated\"}}", "{\"a\":1}",
		  "removed 'replicated' for ***@quay.io\n" },
		/* What docker left at the login goes, too. */
		{ "", "{\"auths\":{\"" PROXY "\":{}}," HELPERS "}", "{\"auths\":{}}",
		  REMOVED "removed the empty entry for " PROXY "\n" },
		{ "", "{\"auths\":{\"a\":{},\"" PROXY "\":{},\"b\":{}}," HELPERS "}", "{\"auths\":{\"a\":{},\"b\":{}}}",
		  REMOVED "removed the empty entry for " PROXY "\n" },
		{ "", "{\"auths\":{\"" PROXY "\":{\"auth\":\"\"}}," HELPERS "}",
		  "{\"auths\":{\"" PROXY "\":{\"auth\":\"\"}}}", REMOVED },
		{ "", "{\"auths\":{\"joe:pw@quay.io\":{}},\"credHelpers\":{\"joe:pw@quay.io\":\"replicated\"}}",
		  "{\"auths\":{}}", "removed 'replicated' for ***@quay.io\nremoved the empty entry for ***@quay.io\n" },
		/* A store that was added goes with the last entry, unless other logins need it. */
		{ "", "{\"a\":1," HELPERS "," STORE "}", "{\"a\":1}",
		  REMOVED "removed 'pass' for all other registries\n" },
		{ "", "{\"a\":1," STORE "}", "{\"a\":1," STORE "}", "" },
		{ "", "{\"a\":1," HELPERS ",\"credsStore\":\"pass\"}", "{\"a\":1,\"credsStore\":\"pass\"}", REMOVED },
		{ "", "{\"auths\":{\"" PROXY "\":{}}," HELPERS "," STORE "}", "{\"auths\":{}}",
		  REMOVED "removed 'pass' for all other registries\nremoved the empty entry for " PROXY "\n" },
		{ "", "{\"auths\":{\"quay.io\":{}}," HELPERS "," STORE "}", "{\"auths\":{\"quay.io\":{}}," STORE "}",
		  REMOVED "left 'pass' for all other registries: their logins depend on it\n" },
		{ "", "{\"credHelpers\":{\"" PROXY "\":\"replicated\",\"b\":\"x\"}," STORE "}",
		  "{\"credHelpers\":{\"b\":\"x\"}," STORE "}",
		  REMOVED "left 'pass' for all other registries: their logins depend on it\n" },
		/* An empty entry that a store may answer for stays. */
		{ "", "{\"auths\":{\"" PROXY "\":{}}," HELPERS ",\"credsStore\":\"pass\"}",
		  "{\"auths\":{\"" PROXY "\":{}},\"credsStore\":\"pass\"}", REMOVED },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		g_autoptr(GError) error = NULL;
		const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
		g_test_message("%s", cases[i].before);
		read_text("docker", cases[i].before, &config);
		add_domains(cases[i].domains, &domains);
		g_assert_true(client_plan_remove(&config, &request, &plan, &error));
		g_assert_no_error(error);
		verify(&plan, cases[i].after, "", cases[i].changes);
	}
}

/* podman does not read "credsStore", so it is not what an empty entry depends on. */
static void podman_has_no_store(void)
{
	g_auto(ClientConfig) config;
	g_auto(DomainSet) domains = domain_set_new();
	g_auto(ClientPlan) plan = { .licenses = NULL };
	const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
	read_text("podman", "{\"auths\":{\"" PROXY "\":{}}," HELPERS ",\"credsStore\":\"pass\"}", &config);
	g_assert_true(client_plan_remove(&config, &request, &plan, NULL));
	verify(&plan, "{\"auths\":{},\"credsStore\":\"pass\"}", "", REMOVED "removed the empty entry for " PROXY "\n");
}

/* ---- what is shown ---- */

static void what_is_shown(void)
{
	static const struct {
		const char *before;
		const char *shown;
	} cases[] = {
		{ NULL, "--- /dev/null\n+++ /config.json\n@@ -0,0 +1,5 @@\n+{\n+\t\"credHelpers\": {\n+\t\t\"" PROXY
			"\": \"replicated\"\n+\t}\n+}\n" },
		{ "{\"x\":\"secret\",\"n\":[1,\"secret\",{\"y\":\"secret\"}],\"e\":\"a\\\"b:\"}\n",
		  "--- /config.json\n+++ /config.json\n@@ -1,1 +1,1 @@\n"
		  "-{\"x\":\"***\",\"n\":[1,\"***\",{\"y\":\"***\"}],\"e\":\"***\"}\n"
		  "+{\"x\":\"***\",\"n\":[1,\"***\",{\"y\":\"***\"}],\"e\":\"***\"," HELPERS "}\n" },
		{ "{\"a@b\":1,\"a\\u0040b\":2,\"x\" :\"secret\"}\n",
		  "--- /config.json\n+++ /config.json\n@@ -1,1 +1,1 @@\n"
		  "-{\"***\":1,\"***\":2,\"x\" :\"***\"}\n"
		  "+{\"***\":1,\"***\":2,\"x\" :\"***\", \"credHelpers\" :{\"" PROXY "\" :\"replicated\"}}\n" },
		{ "{\"credsStore\":\"a.B-9_z\",\"other\":\"helper\"}\n",
		  "--- /config.json\n+++ /config.json\n@@ -1,1 +1,1 @@\n"
		  "-{\"credsStore\":\"a.B-9_z\",\"other\":\"***\"}\n"
		  "+{\"credsStore\":\"a.B-9_z\",\"other\":\"***\"," HELPERS "}\n" },
		{ "{\"credHelpers\":{\"a\":\"not a name\",\"b\":5,\"c\":\"name\",\"d\":{\"e\":\"secret\"}},\"z\":\"secret\"}\n",
		  "--- /config.json\n+++ /config.json\n@@ -1,1 +1,1 @@\n"
		  "-{\"credHelpers\":{\"a\":\"***\",\"b\":5,\"c\":\"name\",\"d\":{\"e\":\"***\"}},\"z\":\"***\"}\n"
		  "+{\"credHelpers\":{\"a\":\"***\",\"b\":5,\"c\":\"name\",\"d\":{\"e\":\"***\"},\"" PROXY
		  "\":\"replicated\"},\"z\":\"***\"}\n" },
		{ "{\"credHelpers\":{\"c\":\"name\"},\"credsStore\":\"pass\"}\n",
		  "--- /config.json\n+++ /config.json\n@@ -1,1 +1,1 @@\n"
		  "-{\"credHelpers\":{\"c\":\"name\"},\"credsStore\":\"pass\"}\n"
		  "+{\"credHelpers\":{\"c\":\"name\",\"" PROXY "\":\"replicated\"},\"credsStore\":\"pass\"}\n" },
		{ "{\"credsStore\":\"pass\",\"credHelpers\":{\"c\":\"name\"}}\n",
		  "--- /config.json\n+++ /config.json\n@@ -1,1 +1,1 @@\n"
		  "-{\"credsStore\":\"pass\",\"credHelpers\":{\"c\":\"name\"}}\n"
		  "+{\"credsStore\":\"pass\",\"credHelpers\":{\"c\":\"name\",\"" PROXY "\":\"replicated\"}}\n" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		g_auto(Secret) shown = SECRET_INIT(10000);
		const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
		read_text("docker", cases[i].before, &config);
		domain_set_add(&domains, PROXY);
		g_assert_true(client_plan_add(&config, &request, &plan, NULL));
		client_plan_print(&plan, &config, &shown);
		g_assert_cmpstr(secret_text(&shown), ==, cases[i].shown);
	}
}

/* A longer one is not the name of a program. */
static void a_name_has_its_length(void)
{
	for (size_t length = 255; length <= 256; length++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_auto(ClientPlan) plan = { .licenses = NULL };
		g_auto(Secret) shown = SECRET_INIT(10000);
		g_autofree char *name = g_strnfill(length, 'a');
		g_autofree char *text = g_strdup_printf("{\"credHelpers\":{\"a\":\"%s\"}}\n", name);
		const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
		read_text("docker", text, &config);
		domain_set_add(&domains, PROXY);
		g_assert_true(client_plan_add(&config, &request, &plan, NULL));
		client_plan_print(&plan, &config, &shown);
		g_assert_cmpint(strstr(secret_text(&shown), name) != NULL, ==, length == 255);
		g_assert_cmpint(strstr(secret_text(&shown), "***") != NULL, ==, length == 256);
	}
}

static void a_file_that_goes_is_shown(void)
{
	g_auto(ClientConfig) config;
	g_auto(DomainSet) domains = domain_set_new();
	g_auto(ClientPlan) plan = { .licenses = NULL };
	g_auto(Secret) shown = SECRET_INIT(10000);
	const struct client_plan_request request = { .helper = "replicated", .domains = &domains };
	read_text("docker", "{\n\t\"credHelpers\": {\n\t\t\"" PROXY "\": \"replicated\"\n\t}\n}\n", &config);
	g_assert_true(client_plan_remove(&config, &request, &plan, NULL));
	g_assert_false(plan.text.exists);
	client_plan_print(&plan, &config, &shown);
	g_assert_cmpstr(secret_text(&shown), ==,
			"--- /config.json\n+++ /dev/null\n@@ -1,5 +0,0 @@\n-{\n-\t\"credHelpers\": {\n-\t\t\"" PROXY
			"\": \"replicated\"\n-\t}\n-}\n");
}

/* ---- one entry ---- */

static void what_an_entry_says(void)
{
	static const struct {
		const char *entry;
		enum auth_entry kind;
		const char *license; /* USER:LICENSE */
	} cases[] = {
		{ "null", AUTH_ENTRY_NONE, NULL },
		{ "{}", AUTH_ENTRY_NONE, NULL },
		{ "{\"username\":\"x\"}", AUTH_ENTRY_NONE, NULL },
		{ "{\"auth\":\"\",\"identitytoken\":null}", AUTH_ENTRY_NONE, NULL },
		{ LOGIN(ABC), AUTH_ENTRY_LICENSE, "LICENSE_ID:abc" },
		{ "{\"AUTH\":" ABC "}", AUTH_ENTRY_LICENSE, "LICENSE_ID:abc" },
		{ "{\"auth\":" ABC ",\"username\":\"\",\"password\":null,\"identitytoken\":\"\"}", AUTH_ENTRY_LICENSE,
		  "LICENSE_ID:abc" },
		{ "{\"auth\":" ABC ",\"username\":\"LICENSE_ID\",\"password\":\"abc\"}", AUTH_ENTRY_LICENSE,
		  "LICENSE_ID:abc" },
		{ "{\"auth\":" ABC ",\"username\":\"LICENSE_ID\"}", AUTH_ENTRY_LICENSE, "LICENSE_ID:abc" },
		{ "{\"auth\":" ABC ",\"password\":\"abc\"}", AUTH_ENTRY_LICENSE, "LICENSE_ID:abc" },
		{ "{\"auth\":\"\",\"username\":\"x\",\"password\":\"abc\"}", AUTH_ENTRY_LICENSE, "x:abc" },
		{ "{\"username\":\"x\",\"password\":\"abc\"}", AUTH_ENTRY_LICENSE, "x:abc" },
		{ LOGIN("\"YTpiOmM=\""), AUTH_ENTRY_LICENSE, "a:b:c" },
		{ "{\"identitytoken\":\"x\"}", AUTH_ENTRY_TOKEN, NULL },
		{ "{\"registrytoken\":\"x\"}", AUTH_ENTRY_TOKEN, NULL },
		{ "{\"auth\":" ABC ",\"registrytoken\":\"x\"}", AUTH_ENTRY_TOKEN, NULL },
		{ "{\"auth\":\"not base64\",\"identitytoken\":\"x\"}", AUTH_ENTRY_TOKEN, NULL },
		{ LOGIN("\"PHRva2VuPjphYmM=\""), AUTH_ENTRY_TOKEN, NULL },
		{ "{\"username\":\"<token>\",\"password\":\"x\"}", AUTH_ENTRY_TOKEN, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(License) license = { .domain = NULL };
		g_autoptr(GError) error = NULL;
		enum auth_entry kind = (enum auth_entry)99;
		g_autofree char *text =
			g_strdup_printf("{\"auths\":{\"https://" PROXY "/proxy/my-app\":%s}}", cases[i].entry);
		g_test_message("%s", cases[i].entry);
		read_text("docker", text, &config);
		g_assert_true(auth_entry_read(&g_array_index(config.json.auths.members, struct json_member, 0), &kind,
					      &license, &error));
		g_assert_no_error(error);
		g_assert_cmpint(kind, ==, cases[i].kind);
		g_autofree char *pair = license.domain ? g_strconcat(secret_text(&license.username), ":",
								     secret_text(&license.id), NULL)
						       : NULL;
		g_assert_cmpstr(pair, ==, cases[i].license);
		g_assert_cmpstr(license.domain, ==, cases[i].license ? PROXY : NULL);
		g_assert_cmpstr(license.app, ==, cases[i].license ? "my-app" : NULL);
	}
}

static void what_an_entry_may_not_say(void)
{
	static const char *const entries[] = {
		"5",
		"\"text\"",
		"[]",
		LOGIN("5"),
		LOGIN("{}"),
		LOGIN("\"not base64\""),
		LOGIN("\"YWJj\""),	   /* abc */
		LOGIN("\"OmFiYw==\""),	   /* :abc */
		LOGIN("\"eDo=\""),	   /* x: */
		LOGIN("\"eDphIGI=\""),	   /* x:a b */
		LOGIN("\"eAB5OmFiYw==\""), /* x, NUL, y:abc */
		"{\"auth\":" ABC ",\"auth\":" ABC "}",
		"{\"auth\":" ABC ",\"username\":\"x\"}",
		"{\"auth\":" ABC ",\"password\":\"x\"}",
		"{\"auth\":" ABC ",\"username\":5}",
		"{\"auth\":" ABC ",\"password\":5}",
		"{\"auth\":" ABC ",\"identitytoken\":5}",
		"{\"auth\":" ABC ",\"registrytoken\":5}",
		"{\"username\":\"a:b\",\"password\":\"abc\"}",
		"{\"username\":\"\",\"password\":\"abc\"}",
		"{\"password\":\"abc\"}",
		"{\"username\":\"x\\u0000y\",\"password\":\"abc\"}",
		"{\"username\":\"x\",\"password\":\"a b\"}",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		g_auto(ClientConfig) config;
		g_auto(License) license = { .domain = NULL };
		g_autoptr(GError) error = NULL;
		enum auth_entry kind;
		g_autofree char *text = g_strdup_printf("{\"auths\":{\"" PROXY "\":%s}}", entries[i]);
		g_test_message("%s", entries[i]);
		read_text("docker", text, &config);
		g_assert_false(auth_entry_read(&g_array_index(config.json.auths.members, struct json_member, 0), &kind,
					       &license, &error));
		g_assert_cmpstr(error->message, ==, DAMAGED(PROXY));
		g_assert_null(license.domain);
	}
}

/* The longest license is taken, and one that is longer is not made shorter. */
static void a_license_has_its_length(void)
{
	for (size_t length = LICENSE_ID_MAX; length <= LICENSE_ID_MAX + 1; length++) {
		g_auto(ClientConfig) config;
		g_auto(License) license = { .domain = NULL };
		enum auth_entry kind;
		g_autofree char *id = g_strnfill(length, 'a');
		g_autofree char *text =
			g_strdup_printf("{\"auths\":{\"" PROXY "\":{\"username\":\"x\",\"password\":\"%s\"}}}", id);
		read_text("docker", text, &config);
		g_assert_cmpint(auth_entry_read(&g_array_index(config.json.auths.members, struct json_member, 0), &kind,
						&license, NULL),
				==, length == LICENSE_ID_MAX);
		g_assert_cmpstr(secret_text(&license.id), ==, length == LICENSE_ID_MAX ? id : "");
	}
}

/* ---- domains and keys ---- */

static char *joined(const GPtrArray *strings)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < strings->len; i++)
		g_string_append_printf(all, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index(strings, i));
	return g_string_free(all, FALSE);
}

/* nerdctl reads docker's file, and looks for the port too. */
static void which_keys_a_client_looks_for(void)
{
	static const char domains[] = "a.example b.example:5000 [::1] [::1]:5000 a.example";
	static const char plain[] = "a.example b.example:5000 [::1] [::1]:5000";
	static const struct {
		const char *client;
		bool nerdctl;
		const char *keys;
	} cases[] = {
		{ "docker", false, plain },
		{ "podman", true, plain },
		{ "helm", true, plain },
		{ "docker", true, "a.example a.example:443 b.example:5000 [::1] [::1]:443 [::1]:5000" },
	};
	g_autofree char *folder = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *nerdctl = g_build_filename(folder, "nerdctl", NULL);
	g_assert_true(g_file_set_contents(nerdctl, "", -1, NULL));
	g_assert_cmpint(g_chmod(nerdctl, 0700), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(DomainSet) set = domain_set_new();
		g_auto(DomainSet) keys = domain_set_new();
		add_domains(domains, &set);
		g_setenv("PATH", cases[i].nerdctl ? folder : "", TRUE);
		client_domains_keys(client_find(cases[i].client), set.list, &keys);
		g_autofree char *all = joined(keys.list);
		g_assert_cmpstr(all, ==, cases[i].keys);
	}
	g_setenv("PATH", "", TRUE);
	g_assert_cmpint(g_unlink(nerdctl), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void which_domains_of_a_file_are_ours(void)
{
	static const struct {
		const char *auths;
		const char *domains;
	} cases[] = {
		{ "{}", "" },
		{ "{\"" PROXY "\":{}}", "" },
		{ "{\"" PROXY "\":" LOGIN(ABC) "}", PROXY },
		{ "{\"https://PROXY.replicated.com/v2/\":" LOGIN("5") "}", PROXY },
		{ "{\"quay.io\":" LOGIN(ABC) "}", "" },
		{ "{\"a b\":" LOGIN(ABC) ",\"x\\u0000y\":" LOGIN(ABC) "}", "" },
		{ "{\"images.acme.example\":" LOGIN(ABC) ",\"quay.io\":" LOGIN(ABC) ",\"" PROXY "\":" LOGIN(
			  ABC) ",\"images.acme.example/a\":" LOGIN(ABC) "}",
		  "images.acme.example " PROXY },
	};
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_setenv("REPLICATED_DOMAINS", "images.acme.example", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_auto(DomainSet) domains = domain_set_new();
		g_autoptr(GError) error = NULL;
		g_autofree char *text = g_strdup_printf("{\"auths\":%s}", cases[i].auths);
		g_test_message("%s", text);
		read_text("docker", text, &config);
		g_assert_true(client_domains_of_file(&config, &domains, &error));
		g_assert_no_error(error);
		g_autofree char *all = joined(domains.list);
		g_assert_cmpstr(all, ==, cases[i].domains);
	}
	g_auto(ClientConfig) config;
	g_auto(DomainSet) domains = domain_set_new();
	g_autoptr(GError) error = NULL;
	g_setenv("REPLICATED_DOMAINS", "not a domain", TRUE);
	read_text("docker", "{\"auths\":{\"quay.io\":" LOGIN(ABC) "}}", &config);
	g_assert_false(client_domains_of_file(&config, &domains, &error));
	g_assert_nonnull(strstr(error->message, "REPLICATED_DOMAINS"));
	g_unsetenv("REPLICATED_DOMAINS");
}

/* As long as it is not known that no file names the helper, it is used. */
static void whether_a_helper_is_used(void)
{
	static const struct {
		const char *docker; /* NULL: no file */
		const char *helm;
		bool used;
	} cases[] = {
		{ NULL, NULL, false },
		{ "{\"credHelpers\":{\"a\":\"other\"}}", "{\"credHelpers\":{\"a\":\"replicated\"}}", false },
		{ "{\"credHelpers\":{\"a\":\"replicated-acme\"}}", NULL, true },
		{ NULL, "{\"credHelpers\":{\"a\":\"x\",\"b\":\"replicated-acme\"}}", true },
		{ "not JSON", NULL, true },
	};
	g_autofree char *folder = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *docker = g_build_filename(folder, "config.json", NULL);
	g_autofree char *podman = g_build_filename(folder, "auth.json", NULL);
	g_autofree char *helm = g_build_filename(folder, "helm.json", NULL);
	g_setenv("DOCKER_CONFIG", folder, TRUE);
	g_setenv("REGISTRY_AUTH_FILE", podman, TRUE);
	g_setenv("HELM_REGISTRY_CONFIG", helm, TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		if (cases[i].docker)
			g_assert_true(g_file_set_contents(docker, cases[i].docker, -1, NULL));
		if (cases[i].helm)
			g_assert_true(g_file_set_contents(helm, cases[i].helm, -1, NULL));
		g_assert_cmpint(client_used_anywhere("replicated-acme"), ==, cases[i].used);
		(void)g_unlink(docker);
		(void)g_unlink(helm);
	}
	g_setenv("REGISTRY_AUTH_FILE", "relative", TRUE);
	g_assert_true(client_used_anywhere("replicated-acme"));
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_setenv("PATH", "", TRUE); /* nerdctl has keys of its own */
	g_test_add_func("/client-plan/added", what_is_added);
	g_test_add_func("/client-plan/paths", which_keys_are_paths);
	g_test_add_func("/client-plan/not-added", what_cannot_be_added);
	g_test_add_func("/client-plan/force", force_replaces_another_helper);
	g_test_add_func("/client-plan/store", a_store_is_added);
	g_test_add_func("/client-plan/removed", what_is_removed);
	g_test_add_func("/client-plan/podman", podman_has_no_store);
	g_test_add_func("/client-plan/shown", what_is_shown);
	g_test_add_func("/client-plan/longest-name", a_name_has_its_length);
	g_test_add_func("/client-plan/file-that-goes", a_file_that_goes_is_shown);
	g_test_add_func("/client-plan/entry", what_an_entry_says);
	g_test_add_func("/client-plan/damaged-entry", what_an_entry_may_not_say);
	g_test_add_func("/client-plan/longest-license", a_license_has_its_length);
	g_test_add_func("/client-plan/keys", which_keys_a_client_looks_for);
	g_test_add_func("/client-plan/domains", which_domains_of_a_file_are_ours);
	g_test_add_func("/client-plan/used", whether_a_helper_is_used);
	return g_test_run();
}
