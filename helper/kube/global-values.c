/* SPDX-License-Identifier: MIT */
#include "global-values.h"

#include "../format/yaml-plain.h"
#include "../format/yaml-print.h"
#include "../format/yaml-write.h"
#include "../runtime/error.h"

#include <string.h>

/* Levels of indentation. */
#define IN_GLOBAL 2
#define IN_FIELDS 3
#define IN_FIELD 4
#define IN_SIGNATURE 5

bool global_values_sdk_is_valid(const char *name)
{
	if (!g_ascii_isalnum(*name) || strlen(name) > SDK_NAME_MAX || strcmp(name, "global") == 0)
		return false;
	for (; *name; name++)
		if (!g_ascii_isalnum(*name) && !strchr("-_.", *name))
			return false;
	return true;
}

static void print_text(struct secret *out, unsigned depth, const char *name, const char *text)
{
	yaml_write_indent(out, depth);
	secret_append_format(out, "%s: ", name);
	yaml_write_string(out, text);
	secret_append_text(out, "\n");
}

/* The text of a member of the license under its own name; "" if it says nothing. */
static bool print_member(struct secret *out, unsigned depth, const struct yaml_value *mapping, const char *name,
			 GError **error)
{
	const struct yaml_value *value = yaml_value_member(mapping, name);
	if (value && !yaml_value_is(value, YAML_SCALAR))
		return fail(error, HELPER_FAILED, "the license file contains a '%s' that is not text", name);
	print_text(out, depth, name, !value || yaml_value_is_null(value) ? "" : yaml_value_text(value));
	return true;
}

/* ---- a field ---- */

static bool fail_of_field(const struct yaml_value *field, const char *what, GError **error)
{
	return fail(error, HELPER_FAILED, "the field '%s' in the license file has %s: download the license again",
		    yaml_value_name(field), what);
}

static bool print_value(struct secret *out, const struct yaml_value *field, bool is_v2, GError **error)
{
	const struct yaml_value *value = yaml_value_member(field, "value");
	gint64 number = 0;
	enum yaml_plain kind = YAML_PLAIN_STRING;
	if (value && !yaml_value_is(value, YAML_SCALAR))
		return fail_of_field(field, "a value that is not a scalar", error);
	if (yaml_value_is_plain(value))
		kind = yaml_plain_kind(yaml_value_text(value), &number);
	if (kind == YAML_PLAIN_NULL || kind == YAML_PLAIN_NUMBER)
		return fail_of_field(field, "a value that is not text, a whole number or a boolean", error);
	yaml_write_indent(out, IN_FIELD);
	secret_append_text(out, "value: ");
	if (!value)
		secret_append_text(out, is_v2 ? "0" : "null");
	else if (kind == YAML_PLAIN_INTEGER)
		secret_append_format(out, "%" G_GINT64_FORMAT, number);
	else if (kind == YAML_PLAIN_BOOLEAN)
		secret_append_text(out, number ? "true" : "false");
	else
		yaml_write_string(out, yaml_value_text(value));
	secret_append_text(out, "\n");
	return true;
}

/* Base64, in which line ends do not count. */
static bool read_signature(const struct yaml_value *value, struct secret *ret_text, size_t *ret_length)
{
	g_auto(Secret) bytes = SECRET_INIT(GLOBAL_VALUES_MAX);
	const char *text = yaml_value_text(value);
	for (; text && *text; text++)
		if (*text != '\r' && *text != '\n')
			secret_append(ret_text, text, 1);
	if (!text || !secret_append_from_base64(&bytes, secret_text(ret_text), ret_text->length))
		return false;
	*ret_length = bytes.length;
	return true;
}

/* Of version 1 an empty one is left out, as kots does. */
static bool print_signature(struct secret *out, const struct yaml_value *field, bool is_v2, GError **error)
{
	const char *name = is_v2 ? "v2" : "v1";
	const struct yaml_value *value = yaml_value_member(yaml_value_member(field, "signature"), name);
	g_auto(Secret) text = SECRET_INIT(GLOBAL_VALUES_MAX);
	size_t length = 0;
	bool there = value && !yaml_value_is_null(value);
	if (there && !read_signature(value, &text, &length))
		return fail_of_field(field, "a signature that is not base64", error);
	yaml_write_indent(out, IN_FIELD);
	if (!there || (!is_v2 && length == 0)) {
		secret_append_text(out, "signature: {}\n");
		return true;
	}
	secret_append_text(out, "signature:\n");
	print_text(out, IN_SIGNATURE, name, secret_text(&text));
	return true;
}

static bool print_field(struct secret *out, const struct yaml_value *field, bool is_v2, GError **error)
{
	if (!yaml_value_is(field, YAML_MAPPING))
		return fail_of_field(field, "no members", error);
	yaml_write_indent(out, IN_FIELDS);
	yaml_write_string(out, yaml_value_name(field));
	secret_append_text(out, ":\n");
	if (!print_member(out, IN_FIELD, field, "description", error))
		return false;
	print_text(out, IN_FIELD, "name", yaml_value_name(field));
	return print_signature(out, field, is_v2, error) && print_member(out, IN_FIELD, field, "title", error) &&
	       print_value(out, field, is_v2, error) && print_member(out, IN_FIELD, field, "valueType", error);
}

static bool print_fields(struct secret *out, const struct yaml_value *license, const struct yaml_value *spec,
			 GError **error)
{
	const char *version = yaml_value_text(yaml_value_member(license, "apiVersion"));
	const struct yaml_value *fields = yaml_value_member(spec, "entitlements");
	bool is_v2 = version && g_str_has_suffix(version, "/v1beta2");
	if (fields && !yaml_value_is_null(fields) && !yaml_value_is(fields, YAML_MAPPING))
		return fail(error, HELPER_FAILED, "the license file contains 'entitlements' that are not a mapping");
	g_autoptr(GPtrArray) sorted = yaml_sorted_members(fields);
	yaml_write_indent(out, IN_GLOBAL);
	secret_append_text(out, sorted->len > 0 ? "licenseFields:\n" : "licenseFields: {}\n");
	for (guint i = 0; i < sorted->len; i++)
		if (!print_field(out, g_ptr_array_index(sorted, i), is_v2, error))
			return false;
	return true;
}

/* ---- the whole ---- */

static void print_sdk(struct secret *out, const struct global_values *values)
{
	yaml_write_string(out, values->sdk);
	/* The license becomes the lines of a text: its own indentation is that of the text. */
	secret_append_text(out, ":\n  license: |");
	yaml_print_value(out, values->license, IN_GLOBAL);
	secret_append_text(out, "\n");
}

static void print_docker_config(struct secret *out, const struct secret *json)
{
	yaml_write_indent(out, IN_GLOBAL);
	secret_append_text(out, "dockerconfigjson: ");
	secret_append_base64(out, json->bytes, json->length);
	secret_append_text(out, "\n");
}

bool global_values_print(const struct global_values *values, struct secret *out, GError **error)
{
	const struct yaml_value *spec = yaml_value_member(values->license, "spec");
	secret_append_text(out, "global:\n  replicated:\n");
	if (!print_member(out, IN_GLOBAL, spec, "channelName", error) ||
	    !print_member(out, IN_GLOBAL, spec, "customerEmail", error) ||
	    !print_member(out, IN_GLOBAL, spec, "customerName", error))
		return false;
	print_docker_config(out, values->json);
	if (!print_fields(out, values->license, spec, error))
		return false;
	print_text(out, IN_GLOBAL, "licenseID", secret_text(values->id));
	if (!print_member(out, IN_GLOBAL, spec, "licenseType", error))
		return false;
	if (values->sdk)
		print_sdk(out, values);
	return true;
}
