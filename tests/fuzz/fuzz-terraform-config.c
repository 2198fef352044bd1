/* SPDX-License-Identifier: MIT
 *
 * Terraform's configuration: our block put in and taken out again gives the very bytes back; what was named before is
 * named in between. */
#include "../../helper/clients/terraform-config.h"

#include <string.h>

#define FILE_MAX (256 * 1024)
#define HELPER "replicated"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static bool read_text(const void *data, size_t size, bool exists, struct terraform_config *ret_config)
{
	*ret_config = (struct terraform_config){
		.path = g_strdup("/.terraformrc"),
		.exists = exists,
		.text = SECRET_INIT(FILE_MAX),
	};
	secret_append(&ret_config->text, data, size);
	g_assert_false(secret_overflowed(&ret_config->text));
	return terraform_config_parse(ret_config, NULL);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(TerraformConfig) before = { .path = NULL };
	g_auto(TerraformConfig) between = { .path = NULL };
	g_auto(ConfigText) added = { .exists = false };
	g_auto(ConfigText) removed = { .exists = false };
	unsigned count;
	if (size == 0 || size > FILE_MAX / 2)
		return 0;
	bool exists = size > 1 || (data[0] & 1);
	if (!read_text(data + 1, size - 1, exists, &before) || before.json || before.helpers->len > 0 ||
	    !terraform_config_add(&before, HELPER, &added, NULL))
		return 0;
	g_assert_true(added.exists);
	g_assert_true(read_text(secret_text(&added.bytes), added.bytes.length, true, &between));
	g_assert_cmpuint(between.helpers->len, ==, 1);
	g_assert_cmpuint(between.plain_text->len, ==, before.plain_text->len);
	g_assert_true(terraform_config_remove(&between, HELPER, &removed, &count, NULL));
	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpint(removed.exists, ==, before.exists);
	g_assert_true(removed.bytes.length == before.text.length &&
		      memcmp(secret_text(&removed.bytes), secret_text(&before.text), before.text.length) == 0);
	return 0;
}
