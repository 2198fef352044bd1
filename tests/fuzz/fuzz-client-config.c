/* SPDX-License-Identifier: MIT
 *
 * A client's config file: an edit succeeds or leaves the text as it was; the same edit again changes nothing; what was
 * put in and is taken out again leaves the very bytes. */
#include "../../helper/clients/client-plan.h"

#define KEY "proxy.replicated.com"
#define FILE_MAX (256 * 1024)

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void begin(const guint8 *data, size_t size, struct config_text *text)
{
	*text = (struct config_text){ .bytes = SECRET_INIT(FILE_MAX), .exists = true };
	secret_append(&text->bytes, data, size);
}

static void there_and_back(const guint8 *data, size_t size, const struct client_json *json)
{
	g_auto(ConfigText) text = { .exists = false };
	g_auto(ConfigText) again = { .exists = false };
	g_auto(ConfigText) before = { .exists = false };
	begin(data, size, &before);
	begin(data, size, &text);
	if (client_json_find(json->helpers, KEY)) {
		g_assert_true(config_edit_remove_helper(&text, KEY, NULL));
		return;
	}
	g_assert_true(config_edit_set_helper(&text, KEY, "replicated", NULL));
	begin((const guint8 *)text.bytes.bytes, text.bytes.length, &again);
	g_assert_true(config_edit_set_helper(&again, KEY, "replicated", NULL));
	g_assert_true(secret_equal(&text.bytes, &again.bytes));
	g_assert_true(config_edit_remove_helper(&text, KEY, NULL));
	g_assert_true(text.exists && secret_equal(&text.bytes, &before.bytes));
}

static void plan(const guint8 *data, size_t size)
{
	static const char *const domains[] = { KEY, NULL };
	static const char *const none[] = { NULL };
	g_auto(ClientConfig) config = { .text = SECRET_INIT(FILE_MAX), .exists = true };
	g_auto(ClientPlan) addition = { .licenses = NULL };
	g_auto(ClientPlan) removal = { .licenses = NULL };
	g_auto(Secret) shown = SECRET_INIT(8 * FILE_MAX);
	config.path = g_strdup("/config.json");
	secret_append(&config.text, data, size);
	g_assert_true(client_json_parse(&config.text, &config.json, NULL));
	if (client_plan_add(&config, domains, domains, "replicated", true, &addition, NULL))
		(void)client_plan_print(&addition, &config, &shown);
	(void)client_plan_remove(&config, none, "replicated", &removal, NULL);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(ConfigText) text = { .exists = false };
	g_auto(ClientJson) json = { .members = NULL };
	if (size > FILE_MAX / 2)
		return 0;
	begin(data, size, &text);
	if (!client_json_parse(&text.bytes, &json, NULL)) {
		g_assert_false(config_edit_set_helper(&text, KEY, "replicated", NULL));
		g_assert_cmpuint(text.bytes.length, ==, size);
		return 0;
	}
	there_and_back(data, size, &json);
	plan(data, size);
	return 0;
}
