/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "domain.h"
#include "error.h"
#include "profile.h"

#include <errno.h>
#include <unistd.h>

static char *config_path(void)
{
	return g_build_filename(g_get_user_config_dir(), PROGRAM_NAME, "config", NULL);
}

/* The parsed file; an empty one where there is none. */
static GKeyFile *load(GError **error)
{
	g_autofree char *path = config_path();
	g_autoptr(GKeyFile) file = g_key_file_new();
	GError *cause = NULL;

	/* The common case, on every get, without GLib's making of an error in the locale's character set. */
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return g_steal_pointer(&file);
	if (g_key_file_load_from_file(file, path, G_KEY_FILE_KEEP_COMMENTS, &cause) ||
	    g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		g_clear_error(&cause);
		return g_steal_pointer(&file);
	}
	fail(error, HELPER_FAILED, "cannot read the config file '%s' (%s): mend or remove it", path, cause->message);
	g_error_free(cause);
	return NULL;
}

bool config_domains(GPtrArray *domains, GError **error)
{
	g_autoptr(GKeyFile) file = load(error);
	if (!file)
		return false;

	g_auto(GStrv) entries = g_key_file_get_string_list(file, "domains", "extra", NULL, NULL);
	for (char **entry = entries; entry && *entry; entry++) {
		char domain[DOMAIN_SIZE];
		if (!domain_parse(*entry, domain)) {
			g_autofree char *path = config_path();
			return fail(
				error, HELPER_FAILED,
				"the config file '%s' names '%s', which is no registry domain: correct 'extra=' there",
				path, *entry);
		}
		g_ptr_array_add(domains, g_strdup(domain));
	}
	return true;
}

bool config_keyring(char **ret_name, GError **error)
{
	g_autoptr(GKeyFile) file = load(error);
	if (!file)
		return false;
	*ret_name = g_key_file_get_string(file, "keyring", "backend", NULL);
	return true;
}
