/* SPDX-License-Identifier: MIT
 *
 * A license file: whatever is taken has a license ID, a slug that is one, and registry domains; and the values that
 * are made of it for a chart are YAML again, with this ID. */
#include "../../helper/address/domain.h"
#include "../../helper/format/yaml.h"
#include "../../helper/kube/global-values.h"
#include "../../helper/license/license-file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_values(const struct secret *text)
{
	static const struct yaml_limits limits = { .bytes = GLOBAL_VALUES_MAX, .depth = LICENSE_FILE_DEPTH_MAX + 4 };
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) json = SECRET_INIT(LICENSE_ID_MAX);
	g_auto(Secret) out = SECRET_INIT(GLOBAL_VALUES_MAX);
	g_autoptr(GError) error = NULL;
	bool had_id;
	secret_append_text(&id, "1vusOokxAVp1tkRGuyxnF23PJcq");
	secret_append_text(&json, "{}");
	g_autoptr(YamlValue) license = license_file_parse_whole(text, &id, "default", &had_id, &error);
	const struct global_values values = { license, &id, &json, "replicated" };
	if (!license || !global_values_print(&values, &out, &error)) {
		g_assert_nonnull(error);
		return;
	}
	g_autoptr(YamlValue) printed = yaml_value_parse(secret_text(&out), out.length, &limits, "it", &error);
	g_assert_no_error(error);
	const struct yaml_value *global = yaml_value_member(yaml_value_member(printed, "global"), "replicated");
	g_assert_cmpstr(yaml_value_text(yaml_value_member(global, "licenseID")), ==, secret_text(&id));
	const char *again = yaml_value_text(yaml_value_member(yaml_value_member(printed, "replicated"), "license"));
	g_autoptr(YamlValue) inner = yaml_value_parse(again, strlen(again), &limits, "it", &error);
	g_assert_no_error(error);
	g_assert_cmpstr(yaml_value_text(yaml_value_member(yaml_value_member(inner, "spec"), "licenseID")), ==,
			secret_text(&id));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_FILE_MAX);
	g_auto(LicenseFile) file = { 0 };
	g_autoptr(GError) error = NULL;
	secret_append(&text, data, size);
	if (secret_overflowed(&text))
		return 0;
	check_values(&text);
	if (!license_file_parse(&text, "the license file", &file, &error)) {
		g_assert_nonnull(error);
		return 0;
	}
	g_assert_true(secret_is_license_id(&file.id));
	g_assert_true(!file.app || app_slug_is_valid(file.app));
	for (guint i = 0; i < file.proxies->len; i++) {
		char domain[DOMAIN_SIZE];
		g_assert_true(domain_parse(g_ptr_array_index(file.proxies, i), domain));
		g_assert_cmpstr(domain, ==, g_ptr_array_index(file.proxies, i));
	}
	return 0;
}
