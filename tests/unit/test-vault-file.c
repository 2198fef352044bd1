/* SPDX-License-Identifier: MIT
 *
 * The vault's file: that it is what vault.h says, and that nothing else is ever read as one. */
#include "../../keyring/vault-seal.h"

#include <dlfcn.h>
#include <sodium.h>
#include <string.h>

#define NONCE_OFFSET VAULT_HEADER_SIZE
#define BODY_OFFSET 76
#define TAG_SIZE 16

static const struct vault_header cheap = {
	.version = 1,
	.passes = 1,
	.memory_kib = VAULT_MEMORY_MIN_KIB,
	.salt = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 },
};

static void same(const void *got, const void *wanted, size_t length)
{
	g_assert_cmpint(memcmp(got, wanted, length), ==, 0);
}

static void fill_key(struct secret *key, char first)
{
	char bytes[VAULT_KEY_SIZE] = { first };
	secret_append(key, bytes, sizeof(bytes));
}

static void add(GPtrArray *entries, const char *profile, const char *server, const char *app, const char *license)
{
	struct keyring_item item = {
		.profile = g_strdup(profile),
		.server = g_strdup(server),
		.username = g_strdup("LICENSE_ID"),
		.app = g_strdup(app),
		.modified = -5,
		.username_is_license = app == NULL,
	};
	struct secret id = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&id, license);
	vault_entries_add(entries, &item, &id);
}

static GPtrArray *two_entries(void)
{
	GPtrArray *entries = vault_entries_new();
	add(entries, "default", "proxy.replicated.com", NULL, "1vusOokxAVp1tkRGuyxnF23PJcq");
	add(entries, "acme", "registry.acme.example:8443", "my-app", "another");
	return entries;
}

static void are_two_entries(GPtrArray *entries)
{
	g_assert_nonnull(entries);
	g_assert_cmpuint(entries->len, ==, 2);
	const struct vault_entry *entry = g_ptr_array_index(entries, 0);
	g_assert_cmpstr(entry->item.profile, ==, "default");
	g_assert_cmpstr(entry->item.server, ==, "proxy.replicated.com");
	g_assert_cmpstr(entry->item.app, ==, NULL);
	g_assert_true(entry->item.username_is_license);
	g_assert_cmpint(entry->item.modified, ==, -5);
	g_assert_cmpstr(secret_text(&entry->license), ==, "1vusOokxAVp1tkRGuyxnF23PJcq");
	entry = g_ptr_array_index(entries, 1);
	g_assert_cmpstr(entry->item.profile, ==, "acme");
	g_assert_cmpstr(entry->item.server, ==, "registry.acme.example:8443");
	g_assert_cmpstr(entry->item.username, ==, "LICENSE_ID");
	g_assert_cmpstr(entry->item.app, ==, "my-app");
	g_assert_false(entry->item.username_is_license);
	g_assert_cmpstr(secret_text(&entry->license), ==, "another");
}

static void seal(struct secret *file, const struct secret *key)
{
	g_autoptr(GPtrArray) entries = two_entries();
	g_autoptr(GError) error = NULL;
	g_assert_true(vault_seal(&cheap, key, entries, file, &error));
	g_assert_no_error(error);
}

/* What a caller does with a file that may have been made by anybody. */
static bool opens(const struct secret *file, const struct secret *key)
{
	struct vault_header header;
	g_autoptr(GError) error = NULL;
	if (!vault_read_header(file, "vault", &header, &error)) {
		g_assert_true(g_str_has_prefix(error->message, "vault cannot be opened: "));
		return false;
	}
	g_autoptr(GPtrArray) entries = vault_unseal(&header, file, key);
	return entries != NULL;
}

static void comes_back_as_it_was(void)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	struct vault_header header;
	fill_key(&key, 1);
	seal(&file, &key);
	g_assert_true(vault_read_header(&file, "vault", &header, NULL));
	same(&header, &cheap, sizeof(cheap));
	g_autoptr(GPtrArray) entries = vault_unseal(&header, &file, &key);
	are_two_entries(entries);
}

static void is_what_the_manual_says(void)
{
	static const char start[] = "DCRVault"
				    "\1\0\0\0"
				    "\1\0\0\0"
				    "\0\x20\0\0"
				    "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20";
	static const char items[] = "\2\0\0\0"
				    "\xfb\xff\xff\xff\xff\xff\xff\xff"
				    "\1"
				    "\7\0\0\0default"
				    "\24\0\0\0proxy.replicated.com"
				    "\12\0\0\0LICENSE_ID"
				    "\0\0\0\0"
				    "\33\0\0\0001vusOokxAVp1tkRGuyxnF23PJcq"
				    "\xfb\xff\xff\xff\xff\xff\xff\xff"
				    "\0"
				    "\4\0\0\0acme"
				    "\32\0\0\0registry.acme.example:8443"
				    "\12\0\0\0LICENSE_ID"
				    "\6\0\0\0my-app"
				    "\7\0\0\0another";
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	fill_key(&key, 1);
	seal(&file, &key);
	same(file.bytes, start, VAULT_CHECK_OFFSET);
	g_assert_cmpuint(file.length, ==, BODY_OFFSET + VAULT_PADDING + TAG_SIZE);

	g_auto(Secret) clear = SECRET_INIT(VAULT_FILE_MAX);
	g_autoptr(GPtrArray) entries = two_entries();
	vault_entries_write(entries, &clear);
	g_assert_cmpuint(clear.length, ==, VAULT_PADDING);
	same(clear.bytes, items, sizeof(items) - 1);
	for (size_t i = sizeof(items) - 1; i < clear.length; i++)
		g_assert_cmpint(clear.bytes[i], ==, 0);
}

/* What version 2 adds, and that an item without it costs eight bytes there. */
static void more_attributes_are_version_2(void)
{
	static const char items[] = "\2\0\0\0"
				    "\xfb\xff\xff\xff\xff\xff\xff\xff"
				    "\1"
				    "\7\0\0\0default"
				    "\24\0\0\0proxy.replicated.com"
				    "\12\0\0\0LICENSE_ID"
				    "\0\0\0\0"
				    "\33\0\0\0001vusOokxAVp1tkRGuyxnF23PJcq"
				    "\12\0\0\0license-id"
				    "\12\0\0\0002026-12-31"
				    "\xfb\xff\xff\xff\xff\xff\xff\xff"
				    "\0"
				    "\4\0\0\0acme"
				    "\32\0\0\0registry.acme.example:8443"
				    "\12\0\0\0LICENSE_ID"
				    "\6\0\0\0my-app"
				    "\7\0\0\0another"
				    "\0\0\0\0"
				    "\0\0\0\0";
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	g_auto(Secret) clear = SECRET_INIT(VAULT_FILE_MAX);
	g_autoptr(GPtrArray) entries = two_entries();
	struct vault_entry *first = g_ptr_array_index(entries, 0);
	g_assert_cmpuint(vault_entries_version(entries), ==, VAULT_VERSION_FIRST);
	first->item.expires_at = g_strdup("2026-12-31");
	g_assert_cmpuint(vault_entries_version(entries), ==, VAULT_VERSION_ATTRIBUTES);
	char *expires_at = g_steal_pointer(&first->item.expires_at);
	first->item.kind = g_strdup("license-id");
	g_assert_cmpuint(vault_entries_version(entries), ==, VAULT_VERSION_ATTRIBUTES);
	first->item.expires_at = expires_at;
	g_assert_cmpuint(vault_entries_version(entries), ==, VAULT_VERSION_ATTRIBUTES);
	vault_entries_write(entries, &clear);
	same(clear.bytes, items, sizeof(items) - 1);

	struct vault_header header;
	fill_key(&key, 1);
	g_assert_true(vault_seal(&cheap, &key, entries, &file, NULL));
	g_assert_cmpint(file.bytes[8], ==, 2);
	g_assert_true(vault_read_header(&file, "vault", &header, NULL));
	g_autoptr(GPtrArray) back = vault_unseal(&header, &file, &key);
	are_two_entries(back);
	const struct vault_entry *entry = g_ptr_array_index(back, 0);
	g_assert_cmpstr(entry->item.kind, ==, "license-id");
	g_assert_cmpstr(entry->item.expires_at, ==, "2026-12-31");
	entry = g_ptr_array_index(back, 1);
	g_assert_null(entry->item.kind);
	g_assert_null(entry->item.expires_at);
	/* A version is not a matter of taste: neither can be read as the other. */
	g_assert_null(vault_entries_read(clear.bytes, clear.length, VAULT_VERSION_FIRST));
}

/* Also where nothing is left to fill up, with an empty text at the very end. */
static void every_length_comes_back(void)
{
	enum { WITHOUT_APP = 4 + 8 + 1 + 4 + 7 + 4 + 20 + 4 + 10 + 4 + 4 + 2 + 4 + 10 + 4 };
	for (size_t length = 1; length <= 2 * VAULT_PADDING; length++) {
		g_auto(Secret) clear = SECRET_INIT(VAULT_FILE_MAX);
		g_autofree char *app = g_strnfill(length, 'a');
		g_autoptr(GPtrArray) entries = vault_entries_new();
		add(entries, "default", "proxy.replicated.com", app, "id");
		struct vault_entry *entry = g_ptr_array_index(entries, 0);
		entry->item.kind = g_strdup("license-id");
		vault_entries_write(entries, &clear);
		size_t blocks = (WITHOUT_APP + length + VAULT_PADDING - 1) / VAULT_PADDING;
		g_assert_cmpuint(clear.length, ==, blocks * VAULT_PADDING);

		g_autoptr(GPtrArray) back = vault_entries_read(clear.bytes, clear.length, VAULT_VERSION_ATTRIBUTES);
		g_assert_nonnull(back);
		g_assert_cmpuint(back->len, ==, 1);
		entry = g_ptr_array_index(back, 0);
		g_assert_cmpstr(entry->item.app, ==, app);
		g_assert_cmpstr(secret_text(&entry->license), ==, "id");
		g_assert_null(entry->item.expires_at);
	}
}

static void each_write_has_a_nonce_of_its_own(void)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) one = SECRET_INIT(VAULT_FILE_MAX);
	g_auto(Secret) two = SECRET_INIT(VAULT_FILE_MAX);
	fill_key(&key, 1);
	seal(&one, &key);
	seal(&two, &key);
	g_assert_cmpint(memcmp(one.bytes + NONCE_OFFSET, two.bytes + NONCE_OFFSET, BODY_OFFSET - NONCE_OFFSET), !=, 0);
	g_assert_cmpint(memcmp(one.bytes + BODY_OFFSET, two.bytes + BODY_OFFSET, VAULT_PADDING), !=, 0);
}

static void any_changed_byte_is_noticed(void)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	fill_key(&key, 1);
	seal(&file, &key);
	for (size_t i = 0; i < file.length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			file.bytes[i] = (char)(file.bytes[i] ^ (1 << bit));
			g_assert_false(opens(&file, &key));
			file.bytes[i] = (char)(file.bytes[i] ^ (1 << bit));
		}
	}
	g_assert_true(opens(&file, &key));
}

static void any_other_length_is_noticed(void)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	fill_key(&key, 1);
	seal(&file, &key);
	for (size_t length = 0; length < file.length; length++) {
		/* A copy of its own size, so that a sanitizer sees a look behind the end. */
		g_auto(Secret) part = SECRET_INIT(length);
		secret_append(&part, file.bytes, length);
		g_assert_false(opens(&part, &key));
	}
	for (size_t more = 1; more <= VAULT_PADDING; more += VAULT_PADDING - 1) {
		g_auto(Secret) longer = SECRET_INIT(VAULT_FILE_MAX);
		g_autofree char *rest = g_malloc0(more);
		secret_append(&longer, file.bytes, file.length);
		secret_append(&longer, rest, more);
		g_assert_false(opens(&longer, &key));
	}
}

static void another_key_opens_nothing(void)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) other = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	fill_key(&key, 1);
	fill_key(&other, 2);
	seal(&file, &key);
	g_assert_false(opens(&file, &other));

	/* Its last byte is what follows a text. */
	key.bytes[VAULT_KEY_SIZE - 1] = '\0';
	secret_clear(&file);
	seal(&file, &key);
	g_assert_true(opens(&file, &key));
	secret_truncate(&key, VAULT_KEY_SIZE - 1);
	g_assert_false(opens(&file, &key));
}

/* The head of one vault on the body of another with the same key. */
static void halves_of_two_vaults_are_none(void)
{
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) one = SECRET_INIT(VAULT_FILE_MAX);
	g_auto(Secret) two = SECRET_INIT(VAULT_FILE_MAX);
	struct vault_header other = cheap;
	g_autoptr(GPtrArray) entries = two_entries();
	other.salt[0] = 99;
	fill_key(&key, 1);
	seal(&one, &key);
	g_assert_true(vault_seal(&other, &key, entries, &two, NULL));
	g_assert_true(opens(&two, &key));
	memcpy(two.bytes, one.bytes, VAULT_HEADER_SIZE);
	g_assert_false(opens(&two, &key));
}

static void a_passphrase_and_a_salt_make_a_key(void)
{
	g_auto(Secret) passphrase = SECRET_INIT(100);
	g_auto(Secret) other_passphrase = SECRET_INIT(100);
	struct secret keys[4];
	struct vault_header other = cheap;
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		keys[i] = (struct secret)SECRET_INIT(VAULT_KEY_SIZE);
	other.salt[15] = 99;
	secret_append_text(&passphrase, "hunter2");
	secret_append_text(&other_passphrase, "hunter3");
	g_assert_true(vault_derive_key(&cheap, &passphrase, &keys[0], NULL));
	g_assert_true(vault_derive_key(&cheap, &passphrase, &keys[1], NULL));
	g_assert_true(vault_derive_key(&other, &passphrase, &keys[2], NULL));
	g_assert_true(vault_derive_key(&cheap, &other_passphrase, &keys[3], NULL));
	g_assert_true(secret_equal(&keys[0], &keys[1]));
	g_assert_false(secret_equal(&keys[0], &keys[2]));
	g_assert_false(secret_equal(&keys[0], &keys[3]));
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		secret_clear(&keys[i]);
}

/* The header says how much work is to be done before anything in it is known to be genuine. */
static void work_is_bounded_before_it_is_done(void)
{
	static const struct {
		guint32 passes;
		guint32 memory_kib;
		bool fine;
	} rows[] = {
		{ 1, VAULT_MEMORY_MIN_KIB, true },
		{ 3, 256 * 1024, true },
		{ 4, VAULT_MEMORY_MAX_KIB, true },
		{ VAULT_PASSES_MAX, VAULT_MEMORY_MIN_KIB, true },
		{ 0, 256 * 1024, false },
		{ 3, 0, false },
		{ 3, VAULT_MEMORY_MIN_KIB - 1, false },
		{ 5, VAULT_MEMORY_MAX_KIB, false },
		{ 1, VAULT_MEMORY_MAX_KIB + 1, false },
		{ 1, 4 * 1024 * 1024, false },
		{ VAULT_PASSES_MAX + 1, VAULT_MEMORY_MIN_KIB, false },
		{ VAULT_PASSES_MAX, VAULT_MEMORY_MAX_KIB, false },
		{ G_MAXUINT32, VAULT_MEMORY_MIN_KIB, false },
		{ 1, G_MAXUINT32, false },
		{ G_MAXUINT32, G_MAXUINT32, false },
		{ 0x80000000, 2, false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint8 bytes[VAULT_HEADER_SIZE] = { 0 };
		struct vault_header header = cheap;
		struct vault_header got;
		g_autoptr(GError) error = NULL;
		header.passes = rows[i].passes;
		header.memory_kib = rows[i].memory_kib;
		vault_header_write(&header, bytes);
		g_assert_true(vault_header_read(bytes, sizeof(bytes), "vault", &got, &error) == rows[i].fine);
		if (!rows[i].fine)
			g_assert_error(error, KEYRING_ERROR, KEYRING_DAMAGED);
	}
}

static void is_said(const guint8 *bytes, size_t length, const char *what)
{
	struct vault_header got;
	g_autoptr(GError) error = NULL;
	g_autofree char *begin = g_strconcat("vault cannot be opened: the file '/a/vault' ", what, REMEDY, NULL);
	g_assert_false(vault_header_read(bytes, length, "/a/vault", &got, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DAMAGED);
	g_assert_true(g_str_has_prefix(error->message, begin));
}

static void a_later_version_is_told_apart(void)
{
	guint8 bytes[VAULT_HEADER_SIZE] = { 0 };
	struct vault_header got;
	g_autoptr(GError) error = NULL;
	vault_header_write(&cheap, bytes);
	bytes[8] = 3;
	g_assert_false(vault_header_read(bytes, sizeof(bytes), "/a/vault", &got, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DENIED);
	g_assert_cmpstr(error->message, ==,
			"vault cannot be opened: the file '/a/vault' has version 3, and this program knows 2" REMEDY
			"install a newer docker-credential-replicated");
	g_clear_error(&error);
	/* There is no version 0, which no newer program reads either. */
	bytes[8] = 0;
	is_said(bytes, sizeof(bytes), "is not a vault");
}

static void a_part_is_told_from_another_file(void)
{
	guint8 bytes[VAULT_HEADER_SIZE] = { 0 };
	vault_header_write(&cheap, bytes);
	is_said(bytes, 11, "is not a vault");
	is_said(bytes, 12, "is cut off");
	is_said(bytes, VAULT_HEADER_SIZE - 1, "is cut off");
	bytes[0] = 'd';
	is_said(bytes, VAULT_HEADER_SIZE, "is not a vault");
}

/* ---- the items in clear ---- */

static bool reads(const void *bytes, size_t length)
{
	g_autoptr(GPtrArray) entries = vault_entries_read(bytes, length, VAULT_VERSION_FIRST);
	return entries != NULL;
}

/* So many items, of which the bytes of one are given, and their padding. */
static bool reads_item(const char *item, size_t length, guint32 count)
{
	char bytes[VAULT_PADDING] = { 0 };
	g_assert_cmpuint(length, <=, sizeof(bytes) - 4);
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (char)(count >> (8 * i));
	memcpy(bytes + 4, item, length);
	return reads(bytes, sizeof(bytes));
}

#define ITEM(flag, profile, server, username, app, license) "\0\0\0\0\0\0\0\0" flag profile server username app license

static void only_whole_items_are_read(void)
{
	static const struct {
		const char *what;
		const char *item;
		size_t length;
		guint32 count;
		bool fine;
	} rows[] = {
#define ROW(what, item, count, fine) { what, item, sizeof(item) - 1, count, fine }
		ROW("no items", "", 0, true),
		ROW("one", ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"), 1, true),
		ROW("more than there are", ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"),
		    2, false),
		ROW("fewer: the rest is no padding",
		    ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"), 0, false),
		ROW("as many as can be", "", G_MAXUINT32, false),
		ROW("a flag of no meaning", ITEM("\2", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"),
		    1, false),
		ROW("no profile", ITEM("\0", "\0\0\0\0", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"), 1, false),
		ROW("no server", ITEM("\0", "\1\0\0\0p", "\0\0\0\0", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"), 1, false),
		ROW("no user name", ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\0\0\0\0", "\0\0\0\0", "\1\0\0\0L"), 1,
		    false),
		ROW("no license", ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\0\0\0\0"), 1, false),
		ROW("a license that is none",
		    ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0\n"), 1, false),
		ROW("a NUL in a name", ITEM("\0", "\1\0\0\0\0", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L"), 1,
		    false),
		ROW("a length behind the end", ITEM("\0", "\xff\xff\xff\xff", "", "", "", ""), 1, false),
		ROW("a length to the end", ITEM("\0", "\xef\3\0\0", "", "", "", ""), 1, false),
		ROW("padding that is not zero", "\0\0\1", 0, false),
#undef ROW
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].what);
		g_assert_true(reads_item(rows[i].item, rows[i].length, rows[i].count) == rows[i].fine);
	}
}

/* Bytes of a size of their own, so that a sanitizer sees a look behind their end. */
static void no_length_leads_behind_the_end(void)
{
	enum { BEFORE_NAME = 4 + 8 + 1, LENGTH = 4, REST = VAULT_PADDING - BEFORE_NAME - LENGTH };
	for (size_t more = 1; more <= 3; more++) {
		g_autofree char *bytes = g_malloc(VAULT_PADDING);
		memset(bytes, 'p', VAULT_PADDING);
		memset(bytes, 0, BEFORE_NAME);
		bytes[0] = 1;
		bytes[BEFORE_NAME] = (char)((REST + more) & 0xff);
		bytes[BEFORE_NAME + 1] = (char)((REST + more) >> 8);
		bytes[BEFORE_NAME + 2] = bytes[BEFORE_NAME + 3] = 0;
		g_assert_false(reads(bytes, VAULT_PADDING));
	}
}

static void lengths_are_multiples_of_the_padding(void)
{
	static const char zeros[2 * VAULT_PADDING + 1];
	g_assert_true(reads(zeros, VAULT_PADDING));
	g_assert_false(reads(zeros, 0));
	g_assert_false(reads(zeros, VAULT_PADDING - 1));
	g_assert_false(reads(zeros, VAULT_PADDING + 1));
	g_assert_false(reads(zeros, 2 * VAULT_PADDING));
}

/* Items that leave no room for padding have none. */
static void items_may_end_with_the_padding(void)
{
	static const char before[] = ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "\1\0\0\0L");
	g_autofree char *name = g_strnfill(VAULT_PADDING - 4 - (sizeof(before) - 1) + 1, 'p');
	g_auto(Secret) clear = SECRET_INIT(VAULT_FILE_MAX);
	g_autoptr(GPtrArray) entries = vault_entries_new();
	struct keyring_item item = { .profile = g_strdup(name), .server = g_strdup("s"), .username = g_strdup("u") };
	struct secret id = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_text(&id, "L");
	vault_entries_add(entries, &item, &id);
	vault_entries_write(entries, &clear);
	g_assert_cmpuint(clear.length, ==, VAULT_PADDING);
	g_assert_true(reads(clear.bytes, clear.length));
	g_autofree char *longer = g_malloc0(2 * VAULT_PADDING);
	memcpy(longer, clear.bytes, clear.length);
	g_assert_false(reads(longer, 2 * VAULT_PADDING));
	/* What the later version adds is not there. */
	g_assert_null(vault_entries_read(clear.bytes, clear.length, VAULT_VERSION_ATTRIBUTES));
}

static void a_license_has_a_limit(void)
{
	static const char before[] = ITEM("\0", "\1\0\0\0p", "\1\0\0\0s", "\1\0\0\0u", "\0\0\0\0", "");
	for (size_t length = LICENSE_ID_MAX; length <= LICENSE_ID_MAX + 1; length++) {
		char bytes[LICENSE_ID_MAX + VAULT_PADDING] = { 1 };
		char *end = bytes + 4;
		memcpy(end, before, sizeof(before) - 1);
		end += sizeof(before) - 1;
		end[0] = (char)(length & 0xff);
		end[1] = (char)(length >> 8);
		memset(end + 4, 'L', length);
		g_assert_true(reads(bytes, sizeof(bytes)) == (length == LICENSE_ID_MAX));
	}
}

static void a_vault_can_be_full(void)
{
	g_auto(Secret) small = SECRET_INIT(VAULT_PADDING);
	g_autoptr(GPtrArray) entries = two_entries();
	g_autofree char *long_name = g_strnfill(VAULT_PADDING, 'a');
	vault_entries_write(entries, &small);
	secret_clear(&small);
	add(entries, long_name, "server", NULL, "license");
	vault_entries_write(entries, &small);
	g_assert_true(secret_overflowed(&small));

	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	g_autoptr(GError) error = NULL;
	g_autofree char *longer_name = g_strnfill(VAULT_FILE_MAX - VAULT_PADDING, 'a');
	fill_key(&key, 1);
	add(entries, longer_name, "server", NULL, "license");
	g_assert_false(vault_seal(&cheap, &key, entries, &file, &error));
	g_assert_error(error, KEYRING_ERROR, KEYRING_DENIED);
	g_assert_cmpstr(error->message, ==, "the vault is full: it can hold at most 16777216 bytes");
	g_assert_cmpuint(file.length, ==, 0);
}

/* As where it gets no random numbers. */
static bool sodium_fails;

int sodium_init(void)
{
	int (*init)(void) = (int (*)(void))(guintptr)dlsym(RTLD_NEXT, "sodium_init");
	return sodium_fails ? -1 : init();
}

static void says_that_sodium_fails(bool done, GError **error)
{
	g_assert_false(done);
	g_assert_error(*error, KEYRING_ERROR, KEYRING_UNAVAILABLE);
	g_assert_cmpstr((*error)->message, ==, "vault cannot be opened: libsodium cannot get random numbers");
	g_clear_error(error);
}

static void nothing_is_done_without_libsodium(void)
{
	GError *error = NULL;
	struct vault_header header;
	g_autoptr(GPtrArray) entries = two_entries();
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	g_auto(Secret) other = SECRET_INIT(VAULT_FILE_MAX);
	fill_key(&key, 1);
	seal(&file, &key);
	sodium_fails = true;
	says_that_sodium_fails(vault_header_new(&header, &error), &error);
	says_that_sodium_fails(vault_derive_key(&cheap, &key, &other, &error), &error);
	says_that_sodium_fails(vault_read_header(&file, "vault", &header, &error), &error);
	says_that_sodium_fails(vault_seal(&cheap, &key, entries, &other, &error), &error);
	sodium_fails = false;
	g_assert_cmpuint(other.length, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vault-file/comes-back", comes_back_as_it_was);
	g_test_add_func("/vault-file/manual", is_what_the_manual_says);
	g_test_add_func("/vault-file/version-2", more_attributes_are_version_2);
	g_test_add_func("/vault-file/nonce", each_write_has_a_nonce_of_its_own);
	g_test_add_func("/vault-file/changed-byte", any_changed_byte_is_noticed);
	g_test_add_func("/vault-file/length", any_other_length_is_noticed);
	g_test_add_func("/vault-file/another-key", another_key_opens_nothing);
	g_test_add_func("/vault-file/two-halves", halves_of_two_vaults_are_none);
	g_test_add_func("/vault-file/key", a_passphrase_and_a_salt_make_a_key);
	g_test_add_func("/vault-file/work", work_is_bounded_before_it_is_done);
	g_test_add_func("/vault-file/version", a_later_version_is_told_apart);
	g_test_add_func("/vault-file/part", a_part_is_told_from_another_file);
	g_test_add_func("/vault-file/items", only_whole_items_are_read);
	g_test_add_func("/vault-file/padding", lengths_are_multiples_of_the_padding);
	g_test_add_func("/vault-file/behind-the-end", no_length_leads_behind_the_end);
	g_test_add_func("/vault-file/every-length", every_length_comes_back);
	g_test_add_func("/vault-file/no-padding", items_may_end_with_the_padding);
	g_test_add_func("/vault-file/long-license", a_license_has_a_limit);
	g_test_add_func("/vault-file/full", a_vault_can_be_full);
	g_test_add_func("/vault-file/libsodium", nothing_is_done_without_libsodium);
	return g_test_run();
}
