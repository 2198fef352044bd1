/* SPDX-License-Identifier: MIT
 *
 * secret-service.c - the keyring of the desktop: gnome-keyring, KeePassXC, KWallet
 *
 * The only file that includes libsecret, which does the parts that must not be home-made: the session and
 * its key exchange, encoding and decoding of secrets, prompts. Objects are named by their D-Bus paths
 * (secret-paths.h) and not wrapped in SecretItem, each of which costs round trips; those symbols are
 * exported since 2012. What needs no secret is asked in secret-service-bus.c.
 *
 * libsecret's own lookup says "nothing" for a locked keyring. Here an item is searched; where nothing is
 * found the collection is looked at, unlocked by its prompt, and searched again.
 */
#define SECRET_API_SUBJECT_TO_CHANGE

#include "secret-service-bus.h"

#include <errno.h>
#include <fcntl.h>
#include <gmodule.h>
#include <libsecret/secret.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const struct keyring_host *host;

static bool fail(enum keyring_outcome outcome, GError **error, const char *sentence)
{
	g_set_error_literal(error, KEYRING_ERROR, (int)outcome, sentence);
	return false;
}

/* Switches of libsecret's own tests that release builds honour: one hangs for ever inside libsecret, the
 * others quietly swap the keyring for a file with a known password. */
static bool environment_is_sane(GError **error)
{
	const char *backend = g_getenv("SECRET_BACKEND");
	if (backend && *backend && strcmp(backend, "service") != 0)
		return fail(KEYRING_UNAVAILABLE, error,
			    "SECRET_BACKEND is set to something other than 'service': unset it, then try again");

	g_auto(GStrv) names = g_listenv();
	for (char **name = names; *name; name++)
		if (g_str_has_prefix(*name, "SECRET_FILE_TEST_"))
			return fail(KEYRING_UNAVAILABLE, error,
				    "a SECRET_FILE_TEST_ variable is set, a switch for libsecret's own tests: "
				    "unset it, then try again");
	return true;
}

static bool open_bus(GError **error)
{
	return environment_is_sane(error) && bus_connect(error);
}

/* libsecret's view of the service without what we never ask for: SecretService itself starts the service,
 * reads its properties and subscribes to its signals, six calls one after the other. It sets these flags in
 * its constructor, so they can be had otherwise only in that of a subclass. Prompts have proxies of their own. */
typedef struct {
	SecretService parent;
} QuietService;
typedef struct {
	SecretServiceClass parent;
} QuietServiceClass;
static GType quiet_service_get_type(void);
G_DEFINE_TYPE(QuietService, quiet_service, SECRET_TYPE_SERVICE)

static GObject *quiet_service_construct(GType type, guint count, GObjectConstructParam *properties)
{
	GObject *service = G_OBJECT_CLASS(quiet_service_parent_class)->constructor(type, count, properties);
	g_object_set(service, "g-flags",
		     G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS |
			     G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START,
		     NULL);
	return service;
}

static void quiet_service_class_init(QuietServiceClass *class)
{
	G_OBJECT_CLASS(class)->constructor = quiet_service_construct;
}

static void quiet_service_init(QuietService *service)
{
	(void)service;
}

/* One for the life of the program: needed for secrets and prompts only. */
static SecretService *open_service(GError **error)
{
	static SecretService *service;
	GError *cause = NULL;
	if (!service)
		service = g_initable_new(quiet_service_get_type(), NULL, &cause, NULL);
	if (!service)
		bus_fail(cause, error);
	return service;
}

/* Where secrets travel; opened once, and once more after a sporadic UnknownMethod. */
static bool open_session(SecretService *service, GError **error)
{
	GError *cause = NULL;
	for (int attempt = 0; attempt < 2; attempt++) {
		g_clear_error(&cause);
		if (secret_service_ensure_session_sync(service, NULL, &cause))
			return true;
		if (!bus_is_unknown_method(cause))
			break;
	}
	return bus_fail(cause, error);
}

/* ---- prompts and locks ---- */

/* Shows a prompt and waits for the person. NULL where it was dismissed, or failed, or there is nothing to
 * show it on: then nothing was unlocked, and the caller says so. */
static GVariant *run_prompt(const char *prompt, const char *return_type)
{
	SecretService *service = open_service(NULL);
	g_autoptr(GVariantType) type = g_variant_type_new(return_type);
	if (!service)
		return NULL;
	host->prompt_begins();
	GVariant *result = secret_service_prompt_at_dbus_path_sync(service, prompt, NULL, type, NULL);
	host->prompt_ends();
	return result;
}

/* Of prompts that begin together where nothing can show them, gnome-keyring 42 ends just one; and a person
 * who pulls ten images wants to be asked once. So each of our processes waits for the one before it. Gives a
 * descriptor that holds the turn until it is closed; -1 where there is no folder for it: then nobody waits. */
static int take_turn(void)
{
	const char *folder = g_getenv("XDG_RUNTIME_DIR");
	if (!folder || !g_path_is_absolute(folder))
		return -1;
	g_autofree char *path = g_build_filename(folder, "docker-credential-replicated.prompt", NULL);
	int turn = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	host->prompt_begins();
	while (turn >= 0 && flock(turn, LOCK_EX) != 0 && errno == EINTR)
		;
	host->prompt_ends();
	return turn;
}

static bool unlock_by_prompt(const char *const *paths, GError **error)
{
	/* Asked for again: the process before this one may have unlocked it. */
	g_autofree char *prompt = NULL;
	if (!bus_unlock(paths, &prompt, error))
		return false;
	if (!prompt)
		return true;
	g_autoptr(GVariant) unlocked = run_prompt(prompt, "ao");
	return (unlocked && g_variant_n_children(unlocked) > 0) || bus_fail_locked(error);
}

/* True where it may have helped: look again. */
static bool unlock(const char *const *paths, GError **error)
{
	g_autofree char *prompt = NULL;
	if (!bus_unlock(paths, &prompt, error))
		return false;
	if (!prompt)
		return true;
	int turn = take_turn();
	bool helped = unlock_by_prompt(paths, error);
	if (turn >= 0)
		close(turn);
	return helped;
}

static bool unlock_one(const char *path, GError **error)
{
	const char *const paths[] = { path, NULL };
	return unlock(paths, error);
}

static bool unlock_hits(GPtrArray *hits, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	for (guint i = 0; i < hits->len; i++) {
		const struct hit *hit = g_ptr_array_index(hits, i);
		if (hit->locked)
			g_ptr_array_add(paths, hit->path);
	}
	if (paths->len == 0)
		return true;
	g_ptr_array_add(paths, NULL);
	return unlock((const char *const *)paths->pdata, error);
}

/* Searches; where nothing is found in a locked collection, unlocks it and searches again. */
static bool search_unlocking(const struct keyring_query *query, GPtrArray **ret_hits, GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	if (!bus_search(query, &hits, error))
		return false;

	if (hits->len == 0) {
		g_autofree char *collection = NULL;
		if (!bus_locked_collection(&collection, error))
			return false;
		if (collection) {
			g_clear_pointer(&hits, g_ptr_array_unref);
			if (!unlock_one(collection, error) || !bus_search(query, &hits, error))
				return false;
		}
	}
	*ret_hits = g_steal_pointer(&hits);
	return true;
}

/* ---- find ---- */

static SecretValue *read_value(const char *path, GError **error)
{
	SecretService *service = open_service(error);
	SecretValue *value = NULL;
	GError *cause = NULL;
	if (!service)
		return NULL;

	for (int attempt = 0; attempt < 2 && !value; attempt++) {
		g_clear_error(&cause);
		value = secret_service_get_secret_for_dbus_path_sync(service, path, NULL, &cause);
		if (!value && !(cause && bus_is_unknown_method(cause)))
			break;
	}
	/* No value and no error: locked again since it was found. */
	if (!value)
		(void)(cause ? bus_fail(cause, error) : bus_fail_locked(error));
	return value;
}

/* Takes the license out of libsecret's non-pageable memory into ours, which wipes itself, at once. */
static bool take_license(const char *path, struct secret *ret_license, GError **error)
{
	SecretValue *value = read_value(path, error);
	if (!value)
		return false;

	gsize length = 0;
	const char *bytes = secret_value_get(value, &length);
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	secret_append(&license, bytes, length);
	bool good = secret_is_license_id(&license);
	secret_value_unref(value);
	if (!good)
		return keyring_fail_damaged(error);
	secret_move(&license, ret_license);
	return true;
}

static bool read_again(struct hit *hit, GError **error)
{
	g_autoptr(GPtrArray) one = g_ptr_array_new();
	g_ptr_array_add(one, hit);
	return bus_read_end(bus_read_begin(one), error);
}

/* The license of a hit whose attributes are known. */
static bool open_hit(struct hit *hit, struct secret *ret_license, GError **error)
{
	if (hit->locked && !unlock_one(hit->path, error))
		return false;
	/* Locked since the service started: it showed hashes in place of the attributes. */
	if (!hit->readable && !read_again(hit, error))
		return false;
	if (!hit->readable)
		return fail(KEYRING_DAMAGED, error,
			    "the keyring item is damaged: its attributes are not ours: store the license again with "
			    "'docker-credential-replicated login'");
	return take_license(hit->path, ret_license, error);
}

static bool find(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		 GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	if (!open_bus(error) || !search_unlocking(query, &hits, error))
		return false;
	if (hits->len == 0)
		return fail(KEYRING_NOT_FOUND, error, "the keyring holds no such license");

	/* The calls are under way while libsecret computes its half of the key exchange. */
	struct bus_reading *reading = bus_read_begin(hits);
	SecretService *service = open_service(error);
	bool ready = service && open_session(service, error);
	if (!bus_read_end(reading, ready ? error : NULL) || !ready)
		return false;

	bus_sort_newest_first(hits);
	struct hit *hit = g_ptr_array_index(hits, 0);
	if (!open_hit(hit, ret_license, error))
		return false;
	*ret_item = hit->item;
	hit->item = (struct keyring_item){ 0 };
	return true;
}

/* ---- list ---- */

static bool list(const struct keyring_query *query, GPtrArray **ret_items, GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	g_autofree char *locked = NULL;
	if (!open_bus(error) || !bus_search(query, &hits, error))
		return false;
	if (hits->len == 0 && !bus_locked_collection(&locked, error))
		return false;
	if (locked)
		return bus_fail_locked(error);
	if (!bus_read_end(bus_read_begin(hits), error))
		return false;

	bus_sort_newest_first(hits);
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = 0; i < hits->len; i++) {
		struct hit *hit = g_ptr_array_index(hits, i);
		if (!hit->readable && hit->locked)
			return bus_fail_locked(error);
		if (!hit->readable)
			continue;
		g_ptr_array_add(items, g_memdup2(&hit->item, sizeof(hit->item)));
		hit->item = (struct keyring_item){ 0 };
	}
	*ret_items = g_steal_pointer(&items);
	return true;
}

/* ---- many at once ---- */

static bool unlock_keyring(GError **error)
{
	g_autofree char *collection = NULL;
	return open_bus(error) && bus_locked_collection(&collection, error) &&
	       (!collection || unlock_one(collection, error));
}

static gpointer hit_pair(const struct hit *hit)
{
	return g_strconcat(hit->item.profile, "\n", hit->item.server, NULL);
}

/* Leaves the newest readable hit of each profile and server. */
static void keep_newest(GPtrArray *hits)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bus_sort_newest_first(hits);
	for (guint i = 0; i < hits->len;) {
		const struct hit *hit = g_ptr_array_index(hits, i);
		if (hit->readable && g_hash_table_add(seen, hit_pair(hit)))
			i++;
		else
			g_ptr_array_remove_index(hits, i);
	}
}

static GHashTable *read_values(GPtrArray *hits, GError **error)
{
	SecretService *service = open_service(error);
	if (!service || !open_session(service, error))
		return NULL;
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	for (guint i = 0; i < hits->len; i++)
		g_ptr_array_add(paths, ((const struct hit *)g_ptr_array_index(hits, i))->path);
	g_ptr_array_add(paths, NULL);
	GError *cause = NULL;
	GHashTable *values =
		secret_service_get_secrets_for_dbus_paths_sync(service, (const char **)paths->pdata, NULL, &cause);
	if (!values)
		(void)(cause ? bus_fail(cause, error) : bus_fail_locked(error));
	return values;
}

static struct keyring_license *license_of(struct hit *hit, SecretValue *value)
{
	struct keyring_license *license = g_new0(struct keyring_license, 1);
	gsize length = 0;
	const char *bytes = secret_value_get(value, &length);
	license->id = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
	secret_append(&license->id, bytes, length);
	if (!secret_is_license_id(&license->id))
		secret_clear(&license->id);
	license->item = hit->item;
	hit->item = (struct keyring_item){ 0 };
	return license;
}

static bool find_all(const struct keyring_query *query, GPtrArray **ret_licenses, GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	g_autoptr(GPtrArray) licenses = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free);
	if (!open_bus(error) || !search_unlocking(query, &hits, error) || !unlock_hits(hits, error) ||
	    !bus_read_end(bus_read_begin(hits), error))
		return false;
	keep_newest(hits);
	g_autoptr(GHashTable) values = hits->len > 0 ? read_values(hits, error) : NULL;
	if (hits->len > 0 && !values)
		return false;
	for (guint i = 0; i < hits->len; i++) {
		struct hit *hit = g_ptr_array_index(hits, i);
		SecretValue *value = g_hash_table_lookup(values, hit->path);
		if (!value)
			return bus_fail_locked(error);
		g_ptr_array_add(licenses, license_of(hit, value));
	}
	*ret_licenses = g_steal_pointer(&licenses);
	return true;
}

/* ---- store and erase ---- */

/* Deletes the hits, but not `except`. */
static bool delete_hits(GPtrArray *hits, const char *except, GError **error)
{
	for (guint i = 0; i < hits->len; i++) {
		const struct hit *hit = g_ptr_array_index(hits, i);
		g_autofree char *prompt = NULL;
		if (except && strcmp(hit->path, except) == 0)
			continue;
		if (!bus_delete(hit->path, &prompt, error))
			return false;
		if (prompt) {
			/* The result is an empty string; dismissed is NULL. */
			g_autoptr(GVariant) result = run_prompt(prompt, "s");
			if (!result)
				return bus_fail_locked(error);
		}
	}
	return true;
}

/* A keyring that has never been used has no collection: its password is asked for in a prompt. */
static char *make_collection(SecretService *service, GError **error)
{
	g_autoptr(GHashTable) properties = bus_properties_of_collection("Default keyring");
	host->prompt_begins();
	char *path = secret_service_create_collection_dbus_path_sync(service, properties, SECRET_COLLECTION_DEFAULT,
								     SECRET_COLLECTION_CREATE_NONE, NULL, NULL);
	host->prompt_ends();
	/* libsecret gives "no object" as a path where the prompt was dismissed, or could not be shown. */
	if (path && strcmp(path, "/") == 0)
		g_clear_pointer(&path, g_free);
	if (!path)
		fail(KEYRING_UNAVAILABLE, error,
		     "there is no keyring yet, and none was made: make one (on a desktop: Passwords and Keys; "
		     "elsewhere: give its password, without a line end, to "
		     "gnome-keyring-daemon --replace --unlock), then try again");
	return path;
}

/* What stood in the way of creating an item may be a lock, a collection that is not there, or one of
 * gnome-keyring's sporadic answers: each is dealt with once. */
static bool overcome(SecretService *service, const GError *cause, int attempt, char **collection, GError **error)
{
	if (bus_is_locked(cause))
		return unlock_one(*collection, error);
	if (bus_is_unknown_method(cause) && attempt == 0)
		return true;
	if (!bus_is_absent(cause))
		return bus_fail(g_error_copy(cause), error);
	g_free(*collection);
	*collection = make_collection(service, error);
	return *collection != NULL;
}

/* The path of the new item, in the default collection. */
static char *create_item(const struct keyring_item *item, const struct secret *license, GError **error)
{
	SecretService *service = open_service(error);
	g_autofree char *collection = NULL;
	if (!service || !bus_default_collection(&collection, error))
		return NULL;
	if (!collection && !(collection = make_collection(service, error)))
		return NULL;

	g_autoptr(GHashTable) properties = bus_properties_of_item(item);
	SecretValue *value = secret_value_new(license->bytes, (gssize)license->length, "text/plain");
	char *path = NULL;
	for (int attempt = 0; attempt < 3; attempt++) {
		g_autoptr(GError) cause = NULL;
		path = secret_service_create_item_dbus_path_sync(service, collection, properties, value,
								 SECRET_ITEM_CREATE_REPLACE, NULL, &cause);
		if (path)
			break;
		if (!cause || attempt == 2) {
			(void)(cause ? bus_fail(g_steal_pointer(&cause), error) : bus_fail_locked(error));
			break;
		}
		if (!overcome(service, cause, attempt, &collection, error))
			break;
	}
	secret_value_unref(value);
	return path;
}

static bool store(const struct keyring_item *item, const struct secret *license, GError **error)
{
	/* Searched before, not after: of two that store at the same time neither deletes what the other has
	 * just written. */
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	g_autoptr(GPtrArray) old = NULL;
	if (!open_bus(error) || !search_unlocking(&query, &old, error) || !unlock_hits(old, error))
		return false;

	g_autofree char *path = create_item(item, license, error);
	return path && delete_hits(old, path, error);
}

static bool erase(const struct keyring_query *query, unsigned *ret_count, GError **error)
{
	g_autoptr(GPtrArray) hits = NULL;
	if (!open_bus(error) || !search_unlocking(query, &hits, error) || !unlock_hits(hits, error) ||
	    !delete_hits(hits, NULL, error))
		return false;
	*ret_count = hits->len;
	return true;
}

/* ---- state ---- */

static bool state(struct keyring_state *ret_state, GError **error)
{
	g_autofree char *collection = NULL;
	g_autofree char *locked = NULL;
	if (!open_bus(error) || !bus_default_collection(&collection, error) || !bus_locked_collection(&locked, error))
		return false;

	SecretService *service = open_service(error);
	if (!service || !open_session(service, error))
		return false;

	/* libsecret falls back to "plain" when the service knows no key exchange. */
	const char *algorithms = secret_service_get_session_algorithms(service);
	*ret_state = (struct keyring_state){
		.locked = locked != NULL,
		.encrypted = algorithms && strcmp(algorithms, "plain") != 0,
		.place = collection ? g_strdup_printf("Secret Service, collection '%s'", strrchr(collection, '/') + 1)
				    : g_strdup("Secret Service, no collection yet"),
	};
	return true;
}

static void set_host(const struct keyring_host *program)
{
	host = program;
}

G_MODULE_EXPORT const struct keyring keyring_backend = {
	.name = "secret-service",
	.set_host = set_host,
	.find = find,
	.find_all = find_all,
	.unlock = unlock_keyring,
	.list = list,
	.store = store,
	.erase = erase,
	.state = state,
};
