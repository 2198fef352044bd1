/* SPDX-License-Identifier: MIT
 *
 * `configure` and back: what was added to a client's config file comes out again to the byte, unless licenses were moved
 * out of it, another helper was replaced, or it used this helper before; the manual names these exceptions. The first
 * byte chooses what is added. */
#include "../../helper/clients/client-plan.h"

#include <string.h>

#define FILE_MAX (256 * 1024)

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static bool read_text(const void *data, size_t size, bool exists, struct client_config *ret_config)
{
	*ret_config = (struct client_config){
		.client = &clients[0],
		.path = g_strdup("/config.json"),
		.exists = exists,
		.text = SECRET_INIT(FILE_MAX),
	};
	secret_append(&ret_config->text, data, size);
	return !secret_overflowed(&ret_config->text) && client_json_parse(&ret_config->text, &ret_config->json, NULL);
}

/* Whether an edit would find traces of an earlier one: entries of this helper, empty entries of its domains, blanks
 * that mark what was there. */
static bool was_edited(const struct client_config *config)
{
	const char *text = secret_text(&config->text);
	for (guint i = 0; i < config->json.helpers.members->len; i++)
		if (json_span_means(&g_array_index(config->json.helpers.members, struct json_member, i).value,
				    "replicated"))
			return true;
	return config_edit_added_store(&config->json) || strstr(text, " \t") != NULL ||
	       client_json_next_auth(&config->json, "proxy.replicated.com", 0) < config->json.auths.members->len ||
	       client_json_next_auth(&config->json, "registry.replicated.com", 0) < config->json.auths.members->len;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(DomainSet) domains = domain_set_new();
	g_auto(ClientConfig) before = { .path = NULL };
	g_auto(ClientConfig) between = { .path = NULL };
	g_auto(ClientPlan) addition = { .licenses = NULL };
	g_auto(ClientPlan) removal = { .licenses = NULL };
	if (size == 0 || size > FILE_MAX / 2)
		return 0;
	guint8 choice = data[0];
	bool exists = size > 1 || (choice & 4);
	if (!read_text(data + 1, size - 1, exists, &before) || was_edited(&before))
		return 0;
	domain_set_add(&domains, "proxy.replicated.com");
	if (choice & 1)
		domain_set_add(&domains, "registry.replicated.com");
	const struct client_plan_request request = {
		.helper = "replicated",
		.domains = &domains,
		.store = (choice & 2) && !client_config_contains_auth(&before) ? "pass" : NULL,
		.remedy = "-",
	};
	if (!client_plan_add(&before, &request, &addition, NULL))
		return 0;
	g_assert_true(addition.text.exists);
	g_assert_true(read_text(secret_text(&addition.text.bytes), addition.text.bytes.length, true, &between));
	g_assert_true(client_plan_remove(&between, &request, &removal, NULL));
	g_assert_cmpint(removal.text.exists, ==, before.exists);
	g_assert_true(removal.text.bytes.length == before.text.length &&
		      memcmp(secret_text(&removal.text.bytes), secret_text(&before.text), before.text.length) == 0);
	return 0;
}
