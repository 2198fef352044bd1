/* SPDX-License-Identifier: MIT
 *
 * Which of Helm's plugins have our name, whatever else is in its folders, and what is removed again.
 */
#include "../../helper/clients/helm-plugin-link.h"
#include "../../helper/clients/helm-plugins.h"
#include "../../keyring/failure.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT (64 * 1024)
#define OURS "name: replicated\ndownloaders: [{command: x, protocols: [replicated]}]\n"

static char *top;
static unsigned descriptors;

static char *in_top(const char *name)
{
	return g_build_filename(top, name, NULL);
}

/* $HELM_PLUGINS is the folders "a" and "b" of the test. */
static void begin(void)
{
	top = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *both = g_strconcat(top, "/a:", top, "/b", NULL);
	g_setenv("HELM_PLUGINS", both, TRUE);
	descriptors = count_descriptors();
}

static void remove_all(const char *path)
{
	g_autoptr(GDir) folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
	for (const char *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		remove_all(inner);
	}
	g_assert_cmpint(g_remove(path), ==, 0);
}

static void end(void)
{
	g_assert_cmpuint(count_descriptors(), ==, descriptors);
	remove_all(top);
	g_clear_pointer(&top, g_free);
}

static void make_folder(const char *name)
{
	g_autofree char *path = in_top(name);
	g_assert_cmpint(g_mkdir_with_parents(path, 0755), ==, 0);
}

static void make_file(const char *name, const char *text)
{
	g_autofree char *path = in_top(name);
	g_autofree char *folder = g_path_get_dirname(path);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void make_link(const char *target, const char *name)
{
	g_autofree char *path = in_top(name);
	g_assert_cmpint(symlink(target, path), ==, 0);
}

static bool exists(const char *name)
{
	g_autofree char *path = in_top(name);
	return g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(path, G_FILE_TEST_IS_SYMLINK);
}

/* The plugins, below the folder of the test; one that does not serve our scheme has a "-". */
static char *found(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) plugins = helm_plugins_find(&error);
	GString *all = g_string_new(NULL);
	g_assert_no_error(error);
	for (guint i = 0; i < plugins->len; i++) {
		const struct helm_plugin *plugin = g_ptr_array_index(plugins, i);
		g_assert_true(g_str_has_prefix(plugin->path, top));
		g_string_append_printf(all, "%s%s%s", i > 0 ? " " : "", plugin->path + strlen(top) + 1,
				       plugin->serves ? "" : "-");
	}
	return g_string_free(all, FALSE);
}

/* ---- which plugins are found ---- */

static void what_a_plugin_says(void)
{
	static const struct {
		const char *text;
		const char *found;
	} cases[] = {
		{ OURS, "a/x" },
		{ "name: \"replicated\"\n", "a/x-" },
		{ "name: Replicated\n", "" },
		{ "name: replicate\n", "" },
		{ "name: [replicated]\n", "" },
		{ "version: replicated\n", "" },
		{ "replicated\n", "" },
		{ "", "" },
		{ "name: [\n", "" },
		{ "name: replicated\ndownloaders: x\n", "a/x-" },
		{ "name: replicated\ndownloaders: [{command: replicated}]\n", "a/x-" },
		{ "name: replicated\ndownloaders: [{protocols: replicated}]\n", "a/x-" },
		{ "name: replicated\ndownloaders: [{protocols: [s3, gs]}]\n", "a/x-" },
		{ "name: replicated\ndownloaders: [{protocols: [s3, replicated]}]\n", "a/x" },
		{ "name: replicated\ndownloaders: [{protocols: [s3]}, {protocols: [replicated]}]\n", "a/x" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		begin();
		g_test_message("%s", cases[i].text);
		make_file("a/x/plugin.yaml", cases[i].text);
		g_autofree char *plugins = found();
		g_assert_cmpstr(plugins, ==, cases[i].found);
		end();
	}
}

static void which_files_are_read(void)
{
	begin();
	g_autofree char *none = found();
	g_assert_cmpstr(none, ==, "");
	make_file("a/file", OURS);
	make_file("a/other/plugin.yml", OURS);
	make_file("a/deep/er/plugin.yaml", OURS);
	make_file("a/plugin.yaml", OURS);
	make_file("plugin.yaml", OURS);
	make_folder("a/folder/plugin.yaml");
	make_link("loop", "a/loop");
	make_link("nowhere", "a/dangling");
	g_autofree char *still_none = found();
	g_assert_cmpstr(still_none, ==, "");

	make_file("b/z/plugin.yaml", OURS);
	make_file("b/.y/plugin.yaml", OURS);
	make_file("a/m/plugin.yaml", "name: replicated\n");
	make_link("../b/z", "a/link");
	g_autofree char *plugins = found();
	g_assert_cmpstr(plugins, ==, "a/link a/m- b/.y b/z");
	end();
}

static void a_plugin_has_its_limit(void)
{
	for (size_t length = LIMIT; length <= LIMIT + 1; length++) {
		begin();
		g_autofree char *rest = g_strnfill(length - strlen(OURS), '#');
		g_autofree char *text = g_strconcat(OURS, rest, NULL);
		make_file("a/x/plugin.yaml", text);
		g_autofree char *plugins = found();
		g_assert_cmpstr(plugins, ==, length == LIMIT ? "a/x" : "");
		end();
	}
}

/* Another program waits for what is in it. */
static void a_fifo_keeps_what_is_in_it(void)
{
	char got[sizeof(OURS)] = "";
	begin();
	make_folder("a/x");
	g_autofree char *path = in_top("a/x/plugin.yaml");
	g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	g_autofree char *empty = found();
	g_assert_cmpstr(empty, ==, "");
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	g_assert_cmpint(write(fd, OURS, strlen(OURS)), ==, strlen(OURS));
	g_autofree char *plugins = found();
	g_assert_cmpstr(plugins, ==, "");
	g_assert_cmpint(read(fd, got, sizeof(got) - 1), ==, strlen(OURS));
	g_assert_cmpint(close(fd), ==, 0);
	end();
}

static void which_one_helm_asks(void)
{
	static const struct {
		bool serves[3];
		size_t asked;
	} cases[] = {
		{ { false, false, false }, 0 },
		{ { true, false, true }, 0 },
		{ { false, true, true }, 1 },
		{ { false, false, true }, 2 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct helm_plugin plugins[3];
		g_autoptr(GPtrArray) all = g_ptr_array_new();
		for (size_t j = 0; j < G_N_ELEMENTS(plugins); j++) {
			plugins[j] = (struct helm_plugin){ .serves = cases[i].serves[j] };
			g_ptr_array_add(all, &plugins[j]);
		}
		g_assert_true(helm_plugins_asked(all) == &plugins[cases[i].asked]);
	}
}

static void which_link_is_ours(void)
{
	g_assert_true(helm_plugin_is_own("/usr/libexec/docker-credential-replicated/helm-plugin"));
	g_assert_true(helm_plugin_is_own("../docker-credential-replicated/helm-plugin"));
	g_assert_false(helm_plugin_is_own("docker-credential-replicated/helm-plugin/"));
	g_assert_false(helm_plugin_is_own("/my-docker-credential-replicated/helm-plugin"));
	g_assert_false(helm_plugin_is_own("/usr/libexec/helm-plugin"));
	g_assert_false(helm_plugin_is_own(""));
}

/* ---- what is added and removed ---- */

#define LINK "/opt/libexec/docker-credential-replicated/helm-plugin"

static void verify_remove(bool dry_run, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_auto(Secret) out = SECRET_INIT(10000);
	g_assert_true(helm_plugin_remove(dry_run, &out, &error));
	g_assert_no_error(error);
	g_assert_cmpstr(secret_text(&out), ==, want);
}

static void only_our_link_is_removed(void)
{
	begin();
	g_autofree char *in_b = in_top("b/replicated");
	g_autofree char *one = g_strconcat(in_b, ": removed the plugin for '-f replicated://'\n", NULL);
	g_autofree char *would = g_strconcat(in_b, ": would remove the plugin for '-f replicated://'\n", NULL);
	verify_remove(false, "");
	make_file("a/replicated/plugin.yaml", OURS);
	make_folder("b");
	make_link(LINK, "b/replicated");
	verify_remove(true, would);
	g_assert_true(exists("b/replicated"));
	verify_remove(false, one);
	g_assert_false(exists("b/replicated"));
	g_assert_true(exists("a/replicated/plugin.yaml"));
	make_link("/etc", "b/replicated");
	verify_remove(false, "");
	g_assert_true(exists("b/replicated"));
	end();

	begin();
	g_autofree char *first = in_top("a/replicated");
	g_autofree char *second = in_top("b/replicated");
	g_autofree char *both = g_strconcat(first, ": removed the plugin for '-f replicated://'\n", second,
					    ": removed the plugin for '-f replicated://'\n", NULL);
	make_folder("a");
	make_folder("b");
	make_link(LINK, "a/replicated");
	make_link(LINK, "b/replicated");
	verify_remove(false, both);
	make_file("file", "");
	g_autofree char *below_a_file = in_top("file");
	g_setenv("HELM_PLUGINS", below_a_file, TRUE);
	verify_remove(false, "");
	end();
}

static void what_cannot_be_removed(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) place = NULL;
	g_auto(Secret) out = SECRET_INIT(10000);
	begin();
	make_link("a", "a");
	g_autofree char *folder = in_top("a");
	g_autofree char *want = g_strdup_printf("cannot remove the plugin for '-f replicated://' from '%s': %s" REMEDY
						"remove the link '%s/replicated' by hand",
						folder, g_strerror(ELOOP), folder);
	g_assert_false(helm_plugin_remove(false, &out, &error));
	g_assert_cmpstr(error->message, ==, want);
	g_setenv("HELM_PLUGINS", "relative", TRUE);
	g_assert_false(helm_plugin_remove(false, &out, &place));
	g_assert_cmpstr(place->message, ==,
			"HELM_PLUGINS is a relative path" REMEDY "set it to one that begins with '/'");
	g_assert_cmpuint(out.length, ==, 0);
	end();
}

static void one_that_is_there_stays(void)
{
	for (int dry_run = 0; dry_run < 2; dry_run++) {
		g_autoptr(GError) error = NULL;
		g_auto(Secret) out = SECRET_INIT(10000);
		begin();
		make_file("b/x/plugin.yaml", OURS);
		g_autofree char *path = in_top("b/x");
		g_autofree char *said = g_strconcat(path, ": nothing to change\n", NULL);
		g_assert_true(helm_plugin_add(dry_run, &out, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(secret_text(&out), ==, dry_run ? "" : said);
		g_assert_false(exists("a/replicated"));
		end();
	}
}

static void what_cannot_be_added(void)
{
	g_autoptr(GError) not_installed = NULL;
	g_autoptr(GError) not_read = NULL;
	g_autoptr(GError) place = NULL;
	g_auto(Secret) out = SECRET_INIT(10000);
	begin();
	/* This test is not installed next to a plugin. */
	g_assert_false(helm_plugin_add(false, &out, &not_installed));
	g_assert_cmpstr(not_installed->message, ==,
			"cannot find Helm's plugin next to this program: install the program again");
	g_assert_false(exists("a"));
	make_link("a", "a");
	g_autofree char *folder = in_top("a");
	g_autofree char *want =
		g_strdup_printf("cannot read Helm's folder of plugins '%s': %s", folder, g_strerror(ELOOP));
	g_assert_false(helm_plugin_add(false, &out, &not_read));
	g_assert_cmpstr(not_read->message, ==, want);
	g_setenv("HELM_PLUGINS", "relative", TRUE);
	g_assert_false(helm_plugin_add(false, &out, &place));
	g_assert_cmpstr(place->message, ==,
			"HELM_PLUGINS is a relative path" REMEDY "set it to one that begins with '/'");
	g_clear_error(&place);
	g_assert_null(helm_plugins_find(&place));
	g_assert_cmpstr(place->message, ==,
			"HELM_PLUGINS is a relative path" REMEDY "set it to one that begins with '/'");
	g_assert_cmpuint(out.length, ==, 0);
	end();
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/helm-plugins/says", what_a_plugin_says);
	g_test_add_func("/helm-plugins/files", which_files_are_read);
	g_test_add_func("/helm-plugins/limit", a_plugin_has_its_limit);
	g_test_add_func("/helm-plugins/fifo", a_fifo_keeps_what_is_in_it);
	g_test_add_func("/helm-plugins/asked", which_one_helm_asks);
	g_test_add_func("/helm-plugins/ours", which_link_is_ours);
	g_test_add_func("/helm-plugins/removed", only_our_link_is_removed);
	g_test_add_func("/helm-plugins/not-removed", what_cannot_be_removed);
	g_test_add_func("/helm-plugins/stays", one_that_is_there_stays);
	g_test_add_func("/helm-plugins/not-added", what_cannot_be_added);
	return g_test_run();
}
