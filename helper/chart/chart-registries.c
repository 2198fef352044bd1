/* SPDX-License-Identifier: MIT */
#include "chart-registries.h"

#include "../../keyring/secret.h"

#include <string.h>

void chart_registries_init(const struct chart_rules *rules, struct chart_registries *ret_registries)
{
	struct chart_registries result = { .rules = rules, .hosts = g_ptr_array_new() };
	for (const char *const *host = rules->registries; *host; host++) {
		result.hub = result.hub || reference_host_is_hub(*host);
		if (!reference_host_is_hub(*host))
			g_ptr_array_add(result.hosts, (gpointer)(guintptr)*host);
	}
	for (const char *const *host = reference_hub_hosts; result.hub && *host; host++)
		g_ptr_array_add(result.hosts, (gpointer)(guintptr)*host);
	g_ptr_array_add(result.hosts, NULL);
	result.prefix = g_strdup_printf("%s/proxy/%s/", rules->proxy, rules->app);
	*ret_registries = result;
}

void chart_registries_clear(struct chart_registries *registries)
{
	g_clear_pointer(&registries->hosts, g_ptr_array_unref);
	g_clear_pointer(&registries->prefix, g_free);
}

bool chart_registries_name(const struct chart_registries *registries, const char *domain)
{
	return g_strv_contains((const char *const *)registries->hosts->pdata, domain);
}

bool chart_registries_are_behind(const struct chart_registries *registries, const char *domain)
{
	return strcmp(domain, registries->rules->proxy) == 0 || domain_is_built_in(domain);
}

/* A byte that continues the name of a host. */
static bool is_of_host(char byte)
{
	return g_ascii_isalnum(byte) || (byte && strchr("-_", byte));
}

const char *chart_registries_mentioned(const struct chart_registries *registries, const char *text)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);
	for (guint i = 0; g_ptr_array_index(registries->hosts, i); i++) {
		const char *host = g_ptr_array_index(registries->hosts, i);
		for (const char *at = lower; (at = strstr(at, host)); at++) {
			const char *behind = at + strlen(host);
			bool begins = at == lower || (!is_of_host(at[-1]) && at[-1] != '.');
			bool ends = !is_of_host(*behind) && !(*behind == '.' && is_of_host(behind[1]));
			if (begins && ends)
				return host;
		}
	}
	return NULL;
}

void chart_host_of(const char *text, char ret_domain[static DOMAIN_SIZE])
{
	g_autoptr(SecretText) host = g_strndup(text, strcspn(text, "/"));
	if (!strpbrk(host, ".:") || !domain_parse(host, ret_domain))
		ret_domain[0] = '\0';
}

char *chart_registry_to_proxy(const struct chart_registries *registries, const char *text)
{
	char domain[DOMAIN_SIZE];
	chart_host_of(text, domain);
	return g_strconcat(registries->prefix, reference_host_behind_proxy(domain), text + strcspn(text, "/"), NULL);
}
