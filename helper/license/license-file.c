/* SPDX-License-Identifier: MIT */
#include "license-file.h"

#include "../address/domain.h"
#include "../format/yaml.h"
#include "../runtime/error.h"
#include "../runtime/file.h"

#include <string.h>

#define STAGING_ENDPOINT "https://staging.replicated.app"

struct license_file license_file_empty(void)
{
	return (struct license_file){
		.id = SECRET_INIT(LICENSE_ID_MAX),
		.proxies = domain_list_new(),
	};
}

void license_file_clear(struct license_file *file)
{
	if (!file)
		return;
	secret_clear(&file->id);
	g_clear_pointer(&file->app, g_free);
	g_clear_pointer(&file->proxies, g_ptr_array_unref);
}

/* Without the blanks and line ends around it: editors add them. */
static void trimmed(const struct secret *text, const char **ret_start, size_t *ret_length)
{
	const char *start = secret_text(text);
	size_t length = text->length;
	while (length > 0 && g_ascii_isspace(start[length - 1]))
		length--;
	while (length > 0 && g_ascii_isspace(start[0]))
		start++, length--;
	*ret_start = start;
	*ret_length = length;
}

/* One word that is no YAML mapping: without a blank there is no "key: value", and braces and a colon at the
 * end are the mappings that need none. */
static bool is_one_word(const char *start, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isgraph(start[i]))
			return false;
	return !strchr("{[", start[0]) && start[length - 1] != ':';
}

/* The text of a member that says something; NULL where it is missing, null or empty, and an error where it is
 * no text at all. */
static bool text_of(const struct yaml_value *spec, const char *name, const char *subject, const char **ret_text,
		    GError **error)
{
	const struct yaml_value *value = yaml_value_member(spec, name);
	const char *text = yaml_value_text(value);
	if (value && !text)
		return fail(error, HELPER_FAILED, "%s holds a '%s' that is no text", subject, name);
	*ret_text = text && *text && !yaml_value_is_null(value) ? text : NULL;
	return true;
}

static bool add_proxy(const struct yaml_value *from, const char *subject, GPtrArray *proxies, GError **error)
{
	char domain[DOMAIN_SIZE];
	const char *text;
	if (!text_of(from, "replicatedProxyDomain", subject, &text, error))
		return false;
	if (!text)
		return true;
	if (!domain_parse(text, domain))
		return fail(error, HELPER_FAILED,
			    "%s holds a replicatedProxyDomain that is no registry domain" REMEDY
			    "name the domains by '--domain'",
			    subject);
	domain_list_add(proxies, domain);
	return true;
}

static bool take_proxies(const struct yaml_value *spec, const char *subject, GPtrArray *proxies, GError **error)
{
	const struct yaml_value *channels = yaml_value_member(spec, "channels");
	if (!add_proxy(spec, subject, proxies, error))
		return false;
	for (const struct yaml_value *channel = yaml_value_first(channels); channel; channel = yaml_value_next(channel))
		if (!add_proxy(channel, subject, proxies, error))
			return false;
	return true;
}

static bool take_id(const char *text, size_t length, const char *subject, struct secret *id, GError **error)
{
	secret_append(id, text, length);
	if (secret_overflowed(id))
		return fail(error, HELPER_FAILED, "the license ID in %s is longer than %d bytes", subject,
			    LICENSE_ID_MAX);
	return secret_is_license_id(id) ||
	       fail(error, HELPER_FAILED, "the license ID in %s holds bytes that are not printable ASCII", subject);
}

static bool take_spec(const struct yaml_value *spec, const char *subject, struct license_file *file, GError **error)
{
	const char *id;
	const char *app;
	const char *endpoint;
	if (!text_of(spec, "licenseID", subject, &id, error) || !text_of(spec, "appSlug", subject, &app, error) ||
	    !text_of(spec, "endpoint", subject, &endpoint, error) || !take_proxies(spec, subject, file->proxies, error))
		return false;
	if (!id)
		return fail(error, HELPER_FAILED, "%s holds no spec.licenseID: download the license again", subject);
	if (app && !app_slug_is_valid(app))
		return fail(error, HELPER_FAILED, "%s holds an appSlug that is no app slug", subject);
	file->app = g_strdup(app);
	file->staging = endpoint && (g_ascii_strcasecmp(endpoint, STAGING_ENDPOINT) == 0 ||
				     g_ascii_strcasecmp(endpoint, STAGING_ENDPOINT "/") == 0);
	return take_id(id, strlen(id), subject, &file->id, error);
}

bool license_file_parse(const struct secret *text, const char *subject, struct license_file *ret_file, GError **error)
{
	static const struct yaml_limits limits = { .bytes = LICENSE_FILE_MAX, .depth = LICENSE_FILE_DEPTH_MAX };
	g_auto(LicenseFile) file = license_file_empty();
	const char *start;
	size_t length;

	trimmed(text, &start, &length);
	if (length == 0)
		return fail(error, HELPER_FAILED, "%s is empty", subject);
	if (is_one_word(start, length)) {
		if (!take_id(start, length, subject, &file.id, error))
			return false;
	} else {
		g_autoptr(YamlValue) license = yaml_value_parse(text->bytes, text->length, &limits, subject, error);
		if (!license)
			return false;
		const char *kind = yaml_value_text(yaml_value_member(license, "kind"));
		if (!kind || strcmp(kind, "License") != 0)
			return fail(error, HELPER_FAILED,
				    "%s is no Replicated license: 'kind: License' is wanted, or just the license ID",
				    subject);
		if (!take_spec(yaml_value_member(license, "spec"), subject, &file, error))
			return false;
	}
	*ret_file = file;
	file = (struct license_file){ 0 };
	return true;
}

bool license_file_read(const char *path, struct license_file *ret_file, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_FILE_MAX);
	/* Its name is not repeated: the license itself may have been typed there. */
	return file_read(path, "the license file", &text, NULL, error) &&
	       license_file_parse(&text, "the license file", ret_file, error);
}
