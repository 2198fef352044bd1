/* SPDX-License-Identifier: MIT */
#include "terraform-tokens.h"

#include "../address/domain.h"
#include "client-files.h"
#include "terraform-config.h"
#include "terraform-files.h"

static void add_those_with_tokens(const GPtrArray *paths, const char *const *domains, GPtrArray *found)
{
	for (guint i = 0; paths && i < paths->len; i++) {
		g_auto(TerraformConfig) config = { .path = NULL };
		bool has = false;
		if (!terraform_config_read(g_ptr_array_index(paths, i), &config, NULL))
			continue;
		for (const char *const *domain = domains; *domain; domain++)
			has = has || domain_list_holds(config.plain_text, *domain);
		if (has)
			g_ptr_array_add(found, g_strdup(config.path));
	}
}

GPtrArray *terraform_files_with_tokens(const char *const *domains)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) own = client_files(client_find("terraform"), NULL);
	g_autoptr(GPtrArray) more = terraform_more_files();
	add_those_with_tokens(own, domains, found);
	add_those_with_tokens(more, domains, found);
	return found;
}
