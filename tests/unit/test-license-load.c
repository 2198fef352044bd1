/* SPDX-License-Identifier: MIT
 *
 * Which license answers: of a domain, of an app, of a profile, and for a domain that borrows one; from a keyring, and from
 * a file that is named in the environment. */
#include "../../helper/license/config.h"
#include "../../helper/license/credential.h"
#include "../../helper/license/keyring-choice.h"
#include "../../helper/license/license-change.h"
#include "../../helper/license/license-list.h"
#include "../../helper/license/license-load.h"
#include "../../helper/license/our-domains.h"
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"

#include "memory-keyring.h"

#define PROXY "proxy.replicated.com"
#define REGISTRY "registry.replicated.com"
#define CUSTOM "images.acme.example"
#define NOT_FOUND "credentials not found in native keychain"

MEMORY_KEYRING(service, "secret-service");

static char *folder;
static const struct profile unnamed = { .name = "default" };
static const struct profile named = { .name = "default", .named = true };
static const struct profile acme = { .name = "acme", .named = true };

static void begin(void)
{
	memory_clear(&service);
	g_unsetenv("REPLICATED_LICENSE_ID_FILE");
	g_setenv("REPLICATED_DOMAINS", CUSTOM, TRUE);
}

static void put_app(const char *profile, const char *server, const char *app, const char *id)
{
	const struct keyring_item item = { .profile = (char *)(guintptr)profile,
					   .server = (char *)(guintptr)server,
					   .username = (char *)(guintptr) "kim",
					   .app = (char *)(guintptr)app };
	memory_add(&service, &item, id);
}

static int always_denied(const char *operation)
{
	(void)operation;
	return KEYRING_DENIED;
}

static char *give_file(const char *id)
{
	char *path = g_build_filename(folder, "license-id", NULL);
	g_assert_true(g_file_set_contents_full(path, id, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
	g_setenv("REPLICATED_LICENSE_ID_FILE", path, TRUE);
	return path;
}

/* ---- one domain ---- */

/* The user name and the license, or the sentence of the failure. */
static char *lookup(const struct profile *profile, const char *server_url)
{
	g_auto(License) license = { 0 };
	g_autoptr(GError) error = NULL;
	struct server_url url;
	g_assert_true(server_url_parse(server_url, strlen(server_url), &url));
	if (!credential_lookup(profile, &url, &license, &error)) {
		g_assert_null(license.domain);
		return message_sanitize(error->message);
	}
	g_assert_cmpstr(license.domain, ==, url.domain);
	return g_strdup_printf("%s %s%s%s", secret_text(&license.username), secret_text(&license.id),
			       license.app ? " " : "", license.app ? license.app : "");
}

#define assert_gives(PROFILE, SERVER_URL, TEXT)                                                                        \
	do {                                                                                                           \
		g_autofree char *given_ = lookup(PROFILE, SERVER_URL);                                                 \
		g_assert_cmpstr(given_, ==, TEXT);                                                                     \
	} while (0)

static void which_item_answers(void)
{
	const struct keyring_item same = { .profile = (char *)(guintptr) "same",
					   .server = (char *)(guintptr)PROXY,
					   .username = (char *)(guintptr) "LICENSE_ID",
					   .username_is_license = true };
	const struct profile of_same = { .name = "same", .named = true };
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	memory_put(&service, "default", CUSTOM, "of-custom");
	put_app("acme", PROXY, "my-app", "of-app");
	memory_add(&service, &same, "as-user-name");
	assert_gives(&unnamed, PROXY, "LICENSE_ID of-default");
	assert_gives(&unnamed, "https://" PROXY "/v2/", "LICENSE_ID of-default");
	assert_gives(&unnamed, CUSTOM, "LICENSE_ID of-custom");
	assert_gives(&acme, PROXY, "kim of-app my-app");
	assert_gives(&of_same, PROXY, "as-user-name as-user-name");
	assert_gives(&unnamed, PROXY "/proxy/my-app/x", "kim of-app my-app");
	assert_gives(&named, PROXY "/proxy/my-app/x", "LICENSE_ID of-default");
	assert_gives(&unnamed, PROXY "/proxy/other-app/x", "LICENSE_ID of-default");
	assert_gives(&unnamed, CUSTOM "/proxy/my-app/x", "LICENSE_ID of-custom");
	put_app("newer", PROXY, "my-app", "of-app-newer");
	assert_gives(&unnamed, PROXY "/proxy/my-app/x", "kim of-app-newer my-app");
}

static void what_is_not_answered(void)
{
	begin();
	assert_gives(&unnamed, PROXY, NOT_FOUND);
	memory_put(&service, "default", PROXY, "of-default");
	assert_gives(&unnamed, REGISTRY, NOT_FOUND);
	assert_gives(&acme, PROXY, NOT_FOUND);
	service.meanwhile = always_denied;
	assert_gives(&unnamed, PROXY, "the test lets 'find' fail");
	assert_gives(&unnamed, PROXY "/proxy/my-app/x", "the test lets 'list' fail");
	/* No keyring is opened for these. */
	assert_gives(&unnamed, "http://" PROXY, NOT_FOUND);
	assert_gives(&unnamed, "quay.io", NOT_FOUND);
	assert_gives(&unnamed, "other.acme.example", NOT_FOUND);
	service.meanwhile = NULL;
	service.locked = true;
	assert_gives(&unnamed, PROXY "/proxy/my-app/x", "LICENSE_ID of-default");
	service.locked = true;
	service.refuses_unlock = true;
	assert_gives(&unnamed, PROXY "/proxy/my-app/x", "keyring is locked");
	memory_put(&service, "default", PROXY, NULL);
	service.locked = false;
	g_autoptr(GError) error = NULL;
	g_assert_false(keyring_fail_damaged(&error));
	g_autofree char *damaged = message_sanitize(error->message);
	assert_gives(&unnamed, PROXY, damaged);
}

static void domains_that_cannot_be_read(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	g_setenv("REPLICATED_DOMAINS", "https://x", TRUE);
	assert_gives(&unnamed, PROXY, "LICENSE_ID of-default");
	assert_gives(
		&unnamed, CUSTOM,
		"REPLICATED_DOMAINS contains 'https://x', which is not a registry domain: use host[:port], without "
		"scheme or path, separated by commas");
}

static void a_file_answers_for_all(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	g_autofree char *path = give_file("of-file\n");
	service.meanwhile = always_denied;
	g_assert_cmpstr(credential_source(), ==, "REPLICATED_LICENSE_ID_FILE");
	assert_gives(&unnamed, PROXY, "LICENSE_ID of-file");
	assert_gives(&acme, CUSTOM "/proxy/my-app/x", "LICENSE_ID of-file");
	assert_gives(&unnamed, "quay.io", NOT_FOUND);
	assert_gives(&unnamed, "http://" PROXY, NOT_FOUND);
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	g_assert_true(credential_source_works(&unnamed, &license, NULL));
	g_assert_cmpstr(secret_text(&license), ==, "of-file");
	g_assert_cmpint(unlink(path), ==, 0);
	g_autofree char *missing =
		g_strdup_printf("cannot open the license ID file '%s': No such file or directory", path);
	assert_gives(&unnamed, PROXY, missing);
	g_autoptr(GError) error = NULL;
	secret_truncate(&license, 0);
	g_assert_false(credential_source_works(&unnamed, &license, &error));
	g_assert_nonnull(error);
	g_unsetenv("REPLICATED_LICENSE_ID_FILE");
	g_assert_null(credential_source());
}

static bool differs(const struct profile *profile, const char *domain)
{
	bool differs_by_app;
	GError *error = NULL;
	differs_by_app = !service.items->len;
	g_assert_true(credential_differs_by_app(profile, domain, &differs_by_app, &error));
	g_assert_no_error(error);
	return differs_by_app;
}

static void whether_the_app_decides(void)
{
	begin();
	g_assert_false(differs(&unnamed, PROXY));
	memory_put(&service, "acme", PROXY, "no-app");
	put_app("default", PROXY, "my-app", "own-app");
	put_app("acme", REGISTRY, "my-app", "another-domain");
	g_assert_false(differs(&unnamed, PROXY));
	put_app("other", PROXY, "my-app", "of-app");
	memory_put(&service, "zz", PROXY, "no-app");
	g_assert_true(differs(&unnamed, PROXY));
	g_assert_false(differs(&named, PROXY));
	g_autofree char *path = give_file("of-file");
	g_assert_false(differs(&unnamed, PROXY));
	g_assert_cmpint(unlink(path), ==, 0);
	g_unsetenv("REPLICATED_LICENSE_ID_FILE");
	service.locked = true;
	g_assert_true(differs(&unnamed, PROXY));
	service.meanwhile = always_denied;
	g_autoptr(GError) error = NULL;
	bool unused;
	g_assert_false(credential_differs_by_app(&unnamed, PROXY, &unused, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DENIED);
}

static void erases(const struct profile *profile, const char *server_url, const char *left)
{
	struct server_url url;
	GError *error = NULL;
	g_assert_true(server_url_parse(server_url, strlen(server_url), &url));
	g_assert_true(license_erase(profile, &url, &error));
	g_assert_no_error(error);
	assert_holds(&service, left);
}

static void what_is_erased(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	put_app("acme", PROXY, "my-app", "of-app");
	put_app("newer", PROXY, "my-app", "of-app-newer");
	erases(&unnamed, REGISTRY,
	       "acme " PROXY " kim of-app my-app\ndefault " PROXY " LICENSE_ID of-default\nnewer " PROXY
	       " kim of-app-newer my-app\n");
	erases(&unnamed, PROXY "/proxy/my-app/x",
	       "acme " PROXY " kim of-app my-app\ndefault " PROXY " LICENSE_ID of-default\n");
	erases(&named, PROXY "/proxy/my-app/x", "acme " PROXY " kim of-app my-app\n");
	erases(&named, PROXY, "acme " PROXY " kim of-app my-app\n");
	service.meanwhile = always_denied;
	struct server_url url;
	g_autoptr(GError) error = NULL;
	g_assert_true(server_url_parse(PROXY, strlen(PROXY), &url));
	g_assert_false(license_erase(&acme, &url, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DENIED);
}

/* ---- several ---- */

/* "DOMAIN USERNAME LICENSE[ APP]", or the sentence of the failure. */
static char *loaded(const struct profile *profile, const char *domains, bool any)
{
	g_auto(GStrv) words = g_strsplit(domains, " ", -1);
	g_autoptr(GPtrArray) licenses = NULL;
	g_autoptr(GError) error = NULL;
	if (!(any ? license_load_any : license_load)(profile, (const char *const *)words, &licenses, &error)) {
		g_assert_null(licenses);
		return message_sanitize(error->message);
	}
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		g_string_append_printf(text, "%s%s %s %s%s%s", i > 0 ? ", " : "", license->domain,
				       secret_text(&license->username), secret_text(&license->id),
				       license->app ? " " : "", license->app ? license->app : "");
	}
	return g_string_free(text, FALSE);
}

#define assert_loads(PROFILE, DOMAINS, TEXT)                                                                           \
	do {                                                                                                           \
		g_autofree char *loaded_ = loaded(PROFILE, DOMAINS, false);                                            \
		g_assert_cmpstr(loaded_, ==, TEXT);                                                                    \
	} while (0)

static void all_of_a_profile(void)
{
	begin();
	assert_loads(&unnamed, "", "");
	memory_put(&service, "default", REGISTRY, "id");
	put_app("default", PROXY, "my-app", "older");
	put_app("default", PROXY, "my-app", "id");
	memory_put(&service, "default", CUSTOM, "custom");
	memory_put(&service, "default", "undeclared.acme.example", "undeclared");
	memory_put(&service, "acme", PROXY, "of-acme");
	assert_loads(&unnamed, "", CUSTOM " LICENSE_ID custom, " PROXY " kim id my-app, " REGISTRY " LICENSE_ID id");
	assert_loads(&acme, "", PROXY " LICENSE_ID of-acme");
	assert_loads(&unnamed, REGISTRY " " PROXY " " REGISTRY, PROXY " kim id my-app, " REGISTRY " LICENSE_ID id");
}

static void a_domain_borrows(void)
{
	begin();
	assert_loads(&unnamed, CUSTOM, NOT_FOUND);
	put_app("default", PROXY, "my-app", "id");
	memory_put(&service, "default", REGISTRY, "id");
	assert_loads(&unnamed, CUSTOM, CUSTOM " kim id");
	assert_loads(&unnamed, CUSTOM " " PROXY, CUSTOM " kim id, " PROXY " kim id my-app");
	memory_put(&service, "default", "proxy.staging.replicated.com", "another");
	assert_loads(&unnamed, CUSTOM,
		     "no license is stored for '" CUSTOM
		     "', and profile 'default' has several different ones: store the "
		     "right one with 'docker-credential-replicated login --domain " CUSTOM "'");
	assert_loads(&named, PROXY " " CUSTOM,
		     "no license is stored for '" CUSTOM
		     "', and profile 'default' has several different ones: store the "
		     "right one with 'docker-credential-replicated login -p default --domain " CUSTOM "'");
	assert_loads(&unnamed, PROXY, PROXY " kim id my-app");
}

static void a_damaged_item(void)
{
	g_autoptr(GError) error = NULL;
	g_assert_false(keyring_fail_damaged(&error));
	g_autofree char *damaged = message_sanitize(error->message);
	begin();
	memory_put(&service, "default", PROXY, "id");
	memory_put(&service, "default", REGISTRY, NULL);
	assert_loads(&unnamed, "", damaged);
	assert_loads(&unnamed, REGISTRY, damaged);
	assert_loads(&unnamed, CUSTOM, damaged);
	assert_loads(&unnamed, PROXY, PROXY " LICENSE_ID id");
}

static void domains_that_are_refused(void)
{
	begin();
	memory_put(&service, "default", PROXY, "id");
	assert_loads(
		&unnamed, PROXY " other.acme.example",
		"'other.acme.example' is not a Replicated registry domain: if the software vendor's instructions name "
		"it as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the license is "
		"sent to every domain that is declared");
	service.meanwhile = always_denied;
	assert_loads(&unnamed, "", "the test lets 'find_all' fail");
	assert_loads(&unnamed, PROXY, "the test lets 'find_all' fail");
	service.meanwhile = NULL;
	g_setenv("REPLICATED_DOMAINS", "https://x", TRUE);
	assert_loads(
		&unnamed, "",
		"REPLICATED_DOMAINS contains 'https://x', which is not a registry domain: use host[:port], without "
		"scheme or path, separated by commas");
}

static void a_file_for_all_domains(void)
{
	begin();
	g_autofree char *path = give_file("of-file");
	assert_loads(&unnamed, "",
		     CUSTOM " LICENSE_ID of-file, " PROXY " LICENSE_ID of-file, " REGISTRY " LICENSE_ID of-file");
	assert_loads(&acme, "proxy.staging.replicated.com", "proxy.staging.replicated.com LICENSE_ID of-file");
	g_assert_cmpint(unlink(path), ==, 0);
	g_autofree char *missing =
		g_strdup_printf("cannot open the license ID file '%s': No such file or directory", path);
	assert_loads(&unnamed, "", missing);
	assert_loads(&unnamed, PROXY, missing);
}

static void where_none_is_an_error(void)
{
	static const char *const domains[] = { "", PROXY };
	begin();
	for (size_t i = 0; i < G_N_ELEMENTS(domains); i++) {
		g_autofree char *of_default = loaded(&unnamed, domains[i], true);
		g_assert_cmpstr(
			of_default, ==,
			"no license is stored for profile 'default': run 'docker-credential-replicated login' first");
		g_autofree char *of_acme = loaded(&acme, domains[i], true);
		g_assert_cmpstr(
			of_acme, ==,
			"no license is stored for profile 'acme': run 'docker-credential-replicated login -p acme' first");
	}
	memory_put(&service, "default", PROXY, "id");
	g_autofree char *one = loaded(&unnamed, "", true);
	g_assert_cmpstr(one, ==, PROXY " LICENSE_ID id");
	service.meanwhile = always_denied;
	g_autofree char *denied = loaded(&unnamed, "", true);
	g_assert_cmpstr(denied, ==, "the test lets 'find_all' fail");
}

/* ---- lists ---- */

/* "DOMAIN USERNAME", or the sentence of the failure. */
static char *listed(const struct profile *profile, bool unlocked)
{
	g_autoptr(GPtrArray) items = NULL;
	g_autoptr(GError) error = NULL;
	if (!(unlocked ? license_list_unlocked : license_list)(profile, &items, &error)) {
		g_assert_null(items);
		return message_sanitize(error->message);
	}
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		g_assert_cmpstr(item->profile, ==, profile->name);
		g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", item->server, item->username);
	}
	return g_string_free(text, FALSE);
}

#define assert_lists(PROFILE, UNLOCKED, TEXT)                                                                          \
	do {                                                                                                           \
		g_autofree char *listed_ = listed(PROFILE, UNLOCKED);                                                  \
		g_assert_cmpstr(listed_, ==, TEXT);                                                                    \
	} while (0)

static void what_is_listed(void)
{
	static const char all[] = CUSTOM " LICENSE_ID, " PROXY " kim, " REGISTRY " LICENSE_ID";
	begin();
	assert_lists(&unnamed, false, "");
	put_app("acme", PROXY, "my-app", "of-acme");
	memory_put(&service, "default", REGISTRY, "id");
	memory_put(&service, "default", PROXY, "older");
	put_app("default", PROXY, NULL, "newer");
	memory_put(&service, "default", CUSTOM, "id");
	memory_put(&service, "default", "undeclared.acme.example", "id");
	for (int unlocked = 0; unlocked <= 1; unlocked++)
		assert_lists(&unnamed, unlocked, all);
	assert_lists(&acme, false, PROXY " kim");
	service.locked = true;
	assert_lists(&unnamed, false, "keyring is locked");
	assert_lists(&unnamed, true, all);
	service.locked = true;
	service.refuses_unlock = true;
	assert_lists(&unnamed, true, "keyring is locked");
	service.meanwhile = always_denied;
	for (int unlocked = 0; unlocked <= 1; unlocked++)
		assert_lists(&unnamed, unlocked, "the test lets 'list' fail");
}

static void what_is_listed_of_a_file(void)
{
	begin();
	memory_put(&service, "default", "proxy.staging.replicated.com", "id");
	g_autofree char *path = give_file("of-file");
	assert_lists(&acme, false, CUSTOM " LICENSE_ID, " PROXY " LICENSE_ID, " REGISTRY " LICENSE_ID");
	g_setenv("REPLICATED_DOMAINS", "https://x", TRUE);
	assert_lists(
		&acme, false,
		"REPLICATED_DOMAINS contains 'https://x', which is not a registry domain: use host[:port], without "
		"scheme or path, separated by commas");
	g_assert_cmpint(unlink(path), ==, 0);
	g_unsetenv("REPLICATED_DOMAINS");
	g_autofree char *missing =
		g_strdup_printf("cannot open the license ID file '%s': No such file or directory", path);
	assert_lists(&acme, false, missing);
}

/* ---- which domains are ours ---- */

static void declared_domains(void)
{
	static const struct {
		const char *variable, *extra, *declared;
	} cases[] = {
		{ NULL, NULL, "" },
		{ "", NULL, "" },
		{ " , ,", NULL, "" },
		{ "b.example, A.example:8443 ,b.example", NULL, "a.example:8443 b.example" },
		{ NULL, "extra=b.example;a.example;\n", "a.example b.example" },
		{ NULL, "extra=\n", "" },
		{ NULL, "extra=; ;a.example\n", "a.example" },
		{ NULL, "other=x\n", "" },
		{ "c.example,a.example", "extra=b.example;a.example;a.example\n", "a.example b.example c.example" },
		{ "quay.io,a.example,docker.io", "extra=ghcr.io\n", "a.example" },
	};
	g_autofree char *own = g_build_filename(folder, "docker-credential-replicated", NULL);
	g_autofree char *path = g_build_filename(own, "config", NULL);
	g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) domains = NULL;
		GError *error = NULL;
		begin();
		if (cases[i].variable)
			g_setenv("REPLICATED_DOMAINS", cases[i].variable, TRUE);
		else
			g_unsetenv("REPLICATED_DOMAINS");
		if (cases[i].extra) {
			g_autofree char *text = g_strconcat("# mine\n[domains]\n", cases[i].extra, NULL);
			g_assert_true(g_file_set_contents(path, text, -1, NULL));
		}
		g_assert_true(our_domains_declared(&domains, &error));
		g_assert_no_error(error);
		g_ptr_array_add(domains, NULL);
		g_autofree char *joined = g_strjoinv(" ", (char **)domains->pdata);
		g_assert_cmpstr(joined, ==, cases[i].declared);
		(void)unlink(path);
	}
	g_assert_cmpint(rmdir(own), ==, 0);
}

static void ours_or_not(void)
{
	static const struct {
		const char *domain;
		bool ours;
		const char *sentence;
	} cases[] = {
		{ PROXY, true, NULL },
		{ CUSTOM, true, NULL },
		{ "other.acme.example", false,
		  "'other.acme.example' is not a Replicated registry domain: if the software vendor's instructions name it "
		  "as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the license is sent "
		  "to every domain that is declared" },
	};
	begin();
	g_setenv("REPLICATED_DOMAINS", CUSTOM ",quay.io", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		bool ours = !cases[i].ours;
		g_assert_true(our_domains_hold(cases[i].domain, &ours, NULL));
		g_assert_true(ours == cases[i].ours);
		g_assert_true(our_domains_require(cases[i].domain, &error) == cases[i].ours);
		g_autofree char *printed = error ? message_sanitize(error->message) : NULL;
		g_assert_cmpstr(printed, ==, cases[i].sentence);
	}
	g_autoptr(GError) error = NULL;
	bool ours = true;
	g_assert_true(our_domains_hold("quay.io", &ours, NULL));
	g_assert_false(ours);
	g_assert_false(our_domains_require("quay.io", &error));
	g_assert_nonnull(strstr(error->message, "'quay.io' is an upstream registry"));
}

/* ---- which keyring ---- */

static void the_keyring_that_is_chosen(void)
{
	g_autofree char *own = g_build_filename(folder, "docker-credential-replicated", NULL);
	g_autofree char *path = g_build_filename(own, "config", NULL);
	begin();
	g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
	for (int step = 0; step < 5; step++) {
		static const char *const names[] = { "secret-service", "vault", "vault", "secret-service", "kwallet" };
		g_autofree char *name = NULL;
		GError *error = NULL;
		if (step == 1)
			g_assert_true(g_file_set_contents(path, "[keyring]\nbackend=vault\n", -1, NULL));
		if (step == 2)
			g_setenv("REPLICATED_KEYRING", "", TRUE);
		if (step == 3)
			g_setenv("REPLICATED_KEYRING", "secret-service", TRUE);
		if (step == 4)
			g_setenv("REPLICATED_KEYRING", "kwallet", TRUE);
		g_assert_true(keyring_chosen_name(&name, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(name, ==, names[step]);
	}
	g_unsetenv("REPLICATED_KEYRING");
	g_assert_true(g_file_set_contents(path, "x\n", -1, NULL));
	g_autofree char *name = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_false(keyring_chosen_name(&name, &error));
	g_assert_null(name);
	g_assert_nonnull(strstr(error->message, "is damaged"));
	g_assert_cmpint(unlink(path), ==, 0);
	g_assert_cmpint(rmdir(own), ==, 0);
}

static void a_keyring_that_does_not_exist(void)
{
	static const char sentence[] = "there is no keyring called 'kwallet': choose 'secret-service' or 'vault'";
	struct server_url url;
	g_autoptr(GError) error = NULL;
	bool unused;
	begin();
	memory_put(&service, "default", PROXY, "id");
	keyring_use(NULL);
	g_setenv("REPLICATED_KEYRING", "kwallet", TRUE);
	assert_gives(&unnamed, PROXY, sentence);
	assert_gives(&unnamed, PROXY "/proxy/my-app/x", sentence);
	assert_loads(&unnamed, "", sentence);
	assert_loads(&unnamed, PROXY, sentence);
	for (int unlocked = 0; unlocked <= 1; unlocked++)
		assert_lists(&unnamed, unlocked, sentence);
	g_assert_false(credential_differs_by_app(&unnamed, PROXY, &unused, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE);
	g_clear_error(&error);
	g_assert_true(server_url_parse(PROXY, strlen(PROXY), &url));
	g_assert_false(license_erase(&unnamed, &url, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE);
	g_unsetenv("REPLICATED_KEYRING");
	keyring_use(&service_keyring);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = test_folder();
	keyring_use(&service_keyring);
	g_test_add_func("/credential/which-item-answers", which_item_answers);
	g_test_add_func("/credential/what-is-not-answered", what_is_not_answered);
	g_test_add_func("/credential/domains-that-cannot-be-read", domains_that_cannot_be_read);
	g_test_add_func("/credential/a-file-answers-for-all", a_file_answers_for_all);
	g_test_add_func("/credential/whether-the-app-decides", whether_the_app_decides);
	g_test_add_func("/credential/what-is-erased", what_is_erased);
	g_test_add_func("/license-load/all-of-a-profile", all_of_a_profile);
	g_test_add_func("/license-load/a-domain-borrows", a_domain_borrows);
	g_test_add_func("/license-load/a-damaged-item", a_damaged_item);
	g_test_add_func("/license-load/domains-that-are-refused", domains_that_are_refused);
	g_test_add_func("/license-load/a-file-for-all-domains", a_file_for_all_domains);
	g_test_add_func("/license-load/where-none-is-an-error", where_none_is_an_error);
	g_test_add_func("/license-list/what-is-listed", what_is_listed);
	g_test_add_func("/license-list/what-is-listed-of-a-file", what_is_listed_of_a_file);
	g_test_add_func("/our-domains/declared-domains", declared_domains);
	g_test_add_func("/our-domains/ours-or-not", ours_or_not);
	g_test_add_func("/keyring-choice/the-keyring-that-is-chosen", the_keyring_that_is_chosen);
	g_test_add_func("/keyring-choice/a-keyring-that-does-not-exist", a_keyring_that_does_not_exist);
	int status = g_test_run();
	g_clear_pointer(&service.items, g_ptr_array_unref);
	g_assert_cmpint(rmdir(folder), ==, 0);
	g_free(folder);
	return status;
}
