/* SPDX-License-Identifier: MIT
 *
 * What a client sends to store: whatever is taken has a domain of ours, a user name that can be joined to the license,
 * and a license ID. */
#include "../../helper/verbs/protocol.c"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	struct store_request request = { .id = SECRET_INIT(LICENSE_ID_MAX) };
	g_autoptr(GError) error = NULL;
	if (parse_store_request((const char *)data, size, &request, &error)) {
		g_assert_true(domain_is_built_in(request.url.domain) && !request.url.cleartext);
		g_assert_true(*request.username && !strchr(request.username, ':') &&
			      strcmp(request.username, "<token>"));
		g_assert_true(secret_is_license_id(&request.id));
	} else {
		g_assert_nonnull(error);
	}
	store_request_clear(&request);
	return 0;
}
