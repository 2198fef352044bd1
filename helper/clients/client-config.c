/* SPDX-License-Identifier: MIT */
#include "client-config.h"

#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/program.h"

#include <string.h>

bool client_config_read(const struct client *client, const char *path, struct client_config *ret_config, GError **error)
{
	g_auto(ClientConfig) config = {
		.client = client,
		.path = g_strdup(path),
		.text = SECRET_INIT(CLIENT_CONFIG_MAX),
	};
	GError *cause = NULL;
	g_autofree char *subject = g_strdup_printf("'%s'", path);
	if (!file_read_if_there(path, subject, &config.text, &config.exists, error))
		return false;
	if (!client_json_parse(&config.text, &config.json, &cause)) {
		fail(error, HELPER_FAILED, "cannot read '%s': %s", path, cause->message);
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

/* The text of a string in the file, without its NUL bytes' tail; NULL for anything else. */
static char *text_of(const struct json_span *span)
{
	g_auto(Secret) text = SECRET_INIT(span->length);
	return json_span_decode(span, &text) ? g_strdup(secret_text(&text)) : NULL;
}

char *client_config_helper(const struct client_config *config, const char *domain)
{
	const struct json_member *member = client_json_find(&config->json.helpers, domain);
	return member ? text_of(&member->value) : NULL;
}

char *client_config_store(const struct client_config *config)
{
	const struct json_span *store = &config->json.store_member.value;
	return config->client->knows_store && !client_json_is_unset(store) ? text_of(store) : NULL;
}

bool client_config_names_us(const struct client_json *json)
{
	for (guint i = 0; i < json->helpers.members->len; i++) {
		const struct json_member *member = &g_array_index(json->helpers.members, struct json_member, i);
		g_autofree char *helper = text_of(&member->value);
		if (helper && (strcmp(helper, HELPER_NAME) == 0 || g_str_has_prefix(helper, HELPER_NAME "-")))
			return true;
	}
	return false;
}

bool client_config_contains_auth(const struct client_config *config)
{
	return config->json.helpers.members->len > 0 || config->json.auths.members->len > 0 ||
	       !client_json_is_unset(&config->json.store_member.value);
}

static bool file_has_plain_text(const struct client *client, const char *path, const char *const *domains)
{
	g_auto(ClientConfig) config = { .path = NULL };
	if (!client_config_read(client, path, &config, NULL))
		return false;
	for (; *domains; domains++)
		if (client_json_has_login(&config.json, *domains))
			return true;
	return false;
}

GPtrArray *client_files_with_plain_text(const char *const *domains)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	for (const struct client *client = clients; client->name; client++) {
		g_autoptr(GPtrArray) paths = client->notation == CLIENT_JSON ? client_files(client, NULL) : NULL;
		for (guint i = 0; paths && i < paths->len; i++)
			if (file_has_plain_text(client, g_ptr_array_index(paths, i), domains))
				g_ptr_array_add(found, g_strdup(g_ptr_array_index(paths, i)));
	}
	return found;
}
