/* SPDX-License-Identifier: MIT
 *
 * Licenses that move from one keyring to another, while others store licenses, and while either keyring fails: no license
 * is lost, and none goes over another one. */
#include "../../helper/license/keyring-choice.h"
#include "../../helper/license/license.h"
#include "../../helper/license/migrate.h"
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"

#include "memory-keyring.h"

#define ME "docker-credential-replicated: "
#define PROXY "proxy.replicated.com"
#define REGISTRY "registry.replicated.com"

MEMORY_KEYRING(service, "secret-service");
MEMORY_KEYRING(vault, "vault");

static char *folder;

static void begin(void)
{
	memory_clear(&service);
	memory_clear(&vault);
}

static void put_item(struct memory *memory, const char *username, bool is_license, const char *app, const char *id)
{
	const struct keyring_item item = { .profile = (char *)(guintptr) "default",
					   .server = (char *)(guintptr)PROXY,
					   .username = (char *)(guintptr)username,
					   .username_is_license = is_license,
					   .app = (char *)(guintptr)app };
	memory_add(memory, &item, id);
}

/* Moves from the service into the vault, and compares the sentence of the failure, or NULL. */
static unsigned moves(const char *sentence, const char *warning)
{
	unsigned count = 77;
	g_autoptr(GError) error = NULL;
	struct listening listening = listen_begin(folder);
	bool moved = migrate(&service_keyring, &vault_keyring, &count, &error);
	g_autofree char *said = listen_end(&listening);
	g_assert_cmpstr(said, ==, warning);
	if (sentence) {
		g_assert_false(moved);
		g_autofree char *printed = message_sanitize(error->message);
		g_assert_cmpstr(printed, ==, sentence);
		g_assert_cmpuint(count, ==, 77);
	} else {
		g_assert_no_error(error);
		g_assert_true(moved);
	}
	return count;
}

static void everything_moves(void)
{
	begin();
	g_assert_cmpuint(moves(NULL, ""), ==, 0);
	memory_put(&service, "acme", REGISTRY, "of-acme");
	put_item(&service, "kim", false, "my-app", "of-default");
	memory_put(&service, "same", PROXY, "in-both");
	memory_put(&vault, "same", PROXY, "in-both");
	memory_put(&vault, "own", PROXY, "of-the-vault");
	g_assert_cmpuint(moves(NULL, ""), ==, 3);
	assert_holds(&service, "");
	assert_holds(&vault, "acme " REGISTRY " LICENSE_ID of-acme\n"
			     "default " PROXY " kim of-default my-app\n"
			     "own " PROXY " LICENSE_ID of-the-vault\n"
			     "same " PROXY " LICENSE_ID in-both\n");
	put_item(&service, "LICENSE_ID", true, NULL, "as-user-name");
	memory_clear(&vault);
	g_assert_cmpuint(moves(NULL, ""), ==, 1);
	assert_holds(&vault, "default " PROXY " = as-user-name\n");
}

static void the_newest_stays_the_newest(void)
{
	begin();
	memory_put(&service, "old", PROXY, "older");
	memory_put(&service, "new", PROXY, "newer");
	g_assert_cmpuint(moves(NULL, ""), ==, 2);
	const struct keyring_query query = { .server = PROXY };
	g_assert_cmpstr(memory_newest(&vault, &query)->item.profile, ==, "new");
}

static void another_license_there_moves_nothing(void)
{
	static const struct {
		const char *username;
		bool is_license;
		const char *app, *id;
	} others[] = {
		{ "kim", false, "my-app", "another" }, { "lee", false, "my-app", "id" },
		{ "kim", true, "my-app", "id" },       { "kim", false, "another-app", "id" },
		{ "kim", false, NULL, "id" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		begin();
		memory_put(&service, "acme", REGISTRY, "of-acme");
		put_item(&service, "kim", false, "my-app", "id");
		memory_put(&service, "zz", REGISTRY, "of-zz");
		put_item(&vault, others[i].username, others[i].is_license, others[i].app, others[i].id);
		g_autofree char *before = memory_shown(&service);
		g_autofree char *target = memory_shown(&vault);
		moves("'vault' has another license for '" PROXY "' (profile 'default') than 'secret-service': nothing "
		      "was moved: remove the wrong one with 'logout'",
		      "");
		assert_holds(&service, before);
		assert_holds(&vault, target);
	}
}

/* ---- failures ---- */

static int calls_until_failure;
static const char *failing_operation;

static int fails_once(const char *operation)
{
	if (strcmp(operation, failing_operation) != 0)
		return GOES_ON;
	return --calls_until_failure == 0 ? KEYRING_UNAVAILABLE : GOES_ON;
}

static void no_license_is_lost_by_a_failure(void)
{
	static const struct {
		struct memory *memory;
		const char *operation;
		int calls; /* at least so many */
	} operations[] = {
		{ &service, "list", 1 },     { &service, "find", 4 },	    { &vault, "find", 4 },
		{ &vault, "store_over", 2 }, { &service, "erase_only", 2 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(operations); i++) {
		for (int call = 1; call <= operations[i].calls; call++) {
			begin();
			memory_put(&service, "acme", REGISTRY, "of-acme");
			memory_put(&service, "default", PROXY, "of-default");
			failing_operation = operations[i].operation;
			calls_until_failure = call;
			operations[i].memory->meanwhile = fails_once;
			g_autofree char *sentence = g_strdup_printf("the test lets '%s' fail", failing_operation);
			moves(sentence, "");
			operations[i].memory->meanwhile = NULL;
			g_autofree char *left = memory_shown(&service);
			g_autofree char *moved = memory_shown(&vault);
			g_autofree char *all = g_strconcat(left, moved, NULL);
			g_assert_nonnull(strstr(all, "of-acme"));
			g_assert_nonnull(strstr(all, "of-default"));
			moves(NULL, "");
			assert_holds(&service, "");
			assert_holds(&vault,
				     "acme " REGISTRY " LICENSE_ID of-acme\ndefault " PROXY " LICENSE_ID of-default\n");
		}
	}
}

static int vault_forgets(const char *operation)
{
	if (strcmp(operation, "find") == 0)
		memory_clear(&vault);
	return GOES_ON;
}

static void what_is_not_read_back_is_not_removed(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	service.meanwhile = vault_forgets;
	moves("the license for '" PROXY "' (profile 'default') is stored again and again: it is still in "
	      "'secret-service': try again",
	      "");
	assert_holds(&service, "default " PROXY " LICENSE_ID of-default\n");
}

/* ---- others, meanwhile ---- */

static bool changed;
static const char *newer_in_service, *newer_in_vault;

static int changes_before_removal(const char *operation)
{
	if (strcmp(operation, "erase_only") != 0 || changed)
		return GOES_ON;
	changed = true;
	if (newer_in_service)
		memory_put(&service, "default", PROXY, newer_in_service);
	else
		memory_clear(&service);
	if (newer_in_vault)
		memory_put(&vault, "default", PROXY, newer_in_vault);
	return GOES_ON;
}

static void change_before_removal(const char *in_service, const char *in_vault)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	changed = false;
	newer_in_service = in_service;
	newer_in_vault = in_vault;
	service.meanwhile = changes_before_removal;
}

static void a_newer_license_moves_too(void)
{
	change_before_removal("newer", NULL);
	g_assert_cmpuint(moves(NULL, ""), ==, 1);
	assert_holds(&service, "");
	assert_holds(&vault, "default " PROXY " LICENSE_ID newer\n");
}

static void the_newer_one_of_the_target_stays(void)
{
	change_before_removal("of-default", "newer-there");
	g_assert_cmpuint(moves(NULL, ""), ==, 1);
	assert_holds(&service, "");
	assert_holds(&vault, "default " PROXY " LICENSE_ID newer-there\n");
}

static void two_newer_ones_both_stay(void)
{
	change_before_removal("newer", "newer-there");
	g_assert_cmpuint(moves(NULL, ME "the license for " PROXY " (profile 'default') was stored in both keyrings "
					"meanwhile: 'secret-service' still has another one than 'vault'\n"),
			 ==, 0);
	assert_holds(&service, "default " PROXY " LICENSE_ID newer\n");
	assert_holds(&vault, "default " PROXY " LICENSE_ID newer-there\n");
}

static void what_was_removed_meanwhile_is_not_counted(void)
{
	change_before_removal(NULL, NULL);
	g_assert_cmpuint(moves(NULL, ""), ==, 0);
	assert_holds(&service, "");
}

static int vanishes_before_copy(const char *operation)
{
	static int finds;
	if (strcmp(operation, "list") == 0)
		finds = 0;
	else if (strcmp(operation, "find") == 0 && ++finds == 2)
		g_ptr_array_set_size(service.items, 0);
	return GOES_ON;
}

static void what_vanished_before_it_was_copied(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	service.meanwhile = vanishes_before_copy;
	g_assert_cmpuint(moves(NULL, ""), ==, 0);
	assert_holds(&service, "");
	assert_holds(&vault, "");
}

static int appears_in_vault(const char *operation)
{
	if (strcmp(operation, "store_over") == 0)
		memory_put(&vault, "default", PROXY, "newer-there");
	return GOES_ON;
}

static void what_was_stored_there_before_the_copy(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	vault.meanwhile = appears_in_vault;
	moves("'vault' has another license for '" PROXY
	      "' (profile 'default') than 'secret-service': nothing was moved: "
	      "remove the wrong one with 'logout'",
	      "");
	assert_holds(&service, "default " PROXY " LICENSE_ID of-default\n");
	assert_holds(&vault, "default " PROXY " LICENSE_ID newer-there\n");
}

static int changes_at_each_removal(const char *operation)
{
	static unsigned number;
	if (strcmp(operation, "erase_only") == 0) {
		g_autofree char *id = g_strdup_printf("number-%u", number++);
		memory_put(&service, "default", PROXY, id);
	}
	return GOES_ON;
}

static void one_that_is_stored_again_and_again(void)
{
	begin();
	memory_put(&service, "default", PROXY, "of-default");
	service.meanwhile = changes_at_each_removal;
	moves("the license for '" PROXY "' (profile 'default') is stored again and again: it is still in "
	      "'secret-service': try again",
	      "");
	service.meanwhile = NULL;
	g_assert_cmpuint(service.items->len, ==, 1);
	g_autofree char *left = memory_shown(&service);
	assert_holds(&vault, left);
}

static int newer_cannot_be_read(const char *operation)
{
	return changed && strcmp(operation, "find") == 0 ? KEYRING_UNAVAILABLE : changes_before_removal(operation);
}

static int vault_refuses_newer(const char *operation)
{
	return changed && strcmp(operation, "store_over") == 0 ? KEYRING_UNAVAILABLE : GOES_ON;
}

static void a_newer_license_that_cannot_be_moved(void)
{
	change_before_removal("newer", NULL);
	vault.meanwhile = vault_refuses_newer;
	moves("the test lets 'store_over' fail", "");
	assert_holds(&service, "default " PROXY " LICENSE_ID newer\n");

	change_before_removal("newer", NULL);
	service.meanwhile = newer_cannot_be_read;
	moves("the test lets 'find' fail", "");
	assert_holds(&service, "default " PROXY " LICENSE_ID newer\n");
}

/* ---- after a login with another keyring ---- */

static void leaves(const struct keyring *from, const struct keyring *to, const char *sentence, const char *warning)
{
	static const struct profile profile = { .name = "default" };
	g_autoptr(GPtrArray) licenses = license_array_new();
	static const char *const domains[] = { PROXY, REGISTRY };
	for (size_t i = 0; i < G_N_ELEMENTS(domains); i++) {
		struct license *license = license_new(domains[i]);
		secret_append_text(&license->id, "id");
		g_ptr_array_add(licenses, license);
	}
	g_autoptr(GError) error = NULL;
	struct listening listening = listen_begin(folder);
	bool left = keyring_leave(from, to, &profile, licenses, &error);
	g_autofree char *said = listen_end(&listening);
	g_assert_cmpstr(said, ==, warning);
	g_assert_true(left == !sentence);
	g_autofree char *printed = error ? message_sanitize(error->message) : NULL;
	g_assert_cmpstr(printed, ==, sentence);
}

static void begin_leaving(void)
{
	begin();
	memory_put(&service, "default", PROXY, "older");
	memory_put(&service, "default", REGISTRY, "id");
	memory_put(&vault, "default", PROXY, "id");
	memory_put(&vault, "default", REGISTRY, "id");
}

static void what_the_new_keyring_has_leaves_the_old_one(void)
{
	begin_leaving();
	leaves(&service_keyring, &vault_keyring, NULL, "");
	assert_holds(&service, "");
	assert_holds(&vault, "default " PROXY " LICENSE_ID id\ndefault " REGISTRY " LICENSE_ID id\n");
}

static void others_are_named(void)
{
	begin_leaving();
	memory_put(&service, "default", "images.acme.example", "another");
	leaves(&service_keyring, &vault_keyring, NULL,
	       ME "1 other license is still in the keyring 'secret-service': move them with 'vault import'\n");
	memory_put(&service, "acme", PROXY, "of-acme");
	leaves(&service_keyring, &vault_keyring, NULL,
	       ME "2 other licenses are still in the keyring 'secret-service': move them with 'vault import'\n");
	memory_clear(&service);
	memory_put(&service, "default", PROXY, "id");
	memory_put(&service, "default", REGISTRY, "id");
	memory_put(&vault, "acme", PROXY, "of-acme");
	leaves(&vault_keyring, &service_keyring, NULL,
	       ME "1 other license is still in the keyring 'vault': move them with 'vault export'\n");
	assert_holds(&vault, "acme " PROXY " LICENSE_ID of-acme\n");
}

static void what_the_new_keyring_has_not_stays(void)
{
	static const char *const held[] = { NULL, "another" };
	for (size_t i = 0; i < G_N_ELEMENTS(held); i++) {
		begin_leaving();
		const struct keyring_query query = { .server = REGISTRY };
		memory_remove(&vault, &query);
		if (held[i])
			memory_put(&vault, "default", REGISTRY, held[i]);
		leaves(&service_keyring, &vault_keyring,
		       "'vault' did not store the license for '" REGISTRY "': log in again", "");
		assert_holds(&service, "default " REGISTRY " LICENSE_ID id\n");
	}
}

static int fails_with;

static int fails_always(const char *operation)
{
	return strcmp(operation, failing_operation) == 0 ? fails_with : GOES_ON;
}

static int fails_at_second_list(const char *operation)
{
	static int lists;
	return strcmp(operation, "list") == 0 && lists++ == 1 ? KEYRING_UNAVAILABLE : GOES_ON;
}

static void an_old_keyring_that_fails(void)
{
	begin_leaving();
	failing_operation = "list";
	fails_with = KEYRING_UNAVAILABLE;
	service.meanwhile = fails_always;
	leaves(&service_keyring, &vault_keyring, NULL, "");
	fails_with = KEYRING_LOCKED;
	leaves(&service_keyring, &vault_keyring, NULL,
	       ME "licenses may still be in the keyring 'secret-service': the test lets 'list' fail\n");
	g_assert_cmpuint(service.items->len, ==, 2);
	failing_operation = "erase";
	leaves(&service_keyring, &vault_keyring, "the test lets 'erase' fail", "");
	service.meanwhile = fails_at_second_list;
	leaves(&service_keyring, &vault_keyring, "the test lets 'list' fail", "");
	begin_leaving();
	failing_operation = "find";
	vault.meanwhile = fails_always;
	leaves(&service_keyring, &vault_keyring, "the test lets 'find' fail", "");
	g_assert_cmpuint(service.items->len, ==, 2);
}

static void an_old_keyring_without_licenses(void)
{
	begin();
	leaves(&service_keyring, &vault_keyring, NULL, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = test_folder();
	g_test_add_func("/migrate/everything-moves", everything_moves);
	g_test_add_func("/migrate/the-newest-stays-the-newest", the_newest_stays_the_newest);
	g_test_add_func("/migrate/another-license-there-moves-nothing", another_license_there_moves_nothing);
	g_test_add_func("/migrate/no-license-is-lost-by-a-failure", no_license_is_lost_by_a_failure);
	g_test_add_func("/migrate/what-is-not-read-back-is-not-removed", what_is_not_read_back_is_not_removed);
	g_test_add_func("/migrate/a-newer-license-moves-too", a_newer_license_moves_too);
	g_test_add_func("/migrate/the-newer-one-of-the-target-stays", the_newer_one_of_the_target_stays);
	g_test_add_func("/migrate/two-newer-ones-both-stay", two_newer_ones_both_stay);
	g_test_add_func("/migrate/what-was-removed-meanwhile-is-not-counted",
			what_was_removed_meanwhile_is_not_counted);
	g_test_add_func("/migrate/what-vanished-before-it-was-copied", what_vanished_before_it_was_copied);
	g_test_add_func("/migrate/what-was-stored-there-before-the-copy", what_was_stored_there_before_the_copy);
	g_test_add_func("/migrate/one-that-is-stored-again-and-again", one_that_is_stored_again_and_again);
	g_test_add_func("/migrate/a-newer-license-that-cannot-be-moved", a_newer_license_that_cannot_be_moved);
	g_test_add_func("/keyring-leave/what-the-new-keyring-has-leaves-the-old-one",
			what_the_new_keyring_has_leaves_the_old_one);
	g_test_add_func("/keyring-leave/others-are-named", others_are_named);
	g_test_add_func("/keyring-leave/what-the-new-keyring-has-not-stays", what_the_new_keyring_has_not_stays);
	g_test_add_func("/keyring-leave/an-old-keyring-that-fails", an_old_keyring_that_fails);
	g_test_add_func("/keyring-leave/an-old-keyring-without-licenses", an_old_keyring_without_licenses);
	int status = g_test_run();
	g_clear_pointer(&service.items, g_ptr_array_unref);
	g_clear_pointer(&vault.items, g_ptr_array_unref);
	g_assert_cmpint(rmdir(folder), ==, 0);
	g_free(folder);
	return status;
}
