/* SPDX-License-Identifier: MIT
 *
 * A source command and its process: it is ended if it is to give no license, and never once it has ended by itself,
 * since its number can then be another program's. */
#include "../../helper/license/license.h"
#include "../../helper/license/source-command.h"
#include "../../helper/runtime/error.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

static int kills;

int kill(pid_t pid, int signal)
{
	int (*next)(pid_t, int);
	*(void **)&next = dlsym(RTLD_NEXT, "kill");
	kills++;
	return next(pid, signal);
}

static guint open_files(void)
{
	guint count = 0;
	g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
	g_assert_nonnull(folder);
	while (g_dir_read_name(folder))
		count++;
	return count;
}

#define ANY_NUMBER (-1)

/* What the command gives, or the sentence; afterwards nothing of it is left. */
static char *run(const char *script, int want_kills)
{
	const char *const words[] = { "sh", "-c", script, NULL };
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	GError *error = NULL;
	guint before = open_files();
	kills = 0;
	char *said;
	if (source_command_run(words, &license, &error)) {
		g_assert_no_error(error);
		said = g_strdup(secret_text(&license));
	} else {
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		g_assert_cmpuint(license.length, ==, 0);
		said = g_strdup(error->message);
		g_error_free(error);
	}
	g_assert_true(want_kills == ANY_NUMBER || kills == want_kills);
	g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
	g_assert_cmpint(errno, ==, ECHILD);
	g_assert_cmpuint(open_files(), ==, before);
	return said;
}

#define FAILED(HOW)                                                                                                    \
	"the source command 'sh' " HOW REMEDY                                                                          \
	"run it in a terminal, and correct [source] command= in the config file if it is wrong"

static void what_has_ended_is_not_ended(void)
{
	static const char *const cases[][2] = {
		{ "echo 2abc; echo more", "2abc" },
		{ "printf 2abc", "2abc" },
		{ "exit 0",
		  "the first line that the source command 'sh' prints is not a license ID: 1 to 4096 printable "
		  "ASCII characters without spaces" },
		{ "printf '2abc\\n'; exec head -c 65531 /dev/zero", "2abc" },
		{ "exit 3", FAILED("failed with exit status 3") },
		{ "echo no >&2; exit 3", FAILED("failed with exit status 3, it says \"no\"") },
		{ "echo 2abc; echo no >&2; exit 3", FAILED("failed with exit status 3, it says \"no\"") },
		{ "echo 2abc; echo '2abc is no license' >&2; exit 3", FAILED("failed with exit status 3") },
		{ "echo no >&2; kill -KILL $$", FAILED("was ended by signal 9, it says \"no\"") },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *said = run(cases[i][0], 0);
		g_assert_cmpstr(said, ==, cases[i][1]);
	}
}

static void what_prints_too_much(void)
{
	static const char sentence[] =
		"the source command 'sh' prints more than 65536 bytes: its first line must be the license ID";
	g_autofree char *one_that_goes_on = run("exec cat /dev/zero", 1);
	g_assert_cmpstr(one_that_goes_on, ==, sentence);
	g_autofree char *one_byte_more = run("printf '2abc\\n'; exec head -c 65532 /dev/zero", ANY_NUMBER);
	g_assert_cmpstr(one_byte_more, ==, sentence);
}

static void what_is_not_there(void)
{
	static const char *const words[] = { "no-such-password-manager", NULL };
	g_auto(Secret) license = SECRET_INIT(LICENSE_ID_MAX);
	g_autoptr(GError) error = NULL;
	kills = 0;
	g_assert_false(source_command_run(words, &license, &error));
	g_assert_cmpstr(error->message, ==,
			"the source command 'no-such-password-manager' was not found on PATH" REMEDY
			"install it, or correct [source] command= in the config file");
	g_assert_cmpint(kills, ==, 0);
}

static void words_of_a_command(void)
{
	static const struct {
		const char *text;
		const char *words; /* joined by | */
		const char *failure;
	} cases[] = {
		{ "op;read;op://Work/acme/license", "op|read|op://Work/acme/license", NULL },
		{ "/usr/bin/pass;show;a b", "/usr/bin/pass|show|a b", NULL },
		{ "pass;a\\;b;c\\\\d", "pass|a;b|c\\d", NULL },
		{ "pass;", "pass", NULL },
		{ "", NULL, "a source command requires a program, then its arguments, separated by ';'" },
		{ ";show", NULL, "a source command requires a program, then its arguments, separated by ';'" },
		{ "bin/pass;show", NULL,
		  "the source command 'bin/pass' is a relative path" REMEDY
		  "give the name of a program on PATH, or a path that begins with '/'" },
		{ "pass;a\tb", NULL, "the source command contains a control character" },
		{ "pass\nshow", NULL, "the source command contains a control character" },
		{ "pass;a\177", NULL, "the source command contains a control character" },
		{ "pass;\xff", NULL,
		  "the source command is not a list of words, separated by ';', in UTF-8, with '\\;' and '\\\\' for a "
		  "semicolon and a backslash" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) words = source_command_split(cases[i].text, &error);
		g_autofree char *joined = words ? g_strjoinv("|", words) : NULL;
		g_assert_cmpstr(joined, ==, cases[i].words);
		g_assert_cmpstr(error ? error->message : NULL, ==, cases[i].failure);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source-command/words-of-a-command", words_of_a_command);
	g_test_add_func("/source-command/what-has-ended-is-not-ended", what_has_ended_is_not_ended);
	g_test_add_func("/source-command/what-prints-too-much", what_prints_too_much);
	g_test_add_func("/source-command/what-is-not-there", what_is_not_there);
	return g_test_run();
}
