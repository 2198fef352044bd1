/* SPDX-License-Identifier: MIT */
#include "provided-credential.h"

#include "keyring.h"
#include "secret-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_VARIABLE "REPLICATED_LICENSE_ID_FILE"
#define DIRECTORY_VARIABLE "CREDENTIALS_DIRECTORY"
#define CREDENTIAL_NAME "replicated-license-id"
#define LICENSE_VARIABLE "REPLICATED_LICENSE_ID"

#define REQUIREMENT "1 to %d printable ASCII characters without spaces"

/* A byte order mark, blanks and line ends around a license ID are dropped; this is the most of them that is read. */
#define AROUND_MAX 256

/* What REPLICATED_LICENSE_ID held at start. */
static struct secret taken = SECRET_INIT(LICENSE_ID_MAX + AROUND_MAX);
static bool empty_at_start;

static const struct provided_source *last_source;

static const char *variable(const char *name)
{
	const char *value = g_getenv(name);
	return value && *value ? value : NULL;
}

void provided_credential_take_environment(void)
{
	char *value = getenv(LICENSE_VARIABLE);
	if (!value)
		return;

	size_t length = strlen(value);
	secret_append(&taken, value, length);
	empty_at_start = length == 0;
	explicit_bzero(value, length);
	g_unsetenv(LICENSE_VARIABLE);
}

void provided_credential_forget_environment(void)
{
	secret_clear(&taken);
}

void provided_credential_add_source(const struct provided_source *source)
{
	last_source = source;
}

static char *credential_path(void)
{
	const char *directory = variable(DIRECTORY_VARIABLE);
	if (!directory)
		return NULL;

	g_autofree char *path = g_build_filename(directory, CREDENTIAL_NAME, NULL);
	struct stat status;
	if (lstat(path, &status) != 0 && errno == ENOENT)
		return NULL;
	return g_steal_pointer(&path);
}

/* A value that is too long is refused when it is read, and is not the same as none. */
static bool is_taken(void)
{
	return taken.length > 0 || secret_overflowed(&taken);
}

const char *provided_credential_name(void)
{
	if (variable(FILE_VARIABLE))
		return FILE_VARIABLE;
	g_autofree char *credential = credential_path();
	if (credential)
		return "$" DIRECTORY_VARIABLE "/" CREDENTIAL_NAME;
	if (is_taken())
		return LICENSE_VARIABLE;
	return last_source ? last_source->name() : NULL;
}

/* Takes the license ID out of what is around it. */
static bool take_license(struct secret *text, struct secret *ret_license)
{
	secret_trim(text);
	if (!secret_is_license_id(text))
		return false;
	secret_append_secret(ret_license, text);
	return true;
}

static bool read_file(const char *path, struct secret *ret_license, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_ID_MAX + AROUND_MAX);
	GError *cause = NULL;
	if (!secret_file_read(path, "license ID", &text, &cause) &&
	    !g_error_matches(cause, KEYRING_ERROR, KEYRING_DAMAGED)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	return take_license(&text, ret_license) ||
	       keyring_fail(error, KEYRING_DAMAGED,
			    "the license ID file '%s' does not contain just a license ID: " REQUIREMENT, path,
			    LICENSE_ID_MAX);
}

static bool read_variable(struct secret *ret_license, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(taken.limit);
	secret_append_secret(&text, &taken);
	return take_license(&text, ret_license) ||
	       keyring_fail(error, KEYRING_DAMAGED, LICENSE_VARIABLE " does not contain a license ID: " REQUIREMENT,
			    LICENSE_ID_MAX);
}

bool provided_credential_read(struct secret *ret_license, GError **error)
{
	const char *file = variable(FILE_VARIABLE);
	if (file)
		return read_file(file, ret_license, error);
	g_autofree char *credential = credential_path();
	if (credential)
		return read_file(credential, ret_license, error);
	if (is_taken())
		return read_variable(ret_license, error);
	if (last_source && last_source->name())
		return last_source->read(ret_license, error);
	return keyring_fail(error, KEYRING_NOT_FOUND, "no license ID is given from outside");
}

void provided_credential_explain(GError **error)
{
	const char *file = g_getenv(FILE_VARIABLE);
	const char *name = file && !*file ? FILE_VARIABLE : empty_at_start ? LICENSE_VARIABLE : NULL;
	if (!name || provided_credential_name() || !g_error_matches(*error, KEYRING_ERROR, KEYRING_UNAVAILABLE))
		return;
	g_autofree char *sentence = failure_sentence(*error);
	g_clear_error(error);
	keyring_fail(error, KEYRING_UNAVAILABLE,
		     "%s is set but empty, so the keyring was asked, and %s" REMEDY "set %s, or unset it", name,
		     sentence, name);
}
