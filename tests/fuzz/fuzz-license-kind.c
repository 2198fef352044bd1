/* SPDX-License-Identifier: MIT
 *
 * A license as it was typed, or is kept: a service-account token shows its identity and never its secret; and a time as a
 * license file or a keyring has it. */
#include "../../helper/format/rfc3339.h"
#include "../../helper/license/license-kind.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* The secret behind the identity: what the shown text must not hold. */
static void fuzz_object(const guint8 *data, size_t size)
{
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	secret_append_base64(&license, data, size);
	if (secret_overflowed(&license))
		return;
	g_autofree char *identity = license_identity(&license);
	g_assert_cmpstr(license_kind(&license), ==, identity ? LICENSE_KIND_TOKEN : LICENSE_KIND_ID);
	g_assert_nonnull(license_kind_words(license_kind(&license)));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	g_autofree char *text = g_strndup((const char *)data, size);
	gint64 seconds;
	secret_append(&license, data, size);
	if (secret_overflowed(&license))
		return 0;
	g_autofree char *identity = license_identity(&license);
	if (identity)
		g_assert_true(g_utf8_validate(identity, -1, NULL) && *identity);
	fuzz_object(data, size);
	if (rfc3339_read(text, &seconds))
		g_assert_cmpuint(strlen(text), <=, RFC3339_MAX);
	return 0;
}
