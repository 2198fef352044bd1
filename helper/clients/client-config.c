/* SPDX-License-Identifier: MIT */
#include "client-config.h"

#include "../address/domain.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/program.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- where ---- */

/* The value of a variable that names a file or folder. False where it is set and relative. */
static bool variable_path(const char *name, const char **ret_value, GError **error)
{
	const char *value = g_getenv(name);
	if (value && *value && !g_path_is_absolute(value))
		return fail(error, HELPER_FAILED, "%s holds a relative path: set it to one that begins with '/'", name);
	*ret_value = value && *value ? value : NULL;
	return true;
}

static char *below_home(const char *file, GError **error)
{
	const char *home;
	if (!variable_path("HOME", &home, error))
		return NULL;
	if (!home) {
		fail(error, HELPER_FAILED, "HOME is not set: set it to your home directory");
		return NULL;
	}
	return g_build_filename(home, file, NULL);
}

static char *docker_path(GError **error)
{
	const char *folder;
	if (!variable_path("DOCKER_CONFIG", &folder, error))
		return NULL;
	return folder ? g_build_filename(folder, "config.json", NULL) : below_home(".docker/config.json", error);
}

static char *podman_path(GError **error)
{
	const char *file;
	const char *folder;
	if (!variable_path("REGISTRY_AUTH_FILE", &file, error))
		return NULL;
	if (file)
		return g_strdup(file);
	if (!variable_path("XDG_RUNTIME_DIR", &folder, error))
		return NULL;
	if (folder)
		return g_build_filename(folder, "containers", "auth.json", NULL);
	return g_strdup_printf("/run/containers/%lu/auth.json", (unsigned long)geteuid());
}

static char *helm_path(GError **error)
{
	static const char name[] = "registry/config.json";
	const char *file;
	const char *folder;
	if (!variable_path("HELM_REGISTRY_CONFIG", &file, error))
		return NULL;
	if (file)
		return g_strdup(file);
	if (!variable_path("HELM_CONFIG_HOME", &folder, error))
		return NULL;
	if (folder)
		return g_build_filename(folder, name, NULL);
	if (!variable_path("XDG_CONFIG_HOME", &folder, error))
		return NULL;
	return folder ? g_build_filename(folder, "helm", name, NULL)
		      : below_home(".config/helm/registry/config.json", error);
}

const struct client clients[] = {
	{ "docker", { "docker", "nerdctl" }, docker_path },
	{ "podman", { "podman", "buildah", "skopeo" }, podman_path },
	{ "helm", { "helm" }, helm_path },
	{ 0 },
};

const struct client *client_find(const char *name)
{
	for (const struct client *client = clients; client->name; client++)
		if (strcmp(client->name, name) == 0)
			return client;
	return NULL;
}

char *client_config_path(const struct client *client, GError **error)
{
	return client->path(error);
}

bool client_is_here(const struct client *client)
{
	for (const char *const *program = client->programs; *program; program++)
		if (program_is_on_path(*program))
			return true;
	g_autofree char *path = client->path(NULL);
	struct stat status;
	return path && lstat(path, &status) == 0;
}

/* ---- reading ---- */

bool client_config_read(const struct client *client, struct client_config *ret_config, GError **error)
{
	g_auto(ClientConfig) config = { .text = SECRET_INIT(CLIENT_CONFIG_MAX) };
	GError *cause = NULL;
	config.path = client_config_path(client, error);
	if (!config.path)
		return false;
	g_autofree char *subject = g_strdup_printf("'%s'", config.path);
	if (!file_read(config.path, subject, &config.text, &config.exists, error))
		return false;
	if (!client_json_parse(&config.text, &config.json, &cause)) {
		fail(error, HELPER_FAILED, "cannot read '%s': %s", config.path, cause->message);
		g_error_free(cause);
		return false;
	}
	*ret_config = config;
	config = (struct client_config){ .path = NULL };
	return true;
}

void client_config_clear(struct client_config *config)
{
	client_json_clear(&config->json);
	secret_clear(&config->text);
	g_clear_pointer(&config->path, g_free);
}

/* ---- what it says ---- */

/* The text of a string in the file, without its NUL bytes' tail; NULL for anything else. */
static char *text_of(const struct json_span *span)
{
	g_auto(Secret) text = SECRET_INIT(span->length);
	return span->start && json_span_decode(span, &text) ? g_strdup(secret_text(&text)) : NULL;
}

char *client_config_helper(const struct client_config *config, const char *domain)
{
	const struct json_member *member = client_json_find(config->json.helpers, domain);
	return member ? text_of(&member->value) : NULL;
}

char *client_config_store(const struct client_config *config)
{
	char *store = text_of(&config->json.store);
	if (store && !*store)
		g_clear_pointer(&store, g_free);
	return store;
}

static bool has_filled_auth(const struct client_json *json, const char *domain)
{
	for (guint i = 0; (i = client_json_next_auth(json, domain, i)) < json->auths->len; i++)
		if (client_json_auth_is_filled(&g_array_index(json->auths, struct json_member, i)))
			return true;
	return false;
}

bool client_config_has_plain_text(const struct client_config *config, const char *domain)
{
	return has_filled_auth(&config->json, domain);
}

bool client_variable_has(const char *domain, bool *ret_has, GError **error)
{
	const char *variable = g_getenv("DOCKER_AUTH_CONFIG");
	g_auto(Secret) text = SECRET_INIT(CLIENT_CONFIG_MAX);
	g_auto(ClientJson) json = { .members = NULL };
	GError *cause = NULL;
	if (!variable || !*variable) {
		*ret_has = false;
		return true;
	}
	secret_append_text(&text, variable);
	if (secret_overflowed(&text))
		return fail(error, HELPER_FAILED, "DOCKER_AUTH_CONFIG is longer than %d bytes", CLIENT_CONFIG_MAX);
	if (!client_json_parse(&text, &json, &cause)) {
		fail(error, HELPER_FAILED, "cannot read DOCKER_AUTH_CONFIG: %s", cause->message);
		g_error_free(cause);
		return false;
	}
	*ret_has = has_filled_auth(&json, domain);
	return true;
}
