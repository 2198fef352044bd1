/* SPDX-License-Identifier: MIT */
#include "../../helper/clients/client-config.h"
#include "../../helper/clients/helm-plugins.h"
#include "../../helper/clients/terraform-files.h"
#include "../../helper/clients/terraform-tokens.h"
#include "../../keyring/failure.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void clear_environment(void)
{
	static const char *const names[] = { "DOCKER_CONFIG",	     "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR",
					     "HELM_REGISTRY_CONFIG", "HELM_CONFIG_HOME",   "XDG_CONFIG_HOME",
					     "DOCKER_AUTH_CONFIG",   "TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG",
					     "HELM_PLUGINS",	     "HELM_DATA_HOME",	   "XDG_DATA_HOME" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_unsetenv(names[i]);
	g_setenv("HOME", "/home/alice", TRUE);
}

/* "A=1 B=2"; one without a value is set and empty. */
static void set_variables(const char *variables)
{
	g_auto(GStrv) pairs = g_strsplit(variables, " ", -1);
	for (char **pair = pairs; *pair; pair++) {
		g_auto(GStrv) sides = g_strsplit(*pair, "=", 2);
		g_setenv(sides[0], sides[1], TRUE);
	}
}

static char *joined(GPtrArray *strings)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < strings->len; i++)
		g_string_append_printf(all, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index(strings, i));
	return g_string_free(all, FALSE);
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
		{ "k3s", "HOME", "", "/var/lib/rancher/credentialprovider/config.yaml" },
		{ "rke2", "HOME", "", "/var/lib/rancher/credentialprovider/config.yaml" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		clear_environment();
		g_setenv(cases[i].variable, cases[i].value, TRUE);
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) files = client_files(client_find(cases[i].client), &error);
		g_assert_cmpint(error != NULL, ==, files == NULL);
		g_autofree char *paths = files ? joined(files) : NULL;
		g_assert_cmpstr(paths, ==, cases[i].paths);
	}
	g_assert_null(client_find("Docker"));
	g_assert_null(client_find(""));
}

/* Which of two variables decides, and whether the other one has to be a path as well. */
static void one_variable_overrides_another(void)
{
	static const struct {
		const char *client;
		const char *variables;
		const char *paths;
		const char *reason;
	} cases[] = {
		{ "docker", "DOCKER_CONFIG=/d HOME=", "/d/config.json", NULL },
		{ "docker", "DOCKER_CONFIG= HOME=", NULL, "HOME is not set" REMEDY "set it to your home directory" },
		{ "docker", "DOCKER_CONFIG=d", NULL,
		  "DOCKER_CONFIG is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "podman", "REGISTRY_AUTH_FILE=/a XDG_RUNTIME_DIR=r XDG_CONFIG_HOME=c HOME=", "/a", NULL },
		{ "podman", "REGISTRY_AUTH_FILE= XDG_RUNTIME_DIR=/r XDG_CONFIG_HOME=/c HOME=",
		  "/r/containers/auth.json /c/containers/auth.json", NULL },
		{ "podman", "XDG_RUNTIME_DIR=/r HOME=", NULL,
		  "HOME is not set" REMEDY "set it to your home directory" },
		{ "podman", "XDG_RUNTIME_DIR=/r XDG_CONFIG_HOME=c", NULL,
		  "XDG_CONFIG_HOME is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "helm", "HELM_REGISTRY_CONFIG=/x HELM_CONFIG_HOME=/h XDG_CONFIG_HOME=c HOME=", "/x", NULL },
		{ "helm", "HELM_REGISTRY_CONFIG=/x HELM_CONFIG_HOME=h", NULL,
		  "HELM_CONFIG_HOME is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "helm", "HELM_REGISTRY_CONFIG= HELM_CONFIG_HOME=/h XDG_CONFIG_HOME=c HOME=",
		  "/h/registry/config.json", NULL },
		{ "helm", "HELM_CONFIG_HOME= XDG_CONFIG_HOME=/c HOME=", "/c/helm/registry/config.json", NULL },
		{ "helm", "XDG_CONFIG_HOME= HOME=", NULL, "HOME is not set" REMEDY "set it to your home directory" },
		{ "terraform", "TF_CLI_CONFIG_FILE=/t TERRAFORM_CONFIG=u HOME=", "/t", NULL },
		{ "terraform", "TF_CLI_CONFIG_FILE=t TERRAFORM_CONFIG=/u", NULL,
		  "TF_CLI_CONFIG_FILE is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "terraform", "TF_CLI_CONFIG_FILE= TERRAFORM_CONFIG=/u HOME=", "/u", NULL },
		{ "terraform", "TERRAFORM_CONFIG=u", NULL,
		  "TERRAFORM_CONFIG is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "terraform", "TF_CLI_CONFIG_FILE= TERRAFORM_CONFIG= HOME=", NULL,
		  "HOME is not set" REMEDY "set it to your home directory" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		clear_environment();
		set_variables(cases[i].variables);
		g_test_message("%s: %s", cases[i].client, cases[i].variables);
		g_autoptr(GPtrArray) files = client_files(client_find(cases[i].client), &error);
		g_autofree char *paths = files ? joined(files) : NULL;
		g_assert_cmpstr(paths, ==, cases[i].paths);
		g_assert_cmpstr(error ? error->message : NULL, ==, cases[i].reason);
	}
}

/* Where Helm looks for plugins. */
static void helm_has_folders_of_plugins(void)
{
	static const struct {
		const char *variables;
		const char *paths;
		const char *reason;
	} cases[] = {
		{ "HOME=/home/alice", "/home/alice/.local/share/helm/plugins", NULL },
		{ "XDG_DATA_HOME=/x HOME=", "/x/helm/plugins", NULL },
		{ "XDG_DATA_HOME= HOME=/home/alice", "/home/alice/.local/share/helm/plugins", NULL },
		{ "HELM_DATA_HOME=/h XDG_DATA_HOME=x HOME=", "/h/plugins", NULL },
		{ "HELM_DATA_HOME= XDG_DATA_HOME=/x", "/x/helm/plugins", NULL },
		{ "HELM_PLUGINS=/p HELM_DATA_HOME=h", "/p", NULL },
		{ "HELM_PLUGINS=/p:/q HELM_DATA_HOME=h", "/p /q", NULL },
		{ "HELM_PLUGINS=:/p::/q: HELM_DATA_HOME=h", "/p /q", NULL },
		{ "HELM_PLUGINS= HELM_DATA_HOME=/h", "/h/plugins", NULL },
		{ "HELM_PLUGINS=:: HELM_DATA_HOME=/h", "/h/plugins", NULL },
		{ "HELM_PLUGINS=/p:q HELM_DATA_HOME=/h", NULL,
		  "HELM_PLUGINS is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "HELM_DATA_HOME=h", NULL,
		  "HELM_DATA_HOME is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "XDG_DATA_HOME=x", NULL,
		  "XDG_DATA_HOME is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "HOME=alice", NULL, "HOME is a relative path" REMEDY "set it to one that begins with '/'" },
		{ "HOME=", NULL, "HOME is not set" REMEDY "set it to your home directory" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		clear_environment();
		set_variables(cases[i].variables);
		g_test_message("%s", cases[i].variables);
		g_autoptr(GPtrArray) folders = helm_plugin_folders(&error);
		g_autofree char *paths = folders ? joined(folders) : NULL;
		g_assert_cmpstr(paths, ==, cases[i].paths);
		g_assert_cmpstr(error ? error->message : NULL, ==, cases[i].reason);
	}
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

static void parse(struct client_config *config, const char *client, const char *text)
{
	*config = (struct client_config){ .client = client_find(client), .text = SECRET_INIT(1000) };
	secret_append_text(&config->text, text);
	g_assert_true(client_json_parse(&config->text, &config->json, NULL));
}

static void what_a_file_says_about_logins(void)
{
	static const struct {
		const char *text;
		const char *helper; /* of the domain "a" */
		const char *store;
		bool contains_auth;
		bool names_us;
	} cases[] = {
		{ "", NULL, NULL, false, false },
		{ "{\"a\":\"replicated\"}", NULL, NULL, false, false },
		{ "{\"auths\":null,\"credHelpers\":null,\"credsStore\":null}", NULL, NULL, false, false },
		{ "{\"auths\":{},\"credHelpers\":{},\"credsStore\":\"\"}", NULL, NULL, false, false },
		{ "{\"auths\":{\"a\":{}}}", NULL, NULL, true, false },
		{ "{\"credsStore\":\"replicated\"}", NULL, "replicated", true, false },
		{ "{\"credsStore\":5}", NULL, NULL, true, false },
		{ "{\"credHelpers\":{\"b\":\"x\"}}", NULL, NULL, true, false },
		{ "{\"credHelpers\":{\"a\":\"\"}}", "", NULL, true, false },
		{ "{\"credHelpers\":{\"a\":5}}", NULL, NULL, true, false },
		{ "{\"credHelpers\":{\"a\":null}}", NULL, NULL, true, false },
		{ "{\"credHelpers\":{\"a\":\"replicated\"}}", "replicated", NULL, true, true },
		{ "{\"credHelpers\":{\"a\":\"replicated-acme\"}}", "replicated-acme", NULL, true, true },
		{ "{\"credHelpers\":{\"a\":\"replicatedx\"}}", "replicatedx", NULL, true, false },
		{ "{\"credHelpers\":{\"a\":\"replicate\"}}", "replicate", NULL, true, false },
		{ "{\"credHelpers\":{\"a\":5,\"b\":\"x\",\"c\":\"replicated\"}}", NULL, NULL, true, true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ClientConfig) config;
		g_test_message("%s", cases[i].text);
		parse(&config, "docker", cases[i].text);
		g_autofree char *helper = client_config_helper(&config, "a");
		g_autofree char *store = client_config_store(&config);
		g_assert_cmpstr(helper, ==, cases[i].helper);
		g_assert_cmpstr(store, ==, cases[i].store);
		g_assert_cmpint(client_config_contains_auth(&config), ==, cases[i].contains_auth);
		g_assert_cmpint(client_config_names_us(&config.json), ==, cases[i].names_us);
	}
}

static void write_file(const char *path, const char *text)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* What `logout` warns of. */
static void licenses_in_plain_text_are_found_in_all_files(void)
{
	static const char login[] = "{\"auths\":{\"x\":{},\"https://proxy.replicated.com/\":{\"auth\":\"YTpi\"}}}";
	static const char *const proxy[] = { "registry.replicated.com", "proxy.replicated.com", NULL };
	static const char *const other[] = { "quay.io", NULL };
	static const char *const none[] = { NULL };
	g_autofree char *home = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *docker = g_build_filename(home, ".docker", "config.json", NULL);
	g_autofree char *run = g_build_filename(home, "run", "containers", "auth.json", NULL);
	g_autofree char *podman = g_build_filename(home, ".config", "containers", "auth.json", NULL);
	g_autofree char *helm = g_build_filename(home, ".config", "helm", "registry", "config.json", NULL);
	g_autofree char *runtime = g_build_filename(home, "run", NULL);
	g_autofree char *all = g_strjoin(" ", docker, run, podman, helm, NULL);
	g_autofree char *two = g_strjoin(" ", docker, helm, NULL);

	clear_environment();
	g_setenv("HOME", home, TRUE);
	g_setenv("XDG_RUNTIME_DIR", runtime, TRUE);
	g_autoptr(GPtrArray) nothing = client_files_with_plain_text(proxy);
	g_assert_cmpuint(nothing->len, ==, 0);
	write_file(docker, login);
	write_file(run, login);
	write_file(podman, login);
	write_file(helm, login);
	g_autoptr(GPtrArray) found = client_files_with_plain_text(proxy);
	g_autofree char *paths = joined(found);
	g_assert_cmpstr(paths, ==, all);
	g_autoptr(GPtrArray) foreign = client_files_with_plain_text(other);
	g_assert_cmpuint(foreign->len, ==, 0);
	g_autoptr(GPtrArray) of_none = client_files_with_plain_text(none);
	g_assert_cmpuint(of_none->len, ==, 0);
	write_file(run, "not JSON");
	write_file(podman, "{\"auths\":{\"proxy.replicated.com\":{}}}");
	g_autoptr(GPtrArray) less = client_files_with_plain_text(proxy);
	g_autofree char *fewer = joined(less);
	g_assert_cmpstr(fewer, ==, two);
	g_setenv("XDG_RUNTIME_DIR", "relative", TRUE);
	g_autoptr(GPtrArray) unknown = client_files_with_plain_text(proxy);
	g_autofree char *known = joined(unknown);
	g_assert_cmpstr(known, ==, two);

	char *const made[] = { docker, run, podman, helm };
	for (size_t i = 0; i < G_N_ELEMENTS(made); i++)
		g_assert_cmpint(g_unlink(made[i]), ==, 0);
	static const char *const folders[] = {
		"run/containers", "run", ".config/containers", ".config/helm/registry", ".config/helm", ".config",
		".docker",	  "."
	};
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(home, folders[i], NULL);
		g_assert_cmpint(strcmp(folders[i], ".") == 0 ? g_rmdir(home) : g_rmdir(folder), ==, 0);
	}
}

/* What Terraform reads besides its own file, and which of all files have a token. */
static void terraform_reads_more_files(void)
{
	static const char *const names[] = { "b.tfrc",	  "a.tfrc.json",	   ".hidden.tfrc",
					     "notes.txt", "c.tfrc.backup",	   "tfrc",
					     "d.tfrc",	  "credentials.tfrc.json", "plugins/e.tfrc" };
	static const char *const domains[] = { "a.example", "b.example", NULL };
	static const char *const none[] = { "quay.io", NULL };
	g_autoptr(GError) error = NULL;
	g_autofree char *home = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *own = g_build_filename(home, ".terraformrc", NULL);
	g_autofree char *folder = g_build_filename(home, ".terraform.d", NULL);
	g_autofree char *tokens = g_build_filename(folder, "credentials.tfrc.json", NULL);
	g_autofree char *more =
		g_strconcat(folder, "/a.tfrc.json ", folder, "/b.tfrc ", tokens, " ", folder, "/d.tfrc", NULL);
	g_autofree char *helper = g_build_filename(folder, "plugins", "terraform-credentials-replicated-acme", NULL);
	g_autofree char *with_tokens = g_strconcat(own, " ", folder, "/b.tfrc ", tokens, NULL);

	clear_environment();
	g_setenv("HOME", home, TRUE);
	g_autoptr(GPtrArray) nothing = terraform_more_files();
	g_assert_cmpuint(nothing->len, ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(folder, names[i], NULL);
		write_file(path, "");
	}
	g_autoptr(GPtrArray) all = terraform_more_files();
	g_autofree char *found = joined(all);
	g_assert_cmpstr(found, ==, more);
	g_autofree char *path = terraform_helper_file("replicated-acme", &error);
	g_assert_no_error(error);
	g_assert_cmpstr(path, ==, helper);

	write_file(own, "credentials \"a.example\" { token = \"x\" }");
	write_file(tokens, "{\"credentials\": {\"b.example\": {\"token\": \"x\"}}}");
	g_autofree char *both = g_build_filename(folder, "b.tfrc", NULL);
	g_autofree char *broken = g_build_filename(folder, "a.tfrc.json", NULL);
	write_file(both, "credentials \"a.example\" { token = \"x\" }\ncredentials \"b.example\" { token = \"x\" }");
	write_file(broken, "credentials \"a.example\" { token = \"x\" ");
	g_autoptr(GPtrArray) files = terraform_files_with_tokens(domains);
	g_autofree char *paths = joined(files);
	g_assert_cmpstr(paths, ==, with_tokens);
	g_autoptr(GPtrArray) foreign = terraform_files_with_tokens(none);
	g_assert_cmpuint(foreign->len, ==, 0);

	/* Where a variable names the file, only the tokens that Terraform stored itself are read. */
	static const struct {
		const char *variables;
		bool named;
	} variables[] = {
		{ "TERRAFORM_CONFIG=/t/rc", true },
		{ "TF_CLI_CONFIG_FILE=/t/rc TERRAFORM_CONFIG=", true },
		{ "TF_CLI_CONFIG_FILE= TERRAFORM_CONFIG=/t/rc", true },
		{ "TF_CLI_CONFIG_FILE= TERRAFORM_CONFIG=", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
		set_variables(variables[i].variables);
		g_autoptr(GPtrArray) less = terraform_more_files();
		g_autofree char *fewer = joined(less);
		g_assert_cmpstr(fewer, ==, variables[i].named ? tokens : more);
	}
	g_unsetenv("TF_CLI_CONFIG_FILE");
	g_unsetenv("TERRAFORM_CONFIG");
	static const char *const homes[] = { "", "relative", NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(homes); i++) {
		g_autoptr(GError) no_home = NULL;
		if (homes[i])
			g_setenv("HOME", homes[i], TRUE);
		else
			g_unsetenv("HOME");
		g_autoptr(GPtrArray) without = terraform_more_files();
		g_assert_cmpuint(without->len, ==, 0);
		g_assert_null(terraform_helper_file("replicated", &no_home));
		g_assert_cmpstr(no_home->message, ==,
				"HOME is not set to an absolute path" REMEDY "set it to your home directory");
		g_autoptr(GPtrArray) unknown = terraform_files_with_tokens(domains);
		g_assert_cmpuint(unknown->len, ==, 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *made = g_build_filename(folder, names[i], NULL);
		g_assert_cmpint(g_unlink(made), ==, 0);
	}
	g_autofree char *plugins = g_build_filename(folder, "plugins", NULL);
	g_assert_cmpint(g_unlink(own), ==, 0);
	g_assert_cmpint(g_rmdir(plugins), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_assert_cmpint(g_rmdir(home), ==, 0);
}

/* A client is there with one of its programs, or one of its files; a link that leads nowhere is one. */
static void which_clients_are_there(void)
{
	g_autofree char *home = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *bin = g_build_filename(home, "bin", NULL);
	g_autofree char *program = g_build_filename(bin, "skopeo", NULL);
	g_autofree char *tofu = g_build_filename(bin, "tofu", NULL);
	g_autofree char *k3s = g_build_filename(bin, "k3s", NULL);
	g_autofree char *auth = g_build_filename(home, "auth.json", NULL);

	clear_environment();
	g_setenv("HOME", home, TRUE);
	g_setenv("PATH", bin, TRUE);
	g_setenv("REGISTRY_AUTH_FILE", auth, TRUE);
	for (const struct client *client = clients; client->name; client++)
		g_assert_false(client_is_here(client));
	write_file(program, "");
	write_file(tofu, "");
	write_file(k3s, "");
	g_assert_false(client_is_here(client_find("podman")));
	g_assert_cmpint(g_chmod(program, 0700), ==, 0);
	g_assert_cmpint(g_chmod(tofu, 0700), ==, 0);
	g_assert_cmpint(g_chmod(k3s, 0700), ==, 0);
	g_assert_true(client_is_here(client_find("podman")));
	g_assert_true(client_is_here(client_find("terraform")));
	g_assert_cmpint(client_is_here(client_find("k3s")), ==, geteuid() == 0);
	g_assert_false(client_is_here(client_find("rke2")));
	g_assert_false(client_is_here(client_find("docker")));
	g_assert_cmpint(g_unlink(program), ==, 0);
	g_assert_false(client_is_here(client_find("podman")));
	g_assert_cmpint(symlink("nowhere", auth), ==, 0);
	g_assert_true(client_is_here(client_find("podman")));
	g_setenv("REGISTRY_AUTH_FILE", "relative", TRUE);
	g_assert_false(client_is_here(client_find("podman")));
	g_assert_cmpint(g_unlink(auth), ==, 0);
	g_assert_cmpint(g_unlink(tofu), ==, 0);
	g_assert_cmpint(g_unlink(k3s), ==, 0);
	g_assert_cmpint(g_rmdir(bin), ==, 0);
	g_assert_cmpint(g_rmdir(home), ==, 0);
}

#define SNAP_FILE "snap/docker/current/.docker/config.json"

/* What client_snap_file() says with `root` as the folder "/". */
enum snap { SNAP, NO_SNAP, ANOTHER_FILE, NOT_TRIED };
static enum snap snap_below(const char *root)
{
	pid_t child = fork();
	int status;
	if (child == 0) {
		if (chroot(root) != 0 || chdir("/") != 0)
			_exit(NOT_TRIED);
		g_setenv("HOME", "/nowhere", TRUE);
		g_setenv("PATH", "/snap/bin:/usr/bin", TRUE);
		g_autofree char *file = client_snap_file();
		_exit(!file ? NO_SNAP : strcmp(file, "/nowhere/" SNAP_FILE) == 0 ? SNAP : ANOTHER_FILE);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	return (enum snap)WEXITSTATUS(status);
}

static void docker_may_be_a_snap(void)
{
	g_autofree char *home = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *bin = g_build_filename(home, "usr", "bin", NULL);
	g_autofree char *snap_bin = g_build_filename(home, "snap", "bin", NULL);
	g_autofree char *docker = g_build_filename(bin, "docker", NULL);
	g_autofree char *snap_docker = g_build_filename(snap_bin, "docker", NULL);
	g_autofree char *file = g_build_filename(home, SNAP_FILE, NULL);
	clear_environment();
	g_setenv("HOME", home, TRUE);
	g_setenv("PATH", bin, TRUE);
	g_assert_null(client_snap_file());
	write_file(docker, "");
	g_assert_cmpint(g_chmod(docker, 0755), ==, 0);
	g_assert_null(client_snap_file());
	write_file(file, "{}");
	g_autofree char *found = client_snap_file();
	g_assert_cmpstr(found, ==, file);
	g_setenv("PATH", "", TRUE);
	g_autofree char *without_docker = client_snap_file();
	g_assert_cmpstr(without_docker, ==, file);
	g_setenv("HOME", "", TRUE);
	g_assert_null(client_snap_file());
	if (snap_below(home) == NOT_TRIED) {
		g_test_skip("only root can try a docker in /snap");
	} else {
		g_assert_cmpint(snap_below(home), ==, NO_SNAP);
		write_file(snap_docker, "");
		g_assert_cmpint(g_chmod(snap_docker, 0755), ==, 0);
		g_assert_cmpint(snap_below(home), ==, SNAP);
		g_assert_cmpint(g_unlink(snap_docker), ==, 0);
		g_assert_cmpint(g_rmdir(snap_bin), ==, 0);
	}
	g_assert_cmpint(g_unlink(docker), ==, 0);
	g_assert_cmpint(g_unlink(file), ==, 0);
	static const char *const folders[] = {
		"snap/docker/current/.docker", "snap/docker/current", "snap/docker", "snap", "usr/bin", "usr"
	};
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(home, folders[i], NULL);
		g_assert_cmpint(g_rmdir(folder), ==, 0);
	}
	g_assert_cmpint(g_rmdir(home), ==, 0);
}

/* Terraform's variables: "__" is a dash, and "_" a dot. */
static void a_variable_with_a_token_is_found(void)
{
	static const struct {
		const char *variable;
		const char *domain;
		bool found;
	} cases[] = {
		{ "TF_TOKEN_proxy_replicated_com=x", "proxy.replicated.com", true },
		{ "TF_TOKEN_PROXY_replicated_com=x", "proxy.replicated.com", true },
		{ "TF_TOKEN_proxy_replicated_com=", "proxy.replicated.com", false },
		{ "TF_TOKEN_proxy_replicated_com=x", "registry.replicated.com", false },
		{ "TF_TOKEN_proxy_replicated_co=x", "proxy.replicated.com", false },
		{ "TF_TOKEN_my__images_acme_example=x", "my-images.acme.example", true },
		{ "TF_TOKEN_my-images_acme_example=x", "my-images.acme.example", true },
		{ "TF_TOKEN_my__images_acme_example=x", "my.images.acme.example", false },
		{ "TF_TOKEN_=x", "proxy.replicated.com", false },
		{ "TF_TOKEN_a b=x", "proxy.replicated.com", false },
		{ "TF_TOKENproxy_replicated_com=x", "proxy.replicated.com", false },
		{ "XTF_TOKEN_proxy_replicated_com=x", "proxy.replicated.com", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) sides = g_strsplit(cases[i].variable, "=", 2);
		g_test_message("%s", cases[i].variable);
		g_setenv(sides[0], sides[1], TRUE);
		g_autofree char *name = terraform_token_variable(cases[i].domain);
		g_assert_cmpstr(name, ==, cases[i].found ? sides[0] : NULL);
		g_unsetenv(sides[0]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client-config/each-client-has-its-place", each_client_has_its_place);
	g_test_add_func("/client-config/one-variable-overrides-another", one_variable_overrides_another);
	g_test_add_func("/client-config/folders-of-plugins", helm_has_folders_of_plugins);
	g_test_add_func("/client-config/a-file-is-read", a_file_is_read);
	g_test_add_func("/client-config/logins", what_a_file_says_about_logins);
	g_test_add_func("/client-config/plain-text", licenses_in_plain_text_are_found_in_all_files);
	g_test_add_func("/client-config/terraform", terraform_reads_more_files);
	g_test_add_func("/client-config/there", which_clients_are_there);
	g_test_add_func("/client-config/snap", docker_may_be_a_snap);
	g_test_add_func("/client-config/token-variable", a_variable_with_a_token_is_found);
	g_test_add_func("/client-config/podman-knows-no-store", podman_knows_no_store);
	return g_test_run();
}
