/* SPDX-License-Identifier: MIT */
#include "../../helper/clients/client-config.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void clear_environment(void)
{
	static const char *const names[] = { "DOCKER_CONFIG",	     "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR",
					     "HELM_REGISTRY_CONFIG", "HELM_CONFIG_HOME",   "XDG_CONFIG_HOME",
					     "DOCKER_AUTH_CONFIG",   "TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_unsetenv(names[i]);
	g_setenv("HOME", "/home/alice", TRUE);
}

static void each_client_has_its_place(void)
{
	g_autofree char *run = g_strdup_printf("/run/containers/%lu/auth.json", (unsigned long)geteuid());
	g_autofree char *run_and_home = g_strconcat(run, " /home/alice/.config/containers/auth.json", NULL);
	g_autofree char *run_and_config = g_strconcat(run, " /c/containers/auth.json", NULL);
	const struct {
		const char *client;
		const char *variable;
		const char *value;
		const char *paths; /* in the order in which they are read */
	} cases[] = {
		{ "docker", "HOME", "/home/alice", "/home/alice/.docker/config.json" },
		{ "docker", "DOCKER_CONFIG", "/d", "/d/config.json" },
		{ "docker", "DOCKER_CONFIG", "", "/home/alice/.docker/config.json" },
		{ "docker", "DOCKER_CONFIG", "d", NULL },
		{ "docker", "HOME", "", NULL },
		{ "docker", "HOME", "home/alice", NULL },
		{ "terraform", "HOME", "/home/alice", "/home/alice/.terraformrc" },
		{ "terraform", "TF_CLI_CONFIG_FILE", "/t/rc", "/t/rc" },
		{ "terraform", "TERRAFORM_CONFIG", "/t/rc", "/t/rc" },
		{ "terraform", "TF_CLI_CONFIG_FILE", "rc", NULL },
		{ "podman", "HOME", "/home/alice", run_and_home },
		{ "podman", "XDG_RUNTIME_DIR", "/r",
		  "/r/containers/auth.json /home/alice/.config/containers/auth.json" },
		{ "podman", "XDG_CONFIG_HOME", "/c", run_and_config },
		{ "podman", "XDG_CONFIG_HOME", "c", NULL },
		{ "podman", "XDG_RUNTIME_DIR", "r", NULL },
		{ "podman", "REGISTRY_AUTH_FILE", "/a.json", "/a.json" },
		{ "podman", "REGISTRY_AUTH_FILE", "a.json", NULL },
		{ "helm", "HOME", "/home/alice", "/home/alice/.config/helm/registry/config.json" },
		{ "helm", "XDG_CONFIG_HOME", "/c", "/c/helm/registry/config.json" },
		{ "helm", "HELM_CONFIG_HOME", "/h", "/h/registry/config.json" },
		{ "helm", "HELM_CONFIG_HOME", "h", NULL },
		{ "helm", "HELM_REGISTRY_CONFIG", "/x.json", "/x.json" },
		{ "helm", "HELM_REGISTRY_CONFIG", "x.json", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		clear_environment();
		g_setenv(cases[i].variable, cases[i].value, TRUE);
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) files = client_files(client_find(cases[i].client), &error);
		g_assert_cmpint(error != NULL, ==, files == NULL);
		if (files)
			g_ptr_array_add(files, NULL);
		g_autofree char *paths = files ? g_strjoinv(" ", (char **)files->pdata) : NULL;
		g_assert_cmpstr(paths, ==, cases[i].paths);
	}
	g_assert_null(client_find("Docker"));
}

static void a_file_is_read(void)
{
	static const char text[] =
		"{\"auths\": {\"https://proxy.replicated.com\": {\"auth\": \"YTpi\"}, \"a\": {}},"
		"\"credsStore\": \"\", \"credHelpers\": {\"registry.replicated.com\": \"replicated\"}}";
	g_autofree char *folder = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "config.json", NULL);
	const struct client *docker = client_find("docker");

	clear_environment();
	g_setenv("DOCKER_CONFIG", folder, TRUE);
	g_setenv("PATH", "", TRUE);
	g_assert_false(client_is_here(docker));
	g_auto(ClientConfig) none = { .path = NULL };
	g_assert_true(client_config_read(docker, path, &none, NULL));
	g_assert_false(none.exists);
	g_assert_null(client_config_helper(&none, "registry.replicated.com"));

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_true(client_is_here(docker));
	g_auto(ClientConfig) config = { .path = NULL };
	g_assert_true(client_config_read(docker, path, &config, NULL));
	g_autofree char *helper = client_config_helper(&config, "registry.replicated.com");
	g_assert_true(config.exists);
	g_assert_cmpstr(config.path, ==, path);
	g_assert_cmpstr(helper, ==, "replicated");
	g_assert_null(client_config_store(&config));
	g_assert_true(client_config_contains_auth(&config));
	g_assert_false(client_config_contains_auth(&none));
	g_assert_true(client_json_has_login(&config.json, "proxy.replicated.com"));
	g_assert_false(client_json_has_login(&config.json, "registry.replicated.com"));
	g_assert_cmpint(g_unlink(path), ==, 0);

	g_autoptr(GError) error = NULL;
	g_auto(ClientConfig) folder_in_its_place = { .path = NULL };
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_assert_false(client_config_read(docker, path, &folder_in_its_place, &error));
	g_assert_true(g_str_has_suffix(error->message, "/config.json' is a directory, not a file"));
	g_assert_cmpint(g_rmdir(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

/* docker and Helm keep all passwords where "credsStore" says; podman does not read it. */
static void podman_knows_no_store(void)
{
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("dcr-unit.XXXXXX", &path, NULL);
	g_assert_cmpint(close(fd), ==, 0);
	g_assert_true(g_file_set_contents(path, "{\"credsStore\": \"pass\"}", -1, NULL));
	for (const struct client *client = clients; client->name; client++) {
		g_auto(ClientConfig) config = { .path = NULL };
		if (client->notation != CLIENT_JSON)
			continue;
		g_assert_true(client_config_read(client, path, &config, NULL));
		g_autofree char *store = client_config_store(&config);
		g_assert_cmpstr(store, ==, g_str_equal(client->name, "podman") ? NULL : "pass");
	}
	g_assert_cmpint(g_unlink(path), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client-config/each-client-has-its-place", each_client_has_its_place);
	g_test_add_func("/client-config/a-file-is-read", a_file_is_read);
	g_test_add_func("/client-config/podman-knows-no-store", podman_knows_no_store);
	return g_test_run();
}
