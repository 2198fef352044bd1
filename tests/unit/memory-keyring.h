/* SPDX-License-Identifier: MIT
 *
 * memory-keyring.h - keyrings of a test: they hold their items in memory, fail when they are told to, and let others
 * change them between two calls
 */
#ifndef TESTS_UNIT_MEMORY_KEYRING_H
#define TESTS_UNIT_MEMORY_KEYRING_H

#include "../../keyring/keyring.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct memory {
	GPtrArray *items; /* struct keyring_license, the newest last */
	bool locked;
	bool refuses_unlock;
	/* Before the call of that operation: an outcome to fail with, or -1. */
	int (*meanwhile)(const char *operation);
};

#define GOES_ON (-1)

static inline void memory_clear(struct memory *memory)
{
	g_clear_pointer(&memory->items, g_ptr_array_unref);
	*memory = (struct memory){
		.items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free),
	};
}

static inline struct keyring_item item_copy(const struct keyring_item *item)
{
	return (struct keyring_item){
		.profile = g_strdup(item->profile),
		.server = g_strdup(item->server),
		.username = g_strdup(item->username),
		.username_is_license = item->username_is_license,
		.app = g_strdup(item->app),
		.kind = g_strdup(item->kind),
		.expires_at = g_strdup(item->expires_at),
		.modified = item->modified,
	};
}

static inline struct keyring_license *memory_newest(const struct memory *memory, const struct keyring_query *query)
{
	for (guint i = memory->items->len; i > 0; i--) {
		struct keyring_license *held = g_ptr_array_index(memory->items, i - 1);
		if (keyring_query_matches(query, &held->item))
			return held;
	}
	return NULL;
}

static inline unsigned memory_remove(struct memory *memory, const struct keyring_query *query)
{
	unsigned count = 0;
	for (struct keyring_license *held; (held = memory_newest(memory, query)); count++)
		g_ptr_array_remove(memory->items, held);
	return count;
}

/* As another program does it, too: the id may be NULL, of a damaged item. */
static inline void memory_add(struct memory *memory, const struct keyring_item *item, const char *id)
{
	static gint64 clock = 1700000000;
	struct keyring_license *held = g_new0(struct keyring_license, 1);
	held->item = item_copy(item);
	held->item.modified = ++clock;
	held->id = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&held->id, id ? id : "");
	g_ptr_array_add(memory->items, held);
}

static inline void memory_put(struct memory *memory, const char *profile, const char *server, const char *id)
{
	const struct keyring_item item = { .profile = (char *)(guintptr)profile,
					   .server = (char *)(guintptr)server,
					   .username = (char *)(guintptr) "LICENSE_ID" };
	const struct keyring_query query = { .profile = profile, .server = server };
	memory_remove(memory, &query);
	memory_add(memory, &item, id);
}

static inline int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "PROFILE SERVER USERNAME LICENSE[ APP]", an item a line, sorted; the user name "=" is the license. */
static inline char *memory_shown(const struct memory *memory)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < memory->items->len; i++) {
		const struct keyring_license *held = g_ptr_array_index(memory->items, i);
		g_ptr_array_add(lines, g_strdup_printf("%s %s %s %s%s%s\n", held->item.profile, held->item.server,
						       held->item.username_is_license ? "=" : held->item.username,
						       secret_text(&held->id), held->item.app ? " " : "",
						       held->item.app ? held->item.app : ""));
	}
	g_ptr_array_sort(lines, compare_texts);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("", (char **)lines->pdata);
}

#define assert_holds(MEMORY, TEXT)                                                                                     \
	do {                                                                                                           \
		g_autofree char *shown_ = memory_shown(MEMORY);                                                        \
		g_assert_cmpstr(shown_, ==, TEXT);                                                                     \
	} while (0)

/* ---- the operations ---- */

static inline bool memory_begin(struct memory *memory, const char *operation, GError **error)
{
	int outcome = memory->meanwhile ? memory->meanwhile(operation) : GOES_ON;
	if (outcome != GOES_ON)
		return keyring_fail(error, (enum keyring_outcome)outcome, "the test lets '%s' fail", operation);
	return !memory->locked || g_strcmp0(operation, "unlock") == 0 ||
	       keyring_fail(error, KEYRING_LOCKED, "keyring is locked");
}

static inline bool memory_unlock(struct memory *memory, GError **error)
{
	if (!memory_begin(memory, "unlock", error))
		return false;
	memory->locked = memory->locked && memory->refuses_unlock;
	return !memory->locked || keyring_fail(error, KEYRING_LOCKED, "keyring is locked");
}

static inline bool memory_find(struct memory *memory, const struct keyring_query *query, struct keyring_item *ret_item,
			       struct secret *ret_license, GError **error)
{
	if (!memory_begin(memory, "find", error))
		return false;
	const struct keyring_license *held = memory_newest(memory, query);
	if (!held)
		return keyring_fail(error, KEYRING_NOT_FOUND, "not found");
	if (held->id.length == 0)
		return keyring_fail_damaged(error);
	*ret_item = item_copy(&held->item);
	secret_append_secret(ret_license, &held->id);
	return true;
}

static inline bool memory_find_all(struct memory *memory, const struct keyring_query *query, GPtrArray **ret_licenses,
				   GError **error)
{
	if (!memory_begin(memory, "find_all", error))
		return false;
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_license_free);
	for (guint i = 0; i < memory->items->len; i++) {
		const struct keyring_license *held = g_ptr_array_index(memory->items, i);
		const struct keyring_query one = { .profile = held->item.profile, .server = held->item.server };
		if (!keyring_query_matches(query, &held->item) || memory_newest(memory, &one) != held)
			continue;
		struct keyring_license *copy = g_new0(struct keyring_license, 1);
		copy->item = item_copy(&held->item);
		copy->id = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
		secret_append_secret(&copy->id, &held->id);
		g_ptr_array_add(found, copy);
	}
	*ret_licenses = found;
	return true;
}

static inline bool memory_list(struct memory *memory, const struct keyring_query *query, GPtrArray **ret_items,
			       GError **error)
{
	if (!memory_begin(memory, "list", error))
		return false;
	GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)keyring_item_free);
	for (guint i = memory->items->len; i > 0; i--) {
		const struct keyring_license *held = g_ptr_array_index(memory->items, i - 1);
		if (!keyring_query_matches(query, &held->item))
			continue;
		const struct keyring_item copy = item_copy(&held->item);
		g_ptr_array_add(items, g_memdup2(&copy, sizeof(copy)));
	}
	*ret_items = items;
	return true;
}

static inline bool memory_store(struct memory *memory, const struct keyring_item *item, const struct secret *license,
				GError **error)
{
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	if (!memory_begin(memory, "store", error))
		return false;
	memory_remove(memory, &query);
	memory_add(memory, item, secret_text(license));
	return true;
}

static inline bool memory_erase(struct memory *memory, const struct keyring_query *query, unsigned *ret_count,
				GError **error)
{
	if (!memory_begin(memory, "erase", error))
		return false;
	*ret_count = memory_remove(memory, query);
	return true;
}

static inline bool memory_is_expected(const struct memory *memory, const struct keyring_query *query,
				      const struct secret *expected)
{
	const struct keyring_license *held = memory_newest(memory, query);
	return held ? secret_equal(&held->id, expected) : expected->length == 0;
}

static inline bool memory_store_over(struct memory *memory, const struct keyring_item *item,
				     const struct secret *license, const struct secret *expected, bool *ret_done,
				     GError **error)
{
	const struct keyring_query query = { .profile = item->profile, .server = item->server };
	if (!memory_begin(memory, "store_over", error))
		return false;
	*ret_done = memory_is_expected(memory, &query, expected);
	if (*ret_done) {
		memory_remove(memory, &query);
		memory_add(memory, item, secret_text(license));
	}
	return true;
}

static inline bool memory_erase_only(struct memory *memory, const struct keyring_query *query,
				     const struct secret *expected, bool *ret_done, GError **error)
{
	if (!memory_begin(memory, "erase_only", error))
		return false;
	*ret_done = memory_is_expected(memory, query, expected);
	if (*ret_done)
		memory_remove(memory, query);
	return true;
}

/* Defines `static struct memory ID` and `static const struct keyring ID_keyring`. */
#define MEMORY_KEYRING(ID, NAME)                                                                                       \
	static struct memory ID;                                                                                       \
	static bool ID##_find(const struct keyring_query *query, struct keyring_item *item, struct secret *license,    \
			      GError **error)                                                                          \
	{                                                                                                              \
		return memory_find(&ID, query, item, license, error);                                                  \
	}                                                                                                              \
	static bool ID##_find_all(const struct keyring_query *query, GPtrArray **licenses, GError **error)             \
	{                                                                                                              \
		return memory_find_all(&ID, query, licenses, error);                                                   \
	}                                                                                                              \
	static bool ID##_unlock(GError **error)                                                                        \
	{                                                                                                              \
		return memory_unlock(&ID, error);                                                                      \
	}                                                                                                              \
	static bool ID##_list(const struct keyring_query *query, GPtrArray **items, GError **error)                    \
	{                                                                                                              \
		return memory_list(&ID, query, items, error);                                                          \
	}                                                                                                              \
	static bool ID##_store(const struct keyring_item *item, const struct secret *license, GError **error)          \
	{                                                                                                              \
		return memory_store(&ID, item, license, error);                                                        \
	}                                                                                                              \
	static bool ID##_erase(const struct keyring_query *query, unsigned *count, GError **error)                     \
	{                                                                                                              \
		return memory_erase(&ID, query, count, error);                                                         \
	}                                                                                                              \
	static bool ID##_store_over(const struct keyring_item *item, const struct secret *license,                     \
				    const struct secret *expected, bool *done, GError **error)                         \
	{                                                                                                              \
		return memory_store_over(&ID, item, license, expected, done, error);                                   \
	}                                                                                                              \
	static bool ID##_erase_only(const struct keyring_query *query, const struct secret *expected, bool *done,      \
				    GError **error)                                                                    \
	{                                                                                                              \
		return memory_erase_only(&ID, query, expected, done, error);                                           \
	}                                                                                                              \
	static const struct keyring ID##_keyring = {                                                                   \
		.name = NAME,                                                                                          \
		.find = ID##_find,                                                                                     \
		.find_all = ID##_find_all,                                                                             \
		.unlock = ID##_unlock,                                                                                 \
		.list = ID##_list,                                                                                     \
		.store = ID##_store,                                                                                   \
		.erase = ID##_erase,                                                                                   \
		.store_over = ID##_store_over,                                                                         \
		.erase_only = ID##_erase_only,                                                                         \
	}

/* ---- the environment of a test, and what is printed on standard error ---- */

static inline char *test_folder(void)
{
	static const char *const unset[] = { "REPLICATED_PROFILE",    "REPLICATED_DOMAINS",
					     "REPLICATED_KEYRING",    "REPLICATED_LICENSE_ID_FILE",
					     "CREDENTIALS_DIRECTORY", "REPLICATED_SOCKET",
					     "REPLICATED_LICENSE_ID", "XDG_RUNTIME_DIR" };
	char *folder = g_dir_make_tmp("dcr-test.XXXXXX", NULL);
	g_assert_nonnull(folder);
	for (size_t i = 0; i < G_N_ELEMENTS(unset); i++)
		g_unsetenv(unset[i]);
	g_setenv("HOME", folder, TRUE);
	g_setenv("XDG_CONFIG_HOME", folder, TRUE);
	return folder;
}

/* What the calls between these two print there. */
struct listening {
	char *path;
	int before;
};

static inline struct listening listen_begin(const char *folder)
{
	struct listening listening = { .path = g_build_filename(folder, "stderr", NULL), .before = dup(STDERR_FILENO) };
	FILE *file = fopen(listening.path, "w");
	g_assert_nonnull(file);
	g_assert_cmpint(dup2(fileno(file), STDERR_FILENO), ==, STDERR_FILENO);
	(void)fclose(file);
	return listening;
}

static inline char *listen_end(struct listening *listening)
{
	char *text = NULL;
	(void)dup2(listening->before, STDERR_FILENO);
	(void)close(listening->before);
	g_assert_true(g_file_get_contents(listening->path, &text, NULL, NULL));
	(void)unlink(listening->path);
	g_clear_pointer(&listening->path, g_free);
	return text;
}

#endif
