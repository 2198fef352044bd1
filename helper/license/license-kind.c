/* SPDX-License-Identifier: MIT */
#include "license-kind.h"

#include "../format/json.h"

#include <string.h>

char *license_identity(const struct secret *license)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_ID_MAX);
	if (!secret_append_from_base64(&text, license->bytes, license->length))
		return NULL;
	g_autoptr(Json) token = json_parse(secret_text(&text), text.length, LICENSE_ID_MAX, "it", NULL);
	const char *identity = json_string(json_member(token, "i"));
	const char *secret = json_string(json_member(token, "s"));
	bool whole = identity && *identity && secret && *secret;
	/* An identity that contained the secret could not be shown. */
	return whole && !strstr(identity, secret) ? g_strdup(identity) : NULL;
}

const char *license_kind(const struct secret *license)
{
	g_autofree char *identity = license_identity(license);
	return identity ? LICENSE_KIND_TOKEN : LICENSE_KIND_ID;
}

const char *license_kind_words(const char *kind)
{
	if (g_strcmp0(kind, LICENSE_KIND_TOKEN) == 0)
		return "service-account token";
	return g_strcmp0(kind, LICENSE_KIND_ID) == 0 ? "license ID" : NULL;
}
