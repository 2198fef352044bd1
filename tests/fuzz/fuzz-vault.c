/* SPDX-License-Identifier: MIT
 *
 * The vault's file as somebody else may have made it: the whole file, and the items in clear, which a fuzzer
 * never reaches through the encryption. What is read must come out the same when it is written again. */
#include "../../keyring/vault-seal.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void fuzz_file(const guint8 *data, size_t size)
{
	static const char zeros[VAULT_KEY_SIZE];
	g_auto(Secret) file = SECRET_INIT(VAULT_FILE_MAX);
	g_auto(Secret) key = SECRET_INIT(VAULT_KEY_SIZE);
	struct vault_header header;
	secret_append(&file, data, size);
	secret_append(&key, zeros, sizeof(zeros));
	if (secret_overflowed(&file))
		return;

	g_autoptr(GError) error = NULL;
	if (!vault_read_header(&file, "vault", &header, &error)) {
		g_assert_true(error->domain == KEYRING_ERROR);
		return;
	}
	g_assert_cmpuint(header.memory_kib, <=, VAULT_MEMORY_MAX_KIB);
	g_assert_cmpuint(header.passes, <=, VAULT_PASSES_MAX);
	g_autoptr(GPtrArray) entries = vault_unseal(&header, &file, &key);
	(void)entries;
}

static void fuzz_items(const guint8 *data, size_t size, guint32 version)
{
	g_autoptr(GPtrArray) entries = vault_entries_read(data, size, version);
	g_auto(Secret) again = SECRET_INIT(VAULT_FILE_MAX);
	/* The later version is written only if something needs it. */
	if (!entries || vault_entries_version(entries) != version)
		return;
	vault_entries_write(entries, &again);
	g_assert_cmpuint(again.length, ==, size);
	g_assert_true(memcmp(again.bytes, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] % 2 == 0)
		fuzz_file(data + 1, size - 1);
	else
		fuzz_items(data + 1, size - 1, data[0] % 4 == 1 ? VAULT_VERSION_FIRST : VAULT_VERSION_ATTRIBUTES);
	return 0;
}
