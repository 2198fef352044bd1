/* SPDX-License-Identifier: MIT */
#include "client-used.h"

#include "client-domains.h"
#include "client-plan.h"

static bool file_may_use(const struct client *client, const char *path, const char *helper)
{
	g_auto(DomainSet) all = domain_set_new();
	g_auto(ClientConfig) config = { .path = NULL };
	g_auto(ClientPlan) plan = { .licenses = NULL };
	const struct client_plan_request request = { .helper = helper, .domains = &all };
	return !client_config_read(client, path, &config, NULL) ||
	       !client_plan_remove(&config, &request, &plan, NULL) || client_plan_changes(&plan, &config);
}

bool client_used_anywhere(const char *helper)
{
	for (const struct client *client = clients; client->name; client++) {
		if (client->notation != CLIENT_JSON)
			continue;
		g_autoptr(GPtrArray) paths = client_files(client, NULL);
		for (guint i = 0; paths && i < paths->len; i++)
			if (file_may_use(client, g_ptr_array_index(paths, i), helper))
				return true;
		if (!paths)
			return true;
	}
	return false;
}
