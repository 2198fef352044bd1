/* SPDX-License-Identifier: MIT */
#include "diagnosis-docker.h"

#include "../clients/client-config.h"
#include "../format/json.h"
#include "diagnosis-program.h"
#include "diagnostic.h"

#include <string.h>

#define VARIABLE "DOCKER_AUTH_CONFIG"
#define SINCE 28003 /* as diagnosis_docker_version() gives it */

/* ---- the variable ---- */

static bool is_login(const char *auth)
{
	g_auto(Secret) pair = SECRET_INIT(CLIENT_CONFIG_MAX);
	if (!secret_append_from_base64(&pair, auth, strlen(auth)))
		return false;
	const char *text = secret_text(&pair);
	return text[0] != ':' && strchr(text, ':');
}

static const char *fault_of_entry(const struct json *entry)
{
	const char *auth = NULL;
	for (const struct json *member = json_first(entry); member; member = json_next(member)) {
		if (!json_name(member) || g_ascii_strcasecmp(json_name(member), "auth") != 0)
			return "an entry has a member other than 'auth'";
		auth = json_string(member);
	}
	if (!auth || !*auth)
		return "an entry has no 'auth'";
	return is_login(auth) ? NULL : "an 'auth' is not USER:PASSWORD in base64";
}

/* The object `auths`; NULL, with the reason, if docker ignores the whole. */
static const struct json *entries_of(const struct json *object, const char **ret_reason)
{
	const struct json *entries = NULL;
	*ret_reason = "it is not a JSON object";
	if (!json_is_object(object))
		return NULL;
	for (const struct json *member = json_first(object); member; member = json_next(member)) {
		*ret_reason = "it has a member other than 'auths'";
		if (g_ascii_strcasecmp(json_name(member), "auths") != 0)
			return NULL;
		entries = member;
	}
	*ret_reason = "it has no 'auths'";
	if (!json_is_object(entries))
		return NULL;
	for (const struct json *entry = json_first(entries); entry; entry = json_next(entry)) {
		*ret_reason = fault_of_entry(entry);
		if (*ret_reason)
			return NULL;
	}
	return entries;
}

static void look_at_variable(const GPtrArray *domains, GPtrArray *diagnostics)
{
	const char *text = g_getenv(VARIABLE);
	const char *reason;
	g_autoptr(GString) names = g_string_new(NULL);
	if (!text || !*text)
		return;
	g_autoptr(Json) object = json_parse(text, strlen(text), CLIENT_CONFIG_MAX, VARIABLE, NULL);
	const struct json *entries = entries_of(object, &reason);
	if (!entries) {
		diagnostic_add(diagnostics, DOCKER_AUTH_CONFIG_IGNORED, "docker", "correct or unset " VARIABLE,
			       "docker ignores " VARIABLE ": %s", reason);
		return;
	}
	for (guint i = 0; i < domains->len; i++)
		if (json_member(entries, g_ptr_array_index(domains, i)))
			g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
					       (const char *)g_ptr_array_index(domains, i));
	unsigned version = names->len > 0 ? diagnosis_docker_version() : 0;
	if (version >= SINCE)
		diagnostic_add(diagnostics, DOCKER_AUTH_CONFIG_USED, "docker", "unset " VARIABLE,
			       "docker uses the login for %s from " VARIABLE ", not from this helper", names->str);
	else if (version > 0)
		diagnostic_add(diagnostics, DOCKER_AUTH_CONFIG_IGNORED, "docker", "unset " VARIABLE,
			       VARIABLE " has a login for %s; docker %u.%u ignores it, docker 28.3 and later use it",
			       names->str, version / 1000, version % 1000);
	else if (names->len > 0)
		diagnostic_add(diagnostics, DOCKER_AUTH_CONFIG_IGNORED, "docker", "unset " VARIABLE,
			       VARIABLE " has a login for %s, which docker 28.3 and later use", names->str);
}

/* ---- the snap ---- */

static void look_at_snap(GPtrArray *diagnostics)
{
	g_autofree char *file = client_snap_file();
	if (file)
		diagnostic_add(diagnostics, DOCKER_SNAP, "docker",
			       "install docker from your distribution's packages or from docker.com",
			       "docker is installed as a snap, which reads %s and cannot run this helper", file);
}

void diagnosis_docker(const GPtrArray *domains, GPtrArray *diagnostics)
{
	look_at_variable(domains, diagnostics);
	look_at_snap(diagnostics);
}
