/* SPDX-License-Identifier: MIT
 *
 * A node's files: a config of kubelet that this program could have written is written again as it was, and a provider that
 * is added to it is found again; registries.yaml names only domains of ours. The first byte chooses the file. */
#include "../../helper/clients/node-config.h"
#include "../../helper/clients/node-registries.h"

#include "../../helper/address/domain.h"
#include "../../helper/format/yaml.h"

#include <string.h>

#define ADDED "docker-credential-replicated-fuzz"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_own(GPtrArray *providers, const struct secret *text)
{
	g_auto(Secret) printed = SECRET_INIT(NODE_FILE_MAX);
	struct node_provider *added = node_provider_new(ADDED);
	node_config_print(providers, &printed);
	g_assert_true(secret_equal(&printed, text));
	if (node_config_find(providers, ADDED)) {
		node_provider_free(added);
		return;
	}
	domain_list_add(added->images, domain_default_proxy);
	domain_list_add(added->images, "images.acme.example:8443");
	g_ptr_array_add(providers, added);
	secret_clear(&printed);
	node_config_print(providers, &printed);
	if (secret_overflowed(&printed))
		return;
	g_autoptr(GPtrArray) again = node_config_parse(&printed, NULL);
	g_assert_nonnull(again);
	g_assert_cmpuint(again->len, ==, providers->len);
	g_assert_cmpuint(node_config_find(again, ADDED)->images->len, ==, 2);
	g_assert_true(node_config_is_own(again, &printed));
}

/* The line that a person adds by hand is one value of YAML, with the name of the provider. */
static void check_line(const struct node_provider *provider)
{
	static const struct yaml_limits limits = { .bytes = 4 * NODE_FILE_MAX, .depth = 8 };
	g_autofree char *line = node_config_line(provider);
	g_autoptr(YamlValue) value = yaml_value_parse(line, strlen(line), &limits, "the line", NULL);
	g_assert_null(strchr(line, '\n'));
	g_assert_nonnull(value);
	g_assert_cmpstr(yaml_value_text(yaml_value_member(value, "name")), ==, provider->name);
}

static void check_config(const struct secret *text)
{
	g_autoptr(GPtrArray) providers = node_config_parse(text, NULL);
	for (guint i = 0; providers && i < providers->len; i++)
		check_line(g_ptr_array_index(providers, i));
	if (providers && node_config_is_own(providers, text))
		check_own(providers, text);
}

static void check_registries(const struct secret *text)
{
	g_autoptr(GPtrArray) domains = node_registries_parse(text, NULL);
	for (guint i = 0; domains && i < domains->len; i++)
		g_assert_true(domain_is_built_in(g_ptr_array_index(domains, i)));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_auto(Secret) text = SECRET_INIT(NODE_FILE_MAX);
	if (size == 0 || size > NODE_FILE_MAX / 2)
		return 0;
	secret_append(&text, data + 1, size - 1);
	(data[0] & 1 ? check_registries : check_config)(&text);
	return 0;
}
