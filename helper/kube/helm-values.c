/* SPDX-License-Identifier: MIT */
#include "helm-values.h"

/* Without quotes: the base64 of '{"' is never anything else than a string. */
void helm_values_print(const struct secret *json, struct secret *out)
{
	secret_append_text(out, "global:\n  replicated:\n    dockerconfigjson: ");
	secret_append_base64(out, json->bytes, json->length);
	secret_append_text(out, "\n");
}
