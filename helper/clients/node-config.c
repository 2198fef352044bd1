/* SPDX-License-Identifier: MIT */
#include "node-config.h"

#include "../address/domain.h"
#include "../format/yaml-write.h"
#include "../format/yaml.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

#define CONFIG_GROUP "kubelet.config.k8s.io/"
#define CONFIG_KIND "CredentialProviderConfig"
#define PROVIDER_VERSION "credentialprovider.kubelet.k8s.io/v1"
#define FILE_VARIABLE "REPLICATED_LICENSE_ID_FILE"
#define DOMAINS_VARIABLE "REPLICATED_DOMAINS"

static const struct yaml_limits limits = { .bytes = NODE_FILE_MAX, .depth = 32, .expansion = NODE_FILE_MAX };

struct node_provider *node_provider_new(const char *name)
{
	struct node_provider *provider = g_new0(struct node_provider, 1);
	provider->name = g_strdup(name);
	provider->images = domain_list_new();
	return provider;
}

void node_provider_free(gpointer data)
{
	struct node_provider *provider = data;
	g_free(provider->name);
	g_free(provider->license_file);
	g_ptr_array_unref(provider->images);
	g_free(provider);
}

bool node_provider_is_ours(const struct node_provider *provider)
{
	return strcmp(provider->name, PROGRAM_NAME) == 0 || g_str_has_prefix(provider->name, PROGRAM_NAME "-");
}

/* ---- reading ---- */

static char *read_license_file(const struct yaml_value *env)
{
	for (const struct yaml_value *one = yaml_value_first(env); one; one = yaml_value_next(one))
		if (g_strcmp0(yaml_value_text(yaml_value_member(one, "name")), FILE_VARIABLE) == 0)
			return g_strdup(yaml_value_text(yaml_value_member(one, "value")));
	return NULL;
}

static struct node_provider *read_provider(const struct yaml_value *value, GError **error)
{
	const char *name = yaml_value_text(yaml_value_member(value, "name"));
	const struct yaml_value *images = yaml_value_member(value, "matchImages");
	if (!name) {
		fail(error, HELPER_FAILED, "one of its providers has no name");
		return NULL;
	}
	struct node_provider *provider = node_provider_new(name);
	for (const struct yaml_value *one = yaml_value_first(images); one; one = yaml_value_next(one))
		if (yaml_value_text(one))
			domain_list_add(provider->images, yaml_value_text(one));
	provider->license_file = read_license_file(yaml_value_member(value, "env"));
	return provider;
}

GPtrArray *node_config_parse(const struct secret *text, GError **error)
{
	g_autoptr(GPtrArray) providers = g_ptr_array_new_with_free_func(node_provider_free);
	g_autoptr(YamlValue) file = yaml_value_parse(secret_text(text), text->length, &limits, "it", error);
	if (!file)
		return NULL;
	if (yaml_value_is_null(file))
		return g_steal_pointer(&providers);
	const char *version = yaml_value_text(yaml_value_member(file, "apiVersion"));
	const struct yaml_value *list = yaml_value_member(file, "providers");
	if (!version || !g_str_has_prefix(version, CONFIG_GROUP) ||
	    g_strcmp0(yaml_value_text(yaml_value_member(file, "kind")), CONFIG_KIND) != 0 ||
	    (list && !yaml_value_is_null(list) && !yaml_value_is(list, YAML_SEQUENCE))) {
		fail(error, HELPER_FAILED, "it is not a " CONFIG_KIND " of kubelet");
		return NULL;
	}
	for (const struct yaml_value *one = yaml_value_first(list); one; one = yaml_value_next(one)) {
		struct node_provider *provider = read_provider(one, error);
		if (!provider)
			return NULL;
		g_ptr_array_add(providers, provider);
	}
	return g_steal_pointer(&providers);
}

struct node_provider *node_config_find(const GPtrArray *providers, const char *name)
{
	for (guint i = 0; i < providers->len; i++) {
		struct node_provider *provider = g_ptr_array_index(providers, i);
		if (strcmp(provider->name, name) == 0)
			return provider;
	}
	return NULL;
}

/* ---- writing ---- */

/* Custom domains, separated by commas: kubelet's process does not find the config file of this program. */
static char *custom_domains(const struct node_provider *provider)
{
	GString *list = g_string_new(NULL);
	for (guint i = 0; i < provider->images->len; i++) {
		const char *domain = g_ptr_array_index(provider->images, i);
		if (!domain_is_built_in(domain))
			g_string_append_printf(list, "%s%s", list->len > 0 ? "," : "", domain);
	}
	return g_string_free(list, FALSE);
}

static void print_variable(const char *name, const char *value, struct secret *out)
{
	secret_append_format(out, "      - name: %s\n        value: ", name);
	yaml_write_string(out, value);
	secret_append_text(out, "\n");
}

static void print_provider(const struct node_provider *provider, struct secret *out)
{
	g_autofree char *custom = custom_domains(provider);
	secret_append_text(out, "  - name: ");
	yaml_write_string(out, provider->name);
	secret_append_text(out, "\n    apiVersion: " PROVIDER_VERSION "\n"
				"    args:\n      - credential-provider\n"
				"    defaultCacheDuration: " NODE_CACHE_DURATION "\n    matchImages:\n");
	for (guint i = 0; i < provider->images->len; i++) {
		secret_append_text(out, "      - ");
		yaml_write_string(out, g_ptr_array_index(provider->images, i));
		secret_append_text(out, "\n");
	}
	if (*custom || provider->license_file)
		secret_append_text(out, "    env:\n");
	if (*custom)
		print_variable(DOMAINS_VARIABLE, custom, out);
	if (provider->license_file)
		print_variable(FILE_VARIABLE, provider->license_file, out);
}

void node_config_print(const GPtrArray *providers, struct secret *out)
{
	secret_append_text(out,
			   "# Written by '" PROGRAM_NAME " configure', which replaces it as long as nobody edits it.\n"
			   "apiVersion: " CONFIG_GROUP "v1\nkind: " CONFIG_KIND "\nproviders:\n");
	for (guint i = 0; i < providers->len; i++)
		print_provider(g_ptr_array_index(providers, i), out);
}

bool node_config_is_own(const GPtrArray *providers, const struct secret *text)
{
	g_auto(Secret) own = SECRET_INIT(NODE_FILE_MAX);
	for (guint i = 0; i < providers->len; i++)
		if (!node_provider_is_ours(g_ptr_array_index(providers, i)))
			return false;
	node_config_print(providers, &own);
	return secret_equal(&own, text);
}

/* ---- one line ---- */

static void append_quoted(GString *line, const char *text)
{
	g_auto(Secret) escaped = SECRET_INIT(NODE_FILE_MAX);
	g_autofree char *whole = g_strconcat("\"", text, NULL);
	/* A text that begins with a quote is quoted by it; that quote is dropped again. */
	yaml_write_string(&escaped, whole);
	g_string_append_c(line, '"');
	g_string_append(line, secret_text(&escaped) + strlen("\"\\\""));
}

static void append_variable(GString *line, const char *name, const char *value, bool *first)
{
	g_string_append_printf(line, "%s{\"name\": \"%s\", \"value\": ", *first ? ", \"env\": [" : ", ", name);
	append_quoted(line, value);
	g_string_append_c(line, '}');
	*first = false;
}

char *node_config_line(const struct node_provider *provider)
{
	GString *line = g_string_new("{\"name\": ");
	g_autofree char *custom = custom_domains(provider);
	bool first = true;
	append_quoted(line, provider->name);
	g_string_append(line, ", \"apiVersion\": \"" PROVIDER_VERSION "\", \"args\": [\"credential-provider\"], "
			      "\"defaultCacheDuration\": \"" NODE_CACHE_DURATION "\", \"matchImages\": [");
	for (guint i = 0; i < provider->images->len; i++) {
		g_string_append(line, i > 0 ? ", " : "");
		append_quoted(line, g_ptr_array_index(provider->images, i));
	}
	g_string_append_c(line, ']');
	if (*custom)
		append_variable(line, DOMAINS_VARIABLE, custom, &first);
	if (provider->license_file)
		append_variable(line, FILE_VARIABLE, provider->license_file, &first);
	g_string_append(line, first ? "}" : "]}");
	return g_string_free(line, FALSE);
}
