/* SPDX-License-Identifier: MIT
 *
 * The files of k3s and RKE2 below /etc/rancher, in a namespace of this test: where kubelet finds its providers, and in
 * which registries.yaml a license is in plain text.
 */
#include "../../helper/clients/node-config.h"
#include "../../helper/clients/node-registries.h"
#include "../../helper/clients/node-settings.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define CONFIG "/var/lib/rancher/credentialprovider/config.yaml"
#define FOLDER "/var/lib/rancher/credentialprovider/bin"
#define SET_CONFIG "image-credential-provider-config"
#define SET_FOLDER "image-credential-provider-bin-dir"

/* An /etc of this process alone. */
static bool begin(void)
{
	static bool unshared;
	if (!unshared && (unshare(CLONE_NEWNS) != 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0)) {
		g_test_skip("no mount namespace");
		return false;
	}
	unshared = true;
	if (mount("tmpfs", "/etc", "tmpfs", 0, "mode=755") != 0) {
		g_test_skip("nothing may be mounted here");
		return false;
	}
	return true;
}

static void end(void)
{
	g_assert_cmpint(umount2("/etc", MNT_DETACH), ==, 0);
}

static void put(const char *name, const char *text)
{
	g_autofree char *path = g_build_filename("/etc/rancher", name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void where_providers_are(void)
{
	static const struct {
		struct {
			const char *name;
			const char *text;
		} files[3];
		const char *config; /* NULL: the default one */
		const char *folder;
		const char *file; /* that sets another one */
	} cases[] = {
		{ { { NULL, NULL } }, NULL, NULL, NULL },
		{ { { "k3s/config.yaml", "" } }, NULL, NULL, NULL },
		{ { { "k3s/config.yaml", "token: x\n" } }, NULL, NULL, NULL },
		{ { { "k3s/config.yaml", "- " SET_CONFIG ": /c\n" } }, NULL, NULL, NULL },
		{ { { "rke2/config.yaml", SET_CONFIG ": /c\n" } }, NULL, NULL, NULL },
		{ { { "k3s/config.yaml", SET_CONFIG ": " CONFIG "\n" SET_FOLDER ": " FOLDER "\n" } },
		  NULL,
		  NULL,
		  NULL },
		{ { { "k3s/config.yaml", SET_CONFIG ": \"\"\n" SET_FOLDER ": [/f]\n" } }, NULL, NULL, NULL },
		{ { { "k3s/config.yaml", SET_CONFIG ": /c\n" } }, "/c", NULL, "k3s/config.yaml" },
		{ { { "k3s/config.yaml", SET_FOLDER ": /f\n" } }, NULL, "/f", "k3s/config.yaml" },
		{ { { "k3s/config.yaml", SET_CONFIG ": /c\n" SET_FOLDER ": /f\n" } }, "/c", "/f", "k3s/config.yaml" },
		/* The last file that has a setting decides, and each setting by itself. */
		{ { { "k3s/config.yaml", SET_CONFIG ": /c\n" }, { "k3s/config.yaml.d/1.yaml", SET_CONFIG ": /d\n" } },
		  "/d",
		  NULL,
		  "k3s/config.yaml.d/1.yaml" },
		{ { { "k3s/config.yaml.d/2.yaml", SET_CONFIG ": /c\n" },
		    { "k3s/config.yaml.d/1.yml", SET_CONFIG ": /d\n" },
		    { "k3s/config.yaml.d/3.txt", SET_CONFIG ": /e\n" } },
		  "/c",
		  NULL,
		  "k3s/config.yaml.d/2.yaml" },
		{ { { "k3s/config.yaml.d/1.yml", SET_CONFIG ": /d\n" },
		    { "k3s/config.yaml.d/2.yaml", SET_CONFIG ": /c\n" } },
		  "/c",
		  NULL,
		  "k3s/config.yaml.d/2.yaml" },
		{ { { "k3s/config.yaml", SET_CONFIG ": /c\n" },
		    { "k3s/config.yaml.d/1.yml", SET_CONFIG ": " CONFIG "\n" } },
		  NULL,
		  NULL,
		  NULL },
		{ { { "k3s/config.yaml.d/1.yaml", SET_FOLDER ": /f\n" },
		    { "k3s/config.yaml.d/2.yaml", SET_CONFIG ": /c\n" } },
		  "/c",
		  "/f",
		  "k3s/config.yaml.d/2.yaml" },
		{ { { "k3s/config.yaml.d/1.yaml", SET_CONFIG ": /c\n" },
		    { "k3s/config.yaml.d/2.yaml", SET_FOLDER ": /f\n" } },
		  "/c",
		  "/f",
		  "k3s/config.yaml.d/1.yaml" },
		{ { { "k3s/config.yaml.d/1.yaml", SET_CONFIG ": " CONFIG "\n" },
		    { "k3s/config.yaml.d/2.yaml", SET_FOLDER ": /f\n" } },
		  NULL,
		  "/f",
		  "k3s/config.yaml.d/2.yaml" },
		/* An argument of kubelet overrides a setting in any file. */
		{ { { "k3s/config.yaml", "kubelet-arg: " SET_CONFIG "=/c\n" } }, "/c", NULL, "k3s/config.yaml" },
		{ { { "k3s/config.yaml", "kubelet-arg: [v=2, " SET_FOLDER "=/f, " SET_CONFIG "=/c]\n" } },
		  "/c",
		  "/f",
		  "k3s/config.yaml" },
		{ { { "k3s/config.yaml", "kubelet-arg+: [" SET_CONFIG "=/c]\n" } }, "/c", NULL, "k3s/config.yaml" },
		{ { { "k3s/config.yaml", "kubelet-arg: [" SET_CONFIG "=/c]\n" SET_CONFIG ": /d\n" } },
		  "/c",
		  NULL,
		  "k3s/config.yaml" },
		{ { { "k3s/config.yaml", "kubelet-arg: [" SET_CONFIG "=/c]\n" },
		    { "k3s/config.yaml.d/1.yaml", SET_CONFIG ": /d\n" } },
		  "/c",
		  NULL,
		  "k3s/config.yaml" },
		{ { { "k3s/config.yaml", "kubelet-arg: [" SET_CONFIG "=/c]\n" },
		    { "k3s/config.yaml.d/1.yaml", "kubelet-arg+: [" SET_CONFIG "=/d]\n" } },
		  "/d",
		  NULL,
		  "k3s/config.yaml.d/1.yaml" },
		/* Other arguments, and other settings with such words. */
		{ { { "k3s/config.yaml",
		      "kubelet-arg: [" SET_CONFIG ", " SET_FOLDER "ectory=/f, x" SET_CONFIG "=/c]\n" } },
		  NULL,
		  NULL,
		  NULL },
		{ { { "k3s/config.yaml", "kubelet-arg: [image-credential-provider-confix=/c, "
					 "image-credential-provider-bin-dix=/f]\n" } },
		  NULL,
		  NULL,
		  NULL },
		{ { { "k3s/config.yaml", "kubelet-arg: [" SET_CONFIG "=, [" SET_CONFIG "=/c], {a: b}]\n" } },
		  NULL,
		  NULL,
		  NULL },
		{ { { "k3s/config.yaml", "node-label: [" SET_CONFIG "=/c]\nkubelet-args: [" SET_CONFIG "=/c]\n" } },
		  NULL,
		  NULL,
		  NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases) && begin(); i++) {
		g_auto(NodeSettings) settings = { 0 };
		g_autoptr(GError) error = NULL;
		g_autofree char *file = cases[i].file ? g_build_filename("/etc/rancher", cases[i].file, NULL) : NULL;
		for (size_t j = 0; j < G_N_ELEMENTS(cases[i].files) && cases[i].files[j].name; j++) {
			g_test_message("%s: %s", cases[i].files[j].name, cases[i].files[j].text);
			put(cases[i].files[j].name, cases[i].files[j].text);
		}
		g_assert_true(node_settings_read("k3s", CONFIG, &settings, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(settings.config, ==, cases[i].config ? cases[i].config : CONFIG);
		g_assert_cmpstr(settings.folder, ==, cases[i].folder ? cases[i].folder : FOLDER);
		g_assert_cmpstr(settings.file, ==, file);
		end();
	}
}

static void files_that_cannot_be_read(void)
{
	static const struct {
		const char *name;
		const char *text;
		const char *reason;
	} cases[] = {
		{ "k3s/config.yaml", "a: [\n", "cannot read '/etc/rancher/k3s/config.yaml': it is not YAML" },
		{ "k3s/config.yaml.d/2.yaml", "a: [\n",
		  "cannot read '/etc/rancher/k3s/config.yaml.d/2.yaml': it is not YAML" },
		{ "k3s/config.yaml/x", "", "'/etc/rancher/k3s/config.yaml' is a directory, not a file" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases) && begin(); i++) {
		g_auto(NodeSettings) settings = { 0 };
		g_autoptr(GError) error = NULL;
		put("k3s/config.yaml.d/1.yaml", SET_CONFIG ": /c\n");
		put(cases[i].name, cases[i].text);
		g_assert_false(node_settings_read("k3s", CONFIG, &settings, &error));
		g_assert_true(g_str_has_prefix(error->message, cases[i].reason));
		g_assert_null(settings.config);
		end();
	}
}

static void licenses_in_registries(void)
{
	if (!begin())
		return;
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) broken = NULL;
	g_autoptr(GError) folder = NULL;
	g_autoptr(GPtrArray) none = node_registries_read("k3s", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(none->len, ==, 0);
	put("rke2/registries.yaml", "configs: {proxy.replicated.com: {auth: {password: x}}}\n");
	g_autoptr(GPtrArray) other = node_registries_read("k3s", &error);
	g_assert_cmpuint(other->len, ==, 0);
	g_autoptr(GPtrArray) domains = node_registries_read("rke2", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(domains->len, ==, 1);
	g_assert_cmpstr(g_ptr_array_index(domains, 0), ==, "proxy.replicated.com");
	put("rke2/registries.yaml", "configs: [\n");
	g_assert_null(node_registries_read("rke2", &broken));
	g_assert_true(
		g_str_has_prefix(broken->message, "cannot read '/etc/rancher/rke2/registries.yaml': it is not YAML"));
	put("k3s/registries.yaml/x", "");
	g_assert_null(node_registries_read("k3s", &folder));
	g_assert_cmpstr(folder->message, ==, "'/etc/rancher/k3s/registries.yaml' is a directory, not a file");
	end();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/node-settings/where", where_providers_are);
	g_test_add_func("/node-settings/not-read", files_that_cannot_be_read);
	g_test_add_func("/node-settings/registries", licenses_in_registries);
	return g_test_run();
}
