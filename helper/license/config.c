/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "../../keyring/atomic-file.h"
#include "../address/domain.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "../runtime/program.h"
#include "profile.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP_KEYRING "keyring"
#define KEY_BACKEND "backend"
#define GROUP_SOURCE "source"
#define KEY_COMMAND "command"
#define GROUP_DOMAINS "domains"
#define KEY_EXTRA "extra"

static char *config_path(void)
{
	return g_build_filename(g_get_user_config_dir(), PROGRAM_NAME, "config", NULL);
}

static bool damaged(const char *path, const char *what, GError **error)
{
	return fail(error, HELPER_FAILED, "the config file '%s' is damaged (%s): fix or remove it", path, what);
}

/* Not GLib's own message, which quotes lines of the file. */
static const char *reason_of(const GError *cause)
{
	if (g_error_matches(cause, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_UNKNOWN_ENCODING))
		return "it is not UTF-8";
	if (g_error_matches(cause, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE))
		return "it contains a value that cannot be read";
	return "a line is not '[group]', 'key=value' or '# comment'";
}

/* The parsed file; an empty one if the file is missing. */
static GKeyFile *load(const char *path, GError **error)
{
	g_autofree char *subject = g_strdup_printf("the config file '%s'", path);
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_auto(Secret) text = SECRET_INIT(CONFIG_FILE_MAX);
	g_autoptr(GError) cause = NULL;
	bool there;

	if (!file_read_if_there(path, subject, &text, &there, error))
		return NULL;
	if (text.length > 0 &&
	    !g_key_file_load_from_data(file, text.bytes, text.length,
				       G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &cause)) {
		damaged(path, reason_of(cause), error);
		return NULL;
	}
	return g_steal_pointer(&file);
}

/* Whether asking for a value failed, for another reason than that it is not there. */
static bool is_damage(const GError *cause)
{
	return cause && !g_error_matches(cause, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND) &&
	       !g_error_matches(cause, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND);
}

static bool declared(GKeyFile *file, const char *path, GPtrArray *domains, GError **error)
{
	g_autoptr(GError) cause = NULL;
	g_auto(GStrv) entries = g_key_file_get_string_list(file, GROUP_DOMAINS, KEY_EXTRA, NULL, &cause);
	if (is_damage(cause))
		return damaged(path, reason_of(cause), error);

	for (char **entry = entries; entry && *entry; entry++) {
		char domain[DOMAIN_SIZE];
		if (*g_strstrip(*entry) == '\0')
			continue;
		if (!domain_parse(*entry, domain))
			return fail(
				error, HELPER_FAILED,
				"the config file '%s' contains '%s', which is not a registry domain: correct 'extra=' "
				"in it",
				path, *entry);
		g_ptr_array_add(domains, g_strdup(domain));
	}
	return true;
}

bool config_domains(GPtrArray *domains, GError **error)
{
	g_autofree char *path = config_path();
	g_autoptr(GKeyFile) file = load(path, error);
	return file && declared(file, path, domains, error);
}

bool config_keyring(char **ret_name, GError **error)
{
	g_autofree char *path = config_path();
	g_autoptr(GKeyFile) file = load(path, error);
	g_autoptr(GError) cause = NULL;
	if (!file)
		return false;
	g_autofree char *name = g_key_file_get_string(file, GROUP_KEYRING, KEY_BACKEND, &cause);
	if (is_damage(cause))
		return damaged(path, reason_of(cause), error);
	*ret_name = g_steal_pointer(&name);
	return true;
}

bool config_source_command(char **ret_text, GError **error)
{
	g_autofree char *path = config_path();
	g_autoptr(GKeyFile) file = load(path, error);
	if (!file)
		return false;
	*ret_text = g_key_file_get_value(file, GROUP_SOURCE, KEY_COMMAND, NULL);
	return true;
}

/* ---- writing ---- */

static bool cannot_write(const char *path, int reason, GError **error)
{
	return fail(error, HELPER_FAILED, "cannot write the config file '%s': %s", path, g_strerror(reason));
}

static bool lock(const char *path, struct atomic_file *ret_file, GError **error)
{
	deadline_waits_for("the lock of the config file", "check which other program holds it");
	int failure = atomic_file_make_folders(path);
	if (!failure)
		failure = atomic_file_lock(path, ret_file);
	return failure == 0 || cannot_write(path, failure, error);
}

static bool write_file(GKeyFile *file, const char *path, struct atomic_file *target, GError **error)
{
	gsize length;
	g_autofree char *text = g_key_file_to_data(file, &length, NULL);
	target->mode = S_IRUSR | S_IWUSR;
	int failure = length > CONFIG_FILE_MAX ? EFBIG : atomic_file_replace(target, text, length);
	return failure == 0 || cannot_write(path, failure, error);
}

static bool write_domains(GKeyFile *file, const GPtrArray *domains, const char *path, struct atomic_file *target,
			  GError **error)
{
	if (domains->len > 0)
		g_key_file_set_string_list(file, GROUP_DOMAINS, KEY_EXTRA, (const char *const *)domains->pdata,
					   domains->len);
	else
		(void)g_key_file_remove_key(file, GROUP_DOMAINS, KEY_EXTRA, NULL);
	return write_file(file, path, target, error);
}

/* Whether a look without the lock already shows nothing to do: then a folder that cannot be written is fine. */
static bool is_so_already(const char *path, const GPtrArray *domains, bool wanted)
{
	g_autoptr(GPtrArray) all = domain_list_new();
	g_autoptr(GKeyFile) file = load(path, NULL);
	if (!file || !declared(file, path, all, NULL))
		return false;
	for (guint i = 0; i < domains->len; i++)
		if (domain_list_holds(all, g_ptr_array_index(domains, i)) != wanted)
			return false;
	return true;
}

/* Adds the domains or removes them, and says which of them it was that changed. */
static bool change_domains(const GPtrArray *domains, bool wanted, GPtrArray *ret_changed, GError **error)
{
	g_autofree char *path = config_path();
	g_autoptr(GPtrArray) all = domain_list_new();
	g_autoptr(GPtrArray) changed = domain_list_new();
	g_auto(AtomicFile) target = ATOMIC_FILE_INIT;

	if (is_so_already(path, domains, wanted))
		return true;
	if (!lock(path, &target, error))
		return false;
	g_autoptr(GKeyFile) file = load(path, error);
	if (!file || !declared(file, path, all, error))
		return false;
	for (guint i = 0; i < domains->len; i++) {
		const char *domain = g_ptr_array_index(domains, i);
		guint index;
		if (domain_list_holds(all, domain) == wanted)
			continue;
		g_ptr_array_add(changed, g_strdup(domain));
		if (wanted)
			g_ptr_array_add(all, g_strdup(domain));
		while (!wanted && g_ptr_array_find_with_equal_func(all, domain, g_str_equal, &index))
			g_ptr_array_remove_index(all, index);
	}
	if (changed->len > 0 && !write_domains(file, all, path, &target, error))
		return false;
	g_ptr_array_extend_and_steal(ret_changed, g_steal_pointer(&changed));
	return true;
}

bool config_add_domains(const GPtrArray *domains, GPtrArray *ret_added, GError **error)
{
	return change_domains(domains, true, ret_added, error);
}

bool config_remove_domains(const GPtrArray *domains, GError **error)
{
	g_autoptr(GPtrArray) removed = domain_list_new();
	return change_domains(domains, false, removed, error);
}

/* Writes the value, or removes it if it is NULL, unless it is that already. */
static bool change_value(const char *group, const char *key, const char *before, const char *value, GError **error)
{
	g_autofree char *path = config_path();
	g_auto(AtomicFile) target = ATOMIC_FILE_INIT;
	if (g_strcmp0(before, value) == 0)
		return true;
	if (!lock(path, &target, error))
		return false;
	g_autoptr(GKeyFile) file = load(path, error);
	if (!file)
		return false;
	if (value)
		g_key_file_set_value(file, group, key, value);
	else
		(void)g_key_file_remove_key(file, group, key, NULL);
	return write_file(file, path, &target, error);
}

bool config_choose_keyring(const char *name, GError **error)
{
	g_autofree char *before = NULL;
	return config_keyring(&before, error) && change_value(GROUP_KEYRING, KEY_BACKEND, before, name, error);
}

bool config_set_source_command(const char *text, GError **error)
{
	g_autofree char *before = NULL;
	return config_source_command(&before, error) && change_value(GROUP_SOURCE, KEY_COMMAND, before, text, error);
}
