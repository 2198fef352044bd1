/* SPDX-License-Identifier: MIT */
#include "our-domains.h"

#include "../address/upstream.h"
#include "../format/text-sort.h"
#include "../runtime/error.h"
#include "config.h"

#include <string.h>

#define DOMAINS_VARIABLE "REPLICATED_DOMAINS"

static bool variable_domains(GPtrArray *domains, GError **error)
{
	const char *variable = g_getenv(DOMAINS_VARIABLE);
	if (!variable)
		return true;

	g_auto(GStrv) entries = g_strsplit(variable, ",", -1);
	for (char **entry = entries; *entry; entry++) {
		char domain[DOMAIN_SIZE];
		if (*g_strstrip(*entry) == '\0')
			continue;
		if (!domain_parse(*entry, domain))
			return fail(error, HELPER_FAILED,
				    DOMAINS_VARIABLE " contains '%s', which is not a registry domain" REMEDY
						     "use host[:port], "
						     "without scheme or path, separated by commas",
				    *entry);
		g_ptr_array_add(domains, g_strdup(domain));
	}
	return true;
}

bool our_domains_declared(GPtrArray **ret_domains, GError **error)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	if (!variable_domains(domains, error) || !config_domains(domains, error))
		return false;

	texts_sort(domains);
	for (guint i = domains->len; i > 0; i--) {
		const char *domain = g_ptr_array_index(domains, i - 1);
		bool twice = i > 1 && strcmp(domain, g_ptr_array_index(domains, i - 2)) == 0;
		if (twice || upstream_is_known(domain))
			g_ptr_array_remove_index(domains, i - 1);
	}
	*ret_domains = g_steal_pointer(&domains);
	return true;
}

bool our_domains_hold(const char *domain, bool *ret_ours, GError **error)
{
	if (domain_is_built_in(domain)) {
		*ret_ours = true;
		return true;
	}
	g_autoptr(GPtrArray) declared = NULL;
	if (!our_domains_declared(&declared, error))
		return false;
	*ret_ours = domain_list_holds(declared, domain);
	return true;
}

bool our_domains_require(const char *domain, GError **error)
{
	bool ours;
	if (!our_domains_hold(domain, &ours, error))
		return false;
	if (!ours && upstream_is_known(domain))
		return upstream_refuse(domain, NULL, error);
	return ours || fail(error, HELPER_FAILED,
			    "'%s' is not a Replicated registry domain: if the software vendor's instructions name it "
			    "as their custom domain, declare it with 'login --domain' or in REPLICATED_DOMAINS; the "
			    "license is sent to every domain that is declared",
			    domain);
}
