/* SPDX-License-Identifier: MIT */
#include "client-files.h"

#include "../runtime/error.h"
#include "../runtime/program.h"
#include "terraform-files.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The value of a variable that names a file or folder. False where it is set and relative. */
static bool variable_path(const char *name, const char **ret_value, GError **error)
{
	const char *value = g_getenv(name);
	if (value && *value && !g_path_is_absolute(value))
		return fail(error, HELPER_FAILED, "%s is a relative path" REMEDY "set it to one that begins with '/'",
			    name);
	*ret_value = value && *value ? value : NULL;
	return true;
}

static bool add_below_home(const char *file, GPtrArray *paths, GError **error)
{
	const char *home;
	if (!variable_path("HOME", &home, error))
		return false;
	if (!home)
		return fail(error, HELPER_FAILED, "HOME is not set" REMEDY "set it to your home directory");
	g_ptr_array_add(paths, g_build_filename(home, file, NULL));
	return true;
}

/* The file in the folder that the variable names, else the other one in the home directory. */
static bool add_file(const char *variable, const char *file, const char *below_home, GPtrArray *paths, GError **error)
{
	const char *folder;
	if (!variable_path(variable, &folder, error))
		return false;
	if (!folder)
		return add_below_home(below_home, paths, error);
	g_ptr_array_add(paths, g_build_filename(folder, file, NULL));
	return true;
}

static bool add_docker_files(GPtrArray *paths, GError **error)
{
	return add_file("DOCKER_CONFIG", "config.json", ".docker/config.json", paths, error);
}

static bool add_podman_files(GPtrArray *paths, GError **error)
{
	const char *file;
	const char *folder;
	if (!variable_path("REGISTRY_AUTH_FILE", &file, error))
		return false;
	if (file) {
		g_ptr_array_add(paths, g_strdup(file));
		return true;
	}
	if (!variable_path("XDG_RUNTIME_DIR", &folder, error))
		return false;
	g_ptr_array_add(paths, folder ? g_build_filename(folder, "containers", "auth.json", NULL)
				      : g_strdup_printf("/run/containers/%lu/auth.json", (unsigned long)geteuid()));
	return add_file("XDG_CONFIG_HOME", "containers/auth.json", ".config/containers/auth.json", paths, error);
}

static bool add_helm_files(GPtrArray *paths, GError **error)
{
	const char *file;
	const char *folder;
	if (!variable_path("HELM_REGISTRY_CONFIG", &file, error) || !variable_path("HELM_CONFIG_HOME", &folder, error))
		return false;
	if (!file && !folder)
		return add_file("XDG_CONFIG_HOME", "helm/registry/config.json", ".config/helm/registry/config.json",
				paths, error);
	g_ptr_array_add(paths, file ? g_strdup(file) : g_build_filename(folder, "registry/config.json", NULL));
	return true;
}

static bool add_terraform_files(GPtrArray *paths, GError **error)
{
	const char *variable =
		terraform_named_file() == g_getenv(TERRAFORM_VARIABLE) ? TERRAFORM_VARIABLE : TERRAFORM_VARIABLE_BEFORE;
	const char *file;
	if (!variable_path(variable, &file, error))
		return false;
	if (file) {
		g_ptr_array_add(paths, g_strdup(file));
		return true;
	}
	if (!add_below_home(".terraformrc", paths, error) || !add_below_home(".tofurc", paths, error))
		return false;
	if (!g_file_test(g_ptr_array_index(paths, 1), G_FILE_TEST_EXISTS))
		g_ptr_array_remove_index(paths, 1);
	return true;
}

/* Both look there without any flag, and tell kubelet of it. */
static bool add_node_files(GPtrArray *paths, G_GNUC_UNUSED GError **error)
{
	g_ptr_array_add(paths, g_strdup("/var/lib/rancher/credentialprovider/config.yaml"));
	return true;
}

const struct client clients[] = {
	{ "docker", { "docker", "nerdctl" }, true, false, add_docker_files, CLIENT_JSON },
	{ "podman", { "podman", "buildah", "skopeo" }, false, false, add_podman_files, CLIENT_JSON },
	{ "helm", { "helm" }, true, true, add_helm_files, CLIENT_JSON },
	{ "terraform", { "terraform", "tofu" }, false, false, add_terraform_files, CLIENT_HCL },
	{ "k3s", { "k3s" }, false, false, add_node_files, CLIENT_NODE },
	{ "rke2", { "rke2" }, false, false, add_node_files, CLIENT_NODE },
	{ 0 },
};

const struct client *client_find(const char *name)
{
	for (const struct client *client = clients; client->name; client++)
		if (strcmp(client->name, name) == 0)
			return client;
	return NULL;
}

GPtrArray *client_files(const struct client *client, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	return client->add_files(paths, error) ? g_steal_pointer(&paths) : NULL;
}

bool client_is_here(const struct client *client)
{
	struct stat status;
	if (client->notation == CLIENT_NODE && geteuid() != 0)
		return false;
	for (const char *const *program = client->programs; *program; program++)
		if (program_is_on_path(*program))
			return true;
	if (client->notation == CLIENT_NODE)
		return false;
	g_autoptr(GPtrArray) paths = client_files(client, NULL);
	for (guint i = 0; paths && i < paths->len; i++)
		if (lstat(g_ptr_array_index(paths, i), &status) == 0)
			return true;
	return false;
}

char *client_snap_file(void)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) programs = program_copies_on_path("docker");
	if (!add_below_home("snap/docker/current/.docker/config.json", files, NULL))
		return NULL;
	const char *file = g_ptr_array_index(files, 0);
	bool snap = programs->len > 0 && g_str_has_prefix(g_ptr_array_index(programs, 0), "/snap/");
	return snap || g_file_test(file, G_FILE_TEST_EXISTS) ? g_strdup(file) : NULL;
}
