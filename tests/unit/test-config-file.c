/* SPDX-License-Identifier: MIT
 *
 * The program's own config file: what is read from it, and that a change leaves the rest of it alone, or all of it. */
#include "../../helper/address/domain.h"
#include "../../helper/license/config.h"
#include "../../helper/runtime/error.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *path;

static void put(const char *text, gssize length)
{
	g_assert_true(g_file_set_contents(path, text, length, NULL));
	g_assert_cmpint(chmod(path, 0644), ==, 0);
}

static char *text_of_file(void)
{
	char *text = NULL;
	(void)g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

/* A new one is another file, since it is replaced whole. */
static ino_t which_file(void)
{
	struct stat status;
	return stat(path, &status) == 0 ? status.st_ino : 0;
}

static guint mode(void)
{
	struct stat status;
	g_assert_cmpint(stat(path, &status), ==, 0);
	return status.st_mode & 07777;
}

static char *joined(GPtrArray *domains)
{
	g_ptr_array_add(domains, NULL);
	return g_strjoinv(" ", (char **)domains->pdata);
}

static GPtrArray *list_of(const char *words)
{
	GPtrArray *domains = domain_list_new();
	g_auto(GStrv) each = g_strsplit(words, " ", -1);
	for (char **word = each; *word; word++)
		g_ptr_array_add(domains, g_strdup(*word));
	return domains;
}

/* With the path in place of PATH. */
static char *with_path(const char *sentence)
{
	g_auto(GStrv) parts = g_strsplit(sentence ? sentence : "", "PATH", 2);
	return sentence ? g_strjoinv(path, parts) : NULL;
}

#define assert_said(SENTENCE, ERROR)                                                                                   \
	do {                                                                                                           \
		g_autofree char *want_ = with_path(SENTENCE);                                                          \
		g_assert_cmpstr((ERROR) ? (ERROR)->message : NULL, ==, want_);                                         \
		g_assert_true(!(ERROR) || g_error_matches(ERROR, HELPER_ERROR, HELPER_FAILED));                        \
	} while (0)

#define NO_LINE                                                                                                        \
	"the config file 'PATH' is damaged (a line is not '[group]', 'key=value' or '# comment'): fix or remove it"
#define NO_VALUE "the config file 'PATH' is damaged (it contains a value that cannot be read): fix or remove it"
#define NO_TEXT "the config file 'PATH' is damaged (it is not UTF-8): fix or remove it"

/* ---- reading ---- */

static void no_file(void)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_autofree char *keyring = NULL;
	g_autofree char *command = NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	g_assert_true(config_domains(domains, NULL));
	g_assert_cmpuint(domains->len, ==, 0);
	g_assert_true(config_keyring(&keyring, NULL));
	g_assert_null(keyring);
	g_assert_true(config_source_command(&command, NULL));
	g_assert_null(command);
	g_assert_true(config_choose_keyring(NULL, NULL));
	g_assert_true(config_set_source_command(NULL, NULL));
	g_autoptr(GPtrArray) some = list_of("a.example");
	g_assert_true(config_remove_domains(some, NULL));
	g_assert_cmpint(access(folder, F_OK), ==, -1);
}

static void declared_domains(void)
{
	static const struct {
		const char *text;
		const char *domains;
		const char *failure;
	} cases[] = {
		{ "", "", NULL },
		{ "# comment\n", "", NULL },
		{ "[domains]\n", "", NULL },
		{ "[other]\nextra=a.example\n", "", NULL },
		{ "[domains]\nextra=\n", "", NULL },
		{ "[domains]\nextra=a.example\n", "a.example", NULL },
		{ "[domains]\nextra=a.example;;B.Example:5000; c.example ;\n", "a.example b.example:5000 c.example",
		  NULL },
		{ "[domains]\nextra=https://a.example\n", NULL,
		  "the config file 'PATH' contains 'https://a.example', which is not a registry domain: correct 'extra=' in "
		  "it" },
		{ "[domains]\nextra=a\\q\n", NULL, NO_VALUE },
		{ "[domains]\nextra=\xff\n", NULL, NO_TEXT },
		{ "domains\n", NULL, NO_LINE },
		{ "extra=a.example\n", NULL, NO_LINE },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) domains = domain_list_new();
		g_autoptr(GError) error = NULL;
		put(cases[i].text, -1);
		bool read = config_domains(domains, &error);
		assert_said(cases[i].failure, error);
		g_assert_true(read == !cases[i].failure);
		g_autofree char *all = joined(domains);
		if (read)
			g_assert_cmpstr(all, ==, cases[i].domains);
	}
}

static void the_keyring_and_the_command(void)
{
	static const struct {
		const char *text;
		const char *keyring;
		const char *keyring_failure;
		const char *command;
		const char *command_failure;
	} cases[] = {
		{ "[domains]\nextra=a.example\n", NULL, NULL, NULL, NULL },
		{ "[keyring]\nbackend=vault\n[source]\ncommand=op;a\\\\;b;\n", "vault", NULL, "op;a\\\\;b;", NULL },
		{ "[keyring]\nbackend=a\\q\n", NULL, NO_VALUE, NULL, NULL },
		{ "[keyring]\nbackend=\xff\n[source]\ncommand=op\n", NULL, NO_TEXT, "op", NULL },
		{ "backend\n", NULL, NO_LINE, NULL, NO_LINE },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *keyring = NULL;
		g_autofree char *command = NULL;
		g_autoptr(GError) of_keyring = NULL;
		g_autoptr(GError) of_command = NULL;
		put(cases[i].text, -1);
		g_assert_true(config_keyring(&keyring, &of_keyring) == !cases[i].keyring_failure);
		g_assert_true(config_source_command(&command, &of_command) == !cases[i].command_failure);
		g_assert_cmpstr(keyring, ==, cases[i].keyring);
		g_assert_cmpstr(command, ==, cases[i].command);
		assert_said(cases[i].keyring_failure, of_keyring);
		assert_said(cases[i].command_failure, of_command);
	}
}

/* ---- writing ---- */

/* What was `file`, with the text `before`, is another one with the text `after`; where that is NULL it is as it was. */
static void is_written(ino_t file, const char *before, const char *after)
{
	g_autofree char *text = text_of_file();
	g_assert_cmpstr(text, ==, after ? after : before);
	g_assert_true((which_file() == file) == !after);
	g_assert_cmpuint(mode(), ==, after ? 0600 : 0644);
}

#define REST "# a comment\n\n[other]\nkey=1\nkey[de]=2\n\n"

static void domains_are_added(void)
{
	static const struct {
		const char *before;
		const char *domains;
		const char *added;
		const char *after;
	} cases[] = {
		{ NULL, "a.example", "a.example", "[domains]\nextra=a.example;\n" },
		{ REST, "b.example a.example", "b.example a.example", REST "[domains]\nextra=b.example;a.example;\n" },
		{ REST "[domains]\nextra=a.example\nother=x\n", "b.example a.example c.example", "b.example c.example",
		  REST "[domains]\nextra=a.example;b.example;c.example;\nother=x\n" },
		/* Nothing to do: not written, as it is. */
		{ "[domains]\nextra=a.example;b.example\n", "b.example a.example", "", NULL },
		{ "[domains]\nextra=A.Example\n", "a.example", "", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) domains = list_of(cases[i].domains);
		g_autoptr(GPtrArray) added = domain_list_new();
		(void)unlink(path);
		if (cases[i].before)
			put(cases[i].before, -1);
		ino_t file = which_file();
		g_assert_true(config_add_domains(domains, added, NULL));
		g_autofree char *said = joined(added);
		g_assert_cmpstr(said, ==, cases[i].added);
		is_written(file, cases[i].before, cases[i].after);
	}
}

static void domains_are_removed(void)
{
	static const struct {
		const char *before;
		const char *domains;
		const char *after;
	} cases[] = {
		{ REST "[domains]\nextra=a.example;b.example;c.example\n", "c.example a.example x.example",
		  REST "[domains]\nextra=b.example;\n" },
		{ REST "[domains]\nextra=a.example;b.example;a.example;A.Example\n", "a.example",
		  REST "[domains]\nextra=b.example;\n" },
		{ REST "[domains]\nextra=a.example\nother=x\n", "a.example", REST "[domains]\nother=x\n" },
		{ "[domains]\nextra=a.example\n", "b.example", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) domains = list_of(cases[i].domains);
		put(cases[i].before, -1);
		ino_t file = which_file();
		g_assert_true(config_remove_domains(domains, NULL));
		is_written(file, cases[i].before, cases[i].after);
	}
}

static bool change(int which, const char *value, GError **error)
{
	return which == 0 ? config_choose_keyring(value, error) : config_set_source_command(value, error);
}

static void values_are_written(void)
{
	static const struct {
		int which;
		const char *before;
		const char *value;
		const char *after; /* NULL: not written */
	} cases[] = {
		{ 0, NULL, "vault", "[keyring]\nbackend=vault\n" },
		{ 0, REST "[keyring]\nbackend=vault\n", "none", REST "[keyring]\nbackend=none\n" },
		{ 0, "[keyring]\nbackend=vault\n", "vault", NULL },
		{ 0, "[keyring]\nbackend=vault\n[other]\nkey=1\n", NULL, "[keyring]\n\n[other]\nkey=1\n" },
		{ 1, REST, "op;a\\\\;b", REST "[source]\ncommand=op;a\\\\;b\n" },
		{ 1, "[source]\ncommand=op;a\\\\;b\n", "op;a\\\\;b", NULL },
		{ 1, "[source]\ncommand=op\nother=x\n", NULL, "[source]\nother=x\n" },
		{ 1, "[source]\nother=x\n", NULL, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		(void)unlink(path);
		if (cases[i].before)
			put(cases[i].before, -1);
		ino_t file = which_file();
		g_assert_true(change(cases[i].which, cases[i].value, NULL));
		is_written(file, cases[i].before, cases[i].after);
	}
}

/* ---- what cannot be changed stays ---- */

static bool all_changes_fail(const char *sentence)
{
	g_autoptr(GPtrArray) domains = list_of("new.example");
	g_autoptr(GPtrArray) added = domain_list_new();
	for (int which = -1; which <= 1; which++) {
		g_autoptr(GError) error = NULL;
		bool done = which < 0 ? config_add_domains(domains, added, &error) : change(which, "new", &error);
		assert_said(sentence, error);
		g_assert_cmpuint(added->len, ==, 0);
		if (done)
			return false;
	}
	return true;
}

static void a_damaged_file_stays(void)
{
	static const char text[] = "[domains]\nno line\n";
	put(text, -1);
	ino_t file = which_file();
	g_assert_true(all_changes_fail(NO_LINE));
	g_autofree char *after = text_of_file();
	g_assert_cmpstr(after, ==, text);
	g_assert_true(which_file() == file);
}

/* `size` bytes: an entry, and a comment behind it. */
static void put_large(size_t size)
{
	static const char start[] = "[other]\nkey=1\n#";
	g_autofree char *text = g_malloc(size);
	memset(text, 'x', size);
	memcpy(text, start, sizeof(start) - 1);
	text[size - 1] = '\n';
	put(text, (gssize)size);
}

static void a_large_file_stays(void)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	put_large(CONFIG_FILE_MAX);
	g_assert_true(config_domains(domains, NULL));
	ino_t file = which_file();
	g_assert_true(all_changes_fail("cannot write the config file 'PATH': File too large"));
	g_assert_true(which_file() == file);

	put_large(CONFIG_FILE_MAX + 1);
	g_assert_true(all_changes_fail("the config file 'PATH' is larger than 1048576 bytes"));

	/* "[domains]\nextra=new.example;\n" is as much as fits. */
	g_autoptr(GPtrArray) some = list_of("new.example");
	put_large(CONFIG_FILE_MAX - strlen("\n[domains]\nextra=new.example;\n"));
	g_assert_true(config_add_domains(some, domains, NULL));
	g_assert_cmpuint(domains->len, ==, 1);
}

static void a_folder_that_is_none(void)
{
	g_autofree char *folder = g_path_get_dirname(path);
	(void)unlink(path);
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	(void)unlink(lock);
	g_assert_cmpint(rmdir(folder), ==, 0);
	g_assert_true(g_file_set_contents(folder, "a file\n", -1, NULL));
	g_assert_true(all_changes_fail("cannot write the config file 'PATH': Not a directory"));
	g_assert_cmpint(unlink(folder), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_autofree char *home = g_dir_make_tmp("dcr-test.XXXXXX", NULL);
	g_assert_nonnull(home);
	g_setenv("XDG_CONFIG_HOME", home, TRUE);
	g_autofree char *folder = g_build_filename(home, "docker-credential-replicated", NULL);
	path = g_build_filename(folder, "config", NULL);
	g_test_add_func("/config/no-file", no_file);
	g_test_add_func("/config/domains-are-added", domains_are_added);
	g_test_add_func("/config/domains-are-removed", domains_are_removed);
	g_test_add_func("/config/declared-domains", declared_domains);
	g_test_add_func("/config/the-keyring-and-the-command", the_keyring_and_the_command);
	g_test_add_func("/config/values-are-written", values_are_written);
	g_test_add_func("/config/a-damaged-file-stays", a_damaged_file_stays);
	g_test_add_func("/config/a-large-file-stays", a_large_file_stays);
	g_test_add_func("/config/a-folder-that-is-none", a_folder_that_is_none);
	int status = g_test_run();
	(void)rmdir(home);
	g_free(path);
	return status;
}
