/* SPDX-License-Identifier: MIT */
#include "license-file.h"

#include "../address/domain.h"
#include "../format/rfc3339.h"
#include "../format/yaml.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/message.h"
#include "pasted.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define API_GROUP "kots.io/"
#define SUBJECT "the license file"
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
	g_clear_pointer(&file->expires_at, g_free);
	g_clear_pointer(&file->proxies, g_ptr_array_unref);
}

/* Whether it can only be YAML: several lines, a mapping "key: value", or braces. */
static bool is_yaml(struct piece piece)
{
	return piece.length > 0 &&
	       (memchr(piece.start, '\n', piece.length) || g_strstr_len(piece.start, (gssize)piece.length, ": ") ||
		strchr("{[", piece.start[0]) || piece.start[piece.length - 1] == ':');
}

/* The text of a member that says something; NULL where it is missing, null or empty, and an error where it is
 * no text at all. */
static bool text_of(const struct yaml_value *spec, const char *name, const char *subject, const char **ret_text,
		    GError **error)
{
	const struct yaml_value *value = yaml_value_member(spec, name);
	const char *text = yaml_value_text(value);
	if (value && !text)
		return fail(error, HELPER_FAILED, "%s contains a '%s' that is not text", subject, name);
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
			    "%s contains a replicatedProxyDomain that is not a registry domain" REMEDY
			    "give the domains with '--domain'",
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

/* Everybody can read this one in the file, and a license without a limit has none, or an empty one. A malformed one is no
 * reason to refuse a license that works. */
static void take_expiry(const struct yaml_value *spec, struct license_file *file)
{
	const struct yaml_value *entitlement = yaml_value_member(yaml_value_member(spec, "entitlements"), "expires_at");
	const struct yaml_value *value = yaml_value_member(entitlement, "value");
	const char *text = yaml_value_text(value ? value : entitlement);
	gint64 unused;
	if (!entitlement || yaml_value_is_null(value ? value : entitlement) || (text && !*text))
		return;
	if (text && rfc3339_read(text, &unused))
		file->expires_at = g_strdup(text);
	else
		file->bad_expiry = true;
}

static bool take_id(const char *text, size_t length, const char *subject, struct secret *id, GError **error)
{
	secret_append(id, text, length);
	if (secret_overflowed(id))
		return fail(error, HELPER_FAILED, "the license ID in %s is longer than %d bytes", subject,
			    LICENSE_ID_MAX);
	if (strspn(text, "*") == length)
		return fail(error, HELPER_FAILED,
			    "%s contains only asterisks: copy the license ID from a page that shows it", subject);
	return secret_is_license_id(id) ||
	       fail(error, HELPER_FAILED,
		    "the license ID in %s contains a space, or bytes that are not printable ASCII: copy it again",
		    subject);
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
		return fail(error, HELPER_FAILED, "%s has no spec.licenseID: download the license again", subject);
	if (app && !app_slug_is_valid(app))
		return fail(error, HELPER_FAILED, "%s contains an appSlug that is not an app slug", subject);
	file->app = g_strdup(app);
	take_expiry(spec, file);
	file->staging = endpoint && (g_ascii_strcasecmp(endpoint, STAGING_ENDPOINT) == 0 ||
				     g_ascii_strcasecmp(endpoint, STAGING_ENDPOINT "/") == 0);
	return take_id(id, strlen(id), subject, &file->id, error);
}

static struct yaml_value *parse_yaml(const struct secret *text, const char *subject, GError **error)
{
	static const struct yaml_limits limits = { .bytes = LICENSE_FILE_MAX, .depth = LICENSE_FILE_DEPTH_MAX };
	size_t mark = g_str_has_prefix(secret_text(text), BYTE_ORDER_MARK) ? strlen(BYTE_ORDER_MARK) : 0;
	return yaml_value_parse(text->bytes + mark, text->length - mark, &limits, subject, error);
}

/* Others have a `kind: License`, too: only that of Replicated is read. */
static bool check_kind(const struct yaml_value *license, const char *subject, GError **error)
{
	const char *kind = yaml_value_text(yaml_value_member(license, "kind"));
	const struct yaml_value *group = yaml_value_member(license, "apiVersion");
	const char *version = yaml_value_text(group);
	if (!kind || strcmp(kind, "License") != 0)
		return fail(
			error, HELPER_FAILED,
			"%s is not a Replicated license: give a license with 'kind: License', or just the license ID",
			subject);
	return !group || (version && g_str_has_prefix(version, API_GROUP)) ||
	       fail(error, HELPER_FAILED,
		    "%s is not a Replicated license: its apiVersion is not of the group 'kots.io', such as "
		    "kots.io/v1beta1",
		    subject);
}

bool license_file_parse(const struct secret *text, const char *subject, struct license_file *ret_file, GError **error)
{
	g_auto(LicenseFile) file = license_file_empty();
	const struct piece whole = pasted_trimmed((struct piece){ secret_text(text), text->length });
	const struct piece id = pasted_id(whole);

	if (id.length == 0)
		return fail(error, HELPER_FAILED, "%s is empty", subject);
	if (!is_yaml(id)) {
		if (!take_id(id.start, id.length, subject, &file.id, error))
			return false;
	} else {
		g_autoptr(YamlValue) license = parse_yaml(text, subject, error);
		if (!license || !check_kind(license, subject, error))
			return false;
		if (!take_spec(yaml_value_member(license, "spec"), subject, &file, error))
			return false;
	}
	*ret_file = file;
	file = (struct license_file){ 0 };
	return true;
}

/* What has no name to be opened a second time is read to its end: standard input, and what bash makes of <(…). */
static bool read_stream(const char *path, const char *subject, struct secret *text, GError **error)
{
	deadline_waits_for(strcmp(path, "-") == 0 ? "the end of standard input" : "the end of " SUBJECT, "close it");
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool done = fd >= 0 && secret_read_all(text, fd);
	int reason = errno;
	if (fd > STDERR_FILENO)
		(void)close(fd);
	if (secret_overflowed(text))
		return fail(error, HELPER_FAILED, "%s is larger than %d bytes", subject, LICENSE_FILE_MAX);
	return done || fail(error, HELPER_FAILED, "cannot read %s: %s", subject, g_strerror(reason));
}

bool license_file_is_stream(const char *path)
{
	return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdin") == 0 || g_str_has_prefix(path, "/dev/fd/");
}

static bool read_text(const char *path, const char *subject, struct secret *text, GError **error)
{
	return license_file_is_stream(path) ? read_stream(path, subject, text, error)
					    : file_read(path, subject, text, error);
}

bool license_file_read(const char *path, struct license_file *ret_file, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_FILE_MAX);
	/* Its name is not repeated: the license itself may have been typed there. */
	const char *subject = strcmp(path, "-") == 0 ? "standard input" : SUBJECT;
	return read_text(path, subject, &text, error) && license_file_parse(&text, subject, ret_file, error);
}

static bool complete(struct yaml_value *spec, const struct secret *id, const char *profile, bool *ret_had_id,
		     GError **error)
{
	const char *own;
	if (!yaml_value_is(spec, YAML_MAPPING))
		return fail(error, HELPER_FAILED, SUBJECT " has no spec: download the license again");
	if (!text_of(spec, "licenseID", SUBJECT, &own, error))
		return false;
	if (own && strcmp(own, secret_text(id)) != 0)
		return fail(error, HELPER_FAILED,
			    SUBJECT
			    " has another license ID than profile '%s': use the license file of that license, or "
			    "select its profile with '-p'",
			    profile);
	yaml_value_set_text(spec, "licenseID", secret_text(id));
	*ret_had_id = own != NULL;
	return true;
}

struct yaml_value *license_file_parse_whole(const struct secret *text, const struct secret *id, const char *profile,
					    bool *ret_had_id, GError **error)
{
	if (!is_yaml(pasted_id(pasted_trimmed((struct piece){ secret_text(text), text->length })))) {
		fail(error, HELPER_FAILED,
		     SUBJECT " is empty or has just a license ID: the whole license file is required");
		return NULL;
	}
	g_autoptr(YamlValue) license = parse_yaml(text, SUBJECT, error);
	if (!license || !check_kind(license, SUBJECT, error) ||
	    !complete(yaml_value_edit(license, "spec"), id, profile, ret_had_id, error))
		return NULL;
	return g_steal_pointer(&license);
}

struct yaml_value *license_file_read_whole(const char *path, const struct secret *id, const char *profile,
					   bool *ret_had_id, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_FILE_MAX);
	return read_text(path, SUBJECT, &text, error) ? license_file_parse_whole(&text, id, profile, ret_had_id, error)
						      : NULL;
}

/* Not on a read-only mount, nor in a folder of another user. */
static bool can_be_removed(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	return faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0;
}

/* A license that was kept in plain text before is not safe yet. */
void license_file_warn_of_text(const char *path)
{
	struct stat status;
	if (!path || license_file_is_stream(path) || stat(path, &status) != 0)
		return;
	g_autofree char *quoted = g_shell_quote(path);
	bool open_to_others = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
	message_warn("the license is still in plain text in %s%s%s", quoted,
		     open_to_others ? ", and other users can read it" : "",
		     can_be_removed(path) ? REMEDY "remove the file if you no longer need it" : "");
}

void license_file_warn_of_expiry(const struct license_file *file)
{
	if (file->bad_expiry)
		message_warn(
			"the 'expires_at' of the license file is not a time such as 2026-12-31T00:00:00Z: 'status' "
			"cannot show when the license expires");
}
