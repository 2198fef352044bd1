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

/* What REPLICATED_LICENSE_ID held at start. */
static struct secret taken = SECRET_INIT(LICENSE_ID_MAX);

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
	secret_clear(&taken);
	secret_append(&taken, value, length);
	explicit_bzero(value, length);
	g_unsetenv(LICENSE_VARIABLE);
}

static char *credential_path(void)
{
	const char *directory = variable(DIRECTORY_VARIABLE);
	if (!directory)
		return NULL;

	g_autofree char *path = g_build_filename(directory, CREDENTIAL_NAME, NULL);
	struct stat status;
	if (lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR))
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
	return is_taken() ? LICENSE_VARIABLE : NULL;
}

static bool read_file(const char *path, struct secret *ret_license, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_ID_MAX);
	GError *cause = NULL;
	if (!secret_file_read(path, "license ID", &text, &cause) &&
	    !g_error_matches(cause, KEYRING_ERROR, KEYRING_DAMAGED)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (!secret_is_license_id(&text))
		return keyring_fail(error, KEYRING_DAMAGED,
				    "the license ID file '%s' does not hold just a license ID: "
				    "1 to %d printable ASCII characters on one line",
				    path, LICENSE_ID_MAX);
	secret_move(&text, ret_license);
	return true;
}

bool provided_credential_read(struct secret *ret_license, GError **error)
{
	const char *file = variable(FILE_VARIABLE);
	if (file)
		return read_file(file, ret_license, error);

	g_autofree char *credential = credential_path();
	if (credential)
		return read_file(credential, ret_license, error);

	if (!is_taken())
		return keyring_fail(error, KEYRING_NOT_FOUND, "no license ID is given from outside");
	if (!secret_is_license_id(&taken))
		return keyring_fail(error, KEYRING_DAMAGED,
				    LICENSE_VARIABLE " does not hold a license ID: 1 to %d printable ASCII characters",
				    LICENSE_ID_MAX);
	secret_append_secret(ret_license, &taken);
	return true;
}
