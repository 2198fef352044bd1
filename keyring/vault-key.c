/* SPDX-License-Identifier: MIT */
#include "vault-key.h"

#include <errno.h>
#include <keyutils.h>
#include <string.h>

#define KEY_TYPE "user"
#define NAME_PREFIX "docker-credential-replicated:vault:"

#define EXPIRY_SIZE 8
#define PAYLOAD_SIZE (VAULT_SALT_SIZE + EXPIRY_SIZE + VAULT_KEY_SIZE)

static char *key_name(const char *path)
{
	return g_strconcat(NAME_PREFIX, path, NULL);
}

static bool fail_locked(GError **error)
{
	return keyring_fail(error, KEYRING_LOCKED,
			    "vault is locked" REMEDY "run 'docker-credential-replicated vault unlock'");
}

/* The kernel has no keyrings, or a container's filter forbids them. */
static bool fail_without_keyring(int failure, GError **error)
{
	const char *file = g_getenv(VAULT_PASSPHRASE_VARIABLE);
	if (file && *file)
		return keyring_fail(
			error, KEYRING_UNAVAILABLE,
			"there is no kernel keyring here to unlock the vault in (%s): " VAULT_PASSPHRASE_VARIABLE
			" unlocks it on each call instead",
			g_strerror(failure));
	return keyring_fail(error, KEYRING_UNAVAILABLE,
			    "vault is locked, and there is no kernel keyring here to unlock it in (%s)" REMEDY
			    "set " VAULT_PASSPHRASE_VARIABLE " to the path of a file with the passphrase",
			    g_strerror(failure));
}

static bool is_none(int failure)
{
	return failure == ENOKEY || failure == EKEYEXPIRED || failure == EKEYREVOKED;
}

/* The key's serial number; 0 if it is not in the kernel keyring. */
static bool search(const char *path, key_serial_t *ret_key, GError **error)
{
	g_autofree char *name = key_name(path);
	long found = keyctl_search(KEY_SPEC_USER_KEYRING, KEY_TYPE, name, 0);
	if (found < 0 && !is_none(errno))
		return fail_without_keyring(errno, error);
	*ret_key = found < 0 ? 0 : (key_serial_t)found;
	return true;
}

bool vault_key_get(const char *path, const guint8 salt[VAULT_SALT_SIZE], struct secret *ret_key, gint64 *ret_expiry,
		   GError **error)
{
	g_auto(Secret) payload = SECRET_INIT(PAYLOAD_SIZE);
	char *bytes = secret_reserve(&payload, PAYLOAD_SIZE);
	key_serial_t key;
	if (!search(path, &key, error))
		return false;
	if (key == 0 || keyctl_read(key, bytes, PAYLOAD_SIZE) != PAYLOAD_SIZE ||
	    memcmp(bytes, salt, VAULT_SALT_SIZE) != 0)
		return fail_locked(error);

	secret_commit(&payload, PAYLOAD_SIZE);
	gint64 expiry;
	memcpy(&expiry, bytes + VAULT_SALT_SIZE, EXPIRY_SIZE);
	secret_append(ret_key, bytes + VAULT_SALT_SIZE + EXPIRY_SIZE, VAULT_KEY_SIZE);
	*ret_expiry = expiry;
	return true;
}

/* Makes the key in a keyring of this process, with its rights and its expiry, and only then lets it be seen
 * in the user's: killed half-way, nothing is left. */
static bool put(const char *name, const struct secret *payload, unsigned lifetime)
{
	key_serial_t key = add_key(KEY_TYPE, name, payload->bytes, payload->length, KEY_SPEC_PROCESS_KEYRING);
	return key != -1 && keyctl_set_timeout(key, lifetime) == 0 && keyctl_setperm(key, KEY_USR_ALL) == 0 &&
	       keyctl_link(key, KEY_SPEC_USER_KEYRING) == 0;
}

bool vault_key_put(const char *path, const guint8 salt[VAULT_SALT_SIZE], const struct secret *key, gint64 expiry,
		   GError **error)
{
	gint64 lifetime = expiry - g_get_real_time() / G_USEC_PER_SEC;
	key_serial_t unused;
	if (!search(path, &unused, error))
		return false;
	if (lifetime <= 0)
		return vault_key_remove(path, error);

	g_autofree char *name = key_name(path);
	g_auto(Secret) payload = SECRET_INIT(PAYLOAD_SIZE);
	g_assert(key->length == VAULT_KEY_SIZE);
	secret_append(&payload, salt, VAULT_SALT_SIZE);
	secret_append(&payload, &expiry, EXPIRY_SIZE);
	secret_append_secret(&payload, key);
	return put(name, &payload, (unsigned)MIN(lifetime, G_MAXUINT32)) ||
	       keyring_fail(error, KEYRING_UNAVAILABLE,
			    "vault cannot be unlocked: the kernel keyring does not accept a key: %s",
			    g_strerror(errno));
}

bool vault_key_remove(const char *path, GError **error)
{
	key_serial_t key;
	/* Without a kernel keyring no vault is ever left unlocked. */
	if (!search(path, &key, NULL))
		return true;
	/* Another process may have removed it meanwhile. */
	if (key != 0 && keyctl_unlink(key, KEY_SPEC_USER_KEYRING) != 0 && errno != ENOKEY && errno != ENOENT)
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "vault cannot be locked: the kernel keyring does not remove the key: %s",
				    g_strerror(errno));
	return true;
}
