/* SPDX-License-Identifier: MIT
 *
 * The key of a vault in the kernel keyring: there until it expires, and never without an expiry. */
#include "../../keyring/keyring.h"
#include "../../keyring/vault-key.h"

#include <keyutils.h>
#include <unistd.h>

static const guint8 salt[VAULT_SALT_SIZE] = { 1, 2, 3 };
static char *path; /* of no file: the name of the key alone */

static gint64 now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static bool put(gint64 expiry)
{
	static const char bytes[VAULT_KEY_SIZE] = "a key";
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_autoptr(GError) error = NULL;
	secret_append(&key, bytes, sizeof(bytes));
	bool done = vault_key_put(path, salt, &key, expiry, &error);
	g_assert_no_error(error);
	return done;
}

static bool is_there(gint64 wanted)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_autoptr(GError) error = NULL;
	gint64 expiry = 0;
	bool there = vault_key_get(path, salt, &key, &expiry, &error);
	if (!there)
		g_assert_error(error, KEYRING_ERROR, KEYRING_LOCKED);
	g_assert_cmpint(expiry, ==, there ? wanted : 0);
	return there;
}

static void a_key_has_an_expiry(void)
{
	gint64 expiry = now() + 100;
	g_assert_false(is_there(0));
	g_assert_true(put(expiry));
	g_assert_true(is_there(expiry));
	g_assert_true(vault_key_remove(path, NULL));
	g_assert_false(is_there(0));
	g_assert_true(vault_key_remove(path, NULL));
}

/* The kernel takes a lifetime of 0 for "forever". */
static void a_key_that_expires_now_is_not_stored(void)
{
	for (gint64 ago = 0; ago < 10; ago += 5) {
		gint64 expiry = now() + 100;
		g_assert_true(put(expiry));
		g_assert_true(is_there(expiry));
		/* At the start of a second, so that it is the same one in the function. */
		for (gint64 second = now(); now() == second;)
			g_usleep(1000);
		g_assert_true(put(now() - ago));
		g_assert_false(is_there(0));
	}
}

/* A key that the kernel has not forgotten yet: the vault is locked all the same. */
static void a_key_that_is_no_more(void)
{
	gint64 expiry = now() + 100;
	for (int expires = 0; expires <= 1; expires++) {
		g_assert_true(put(expiry));
		g_autofree char *name = g_strdup_printf("docker-credential-replicated:vault:%s", path);
		long key = keyctl_search(KEY_SPEC_USER_KEYRING, "user", name, 0);
		g_assert_cmpint(key, >, 0);
		g_assert_cmpint(expires ? keyctl_set_timeout((key_serial_t)key, 1) : keyctl_revoke((key_serial_t)key),
				==, 0);
		while (expires && is_there(expiry))
			g_usleep(1000);
		g_assert_false(is_there(0));
		g_assert_true(put(expiry));
		g_assert_true(is_there(expiry));
		g_assert_true(vault_key_remove(path, NULL));
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	gint64 expiry;
	g_test_init(&argc, &argv, NULL);
	path = g_strdup_printf("/a test with the process ID %d", getpid());
	if (!vault_key_get(path, salt, &key, &expiry, &error) &&
	    !g_error_matches(error, KEYRING_ERROR, KEYRING_LOCKED)) {
		g_test_message("no kernel keyring on this machine: %s", error->message);
	} else {
		g_test_add_func("/vault-key/expiry", a_key_has_an_expiry);
		g_test_add_func("/vault-key/no-more", a_key_that_is_no_more);
		g_test_add_func("/vault-key/expired", a_key_that_expires_now_is_not_stored);
	}
	int failed = g_test_run();
	g_free(path);
	return failed;
}
