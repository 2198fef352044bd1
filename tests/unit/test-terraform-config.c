/* SPDX-License-Identifier: MIT
 *
 * What a configuration of Terraform says about credentials, and the file with this helper in it and without it again.
 * Every text here is a whole file.
 */
#include "../../helper/clients/terraform-config.h"

#include <glib/gstdio.h>
#include <string.h>

#define BLOCK "credentials_helper \"replicated\" {}"

/* NULL is a missing file. */
static void fill(struct terraform_config *config, const char *text)
{
	*config = (struct terraform_config){ .exists = text != NULL, .text = SECRET_INIT(CLIENT_CONFIG_MAX) };
	secret_append_text(&config->text, text ? text : "");
}

static char *joined(GPtrArray *strings)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < strings->len; i++)
		g_string_append_printf(all, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index(strings, i));
	return g_string_free(all, FALSE);
}

struct said {
	const char *text;
	const char *helpers; /* separated by a blank */
	const char *domains; /* those with a token */
	const char *profile;
};

static void verify(const struct said *cases, size_t count, bool json)
{
	for (size_t i = 0; i < count; i++) {
		g_auto(TerraformConfig) config;
		g_autoptr(GError) error = NULL;
		g_test_message("%s", cases[i].text);
		fill(&config, cases[i].text);
		g_assert_true(terraform_config_parse(&config, &error));
		g_assert_no_error(error);
		g_autofree char *helpers = joined(config.helpers);
		g_autofree char *domains = joined(config.plain_text);
		g_assert_cmpint(config.json, ==, json);
		g_assert_cmpstr(helpers, ==, cases[i].helpers);
		g_assert_cmpstr(domains, ==, cases[i].domains);
		g_assert_cmpstr(config.profile, ==, cases[i].profile);
	}
}

#define HELPER(args) "credentials_helper \"replicated\" { args = [" args "] }"

static void what_hcl_says(void)
{
	static const struct said cases[] = {
		{ "", "", "", NULL },
		{ "disable_checkpoint = true\nplugin_cache { a = 1 }\n", "", "", NULL },
		{ "credentials_helper = 1\ncredentials = \"x\"\n", "", "", NULL },
		{ BLOCK, "replicated", "", NULL },
		{ "other \"env\" {}\n", "", "", NULL },
		{ "credentials_helper { env = {} }", "env", "", NULL },
		{ "credentials_helper { env = 5 }", "env", "", NULL },
		{ "credentials { a.example = 5 }", "", "", NULL },
		{ "CREDENTIALS_HELPER \"env\" {}", "env", "", NULL },
		{ "credentials_helper \"a\" {}\ncredentials_helper \"b\" {}\ncredentials_helper \"a\" {}\n", "a b", "",
		  NULL },
		{ HELPER(""), "replicated", "", NULL },
		{ HELPER("\"acme\""), "replicated", "", NULL },
		{ HELPER("\"-p\", \"acme\""), "replicated", "", "acme" },
		{ HELPER("\"--profile\", \"acme\""), "replicated", "", "acme" },
		{ HELPER("\"--profile=acme\""), "replicated", "", "acme" },
		{ HELPER("\"-pacme\""), "replicated", "", "acme" },
		{ HELPER("\"--else=env\""), "replicated", "", NULL },
		{ HELPER("\"--else=env\", \"-p\", \"acme\""), "replicated", "", "acme" },
		{ HELPER("\"-p\", \"acme\", \"--else=env\""), "replicated", "", "acme" },
		{ HELPER("\"-p\", \"acme\", \"-p\", \"last\""), "replicated", "", "last" },
		{ HELPER("\"-p\", \"-p\""), "replicated", "", "-p" },
		{ "credentials_helper \"replicated\" { other = [\"-p\", \"acme\"] }", "replicated", "", NULL },
		{ "credentials_helper \"replicated\" { \"args\" = [\"-p\", \"acme\"] }", "replicated", "", "acme" },
		{ "credentials_helper \"replicated\" { other = 1 args = [\"-p\", \"acme\"] more = [\"-p\", \"x\"] }",
		  "replicated", "", "acme" },
		{ "credentials_helper = { replicated = { args = [\"-p\", \"acme\"] } }", "replicated", "", "acme" },
		{ "credentials_helper \"replicated\" \"more\" {}", "replicated", "", NULL },
		{ "credentials \"proxy.replicated.com\" { token = \"x\" }", "", "proxy.replicated.com", NULL },
		{ "credentials \"proxy.replicated.com\" { token = \"\" }", "", "", NULL },
		{ "credentials \"proxy.replicated.com\" { token = 1 }", "", "", NULL },
		{ "credentials \"proxy.replicated.com\" { Token = \"x\" }", "", "proxy.replicated.com", NULL },
		{ "credentials \"proxy.replicated.com\" { other = \"x\" }", "", "", NULL },
		{ "credentials \"proxy.replicated.com\" { other = \"x\" token = \"x\" }", "", "proxy.replicated.com",
		  NULL },
		{ "credentials \"proxy.replicated.com\" {}", "", "", NULL },
		{ "credentials \"PROXY.replicated.com:443\" { token = \"x\" }", "", "proxy.replicated.com", NULL },
		{ "credentials \"not a domain\" { token = \"x\" }", "", "", NULL },
		{ "credentials { a.example = { token = \"x\" } b.example = { token = \"x\" } }", "",
		  "a.example b.example", NULL },
		{ "credentials \"a.example\" { token = \"x\" }\ncredentials \"A.example\" { token = \"y\" }\n", "",
		  "a.example", NULL },
		{ "credentials \"a.example\" { token = \"x\" }\n" BLOCK "\n", "replicated", "a.example", NULL },
	};
	verify(cases, G_N_ELEMENTS(cases), false);
}

static void what_json_says(void)
{
	static const struct said cases[] = {
		{ "{}", "", "", NULL },
		{ " \t\r\n{}", "", "", NULL },
		{ "{\"credentials_helper\": 1, \"credentials\": \"x\"}", "", "", NULL },
		{ "{\"other\": {\"env\": {\"token\": \"x\"}}}", "", "", NULL },
		{ "{\"credentials_helper\": {\"env\": {}}}", "env", "", NULL },
		{ "{\"Credentials_Helper\": {\"env\": {}}}", "env", "", NULL },
		{ "{\"credentials_helper\": [{\"a\": {}}, {\"b\": {}}]}", "a b", "", NULL },
		{ "{\"credentials_helper\": [{\"a\": {}}, 1, {\"a\": {}}]}", "a", "", NULL },
		{ "{\"credentials_helper\": [[{\"a\": {}}]]}", "", "", NULL },
		{ "{\"credentials_helper\": {\"replicated\": {\"args\": [\"-p\", \"acme\"]}}}", "replicated", "",
		  "acme" },
		{ "{\"credentials_helper\": {\"replicated\": {\"args\": [\"-pacme\"]}}}", "replicated", "", "acme" },
		{ "{\"credentials_helper\": {\"replicated\": {\"args\": [\"acme\"]}}}", "replicated", "", NULL },
		{ "{\"credentials_helper\": {\"replicated\": {\"args\": [\"-p\", 1]}}}", "replicated", "", "" },
		{ "{\"credentials_helper\": {\"replicated\": {\"args\": [\"-p\", 1, \"x\"]}}}", "replicated", "", "" },
		{ "{\"credentials_helper\": {\"replicated\": {\"more\": [\"-p\", \"acme\"]}}}", "replicated", "",
		  NULL },
		{ "{\"credentials\": {\"proxy.replicated.com\": {\"token\": \"x\"}}}", "", "proxy.replicated.com",
		  NULL },
		{ "{\"CREDENTIALS\": [{\"a.example\": {\"token\": \"x\"}, \"b.example\": {\"token\": \"x\"}}]}", "",
		  "a.example b.example", NULL },
		{ "{\"credentials\": {\"proxy.replicated.com\": {\"token\": \"\"}}}", "", "", NULL },
		{ "{\"credentials\": {\"proxy.replicated.com\": {\"token\": 1}}}", "", "", NULL },
		{ "{\"credentials\": {\"proxy.replicated.com\": {}}}", "", "", NULL },
		{ "{\"credentials\": {\"not a domain\": {\"token\": \"x\"}}}", "", "", NULL },
		{ "{\"credentials\": {\"a.example\": {\"token\": \"x\"}}, \"credentials_helper\": {\"env\": {}}}",
		  "env", "a.example", NULL },
	};
	verify(cases, G_N_ELEMENTS(cases), true);
}

/* Longer names than these mean no registry and no helper that can be run. */
static void long_names_are_not_shortened(void)
{
	for (size_t length = 255; length <= 256; length++) {
		g_autofree char *name = g_strnfill(length, 'a');
		g_autofree char *helper = g_strdup_printf(HELPER("\"-p\", \"%s\""), name);
		g_autofree char *unknown = g_strdup_printf("credentials_helper \"%s\" { args = [\"-pacme\"] }", name);
		g_autofree char *host = g_strdup_printf("credentials \"%s\" { token = \"x\" }", name);
		const struct said cases[] = {
			{ helper, "replicated", "", length < 256 ? name : "" },
			{ unknown, length < 256 ? name : "?", "", "acme" },
			{ host, "", "", NULL },
		};
		verify(cases, G_N_ELEMENTS(cases), false);
	}
}

static void what_is_not_a_configuration(void)
{
	static const struct {
		const char *text;
		const char *reason;
	} cases[] = {
		{ "a = \"b", "line 1 is not a configuration as Terraform reads it" },
		{ "a = 1\n}", "line 2 is not a configuration as Terraform reads it" },
		{ "{", "it is not JSON" },
		{ "{} {}", "it is not JSON" },
		{ "\v{}", "it is not JSON" },
		{ "\f{}", "it is not JSON" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(TerraformConfig) config;
		g_autoptr(GError) error = NULL;
		fill(&config, cases[i].text);
		g_assert_false(terraform_config_parse(&config, &error));
		g_assert_true(g_str_has_prefix(error->message, cases[i].reason));
	}
}

static void parse(struct terraform_config *config, const char *text)
{
	g_autoptr(GError) error = NULL;
	fill(config, text);
	g_assert_true(terraform_config_parse(config, &error));
	g_assert_no_error(error);
}

static void holds(const struct config_text *text, const char *want)
{
	g_assert_cmpstr(text->exists ? secret_text(&text->bytes) : NULL, ==, want);
	g_assert_cmpuint(text->bytes.length, ==, want ? strlen(want) : 0);
}

/* Removes the block of that helper; how many there were. */
static unsigned take_out(const char *text, const char *helper, struct config_text *ret_text)
{
	g_auto(TerraformConfig) config;
	g_autoptr(GError) error = NULL;
	unsigned count = 99;
	parse(&config, text);
	g_assert_true(terraform_config_remove(&config, helper, ret_text, &count, &error));
	g_assert_no_error(error);
	return count;
}

static void the_block_is_added_and_removed_to_the_byte(void)
{
	static const struct {
		const char *before;
		const char *after;
	} cases[] = {
		{ NULL, BLOCK "\n" },
		{ "", BLOCK },
		{ "\n", "\n" BLOCK "\n" },
		{ "\r\n", "\r\n" BLOCK "\r\n" },
		{ "a = 1", "a = 1\n" BLOCK },
		{ "a = 1\n", "a = 1\n" BLOCK "\n" },
		{ "a = 1\r\n", "a = 1\r\n" BLOCK "\r\n" },
		{ "a = 1\r\nb = 2", "a = 1\r\nb = 2\n" BLOCK },
		{ "a = 1\r\nb = 2\n", "a = 1\r\nb = 2\n" BLOCK "\n" },
		{ "a = <<E\n" BLOCK "\nE\n", "a = <<E\n" BLOCK "\nE\n" BLOCK "\n" },
		{ "# " BLOCK "\n", "# " BLOCK "\n" BLOCK "\n" },
		{ "a = 1 # \303\244", "a = 1 # \303\244\n" BLOCK },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(TerraformConfig) config;
		g_auto(ConfigText) added = { .exists = false };
		g_auto(ConfigText) back = { .exists = false };
		g_autoptr(GError) error = NULL;
		parse(&config, cases[i].before);
		g_assert_true(terraform_config_add(&config, "replicated", &added, &error));
		g_assert_no_error(error);
		holds(&added, cases[i].after);
		g_assert_cmpuint(take_out(cases[i].after, "replicated", &back), ==, 1);
		holds(&back, cases[i].before);
	}
}

static void a_block_is_a_line_of_its_own(void)
{
	static const struct {
		const char *before;
		const char *after;
		unsigned count;
	} cases[] = {
		{ "", "", 0 },
		{ "a = 1\n", "a = 1\n", 0 },
		{ "credentials_helper \"replicated-acme\" {}\n", "credentials_helper \"replicated-acme\" {}\n", 0 },
		{ "credentials_helper \"replicated\" { }\n", "credentials_helper \"replicated\" { }\n", 0 },
		{ BLOCK " \n", BLOCK " \n", 0 },
		{ BLOCK " # mine\n", BLOCK " # mine\n", 0 },
		{ " " BLOCK "\n", " " BLOCK "\n", 0 },
		{ "a = 1 " BLOCK "\n", "a = 1 " BLOCK "\n", 0 },
		{ BLOCK "\na = 1\n", "a = 1\n", 1 },
		{ BLOCK "\r\na = 1\r\n", "a = 1\r\n", 1 },
		{ "a = 1\n" BLOCK "\nb = 2\n", "a = 1\nb = 2\n", 1 },
		{ "a = 1\n" BLOCK "\nb = 2", "a = 1\nb = 2", 1 },
		{ "\n" BLOCK, "", 1 },
		{ BLOCK "\n" BLOCK, "", 2 },
		{ BLOCK "\n" BLOCK "\n", NULL, 2 },
		{ "a = 1\n" BLOCK "\n" BLOCK, "a = 1\n", 2 },
		{ "a = 1\n" BLOCK "\nb = 2\n" BLOCK "\nc = 3\n", "a = 1\nb = 2\nc = 3\n", 2 },
		{ "a = 1\n" BLOCK "\nb = 2 " BLOCK "\nc = 3\n", "a = 1\nb = 2 " BLOCK "\nc = 3\n", 1 },
		{ "{\"credentials_helper\": {\"replicated\": {}}}", "{\"credentials_helper\": {\"replicated\": {}}}",
		  0 },
		{ "{\"credentials_helper\": {\"replicated\": {}}}\n",
		  "{\"credentials_helper\": {\"replicated\": {}}}\n", 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(ConfigText) after = { .exists = false };
		g_test_message("%s", cases[i].before);
		g_assert_cmpuint(take_out(cases[i].before, "replicated", &after), ==, cases[i].count);
		holds(&after, cases[i].after);
	}
}

static void the_name_of_a_profile_is_another_block(void)
{
	g_auto(ConfigText) after = { .exists = false };
	g_autofree char *block = terraform_block("replicated-acme");
	g_assert_cmpstr(block, ==, "credentials_helper \"replicated-acme\" {}");
	g_assert_cmpuint(take_out(BLOCK "\ncredentials_helper \"replicated-acme\" {}\n", "replicated-acme", &after), ==,
			 1);
	holds(&after, BLOCK "\n");
}

static void helpers_are_found_by_their_whole_name(void)
{
	g_auto(TerraformConfig) config;
	parse(&config, "credentials_helper \"a\" {}\ncredentials_helper \"replicated\" {}\n");
	g_assert_true(terraform_config_names(&config, "a"));
	g_assert_true(terraform_config_names(&config, "replicated"));
	g_assert_false(terraform_config_names(&config, "replicate"));
	g_assert_false(terraform_config_names(&config, "replicated-acme"));
}

/* Where the end of the text is not where a line can be added, nothing is. */
static void a_line_that_would_not_be_read_is_not_added(void)
{
	static const char *const texts[] = { "a {\n", "a = <<E\n", "/* a\n", "a", "a\n", "{}" };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(TerraformConfig) config;
		g_auto(ConfigText) text = { .exists = false };
		g_autoptr(GError) error = NULL;
		g_test_message("%s", texts[i]);
		fill(&config, texts[i]);
		g_assert_false(terraform_config_add(&config, "replicated", &text, &error));
		g_assert_cmpstr(error->message, ==, "a line at its end would not be read as meant");
		holds(&text, NULL);
	}
}

/* Of a block that does not fit whole, with the line end behind it, nothing is added. */
static void a_file_has_its_limit(void)
{
	for (size_t more = 0; more < 2; more++) {
		g_auto(TerraformConfig) config;
		g_auto(ConfigText) text = { .exists = false };
		g_autofree char *comment = g_strnfill(CLIENT_CONFIG_MAX - strlen(BLOCK "\n") + more, '#');
		comment[strlen(comment) - 1] = '\n';
		fill(&config, comment);
		g_assert_cmpint(terraform_config_add(&config, "replicated", &text, NULL), ==, more == 0);
		g_assert_cmpuint(text.bytes.length, ==, more == 0 ? CLIENT_CONFIG_MAX : 0);
	}
}

static void a_file_is_read(void)
{
	g_autofree char *folder = g_dir_make_tmp("dcr-unit.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "rc", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) broken = NULL;
	g_autofree char *not_read =
		g_strdup_printf("cannot read '%s': line 1 is not a configuration as Terraform reads it", path);
	g_auto(TerraformConfig) missing = { .path = NULL };
	g_assert_true(terraform_config_read(path, &missing, &error));
	g_assert_no_error(error);
	g_assert_false(missing.exists);
	g_assert_cmpuint(missing.helpers->len, ==, 0);

	g_assert_true(g_file_set_contents(path, BLOCK "\n", -1, NULL));
	g_auto(TerraformConfig) config = { .path = NULL };
	g_assert_true(terraform_config_read(path, &config, &error));
	g_assert_no_error(error);
	g_assert_true(config.exists);
	g_assert_cmpstr(config.path, ==, path);
	g_assert_cmpstr(secret_text(&config.text), ==, BLOCK "\n");
	g_assert_true(terraform_config_names(&config, "replicated"));

	g_assert_true(g_file_set_contents(path, "a = <<E", -1, NULL));
	g_auto(TerraformConfig) bad = { .path = NULL };
	g_assert_false(terraform_config_read(path, &bad, &broken));
	g_assert_cmpstr(broken->message, ==, not_read);
	g_assert_null(bad.path);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/terraform-config/what-hcl-says", what_hcl_says);
	g_test_add_func("/terraform-config/what-json-says", what_json_says);
	g_test_add_func("/terraform-config/long-names", long_names_are_not_shortened);
	g_test_add_func("/terraform-config/not-a-configuration", what_is_not_a_configuration);
	g_test_add_func("/terraform-config/added-and-removed", the_block_is_added_and_removed_to_the_byte);
	g_test_add_func("/terraform-config/a-line-of-its-own", a_block_is_a_line_of_its_own);
	g_test_add_func("/terraform-config/another-profile", the_name_of_a_profile_is_another_block);
	g_test_add_func("/terraform-config/by-the-whole-name", helpers_are_found_by_their_whole_name);
	g_test_add_func("/terraform-config/a-line-that-would-not-be-read", a_line_that_would_not_be_read_is_not_added);
	g_test_add_func("/terraform-config/limit", a_file_has_its_limit);
	g_test_add_func("/terraform-config/a-file-is-read", a_file_is_read);
	return g_test_run();
}
