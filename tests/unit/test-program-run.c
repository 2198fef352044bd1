/* SPDX-License-Identifier: MIT
 *
 * program-run.h with programs that print too much, fail, do not end, and leave others behind. */
#include "../../helper/runtime/program-run.h"

#include "../../helper/runtime/error.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;

static char *file(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static char *script(const char *body)
{
	g_autofree char *text = g_strdup_printf("#!/bin/sh\nPATH=/usr/bin:/bin\ncd '%s'\n%s\n", folder, body);
	char *path = file("program");
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0700), ==, 0);
	return path;
}

/* Nothing is left open, and nobody is to be waited for. */
static bool run(const char *body, double seconds, char **ret_output, GError **error)
{
	g_autofree char *path = script(body);
	unsigned before = count_descriptors();
	g_test_message("%s", body);
	bool ended = program_run(path, "word", seconds, ret_output, error);
	g_assert_cmpuint(count_descriptors(), ==, before);
	return ended;
}

static void prints(const char *body, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *output = NULL;
	bool good = run(body, 3600, &output, &error);
	g_assert_no_error(error);
	g_assert_true(good);
	g_assert_cmpstr(output, ==, want);
	g_assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static void fails_with(const char *body, double seconds, const char *reason)
{
	g_autoptr(GError) error = NULL;
	char *output = NULL;
	g_assert_false(run(body, seconds, &output, &error));
	g_assert_null(output);
	g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
	g_assert_cmpstr(error->message, ==, reason);
}

static void what_it_prints(void)
{
	prints("echo \"$# $1\"", "1 word\n");
	prints(":", "");
	prints("printf one; sleep 0.2; printf two", "onetwo");
	prints("exec >&-; sleep 0.2", "");
	g_setenv("TEST_PROGRAM_RUN", "of this program", TRUE);
	prints("echo \"$TEST_PROGRAM_RUN\"", "of this program\n");
}

static void as_much_as_is_kept(void)
{
	g_autofree char *most = g_strnfill(PROGRAM_OUTPUT_MAX, 'x');
	prints("head -c 4095 /dev/zero | tr '\\0' x; printf x", most);
	prints("head -c 200000 /dev/zero | tr '\\0' x", most);
}

static void its_other_streams(void)
{
	g_autofree char *input = file("input");
	g_autofree char *errors = file("errors");
	g_autofree char *said = NULL;
	g_assert_true(g_file_set_contents(input, "for others", -1, NULL));
	int in = open(input, O_RDONLY | O_CLOEXEC);
	int err = open(errors, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int before_in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	int before_err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	g_assert_true(dup2(in, STDIN_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0);
	prints("cat; echo an error >&2; echo end", "end\n");
	g_assert_true(dup2(before_in, STDIN_FILENO) >= 0 && dup2(before_err, STDERR_FILENO) >= 0);
	(void)close(in);
	(void)close(err);
	(void)close(before_in);
	(void)close(before_err);
	g_assert_true(g_file_get_contents(errors, &said, NULL, NULL));
	g_assert_cmpstr(said, ==, "");
}

static void why_it_failed(void)
{
	fails_with("echo out; exit 3", 3600, "exit status 3");
	fails_with("exec >&-; sleep 0.2; exit 255", 3600, "exit status 255");
	fails_with("kill -KILL $$", 3600, "signal 9");

	g_autoptr(GError) error = NULL;
	char *output = NULL;
	g_autofree char *none = file("none");
	unsigned before = count_descriptors();
	g_assert_false(program_run(none, "word", 3600, &output, &error));
	g_assert_cmpstr(error->message, ==, "it cannot be started: No such file or directory");
	g_assert_cmpuint(count_descriptors(), ==, before);
}

/* What a program has left to this process, if it came to that in its time, was ended, too. */
static void none_goes_on(void)
{
	int status = 0;
	while (waitpid(-1, &status, 0) > 0)
		g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	g_assert_cmpint(errno, ==, ECHILD);
}

static void one_that_does_not_end(void)
{
	g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L), ==, 0);
	/* Its output ends only with the last that has it. */
	fails_with("sleep 300 & wait", 1, "no answer after 1 s");
	none_goes_on();
	fails_with("sleep 300 & exec >&-; wait", 1, "no answer after 1 s");
	none_goes_on();
	fails_with("sleep 300 & echo out; exit 0", 1.4, "no answer after 1 s");
	none_goes_on();
	g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 0L, 0L, 0L, 0L), ==, 0);
}

static void ignore(int number)
{
	(void)number;
}

static void while_signals_arrive(void)
{
	const struct sigaction action = { .sa_handler = ignore };
	const struct itimerval often = { { 0, 2000 }, { 0, 2000 } };
	const struct itimerval off = { 0 };
	struct sigaction before;
	g_assert_cmpint(sigaction(SIGALRM, &action, &before), ==, 0);
	g_assert_cmpint(setitimer(ITIMER_REAL, &often, NULL), ==, 0);
	prints("sleep 0.1; printf one; sleep 0.1; printf two; exec >&-; sleep 0.1", "onetwo");
	g_assert_cmpint(setitimer(ITIMER_REAL, &off, NULL), ==, 0);
	g_assert_cmpint(sigaction(SIGALRM, &before, NULL), ==, 0);
}

/* ---- to become another program ---- */

#define ANOTHER "--another"

static bool is_default(int number)
{
	struct sigaction action;
	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_DFL;
}

/* The other program, which is this one with another argument: what it was started with. */
static int another(int count, char **words)
{
	struct itimerval left;
	g_assert_cmpint(getitimer(ITIMER_REAL, &left), ==, 0);
	g_print("%d %s, deadline %d, default signals %d %d\n", count, words[2], timerisset(&left.it_value),
		is_default(SIGPIPE), is_default(SIGXFSZ));
	return 7;
}

/* In a process of its own, which has a deadline and ignores signals as this program does. */
static int become(const char *program, const char *output, const char *reason)
{
	pid_t pid = fork();
	if (pid == 0) {
		const struct itimerval later = { .it_value = { .tv_sec = 3600 } };
		const char *const arguments[] = { program, ANOTHER, "b c", NULL };
		g_autoptr(GError) error = NULL;
		int out = output ? open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
		g_autofree char *want = g_strdup_printf("cannot run '%s': %s", program, reason);
		(void)signal(SIGPIPE, SIG_IGN);
		(void)signal(SIGXFSZ, SIG_IGN);
		(void)setitimer(ITIMER_REAL, &later, NULL);
		(void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		bool done = program_become(arguments, out, &error);
		g_assert_cmpint(write(STDOUT_FILENO, "a library speaks\n", 17), ==, 17);
		exit(!done && g_strcmp0(error->message, want) == 0 ? 100 : 101);
	}
	int status = 0;
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void becomes_another(void)
{
	g_autofree char *output = file("output");
	g_autofree char *none = file("none");
	g_autofree char *text = NULL;
	g_autofree char *nothing = NULL;
	g_assert_cmpint(become("/proc/self/exe", output, ""), ==, 7);
	g_assert_true(g_file_get_contents(output, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "3 b c, deadline 0, default signals 1 1\n");
	g_assert_cmpint(become(none, output, "No such file or directory"), ==, 100);
	g_assert_true(g_file_get_contents(output, &nothing, NULL, NULL));
	g_assert_cmpstr(nothing, ==, "");
	g_assert_cmpint(become("/proc/self/exe", NULL, "Bad file descriptor"), ==, 100);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], ANOTHER) == 0)
		return another(argc, argv);
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("test-program-run.XXXXXX", NULL);
	g_assert_nonnull(folder);
	g_test_add_func("/program-run/what-it-prints", what_it_prints);
	g_test_add_func("/program-run/as-much-as-is-kept", as_much_as_is_kept);
	g_test_add_func("/program-run/its-other-streams", its_other_streams);
	g_test_add_func("/program-run/why-it-failed", why_it_failed);
	g_test_add_func("/program-run/one-that-does-not-end", one_that_does_not_end);
	g_test_add_func("/program-run/while-signals-arrive", while_signals_arrive);
	g_test_add_func("/program-run/becomes-another", becomes_another);
	int status = g_test_run();
	static const char *const files[] = { "program", "input", "errors", "output" };
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = file(files[i]);
		g_assert_cmpint(g_unlink(path), ==, 0);
	}
	g_assert_cmpint(g_rmdir(folder), ==, 0);
	g_free(folder);
	return status;
}
