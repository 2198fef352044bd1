/* SPDX-License-Identifier: MIT */
#include "diagnostic.h"

#include "../../keyring/failure.h"

/* The manual lists them in this order. */
static const struct code {
	const char *name;
	enum diagnostic_level level;
} codes[] = {
	[PROFILE_CHOSEN] = { "profile", DIAGNOSTIC_OK },
	[SESSION_OF_ANOTHER_USER] = { "session-of-another-user", DIAGNOSTIC_NOTE },
	[SOURCE_USED] = { "source-used", DIAGNOSTIC_OK },
	[SOURCE_UNUSABLE] = { "source-unusable", DIAGNOSTIC_BAD },
	[FORWARDING_OFFERED] = { "forwarding-offered", DIAGNOSTIC_OK },
	[KEYRING_OPEN] = { "keyring-open", DIAGNOSTIC_OK },
	[KEYRING_IS_LOCKED] = { "keyring-locked", DIAGNOSTIC_BAD },
	[KEYRING_NOT_REACHED] = { "keyring-unavailable", DIAGNOSTIC_BAD },
	[KEYRING_WITHOUT_COLLECTION] = { "keyring-without-collection", DIAGNOSTIC_BAD },
	[KEYRING_SESSION_PLAIN] = { "keyring-session-plain", DIAGNOSTIC_NOTE },
	[LICENSE_STORED] = { "license-stored", DIAGNOSTIC_OK },
	[LICENSE_DUPLICATES] = { "license-duplicates", DIAGNOSTIC_NOTE },
	[LICENSE_UNDECLARED] = { "license-undeclared", DIAGNOSTIC_BAD },
	[LICENSE_LOCKED] = { "license-locked", DIAGNOSTIC_BAD },
	[LICENSE_MISSING] = { "license-missing", DIAGNOSTIC_BAD },
	[LICENSE_EXPIRES] = { "license-expires", DIAGNOSTIC_NOTE },
	[LICENSE_EXPIRED] = { "license-expired", DIAGNOSTIC_BAD },
	[LICENSE_EXPIRY_UNKNOWN] = { "license-expiry-unknown", DIAGNOSTIC_NOTE },
	[LICENSES_UNREADABLE] = { "licenses-unreadable", DIAGNOSTIC_BAD },
	[OTHER_PROFILE] = { "other-profile", DIAGNOSTIC_OK },
	[PROGRAM_FOUND] = { "program-found", DIAGNOSTIC_OK },
	[PROGRAM_NOT_ON_PATH] = { "program-not-on-path", DIAGNOSTIC_BAD },
	[PROGRAM_BROKEN] = { "program-broken", DIAGNOSTIC_BAD },
	[PROGRAM_COPIES] = { "program-copies", DIAGNOSTIC_NOTE },
	[PROGRAM_OTHER_VERSION] = { "program-other-version", DIAGNOSTIC_NOTE },
	[CLIENT_CONFIGURED] = { "client-configured", DIAGNOSTIC_OK },
	[CLIENT_NOT_CONFIGURED] = { "client-not-configured", DIAGNOSTIC_NOTE },
	[CLIENT_WITHOUT_HELPER] = { "client-without-helper", DIAGNOSTIC_BAD },
	[CLIENT_OTHER_HELPER] = { "client-other-helper", DIAGNOSTIC_BAD },
	[CLIENT_HELPER_BROKEN] = { "client-helper-broken", DIAGNOSTIC_BAD },
	[CLIENT_PLAIN_TEXT] = { "client-plain-text", DIAGNOSTIC_NOTE },
	[CLIENT_PLAIN_TEXT_USED] = { "client-plain-text-used", DIAGNOSTIC_BAD },
	[CLIENT_FILE_UNREADABLE] = { "client-file-unreadable", DIAGNOSTIC_BAD },
	[CLIENT_FILE_TEMPORARY] = { "client-file-temporary", DIAGNOSTIC_NOTE },
	[HELM_PLUGIN_INSTALLED] = { "helm-plugin-installed", DIAGNOSTIC_OK },
	[HELM_PLUGIN_MISSING] = { "helm-plugin-missing", DIAGNOSTIC_NOTE },
	[HELM_PLUGIN_OTHER] = { "helm-plugin-other", DIAGNOSTIC_NOTE },
	[HELM_PLUGIN_TWICE] = { "helm-plugin-twice", DIAGNOSTIC_NOTE },
	[HELM_PLUGIN_UNKNOWN] = { "helm-plugin-unknown", DIAGNOSTIC_NOTE },
	[HELM_PLUGINS_LIST] = { "helm-plugins-list", DIAGNOSTIC_NOTE },
	[DOCKER_SNAP] = { "docker-snap", DIAGNOSTIC_NOTE },
	[DOCKER_AUTH_CONFIG_USED] = { "docker-auth-config-used", DIAGNOSTIC_BAD },
	[DOCKER_AUTH_CONFIG_IGNORED] = { "docker-auth-config-ignored", DIAGNOSTIC_NOTE },
	[TERRAFORM_TOKEN_USED] = { "terraform-token-used", DIAGNOSTIC_BAD },
	[CHECK_WITHOUT_FILTER] = { "check-without-filter", DIAGNOSTIC_NOTE },
	[REGISTRY_ACCEPTS] = { "registry-accepted", DIAGNOSTIC_OK },
	[REGISTRY_DOES_NOT_ACCEPT] = { "registry-not-accepted", DIAGNOSTIC_BAD },
	[REGISTRY_NOT_ASKED] = { "registry-not-asked", DIAGNOSTIC_BAD },
};

static void diagnostic_free(gpointer data)
{
	struct diagnostic *diagnostic = data;
	g_free(diagnostic->topic);
	g_free(diagnostic->text);
	g_free(diagnostic->remedy);
	g_free(diagnostic);
}

GPtrArray *diagnostics_new(void)
{
	return g_ptr_array_new_with_free_func(diagnostic_free);
}

static void add(GPtrArray *diagnostics, enum diagnostic_code code, const char *topic, char *text, const char *remedy)
{
	struct diagnostic *diagnostic = g_new(struct diagnostic, 1);
	*diagnostic = (struct diagnostic){
		.code = code,
		.topic = g_strdup(topic),
		.text = text,
		.remedy = g_strdup(remedy),
	};
	g_ptr_array_add(diagnostics, diagnostic);
}

void diagnostic_add(GPtrArray *diagnostics, enum diagnostic_code code, const char *topic, const char *remedy,
		    const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add(diagnostics, code, topic, g_strdup_vprintf(format, arguments), remedy);
	va_end(arguments);
}

void diagnostic_add_error(GPtrArray *diagnostics, enum diagnostic_code code, const char *topic, GError *cause,
			  const char *remedy)
{
	const char *own = failure_remedy(cause);
	add(diagnostics, code, topic, failure_sentence(cause), own ? own : remedy);
	g_error_free(cause);
}

const char *diagnostic_code_name(enum diagnostic_code code)
{
	return codes[code].name;
}

enum diagnostic_level diagnostic_level(enum diagnostic_code code)
{
	return codes[code].level;
}

const char *diagnostic_level_name(enum diagnostic_level level)
{
	static const char *const names[] = {
		[DIAGNOSTIC_OK] = "ok",
		[DIAGNOSTIC_NOTE] = "note",
		[DIAGNOSTIC_BAD] = "bad",
	};
	return names[level];
}

bool diagnostics_have_bad(const GPtrArray *diagnostics)
{
	for (guint i = 0; i < diagnostics->len; i++) {
		const struct diagnostic *diagnostic = g_ptr_array_index(diagnostics, i);
		if (diagnostic_level(diagnostic->code) == DIAGNOSTIC_BAD)
			return true;
	}
	return false;
}
