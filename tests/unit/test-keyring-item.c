/* SPDX-License-Identifier: MIT
 *
 * Which keyring items are accepted: other programs can write to a keyring, too. */
#include "../../keyring/keyring.h"

static bool valid_with_username(const char *username)
{
	const struct keyring_item item = {
		.profile = (char *)(guintptr) "default",
		.server = (char *)(guintptr) "proxy.replicated.com",
		.username = (char *)(guintptr)username,
	};
	return keyring_item_is_valid(&item);
}

static void test_usernames(void)
{
	static const char *const bad[] = { "", "<token>", "a:b", ":", "a\nb", "a\r", "\t", "a\x7f", "\x1b[2J" };
	static const char *const good[] = {
		"u", "LICENSE_ID", "customer@example.com", "j\xc3\xbcrgen", "token", "a b"
	};
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(valid_with_username(bad[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(valid_with_username(good[i]));
	g_assert_false(valid_with_username(NULL));

	g_autofree char *longest = g_strnfill(KEYRING_USERNAME_MAX, 'u');
	g_autofree char *longer = g_strnfill(KEYRING_USERNAME_MAX + 1, 'u');
	g_assert_true(valid_with_username(longest));
	g_assert_false(valid_with_username(longer));
}

/* Every text of an item that is stored is written into the keyring, the vault and what is printed of them. */
static void test_texts(void)
{
	g_autofree char *longer = g_strnfill(KEYRING_USERNAME_MAX + 1, 'x');
	const char *const bad[] = { "", "a\nb", longer };
	const struct keyring_item good = {
		.profile = (char *)(guintptr) "default",
		.server = (char *)(guintptr) "proxy.replicated.com",
		.username = (char *)(guintptr) "u",
		.app = (char *)(guintptr) "my-app",
	};
	g_assert_true(keyring_item_is_valid(&good));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct keyring_item item = good;
		item.profile = (char *)(guintptr)bad[i];
		g_assert_false(keyring_item_is_valid(&item));
		item = good;
		item.server = (char *)(guintptr)bad[i];
		g_assert_false(keyring_item_is_valid(&item));
		item = good;
		item.app = (char *)(guintptr)bad[i];
		g_assert_false(keyring_item_is_valid(&item));
	}
}

static void test_query(void)
{
	const struct keyring_item item = {
		.profile = (char *)(guintptr) "default",
		.server = (char *)(guintptr) "proxy.replicated.com",
		.username = (char *)(guintptr) "u",
	};
	g_assert_true(keyring_query_matches(&(struct keyring_query){ 0 }, &item));
	g_assert_true(keyring_query_matches(&(struct keyring_query){ .profile = "default" }, &item));
	g_assert_false(keyring_query_matches(&(struct keyring_query){ .profile = "acme" }, &item));
	g_assert_false(keyring_query_matches(&(struct keyring_query){ .server = "registry.replicated.com" }, &item));
	g_assert_false(keyring_query_matches(&(struct keyring_query){ .app = "my-app" }, &item));
}

/* What AddressSanitizer finds not freed fails the test. */
static void test_freeing(void)
{
	struct keyring_item *item = g_new0(struct keyring_item, 1);
	char **const texts[] = { &item->profile, &item->server, &item->username,
				 &item->app,	 &item->kind,	&item->expires_at };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_strdup("x");
	keyring_item_clear(item);
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_null(*texts[i]);
	item->profile = g_strdup("x");
	keyring_item_free(item);
	keyring_item_clear(NULL);

	struct keyring_license *license = g_new0(struct keyring_license, 1);
	license->item.server = g_strdup("x");
	license->id = (struct secret)SECRET_INIT(8);
	secret_append(&license->id, "x", 1);
	keyring_license_free(license);

	struct keyring_state state = { .place = g_strdup("x"), .until = g_strdup("x"), .remedy = g_strdup("x") };
	keyring_state_clear(&state);
	g_assert_null(state.place);
	keyring_state_clear(&state);
	keyring_state_clear(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/keyring-item/user-names", test_usernames);
	g_test_add_func("/keyring-item/texts", test_texts);
	g_test_add_func("/keyring-item/query", test_query);
	g_test_add_func("/keyring-item/freeing", test_freeing);
	return g_test_run();
}
