/* SPDX-License-Identifier: MIT
 *
 * Licenses that are stored, removed and rotated: all or none, whichever call of the keyring fails, and with them the
 * custom domains in the config file. */
#include "../../helper/license/config.h"
#include "../../helper/license/keyring-choice.h"
#include "../../helper/license/license-change.h"
#include "../../helper/license/license-kind.h"
#include "../../helper/license/rotation.h"
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"

#include "memory-keyring.h"

#define ME "docker-credential-replicated: "
#define PROXY "proxy.replicated.com"
#define REGISTRY "registry.replicated.com"
#define CUSTOM "images.acme.example"
#define FAILS(OPERATION) "the test lets '" OPERATION "' fail"

MEMORY_KEYRING(service, "secret-service");

static char *folder;
static const struct profile profile = { .name = "default" };

static void begin(void)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	memory_clear(&service);
	g_assert_true(config_domains(domains, NULL));
	g_assert_true(config_remove_domains(domains, NULL));
}

#define assert_declared(TEXT)                                                                                          \
	do {                                                                                                           \
		g_autoptr(GPtrArray) domains_ = domain_list_new();                                                     \
		g_assert_true(config_domains(domains_, NULL));                                                         \
		g_ptr_array_add(domains_, NULL);                                                                       \
		g_autofree char *joined_ = g_strjoinv(" ", (char **)domains_->pdata);                                  \
		g_assert_cmpstr(joined_, ==, TEXT);                                                                    \
	} while (0)

/* ---- which call fails ---- */

static const char *failing_operation;
static int calls_until_failure, failures, fails_with;

static int fails(const char *operation)
{
	if (strcmp(operation, failing_operation) != 0 || --calls_until_failure > 0 || calls_until_failure <= -failures)
		return GOES_ON;
	return fails_with;
}

/* The call of that number and, of that operation, as many as `count` in all. */
static void let_fail(const char *operation, int call, int count, enum keyring_outcome outcome)
{
	failing_operation = operation;
	calls_until_failure = call;
	failures = count;
	fails_with = (int)outcome;
	service.meanwhile = fails;
}

/* ---- store ---- */

static struct license *add_license(GPtrArray *licenses, const char *domain, const char *username, const char *id)
{
	struct license *license = license_new(domain);
	secret_append_text(&license->username, username);
	secret_append_text(&license->id, id);
	g_ptr_array_add(licenses, license);
	return license;
}

static void stores(const char *sentence, const char *warning)
{
	g_autoptr(GPtrArray) licenses = license_array_new();
	g_autoptr(GError) error = NULL;
	add_license(licenses, PROXY, "kim", "new")->app = g_strdup("my-app");
	add_license(licenses, CUSTOM, "new", "new")->expires_at = g_strdup("2031-01-02T03:04:05Z");
	add_license(licenses, REGISTRY, "LICENSE_ID", "new");
	struct listening listening = listen_begin(folder);
	bool stored = license_store_all(&profile, licenses, &error);
	g_autofree char *said = listen_end(&listening);
	g_autofree char *printed = error ? message_sanitize(error->message) : NULL;
	g_assert_cmpstr(printed, ==, sentence);
	g_assert_true(stored == !sentence);
	g_assert_cmpstr(said, ==, warning);
}

#define ALL_NEW                                                                                                        \
	"default " CUSTOM " = new\n"                                                                                   \
	"default " PROXY " kim new my-app\n"                                                                           \
	"default " REGISTRY " LICENSE_ID new\n"

static void all_are_stored(void)
{
	begin();
	memory_put(&service, "acme", PROXY, "of-acme");
	stores(NULL, "");
	assert_holds(&service, "acme " PROXY " LICENSE_ID of-acme\n" ALL_NEW);
	assert_declared(CUSTOM);
	const struct keyring_query query = { .server = CUSTOM };
	const struct keyring_item *item = &memory_newest(&service, &query)->item;
	g_assert_cmpstr(item->username, ==, "LICENSE_ID");
	g_assert_cmpstr(item->expires_at, ==, "2031-01-02T03:04:05Z");
	g_assert_cmpstr(item->kind, ==, LICENSE_KIND_ID);
	stores(NULL, "");
	assert_holds(&service, "acme " PROXY " LICENSE_ID of-acme\n" ALL_NEW);
}

/* What was there before: nothing, other licenses, one that is damaged. */
static void put_before(int what)
{
	const struct keyring_item item = { .profile = (char *)(guintptr) "default",
					   .server = (char *)(guintptr)PROXY,
					   .username = (char *)(guintptr) "lee",
					   .app = (char *)(guintptr) "old-app" };
	begin();
	if (what == 1)
		memory_add(&service, &item, "old");
	if (what == 1)
		memory_put(&service, "default", CUSTOM, "new");
	if (what == 2)
		memory_put(&service, "default", REGISTRY, "older");
}

static void all_or_none(void)
{
	static const struct {
		const char *operation;
		int calls;
	} operations[] = { { "find", 3 }, { "store", 3 } };
	for (int what = 0; what <= 2; what++)
		for (size_t i = 0; i < G_N_ELEMENTS(operations); i++)
			for (int call = 1; call <= operations[i].calls; call++) {
				put_before(what);
				g_autofree char *before = memory_shown(&service);
				g_autofree char *sentence = g_strdup_printf(FAILS("%s"), operations[i].operation);
				let_fail(operations[i].operation, call, 1, KEYRING_UNAVAILABLE);
				stores(sentence, "");
				assert_holds(&service, before);
				assert_declared("");
			}
}

static void a_domain_that_was_declared_before_stays_so(void)
{
	g_autoptr(GPtrArray) added = domain_list_new();
	g_autoptr(GPtrArray) custom = domain_list_new();
	begin();
	domain_list_add(custom, CUSTOM);
	g_assert_true(config_add_domains(custom, added, NULL));
	let_fail("store", 3, 1, KEYRING_UNAVAILABLE);
	stores(FAILS("store"), "");
	assert_declared(CUSTOM);
}

/* Written, and an error all the same. */
static int stores_and_fails(const char *operation)
{
	static int stores;
	if (strcmp(operation, "store") != 0 || stores++ > 0)
		return GOES_ON;
	memory_put(&service, "default", PROXY, "new");
	return KEYRING_TIMED_OUT;
}

static void one_that_failed_may_be_written(void)
{
	begin();
	service.meanwhile = stores_and_fails;
	stores(FAILS("store"), "");
	assert_holds(&service, "");
}

/* What the keyring holds for the proxy after a failure, if anything. */
static const struct keyring_item *remains;

static int leaves_and_fails(const char *operation)
{
	static const struct keyring_query query = { .profile = "default", .server = PROXY };
	if (strcmp(operation, "store") != 0)
		return GOES_ON;
	service.meanwhile = NULL;
	memory_remove(&service, &query);
	if (remains)
		memory_add(&service, remains, "old");
	return KEYRING_TIMED_OUT;
}

static void what_a_failure_leaves_is_put_right(void)
{
	struct keyring_item item = { .profile = (char *)(guintptr) "default",
				     .server = (char *)(guintptr)PROXY,
				     .username = (char *)(guintptr) "lee",
				     .app = (char *)(guintptr) "old-app" };
	struct keyring_item other_user = item, license_as_user = item, other_app = item, no_app = item;
	other_user.username = (char *)(guintptr) "kim";
	license_as_user.username_is_license = true;
	other_app.app = (char *)(guintptr) "my-app";
	no_app.app = NULL;
	const struct keyring_item *const left[] = { NULL, &item, &other_user, &license_as_user, &other_app, &no_app };
	for (size_t i = 0; i < G_N_ELEMENTS(left); i++) {
		put_before(1);
		g_autofree char *before = memory_shown(&service);
		remains = left[i];
		service.meanwhile = leaves_and_fails;
		stores(FAILS("store"), "");
		assert_holds(&service, before);
	}
}

static void what_is_as_before_is_not_written(void)
{
	put_before(1);
	let_fail("store", 1, 9, KEYRING_UNAVAILABLE);
	stores(FAILS("store"), "");
	begin();
	let_fail("store", 1, 9, KEYRING_UNAVAILABLE);
	stores(FAILS("store"), "");
}

static void what_cannot_be_undone_is_named(void)
{
	begin();
	let_fail("store", 2, 1, KEYRING_UNAVAILABLE);
	stores(FAILS("store"), "");
	assert_holds(&service, "");

	put_before(1);
	let_fail("store", 3, 9, KEYRING_UNAVAILABLE);
	stores(FAILS("store"), ME "the license for " CUSTOM " could not be removed again: run "
				  "'docker-credential-replicated logout " CUSTOM "'\n" ME "the license for " PROXY
				  " could not be removed again: run 'docker-credential-replicated logout " PROXY "'\n");
}

static void a_damaged_item_is_replaced(void)
{
	begin();
	memory_put(&service, "default", PROXY, NULL);
	stores(NULL, "");
	assert_holds(&service, ALL_NEW);
}

static void a_config_file_that_cannot_be_read(void)
{
	g_autofree char *path = g_build_filename(folder, "docker-credential-replicated", "config", NULL);
	begin();
	g_assert_true(g_file_set_contents(path, "no key file\n", -1, NULL));
	g_autofree char *sentence = g_strdup_printf(
		"the config file '%s' is damaged (a line is not '[group]', 'key=value' or '# comment'): "
		"fix or remove it",
		path);
	stores(sentence, "");
	assert_holds(&service, "");
	g_assert_cmpint(unlink(path), ==, 0);
}

static void one_alone(void)
{
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&id, "id");
	begin();
	g_assert_true(license_store(&profile, PROXY, "kim", &id, NULL));
	g_assert_true(license_store(&profile, REGISTRY, "id", &id, NULL));
	assert_holds(&service, "default " PROXY " kim id\ndefault " REGISTRY " = id\n");
	let_fail("store", 1, 1, KEYRING_DENIED);
	g_autoptr(GError) error = NULL;
	g_assert_false(license_store(&profile, PROXY, "kim", &id, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DENIED);
}

/* ---- remove ---- */

static char *items_shown(const GPtrArray *items)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "", item->profile, item->server);
	}
	return g_string_free(text, FALSE);
}

static void removes(const char *of_profile, const char *domains, const char *removed, const char *left,
		    const char *reason)
{
	g_auto(GStrv) words = g_strsplit(domains, " ", -1);
	g_auto(LicenseRemoval) removal = { 0 };
	g_autoptr(GError) error = NULL;
	g_assert_true(license_remove(of_profile, (const char *const *)words, &removal, &error));
	g_assert_no_error(error);
	g_autofree char *removed_shown = items_shown(removal.removed);
	g_autofree char *left_shown = items_shown(removal.left);
	g_assert_cmpstr(removed_shown, ==, removed);
	g_assert_cmpstr(left_shown, ==, left);
	g_assert_cmpstr(removal.reason ? removal.reason->message : NULL, ==, reason);
}

static void begin_removal(void)
{
	g_autoptr(GPtrArray) added = domain_list_new();
	g_autoptr(GPtrArray) custom = domain_list_new();
	begin();
	domain_list_add(custom, CUSTOM);
	domain_list_add(custom, "other.acme.example");
	g_assert_true(config_add_domains(custom, added, NULL));
	memory_put(&service, "default", REGISTRY, "id");
	memory_put(&service, "default", PROXY, "id");
	memory_put(&service, "default", CUSTOM, "id");
	memory_put(&service, "acme", PROXY, "id");
	memory_put(&service, "acme", CUSTOM, "id");
	memory_put(&service, "acme", "other.acme.example", "id");
}

static void what_is_removed(void)
{
	begin_removal();
	removes("default", REGISTRY " none.example " CUSTOM, "default " CUSTOM ", default " REGISTRY, "", NULL);
	assert_declared(CUSTOM " other.acme.example");
	removes("default", "", "default " PROXY, "", NULL);
	removes("default", "", "", "", NULL);
	removes(NULL, CUSTOM, "acme " CUSTOM, "", NULL);
	assert_declared("other.acme.example");
	removes(NULL, "", "acme other.acme.example, acme " PROXY, "", NULL);
	assert_holds(&service, "");
	assert_declared("");

	begin_removal();
	removes(NULL, "",
		"acme " CUSTOM ", acme other.acme.example, acme " PROXY ", default " CUSTOM ", default " PROXY
		", default " REGISTRY,
		"", NULL);
	assert_declared("");
}

static void two_of_one_domain_are_one(void)
{
	const struct keyring_item item = { .profile = (char *)(guintptr) "default",
					   .server = (char *)(guintptr)PROXY,
					   .username = (char *)(guintptr) "twin" };
	begin();
	memory_add(&service, &item, "first");
	memory_add(&service, &item, "second");
	memory_add(&service, &item, "third");
	removes("default", "", "default " PROXY, "", NULL);
	assert_holds(&service, "");
}

static void what_stays_and_why(void)
{
	for (int call = 1; call <= 3; call++) {
		begin_removal();
		let_fail("erase", call, 1, KEYRING_DENIED);
		removes("default", "",
			call == 1   ? "default " PROXY ", default " REGISTRY
			: call == 2 ? "default " CUSTOM ", default " REGISTRY
				    : "default " CUSTOM ", default " PROXY,
			call == 1   ? "default " CUSTOM
			: call == 2 ? "default " PROXY
				    : "default " REGISTRY,
			FAILS("erase"));
	}
	begin_removal();
	let_fail("erase", 2, 1, KEYRING_UNAVAILABLE);
	removes("default", "", "default " CUSTOM, "default " PROXY ", default " REGISTRY, FAILS("erase"));
	begin_removal();
	let_fail("erase", 2, 9, KEYRING_DENIED);
	removes("acme", "", "acme " CUSTOM, "acme other.acme.example, acme " PROXY, FAILS("erase"));
	assert_declared(CUSTOM " other.acme.example");
}

static void a_domain_that_cannot_be_forgotten(void)
{
	begin_removal();
	let_fail("list", 2, 1, KEYRING_UNAVAILABLE);
	removes("acme", "", "acme " CUSTOM ", acme other.acme.example, acme " PROXY, "", FAILS("list"));
	assert_declared(CUSTOM " other.acme.example");
	begin_removal();
	let_fail("list", 2, 1, KEYRING_UNAVAILABLE);
	removes("acme", PROXY, "acme " PROXY, "", NULL);
}

static void nothing_is_begun(void)
{
	static const char *const none[] = { NULL };
	struct license_removal removal = { 0 };
	begin_removal();
	service.locked = true;
	removes("default", PROXY, "default " PROXY, "", NULL);
	service.locked = true;
	service.refuses_unlock = true;
	g_autoptr(GError) error = NULL;
	g_assert_false(license_remove(NULL, none, &removal, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_LOCKED);
	g_assert_null(removal.removed);
	service.locked = false;
	let_fail("list", 1, 1, KEYRING_DENIED);
	g_clear_error(&error);
	g_assert_false(license_remove(NULL, none, &removal, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DENIED);
	g_assert_cmpuint(service.items->len, ==, 5);
}

/* ---- rotate ---- */

static char *token_of(const char *identity, const char *secret)
{
	g_autofree char *json = g_strdup_printf("{\"i\":\"%s\",\"s\":\"%s\"}", identity, secret);
	return g_base64_encode((const guchar *)json, strlen(json));
}

static bool rotates(const char *identity, const char *secret, const char *expires_at, const char *sentence,
		    const char *warning)
{
	g_auto(Secret) token = SECRET_INIT(LICENSE_ID_MAX);
	g_autofree char *text = token_of(identity, secret);
	g_autoptr(GPtrArray) old = NULL;
	g_autoptr(GError) error = NULL;
	secret_append_text(&token, text);
	struct listening listening = listen_begin(folder);
	bool done = rotation_carry_out(&token, expires_at, &old, &error);
	g_autofree char *said = listen_end(&listening);
	g_autofree char *printed = error ? message_sanitize(error->message) : NULL;
	g_assert_cmpstr(printed, ==, sentence);
	g_assert_cmpstr(said, ==, warning);
	g_assert_true(done == (old != NULL));
	g_assert_true(done == !sentence);
	return done;
}

static void begin_rotation(void)
{
	g_autofree char *old = token_of("account", "old");
	g_autofree char *other = token_of("another", "old");
	const struct keyring_item item = { .profile = (char *)(guintptr) "default",
					   .server = (char *)(guintptr)PROXY,
					   .username = (char *)(guintptr) "LICENSE_ID",
					   .username_is_license = true,
					   .app = (char *)(guintptr) "my-app",
					   .expires_at = (char *)(guintptr) "2030-01-01T00:00:00Z" };
	begin();
	memory_put(&service, "zz", REGISTRY, old);
	memory_add(&service, &item, old);
	memory_put(&service, "default", CUSTOM, old);
	memory_put(&service, "acme", PROXY, other);
	memory_put(&service, "acme", REGISTRY, "a-license-id");
}

static void a_token_is_replaced_everywhere(void)
{
	g_autofree char *new = token_of("account", "new");
	g_autofree char *other = token_of("another", "old");
	g_autofree char *want = g_strdup_printf(
		"acme " PROXY " LICENSE_ID %s\nacme " REGISTRY " LICENSE_ID a-license-id\ndefault " CUSTOM
		" LICENSE_ID %s\ndefault " PROXY " = %s my-app\nzz " REGISTRY " LICENSE_ID %s\n",
		other, new, new, new);
	const struct keyring_query query = { .profile = "default", .server = PROXY };
	begin_rotation();
	g_assert_true(rotates("account", "new", NULL, NULL, ""));
	assert_holds(&service, want);
	const struct keyring_item *item = &memory_newest(&service, &query)->item;
	g_assert_cmpstr(item->expires_at, ==, "2030-01-01T00:00:00Z");
	g_assert_cmpstr(item->kind, ==, LICENSE_KIND_TOKEN);
	g_assert_true(rotates("account", "newest", "2031-01-01T00:00:00Z", NULL, ""));
	g_assert_cmpstr(memory_newest(&service, &query)->item.expires_at, ==, "2031-01-01T00:00:00Z");
}

static void everywhere_or_nowhere(void)
{
	for (int call = 1; call <= 3; call++) {
		begin_rotation();
		g_autofree char *before = memory_shown(&service);
		let_fail("store", call, 1, KEYRING_UNAVAILABLE);
		g_assert_false(rotates("account", "new", NULL, FAILS("store"), ""));
		assert_holds(&service, before);
	}
	begin_rotation();
	g_autofree char *before = memory_shown(&service);
	let_fail("find_all", 1, 1, KEYRING_DENIED);
	g_assert_false(rotates("account", "new", NULL, FAILS("find_all"), ""));
	assert_holds(&service, before);
	begin_rotation();
	let_fail("store", 2, 9, KEYRING_UNAVAILABLE);
	g_assert_false(
		rotates("account", "new", NULL, FAILS("store"),
			ME "the token for " PROXY " (profile 'default') could not be restored: store it again with "
			   "'docker-credential-replicated login -p default --domain " PROXY "'\n" ME
			   "the token for " CUSTOM " (profile 'default') could not be restored: store it again with "
			   "'docker-credential-replicated login -p default --domain " CUSTOM "'\n"));
}

static void what_cannot_be_rotated(void)
{
	begin_rotation();
	g_assert_false(rotates("nobody", "new", NULL,
			       "no token of the service account 'nobody' is stored: to store this one, leave out "
			       "'--rotate'",
			       ""));
	g_assert_false(rotates("account", "", NULL,
			       "only a service-account token can be rotated, and this is not one: a license ID never "
			       "changes: to store another license, leave out '--rotate'",
			       ""));
	g_assert_true(rotates("account", "old", NULL, NULL, ""));
}

/* "DOMAIN USERNAME" of what the registries would be asked. */
static void which_registries_are_asked(void)
{
	g_autofree char *text = token_of("account", "new");
	g_auto(Secret) token = SECRET_INIT(LICENSE_ID_MAX);
	g_autoptr(GPtrArray) old = NULL;
	g_autoptr(GPtrArray) licenses = NULL;
	g_autofree char *again = token_of("account", "old");
	secret_append_text(&token, text);
	begin_rotation();
	memory_put(&service, "yy", REGISTRY, again);
	g_assert_true(rotation_find(&token, &old, NULL));
	g_assert_cmpuint(old->len, ==, 4);
	g_assert_true(rotation_licenses(old, &token, &licenses, NULL));
	g_assert_cmpuint(licenses->len, ==, 2); /* the custom domain is not declared */
	const struct license *first = g_ptr_array_index(licenses, 0);
	const struct license *second = g_ptr_array_index(licenses, 1);
	g_assert_cmpstr(first->domain, ==, PROXY);
	g_assert_cmpstr(secret_text(&first->username), ==, text);
	g_assert_cmpstr(secret_text(&first->id), ==, text);
	g_assert_cmpstr(second->domain, ==, REGISTRY);
	g_assert_cmpstr(secret_text(&second->username), ==, "LICENSE_ID");
	static const char *const order[] = { CUSTOM, PROXY, REGISTRY, REGISTRY };
	for (guint i = 0; i < old->len; i++) {
		const struct keyring_license *held = g_ptr_array_index(old, i);
		g_assert_cmpstr(held->item.server, ==, order[i]);
		g_assert_cmpstr(held->item.profile, ==, i < 2 ? "default" : i == 2 ? "yy" : "zz");
	}
}

static void a_keyring_that_does_not_exist(void)
{
	static const char sentence[] = "there is no keyring called 'kwallet': choose 'secret-service' or 'vault'";
	static const char *const none[] = { NULL };
	struct license_removal removal = { 0 };
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	g_autoptr(GError) error = NULL;
	secret_append_text(&id, "id");
	begin();
	keyring_use(NULL);
	g_setenv("REPLICATED_KEYRING", "kwallet", TRUE);
	stores(sentence, "");
	assert_declared("");
	g_assert_false(rotates("account", "new", NULL, sentence, ""));
	g_assert_false(license_store(&profile, PROXY, "kim", &id, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE);
	g_clear_error(&error);
	g_assert_false(license_remove(NULL, none, &removal, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_UNAVAILABLE);
	g_unsetenv("REPLICATED_KEYRING");
	keyring_use(&service_keyring);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = test_folder();
	keyring_use(&service_keyring);
	g_test_add_func("/license-store/all-are-stored", all_are_stored);
	g_test_add_func("/license-store/all-or-none", all_or_none);
	g_test_add_func("/license-store/a-domain-that-was-declared-before-stays-so",
			a_domain_that_was_declared_before_stays_so);
	g_test_add_func("/license-store/one-that-failed-may-be-written", one_that_failed_may_be_written);
	g_test_add_func("/license-store/what-a-failure-leaves-is-put-right", what_a_failure_leaves_is_put_right);
	g_test_add_func("/license-store/what-is-as-before-is-not-written", what_is_as_before_is_not_written);
	g_test_add_func("/license-store/what-cannot-be-undone-is-named", what_cannot_be_undone_is_named);
	g_test_add_func("/license-store/a-damaged-item-is-replaced", a_damaged_item_is_replaced);
	g_test_add_func("/license-store/a-config-file-that-cannot-be-read", a_config_file_that_cannot_be_read);
	g_test_add_func("/license-store/one-alone", one_alone);
	g_test_add_func("/license-remove/what-is-removed", what_is_removed);
	g_test_add_func("/license-remove/two-of-one-domain-are-one", two_of_one_domain_are_one);
	g_test_add_func("/license-remove/what-stays-and-why", what_stays_and_why);
	g_test_add_func("/license-remove/a-domain-that-cannot-be-forgotten", a_domain_that_cannot_be_forgotten);
	g_test_add_func("/license-remove/nothing-is-begun", nothing_is_begun);
	g_test_add_func("/rotation/a-token-is-replaced-everywhere", a_token_is_replaced_everywhere);
	g_test_add_func("/rotation/everywhere-or-nowhere", everywhere_or_nowhere);
	g_test_add_func("/rotation/what-cannot-be-rotated", what_cannot_be_rotated);
	g_test_add_func("/rotation/which-registries-are-asked", which_registries_are_asked);
	g_test_add_func("/keyring-choice/a-keyring-that-does-not-exist", a_keyring_that_does_not_exist);
	int status = g_test_run();
	g_clear_pointer(&service.items, g_ptr_array_unref);
	g_autofree char *own = g_build_filename(folder, "docker-credential-replicated", NULL);
	g_autofree char *config = g_build_filename(own, "config", NULL);
	(void)unlink(config);
	(void)rmdir(own);
	g_assert_cmpint(rmdir(folder), ==, 0);
	g_free(folder);
	return status;
}
