/* SPDX-License-Identifier: MIT */
#include "vault-format.h"

#include <string.h>

#define VERSION_OFFSET 8
#define PASSES_OFFSET 12
#define MEMORY_OFFSET 16
#define SALT_OFFSET 20

static const guint8 magic[VERSION_OFFSET] = { 'D', 'C', 'R', 'V', 'a', 'u', 'l', 't' };

/* ---- numbers ---- */

static void put_number(guint8 *bytes, size_t size, guint64 number)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (guint8)(number >> (8 * i));
}

static guint64 get_number(const guint8 *bytes, size_t size)
{
	guint64 number = 0;
	for (size_t i = 0; i < size; i++)
		number |= (guint64)bytes[i] << (8 * i);
	return number;
}

/* ---- the header ---- */

void vault_header_write(const struct vault_header *header, guint8 ret_bytes[VAULT_CHECK_OFFSET])
{
	memcpy(ret_bytes, magic, sizeof(magic));
	put_number(ret_bytes + VERSION_OFFSET, 4, header->version);
	put_number(ret_bytes + PASSES_OFFSET, 4, header->passes);
	put_number(ret_bytes + MEMORY_OFFSET, 4, header->memory_kib);
	memcpy(ret_bytes + SALT_OFFSET, header->salt, VAULT_SALT_SIZE);
}

static bool work_is_bounded(const struct vault_header *header)
{
	return header->passes >= 1 && header->passes <= VAULT_PASSES_MAX &&
	       header->memory_kib >= VAULT_MEMORY_MIN_KIB && header->memory_kib <= VAULT_MEMORY_MAX_KIB &&
	       (guint64)header->passes * header->memory_kib <= VAULT_WORK_MAX_KIB;
}

bool vault_header_read(const void *bytes, size_t length, const char *path, struct vault_header *ret_header,
		       GError **error)
{
	const guint8 *from = bytes;
	guint64 version = length < VERSION_OFFSET + 4 ? 0 : get_number(from + VERSION_OFFSET, 4);
	if (version < VAULT_VERSION_FIRST || memcmp(from, magic, sizeof(magic)) != 0)
		return keyring_fail(error, KEYRING_DAMAGED,
				    "vault cannot be opened: the file '%s' is not a vault" REMEDY
				    "restore it from a backup, or "
				    "remove it and run 'docker-credential-replicated vault init'",
				    path);
	if (version > VAULT_VERSION_ATTRIBUTES)
		return keyring_fail(
			error, KEYRING_DENIED,
			"vault cannot be opened: the file '%s' has version %u, and this program knows %d" REMEDY
			"install a newer docker-credential-replicated",
			path, (unsigned)version, VAULT_VERSION_ATTRIBUTES);
	if (length < VAULT_HEADER_SIZE)
		return keyring_fail(
			error, KEYRING_DAMAGED,
			"vault cannot be opened: the file '%s' is cut off" REMEDY "restore it from a backup", path);

	struct vault_header header = {
		.version = (guint32)version,
		.passes = (guint32)get_number(from + PASSES_OFFSET, 4),
		.memory_kib = (guint32)get_number(from + MEMORY_OFFSET, 4),
	};
	memcpy(header.salt, from + SALT_OFFSET, VAULT_SALT_SIZE);
	if (!work_is_bounded(&header))
		return keyring_fail(error, KEYRING_DAMAGED,
				    "vault cannot be opened: the file '%s' asks for %u passes over %u KiB of memory, "
				    "which no vault of this program does" REMEDY "restore it from a backup",
				    path, header.passes, header.memory_kib);
	*ret_header = header;
	return true;
}

/* ---- the entries ---- */

static void entry_free(gpointer data)
{
	struct vault_entry *entry = data;
	keyring_item_clear(&entry->item);
	secret_clear(&entry->license);
	g_free(entry);
}

GPtrArray *vault_entries_new(void)
{
	return g_ptr_array_new_with_free_func(entry_free);
}

void vault_entries_add(GPtrArray *entries, struct keyring_item *item, struct secret *license)
{
	struct vault_entry *entry = g_new(struct vault_entry, 1);
	*entry = (struct vault_entry){ .item = *item, .license = SECRET_INIT(LICENSE_ID_MAX) };
	*item = (struct keyring_item){ 0 };
	secret_move(license, &entry->license);
	g_ptr_array_add(entries, entry);
}

static void write_number(struct secret *out, size_t size, guint64 number)
{
	guint8 bytes[8];
	put_number(bytes, size, number);
	secret_append(out, bytes, size);
}

static void write_text(struct secret *out, const char *text, size_t length)
{
	write_number(out, 4, length);
	secret_append(out, text, length);
}

static void write_name(struct secret *out, const char *name)
{
	write_text(out, name ? name : "", name ? strlen(name) : 0);
}

guint32 vault_entries_version(const GPtrArray *entries)
{
	for (guint i = 0; i < entries->len; i++) {
		const struct vault_entry *entry = g_ptr_array_index(entries, i);
		if (entry->item.kind || entry->item.expires_at)
			return VAULT_VERSION_ATTRIBUTES;
	}
	return VAULT_VERSION_FIRST;
}

static void write_entry(const struct vault_entry *entry, guint32 version, struct secret *out)
{
	const struct keyring_item *item = &entry->item;
	write_number(out, 8, (guint64)item->modified);
	write_number(out, 1, item->username_is_license ? 1 : 0);
	write_name(out, item->profile);
	write_name(out, item->server);
	write_name(out, item->username);
	write_name(out, item->app);
	write_text(out, entry->license.bytes, entry->license.length);
	if (version < VAULT_VERSION_ATTRIBUTES)
		return;
	write_name(out, item->kind);
	write_name(out, item->expires_at);
}

void vault_entries_write(const GPtrArray *entries, struct secret *out)
{
	size_t start = out->length;
	guint32 version = vault_entries_version(entries);
	write_number(out, 4, entries->len);
	for (guint i = 0; i < entries->len; i++)
		write_entry(g_ptr_array_index(entries, i), version, out);

	static const guint8 zeros[VAULT_PADDING];
	size_t over = (out->length - start) % VAULT_PADDING;
	if (over > 0)
		secret_append(out, zeros, VAULT_PADDING - over);
}

/* What is left to read. */
struct reader {
	const guint8 *bytes;
	size_t length;
};

static bool read_number(struct reader *reader, size_t size, guint64 *ret_number)
{
	if (reader->length < size)
		return false;
	*ret_number = get_number(reader->bytes, size);
	reader->bytes += size;
	reader->length -= size;
	return true;
}

static bool read_text(struct reader *reader, const char **ret_text, size_t *ret_length)
{
	guint64 length;
	if (!read_number(reader, 4, &length) || length > reader->length)
		return false;
	*ret_text = (const char *)reader->bytes;
	*ret_length = (size_t)length;
	reader->bytes += length;
	reader->length -= (size_t)length;
	return true;
}

static bool read_name(struct reader *reader, char **ret_name)
{
	const char *text;
	size_t length;
	if (!read_text(reader, &text, &length) || memchr(text, '\0', length))
		return false;
	*ret_name = length > 0 ? g_strndup(text, length) : NULL;
	return true;
}

/* Whether an earlier version of this program may have stored it: one took licenses with blanks inside. One such item
 * must not make the whole vault unreadable. */
static bool may_be_stored(const struct secret *license)
{
	for (size_t i = 0; i < license->length; i++)
		if (!g_ascii_isprint(license->bytes[i]))
			return false;
	return license->length > 0;
}

static bool read_license(struct reader *reader, struct secret *ret_license)
{
	const char *text;
	size_t length;
	if (!read_text(reader, &text, &length))
		return false;
	secret_append(ret_license, text, length);
	return may_be_stored(ret_license);
}

static bool read_entry(struct reader *reader, guint32 version, GPtrArray *entries)
{
	g_auto(KeyringItem) item = { 0 };
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	guint64 modified;
	guint64 flag;
	if (!read_number(reader, 8, &modified) || !read_number(reader, 1, &flag) || flag > 1 ||
	    !read_name(reader, &item.profile) || !read_name(reader, &item.server) ||
	    !read_name(reader, &item.username) || !read_name(reader, &item.app) || !read_license(reader, &license))
		return false;
	if (version >= VAULT_VERSION_ATTRIBUTES &&
	    (!read_name(reader, &item.kind) || !read_name(reader, &item.expires_at)))
		return false;
	if (!item.profile || !item.server || !item.username)
		return false;
	item.modified = (gint64)modified;
	item.username_is_license = flag == 1;
	vault_entries_add(entries, &item, &license);
	return true;
}

static bool is_padding(const struct reader *reader)
{
	if (reader->length >= VAULT_PADDING)
		return false;
	for (size_t i = 0; i < reader->length; i++)
		if (reader->bytes[i] != 0)
			return false;
	return true;
}

GPtrArray *vault_entries_read(const void *bytes, size_t length, guint32 version)
{
	struct reader reader = { bytes, length };
	g_autoptr(GPtrArray) entries = vault_entries_new();
	guint64 count;
	if (length % VAULT_PADDING != 0 || !read_number(&reader, 4, &count))
		return NULL;
	for (guint64 i = 0; i < count; i++)
		if (!read_entry(&reader, version, entries))
			return NULL;
	return is_padding(&reader) ? g_steal_pointer(&entries) : NULL;
}
