/* SPDX-License-Identifier: MIT
 *
 * vault.c - the vault as a keyring, and what only a vault can do (vault.h)
 *
 * A reader reads the file once and needs no lock: the file is replaced whole. A writer reads it again under
 * the lock, so that none undoes what another has just written.
 */
#include "vault.h"

#include "atomic-file.h"
#include "keyring.h"
#include "secret-file.h"
#include "vault-format.h"
#include "vault-key.h"
#include "vault-seal.h"

#include <errno.h>
#include <fcntl.h>
#include <gmodule.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAM_FOLDER "docker-credential-replicated"
#define FILE_NAME "vault"

/* A vault as it was read: its bytes, its key and what they hold. */
struct content {
	struct secret file;
	struct vault_header header;
	struct secret key;
	GPtrArray *entries; /* of struct vault_entry; NULL until it is opened */
	gint64 expiry;	    /* when the key in the kernel keyring expires; 0 where it came from a passphrase */
};

static void content_clear(struct content *content)
{
	secret_clear(&content->file);
	secret_clear(&content->key);
	g_clear_pointer(&content->entries, g_ptr_array_unref);
}

typedef struct content Content;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Content, content_clear)

#define CONTENT_INIT                                                                                                   \
	{                                                                                                              \
		.file = SECRET_INIT(VAULT_FILE_MAX), .key = SECRET_INIT(VAULT_KEY_SIZE)                                \
	}

/* ---- the file ---- */

static const char *vault_path(void)
{
	static char *path;
	if (!path)
		path = g_build_filename(g_get_user_data_dir(), PROGRAM_FOLDER, FILE_NAME, NULL);
	return path;
}

static bool vault_exists(void)
{
	struct stat status;
	return stat(vault_path(), &status) == 0;
}

/* False with errno; EFBIG if it is more than a vault may be. */
static bool read_whole(int fd, struct secret *ret_file)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return false;
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return false;
	}
	bool done = secret_read_all(ret_file, fd);
	if (done && secret_overflowed(ret_file))
		errno = EFBIG;
	return done && !secret_overflowed(ret_file);
}

static bool read_file(struct content *content, GError **error)
{
	int fd = open(vault_path(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return keyring_fail(error, KEYRING_UNAVAILABLE,
				    "there is no vault yet" REMEDY "run 'docker-credential-replicated vault init'");
	bool done = fd >= 0 && read_whole(fd, &content->file);
	int failure = errno;
	if (fd >= 0)
		(void)close(fd);
	if (!done)
		return keyring_fail(error, failure == EACCES ? KEYRING_DENIED : KEYRING_UNAVAILABLE,
				    "vault cannot be opened: the file '%s' cannot be read: %s", vault_path(),
				    g_strerror(failure));
	return vault_read_header(&content->file, vault_path(), &content->header, error);
}

static bool fail_to_write(int failure, GError **error)
{
	return keyring_fail(error, failure == EACCES || failure == EROFS ? KEYRING_DENIED : KEYRING_UNAVAILABLE,
			    "vault cannot be written: the file '%s': %s" REMEDY
			    "see that there is room and its folder can be "
			    "written, then try again",
			    vault_path(), g_strerror(failure));
}

static bool write_file(struct atomic_file *file, const struct content *content, GError **error)
{
	g_auto(Secret) bytes = SECRET_INIT(VAULT_FILE_MAX);
	if (!vault_seal(&content->header, &content->key, content->entries, &bytes, error))
		return false;
	file->mode = S_IRUSR | S_IWUSR;
	int failure = atomic_file_replace(file, bytes.bytes, bytes.length);
	return !failure || fail_to_write(failure, error);
}

/* ---- opening ---- */

static bool check_passphrase(const struct secret *passphrase, GError **error)
{
	if (passphrase->length == 0)
		return keyring_fail(error, KEYRING_DENIED,
				    "the passphrase is empty" REMEDY "choose one that is hard to guess");
	for (size_t i = 0; i < passphrase->length; i++)
		if ((unsigned char)passphrase->bytes[i] < 0x20 || passphrase->bytes[i] == 0x7f)
			return keyring_fail(error, KEYRING_DENIED,
					    "the passphrase holds a control byte: it must be one line of text");
	return true;
}

static const char *passphrase_file(void)
{
	const char *path = g_getenv(VAULT_PASSPHRASE_VARIABLE);
	return path && *path ? path : NULL;
}

static bool key_from_file(struct content *content, GError **error)
{
	g_auto(Secret) passphrase = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	content->expiry = 0;
	return secret_file_read(passphrase_file(), "passphrase", &passphrase, error) &&
	       check_passphrase(&passphrase, error) &&
	       vault_derive_key(&content->header, &passphrase, &content->key, error);
}

/* The key of a vault whose header was read: from the kernel, else by the passphrase file, where there is one. */
static bool find_key(struct content *content, GError **error)
{
	GError *cause = NULL;
	secret_clear(&content->key);
	if (vault_key_get(vault_path(), content->header.salt, &content->key, &content->expiry, &cause))
		return true;
	if (!passphrase_file()) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	return key_from_file(content, error);
}

static bool open_entries(struct content *content, GError **error)
{
	content->entries = vault_unseal(&content->file, &content->key);
	if (content->entries)
		return true;
	if (content->expiry)
		return keyring_fail(error, KEYRING_DAMAGED,
				    "vault cannot be opened: the file '%s' is damaged" REMEDY "put a copy of it back",
				    vault_path());
	return keyring_fail(error, KEYRING_DENIED,
			    "vault cannot be opened: the passphrase is wrong, or the file '%s' is damaged",
			    vault_path());
}

static bool open_vault(struct content *content, GError **error)
{
	return read_file(content, error) && find_key(content, error) && open_entries(content, error);
}

/* The vault as it is under the lock, which is given back with `file`. The key is looked for before: deriving
 * it takes long, and others wait for the lock. */
static bool open_to_change(struct content *content, struct atomic_file *file, GError **error)
{
	if (!read_file(content, error) || !find_key(content, error))
		return false;

	struct vault_header before = content->header;
	int failure = atomic_file_lock(vault_path(), file);
	if (failure)
		return fail_to_write(failure, error);
	secret_clear(&content->file);
	if (!read_file(content, error))
		return false;
	bool same = memcmp(before.salt, content->header.salt, VAULT_SALT_SIZE) == 0;
	return (same || find_key(content, error)) && open_entries(content, error);
}

/* ---- the keyring ---- */

static void set_host(const struct keyring_host *host)
{
	/* A vault never asks by itself. */
	(void)host;
}

static struct keyring_item copy_item(const struct keyring_item *item)
{
	return (struct keyring_item){
		.profile = g_strdup(item->profile),
		.server = g_strdup(item->server),
		.username = g_strdup(item->username),
		.username_is_license = item->username_is_license,
		.app = g_strdup(item->app),
		.modified = item->modified,
	};
}

/* The newest that matches: of two of the same second the later one in the file. */
static struct vault_entry *newest(GPtrArray *entries, const struct keyring_query *query)
{
	struct vault_entry *best = NULL;
	for (guint i = 0; i < entries->len; i++) {
		struct vault_entry *entry = g_ptr_array_index(entries, i);
		if (keyring_query_matches(query, &entry->item) &&
		    (!best || entry->item.modified >= best->item.modified))
			best = entry;
	}
	return best;
}

static bool find(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		 GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	if (!open_vault(&content, error))
		return false;
	struct vault_entry *entry = newest(content.entries, query);
	if (!entry)
		return keyring_fail(error, KEYRING_NOT_FOUND, "the vault holds no such license");
	*ret_item = copy_item(&entry->item);
	secret_move(&entry->license, ret_license);
	return true;
}

/* A vault holds one entry of each profile and server: store() sees to that. */
static bool find_all(const struct keyring_query *query, GPtrArray **ret_licenses, GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	if (!open_vault(&content, error))
		return false;
	GPtrArray *licenses = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free);
	for (guint i = 0; i < content.entries->len; i++) {
		struct vault_entry *entry = g_ptr_array_index(content.entries, i);
		if (!keyring_query_matches(query, &entry->item))
			continue;
		struct keyring_license *license = g_new0(struct keyring_license, 1);
		license->item = copy_item(&entry->item);
		license->id = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
		secret_move(&entry->license, &license->id);
		g_ptr_array_add(licenses, license);
	}
	*ret_licenses = licenses;
	return true;
}

/* By a passphrase alone: only verbs for people ask for one. */
static bool unlock_keyring(GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	return read_file(&content, error) && find_key(&content, error);
}

static bool list(const struct keyring_query *query, GPtrArray **ret_items, GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	if (!open_vault(&content, error))
		return false;
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = 0; i < content.entries->len; i++) {
		const struct vault_entry *entry = g_ptr_array_index(content.entries, i);
		if (!keyring_query_matches(query, &entry->item))
			continue;
		struct keyring_item item = copy_item(&entry->item);
		g_ptr_array_add(items, g_memdup2(&item, sizeof(item)));
	}
	*ret_items = items;
	return true;
}

static unsigned remove_matching(GPtrArray *entries, const struct keyring_query *query)
{
	unsigned count = 0;
	for (guint i = entries->len; i > 0; i--) {
		const struct vault_entry *entry = g_ptr_array_index(entries, i - 1);
		if (keyring_query_matches(query, &entry->item)) {
			g_ptr_array_remove_index(entries, i - 1);
			count++;
		}
	}
	return count;
}

static bool store(const struct keyring_item *item, const struct secret *license, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(Content) content = CONTENT_INIT;
	if (!open_to_change(&content, &file, error))
		return false;

	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_auto(KeyringItem) copy = copy_item(item);
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	copy.modified = g_get_real_time() / G_USEC_PER_SEC;
	secret_append_secret(&id, license);
	if (!secret_is_license_id(&id))
		return keyring_fail(error, KEYRING_DENIED, "what the vault should keep is not a license ID");
	(void)remove_matching(content.entries, &query);
	vault_entries_add(content.entries, &copy, &id);
	return write_file(&file, &content, error);
}

static bool erase(const struct keyring_query *query, unsigned *ret_count, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(Content) content = CONTENT_INIT;
	if (!open_to_change(&content, &file, error))
		return false;
	unsigned count = remove_matching(content.entries, query);
	if (count > 0 && !write_file(&file, &content, error))
		return false;
	*ret_count = count;
	return true;
}

static char *readable_time(gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(seconds);
	return time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S %Z") : g_strdup("an unknown time");
}

static bool state(struct keyring_state *ret_state, GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	GError *cause = NULL;
	if (!read_file(&content, error))
		return false;
	bool unlocked = vault_key_get(vault_path(), content.header.salt, &content.key, &content.expiry, &cause);
	if (!unlocked && !passphrase_file() && !g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	*ret_state = (struct keyring_state){
		.locked = !unlocked && !passphrase_file(),
		.encrypted = true,
		.place = g_strdup(vault_path()),
		.until = unlocked ? readable_time(content.expiry) : NULL,
	};
	return true;
}

/* ---- what only a vault can do ---- */

static bool can_unlock(GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	GError *cause = NULL;
	if (!read_file(&content, error))
		return false;
	if (vault_key_get(vault_path(), content.header.salt, &content.key, &content.expiry, &cause) ||
	    g_error_matches(cause, KEYRING_ERROR, KEYRING_LOCKED)) {
		g_clear_error(&cause);
		return true;
	}
	g_propagate_error(error, cause);
	return false;
}

static bool fail_existing(GError **error)
{
	return keyring_fail(error, KEYRING_DENIED,
			    "there is a vault already, '%s'" REMEDY "change its passphrase with "
			    "'docker-credential-replicated vault passwd', or remove the file and all that it holds",
			    vault_path());
}

static bool init(const struct secret *passphrase, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(Content) content = CONTENT_INIT;
	if (vault_exists())
		return fail_existing(error);
	if (!check_passphrase(passphrase, error))
		return false;

	g_autofree char *folder = g_path_get_dirname(vault_path());
	int failure = atomic_file_make_folders(vault_path());
	if (failure)
		return keyring_fail(error, KEYRING_UNAVAILABLE, "vault cannot be made: the folder '%s': %s", folder,
				    g_strerror(failure));
	failure = atomic_file_lock(vault_path(), &file);
	if (failure)
		return keyring_fail(error, KEYRING_UNAVAILABLE, "vault cannot be made: the file '%s': %s", vault_path(),
				    g_strerror(failure));
	if (vault_exists())
		return fail_existing(error);

	content.entries = vault_entries_new();
	return vault_header_new(&content.header, error) &&
	       vault_derive_key(&content.header, passphrase, &content.key, error) && write_file(&file, &content, error);
}

static bool unlock(const struct secret *passphrase, unsigned lifetime, GError **error)
{
	g_auto(Content) content = CONTENT_INIT;
	if (!read_file(&content, error) || !check_passphrase(passphrase, error) ||
	    !vault_derive_key(&content.header, passphrase, &content.key, error) || !open_entries(&content, error))
		return false;
	gint64 expiry = g_get_real_time() / G_USEC_PER_SEC + lifetime;
	return vault_key_put(vault_path(), content.header.salt, &content.key, expiry, error);
}

static bool lock(GError **error)
{
	return vault_key_remove(vault_path(), error);
}

/* When the key that is in the kernel keyring expires; 0 where there is none. */
static gint64 unlocked_until(const struct content *content)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	gint64 expiry;
	return vault_key_get(vault_path(), content->header.salt, &key, &expiry, NULL) ? expiry : 0;
}

/* The old key opens nothing any more; if it cannot be replaced, it only takes room in the kernel keyring. */
static bool keep_unlocked(const struct content *content, gint64 until)
{
	const guint8 *salt = content->header.salt;
	return vault_key_put(vault_path(), salt, &content->key, until, NULL) ||
	       (vault_key_remove(vault_path(), NULL) && vault_key_put(vault_path(), salt, &content->key, until, NULL));
}

static bool passwd(const struct secret *old, const struct secret *new, bool *ret_now_locked, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	g_auto(Content) content = CONTENT_INIT;
	if (!vault_exists())
		return read_file(&content, error);
	if (!check_passphrase(old, error) || !check_passphrase(new, error))
		return false;
	int failure = atomic_file_lock(vault_path(), &file);
	if (failure)
		return fail_to_write(failure, error);
	if (!read_file(&content, error) || !vault_derive_key(&content.header, old, &content.key, error) ||
	    !open_entries(&content, error))
		return false;

	gint64 until = unlocked_until(&content);
	secret_clear(&content.key);
	if (!vault_header_new(&content.header, error) || !vault_derive_key(&content.header, new, &content.key, error) ||
	    !write_file(&file, &content, error))
		return false;
	*ret_now_locked = until != 0 && !keep_unlocked(&content, until);
	return true;
}

G_MODULE_EXPORT const struct keyring keyring_backend = {
	.name = "vault",
	.set_host = set_host,
	.find = find,
	.find_all = find_all,
	.unlock = unlock_keyring,
	.list = list,
	.store = store,
	.erase = erase,
	.state = state,
};

G_MODULE_EXPORT const struct vault vault_operations = {
	.path = vault_path,
	.exists = vault_exists,
	.can_unlock = can_unlock,
	.init = init,
	.unlock = unlock,
	.lock = lock,
	.passwd = passwd,
};
