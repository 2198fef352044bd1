/* SPDX-License-Identifier: MIT
 *
 * A license file: whatever is taken has a license ID, a slug that is one, and registry domains. */
#include "../../helper/address/domain.h"
#include "../../helper/license/license-file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_FILE_MAX);
	g_auto(LicenseFile) file = { 0 };
	g_autoptr(GError) error = NULL;
	secret_append(&text, data, size);
	if (secret_overflowed(&text))
		return 0;
	if (!license_file_parse(&text, "the license file", &file, &error)) {
		g_assert_nonnull(error);
		return 0;
	}
	g_assert_true(secret_is_license_id(&file.id));
	g_assert_true(!file.app || app_slug_is_valid(file.app));
	for (guint i = 0; i < file.proxies->len; i++) {
		char domain[DOMAIN_SIZE];
		g_assert_true(domain_parse(g_ptr_array_index(file.proxies, i), domain));
		g_assert_cmpstr(domain, ==, g_ptr_array_index(file.proxies, i));
	}
	return 0;
}
