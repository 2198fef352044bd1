/* SPDX-License-Identifier: MIT */
#include "dockerconfig.h"

#include "error.h"
#include "json.h"

static bool too_large(GError **error)
{
	return fail(error, HELPER_FAILED, "the docker config is larger than %d bytes: name fewer domains",
		    DOCKERCONFIG_MAX);
}

bool dockerconfig_print(const GPtrArray *licenses, struct secret *out, GError **error)
{
	g_autoptr(Json) config = json_new_object();
	struct json *auths = json_add_object(config, "auths");
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		g_auto(Secret) pair = SECRET_INIT(DOCKERCONFIG_MAX);
		g_auto(Secret) auth = SECRET_INIT(DOCKERCONFIG_MAX);
		if (!secret_append(&pair, license->username.bytes, license->username.length) ||
		    !secret_append_text(&pair, ":") || !secret_append(&pair, license->id.bytes, license->id.length) ||
		    !secret_append_base64(&auth, pair.bytes, pair.length))
			return too_large(error);
		json_add_string(json_add_object(auths, license->domain), "auth", secret_text(&auth));
	}
	return json_print(config, out) || too_large(error);
}
