/* SPDX-License-Identifier: MIT */
#include "node-registries.h"

#include "../address/domain.h"
#include "../format/yaml.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "node-config.h"

#include <string.h>

static const struct yaml_limits limits = { .bytes = NODE_FILE_MAX, .depth = 32, .expansion = NODE_FILE_MAX };

char *node_registries_file(const char *client)
{
	return g_build_filename("/etc/rancher", client, "registries.yaml", NULL);
}

static bool has_login(const struct yaml_value *auth)
{
	static const char *const names[] = { "password", "auth", "identity_token" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *text = yaml_value_text(yaml_value_member(auth, names[i]));
		if (text && *text)
			return true;
	}
	return false;
}

GPtrArray *node_registries_parse(const struct secret *text, GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_autoptr(YamlValue) file = yaml_value_parse(secret_text(text), text->length, &limits, "it", error);
	if (!file)
		return NULL;
	const struct yaml_value *configs = yaml_value_member(file, "configs");
	for (const struct yaml_value *one = yaml_value_first(configs); one; one = yaml_value_next(one)) {
		const char *name = yaml_value_name(one);
		struct server_url url;
		bool ours;
		if (!name || !has_login(yaml_value_member(one, "auth")) ||
		    !server_url_parse(name, strlen(name), &url) || domain_list_holds(domains, url.domain))
			continue;
		if (!our_domains_hold(url.domain, &ours, error))
			return NULL;
		if (ours)
			domain_list_add(domains, url.domain);
	}
	return g_steal_pointer(&domains);
}

GPtrArray *node_registries_read(const char *client, GError **error)
{
	g_autofree char *path = node_registries_file(client);
	g_autofree char *subject = g_strdup_printf("'%s'", path);
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	GError *cause = NULL;
	bool there;
	if (!file_read_if_there(path, subject, &text, &there, error))
		return NULL;
	GPtrArray *domains = node_registries_parse(&text, &cause);
	if (domains)
		return domains;
	fail(error, HELPER_FAILED, "cannot read '%s': %s", path, cause->message);
	g_error_free(cause);
	return NULL;
}
