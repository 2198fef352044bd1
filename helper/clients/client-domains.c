/* SPDX-License-Identifier: MIT */
#include "client-domains.h"

#include "../license/license-list.h"
#include "../license/our-domains.h"
#include "../runtime/message.h"
#include "../runtime/program.h"

#include <string.h>

struct domain_set domain_set_new(void)
{
	return (struct domain_set){
		.list = g_ptr_array_new_with_free_func(g_free),
		.known = g_hash_table_new(g_str_hash, g_str_equal),
	};
}

void domain_set_add(struct domain_set *domains, const char *domain)
{
	if (g_hash_table_contains(domains->known, domain))
		return;
	char *copy = g_strdup(domain);
	g_ptr_array_add(domains->list, copy);
	g_hash_table_add(domains->known, copy);
}

void domain_set_clear(struct domain_set *domains)
{
	g_clear_pointer(&domains->known, g_hash_table_unref);
	g_clear_pointer(&domains->list, g_ptr_array_unref);
}

bool client_domains_of_profile(const struct profile *profile, struct domain_set *domains, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	GError *cause = NULL;
	if (!license_list_unlocked(profile, &items, &cause)) {
		if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_UNAVAILABLE)) {
			g_propagate_error(error, cause);
			return false;
		}
		/* As when an image is built: the license comes later, and elsewhere. */
		message_warn("%s; using Replicated's own domains: select others with '--domain'", cause->message);
		g_error_free(cause);
	}
	for (guint i = 0; items && i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		domain_set_add(domains, item->server);
	}
	if (domains->list->len == 0) {
		domain_set_add(domains, domain_default_proxy);
		domain_set_add(domains, domain_default_registry);
	}
	return true;
}

bool client_domains_of_file(const struct client_config *config, struct domain_set *domains, GError **error)
{
	const GArray *auths = config->json.auths.members;
	for (guint i = 0; i < auths->len; i++) {
		const struct json_member *entry = &g_array_index(auths, struct json_member, i);
		g_auto(Secret) key = SECRET_INIT(entry->name.length);
		struct server_url url;
		bool ours;
		if (!client_json_auth_is_filled(entry) || !json_span_decode(&entry->name, &key) ||
		    !server_url_parse(secret_text(&key), key.length, &url))
			continue;
		if (!our_domains_hold(url.domain, &ours, error))
			return false;
		if (ours)
			domain_set_add(domains, url.domain);
	}
	return true;
}

void client_domains_keys(const struct client *client, const GPtrArray *domains, struct domain_set *keys)
{
	bool nerdctl = strcmp(client->name, "docker") == 0 && program_is_on_path("nerdctl");
	for (guint i = 0; i < domains->len; i++) {
		const char *domain = g_ptr_array_index(domains, i);
		const char *behind = strrchr(domain, ']');
		domain_set_add(keys, domain);
		if (nerdctl && !strchr(behind ? behind : domain, ':')) {
			g_autofree char *key = g_strconcat(domain, ":443", NULL);
			domain_set_add(keys, key);
		}
	}
}
