/* SPDX-License-Identifier: MIT
 *
 * A client's config file: an edit succeeds or leaves the text as it was; the same edit again changes nothing; what it
 * shows of the file has no line more than the file. */
#include "../../helper/clients/client-plan.h"

#define KEY "proxy.replicated.com"
#define FILE_MAX (256 * 1024)

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static bool read_text(const void *data, size_t size, struct client_config *ret_config)
{
	*ret_config = (struct client_config){
		.client = &clients[0],
		.path = g_strdup("/config.json"),
		.exists = true,
		.text = SECRET_INIT(FILE_MAX),
	};
	secret_append(&ret_config->text, data, size);
	g_assert_false(secret_overflowed(&ret_config->text));
	return client_json_parse(&ret_config->text, &ret_config->json, NULL);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(DomainSet) domains = domain_set_new();
	g_auto(ClientConfig) config = { .path = NULL };
	g_auto(ClientConfig) changed = { .path = NULL };
	g_auto(ClientPlan) plan = { .licenses = NULL };
	g_auto(ClientPlan) again = { .licenses = NULL };
	g_auto(Secret) shown = SECRET_INIT(16 * FILE_MAX);
	const struct client_plan_request request = {
		.helper = "replicated", .domains = &domains, .force = size % 2 == 0, .remedy = "-"
	};
	domain_set_add(&domains, KEY);
	if (size > FILE_MAX / 2 || !read_text(data, size, &config) || !client_plan_add(&config, &request, &plan, NULL))
		return 0;
	client_plan_print(&plan, &config, &shown);
	g_assert_false(secret_overflowed(&shown));
	g_assert_true(read_text(secret_text(&plan.text.bytes), plan.text.bytes.length, &changed));
	g_assert_true(client_plan_add(&changed, &request, &again, NULL));
	g_assert_false(client_plan_changes(&again, &changed));
	g_assert_cmpuint(again.licenses->len, ==, 0);
	return 0;
}
