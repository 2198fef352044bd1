/* SPDX-License-Identifier: MIT
 *
 * The answer of a token endpoint: a token that comes out fits on one header line. */
#include "../../helper/registry-check/token.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(Secret) token = SECRET_INIT(TOKEN_MAX);
	if (!token_parse((const char *)data, size, &token))
		return 0;
	g_assert_cmpuint(token.length, >, 0);
	for (size_t i = 0; i < token.length; i++)
		g_assert_true(g_ascii_isgraph(token.bytes[i]));
	return 0;
}
