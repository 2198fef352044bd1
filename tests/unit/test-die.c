/* SPDX-License-Identifier: MIT
 *
 * die.h and deadline.h: the sentence and the status with which the program ends, and when. */
#include "../../helper/runtime/die.h"

#include "../../helper/runtime/deadline.h"
#include "../../helper/runtime/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define ME "docker-credential-replicated: "
#define FAULT "out of memory, or a bug in this program: try again, and report it if it happens again\n"
#define GOES_ON 50

static int out; /* what the program has as standard output */

static char *all_of(int fd)
{
	GString *text = g_string_new(NULL);
	char part[4096];
	ssize_t got;
	while ((got = read(fd, part, sizeof(part))) > 0)
		g_string_append_len(text, part, got);
	(void)close(fd);
	return g_string_free(text, FALSE);
}

/* The work is done by another process. `status` is its exit status, or the signal that ended it with a minus. */
static void ends(void (*work)(void), int status, const char *output, const char *errors)
{
	int outs[2];
	int errs[2];
	g_assert_true(pipe(outs) == 0 && pipe(errs) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		(void)close(outs[0]);
		/* Messages go where they go in the program, and none of them into the report of this test. */
		(void)g_log_set_default_handler(g_log_default_handler, NULL);
		g_assert_cmpint(dup2(errs[1], STDOUT_FILENO), ==, STDOUT_FILENO);
		g_assert_cmpint(dup2(errs[1], STDERR_FILENO), ==, STDERR_FILENO);
		(void)close(errs[0]);
		(void)close(errs[1]);
		out = outs[1];
		work();
		exit(GOES_ON);
	}
	(void)close(outs[1]);
	(void)close(errs[1]);
	g_autofree char *got_output = all_of(outs[0]);
	g_autofree char *got_errors = all_of(errs[0]);
	int how = 0;
	g_assert_cmpint(waitpid(pid, &how, 0), ==, pid);
	g_assert_cmpstr(got_errors, ==, errors);
	g_assert_cmpstr(got_output, ==, output);
	g_assert_cmpint(WIFEXITED(how) ? WEXITSTATUS(how) : -WTERMSIG(how), ==, status);
}

/* ---- with a sentence ---- */

static void for_people(void)
{
	die_prepare(out, false);
	g_assert_false(die_answers_client());
	die("sentence\n");
}

static void for_a_client(void)
{
	die_prepare(out, true);
	g_assert_true(die_answers_client());
	die("sentence\n");
}

static void before_anything(void)
{
	die("sentence\n");
}

static void after_an_answer(void)
{
	die_answers("answer\n");
	for_people();
}

static void after_both(void)
{
	die_answers("answer\n");
	for_a_client();
}

static void undo(void)
{
	static const char text[] = "undone\n";
	g_assert_cmpint((int)write(STDERR_FILENO, text, strlen(text)), ==, (int)strlen(text));
}

static void undo_and_die(void)
{
	undo();
	die("second\n");
}

static void what_is_undone(void)
{
	die_undo_first(undo);
	for_people();
}

static void undone_once(void)
{
	die_undo_first(undo_and_die);
	for_people();
}

static void nothing_to_undo(void)
{
	die_undo_first(undo);
	die_undo_first(NULL);
	for_people();
}

static void the_sentence(void)
{
	ends(before_anything, 1, "", ME "sentence\n");
	ends(for_people, 1, "", ME "sentence\n");
	ends(for_a_client, 1, "sentence\n", ME "sentence\n");
	ends(after_an_answer, 1, "answer\n", ME "sentence\n");
	ends(after_both, 1, "answer\nsentence\n", ME "sentence\n");
	ends(what_is_undone, 1, "", "undone\n" ME "sentence\n");
	ends(undone_once, 1, "", "undone\n" ME "second\n");
	ends(nothing_to_undo, 1, "", ME "sentence\n");
}

/* ---- with an output that takes nothing ---- */

static void into_a_full_pipe(void)
{
	static const char zeros[4096];
	int full[2];
	g_assert_cmpint(pipe(full), ==, 0);
	int flags = fcntl(full[1], F_GETFL);
	g_assert_cmpint(fcntl(full[1], F_SETFL, flags | O_NONBLOCK), ==, 0);
	while (write(full[1], zeros, sizeof(zeros)) > 0)
		;
	g_assert_cmpint(fcntl(full[1], F_SETFL, flags), ==, 0);
	/* Should it wait, this ends it in another way. */
	(void)signal(SIGALRM, SIG_DFL);
	(void)alarm(60);
	out = full[1];
	for_a_client();
}

static void that_nobody_reads(void)
{
	int broken[2];
	g_assert_cmpint(pipe(broken), ==, 0);
	(void)close(broken[0]);
	(void)signal(SIGPIPE, SIG_DFL);
	out = broken[1];
	for_a_client();
}

static void an_output_that_takes_nothing(void)
{
	ends(into_a_full_pipe, 1, "", ME "sentence\n");
	ends(that_nobody_reads, 1, "", ME "sentence\n");
}

/* ---- by signals ---- */

static int number;

static void answer_and_signal(void)
{
	(void)signal(SIGHUP, SIG_DFL);
	die_prepare(out, false);
	die_answers("answer\n");
	(void)raise(number);
}

static void answer_although_ignored(void)
{
	(void)signal(SIGHUP, SIG_IGN);
	die_prepare(out, false);
	die_answers("answer\n");
	(void)raise(SIGHUP);
}

static void no_answer_and_signal(void)
{
	(void)signal(SIGHUP, SIG_DFL);
	die_prepare(out, false);
	die_answers(NULL);
	(void)raise(number);
}

static void by_a_signal(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
		number = signals[i];
		ends(answer_and_signal, 1, "answer\n", ME "ended by a signal\n");
		ends(no_answer_and_signal, -number, "", "");
	}
	ends(answer_although_ignored, GOES_ON, "", "");
}

static void block_all(void)
{
	sigset_t all;
	sigfillset(&all);
	g_assert_cmpint(sigprocmask(SIG_BLOCK, &all, NULL), ==, 0);
}

static void abort_it(void)
{
	die_prepare(out, true);
	die_on_abort();
	abort();
}

static void trap_it(void)
{
	die_prepare(out, true);
	die_on_abort();
	(void)raise(SIGTRAP);
}

static void fatal_message(void)
{
	die_prepare(out, true);
	die_on_abort();
	block_all();
	g_error("a secret");
}

static void fatal_message_by_flag(void)
{
	die_prepare(out, true);
	die_on_abort();
	block_all();
	g_log_structured(NULL, G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, "MESSAGE", "a secret");
}

static void messages_of_libraries(void)
{
	die_prepare(out, true);
	die_on_abort();
	g_message("a message");
	g_info("a secret");
}

static void by_a_fault(void)
{
	ends(abort_it, 1, FAULT, ME FAULT);
	ends(trap_it, 1, FAULT, ME FAULT);
	ends(fatal_message, 1, FAULT, ME FAULT);
	ends(fatal_message_by_flag, 1, FAULT, ME FAULT);
	ends(messages_of_libraries, GOES_ON, "", "");
}

/* ---- by the deadline ---- */

static double seconds_left(void)
{
	struct itimerval left;
	g_assert_cmpint(getitimer(ITIMER_REAL, &left), ==, 0);
	return (double)left.it_value.tv_sec + (double)left.it_value.tv_usec / 1e6;
}

static void start(const char *seconds)
{
	g_autoptr(GError) error = NULL;
	bool good = deadline_start(seconds, out, true, &error);
	g_assert_no_error(error);
	g_assert_true(good);
}

static void values_of_the_variable(void)
{
	static const struct {
		const char *text;
		double seconds;
	} good[] = { { NULL, 20 },	{ "", 20 },	    { "1000", 1000 }, { "1000.5", 1000.5 },
		     { "2000.", 2000 }, { "86400", 86400 }, { "03000", 3000 } };
	static const char *const bad[] = { "0",	    "0.0", "-1", "+1", "x",  "1x",   "1e3", "86401", "86400.1",
					   "1.2.3", "1..", ".",	 "1 ", " 1", "0x10", "inf", "nan" };
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		start(good[i].text);
		g_assert_cmpfloat(deadline_seconds(), ==, good[i].seconds);
		g_assert_cmpfloat(seconds_left(), >, 0);
		g_assert_cmpfloat(seconds_left(), <=, good[i].seconds);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_false(deadline_start(bad[i], out, true, &error));
		g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
		g_assert_cmpstr(error->message, ==,
				"REPLICATED_TIMEOUT is not a positive number of seconds, at most 86400");
		g_assert_cmpfloat(deadline_seconds(), ==, DEADLINE_DEFAULT_SECONDS);
		g_assert_cmpfloat(seconds_left(), >, 0);
	}
}

static void wait_for_input(void)
{
	start("0.01");
	for (;;)
		pause();
}

static void wait_less_than_a_microsecond(void)
{
	start("0.0000001");
	for (;;)
		pause();
}

static void wait_although_blocked(void)
{
	(void)signal(SIGALRM, SIG_IGN);
	block_all();
	wait_for_input();
}

static void wait_for_something(void)
{
	start("3600");
	deadline_waits_for("the first", "help it");
	deadline_waits_for("the second", "help that");
	(void)raise(SIGALRM);
}

static void wait_for_the_third(void)
{
	start("3600");
	deadline_waits_for("the first", "help it");
	deadline_waits_for("the second", "help that");
	deadline_waits_for("the third", "help this");
	(void)raise(SIGALRM);
}

static void wait_for_less(void)
{
	start("3600");
	deadline_shorten(1000);
	g_assert_cmpfloat(deadline_seconds(), ==, 1000);
	g_assert_cmpfloat(seconds_left(), <=, 1000);
	(void)raise(SIGALRM);
}

static void wait_for_no_more(void)
{
	start("1000");
	deadline_shorten(3600);
	g_assert_cmpfloat(deadline_seconds(), ==, 1000);
	g_assert_cmpfloat(seconds_left(), <=, 1000);
	(void)raise(SIGALRM);
}

static void the_end_of_the_time(void)
{
	ends(values_of_the_variable, GOES_ON, "", "");
#define INPUT " s waiting for the end of standard input: close it"
#define HIGHER ", or set REPLICATED_TIMEOUT higher\n"
	ends(wait_for_input, 1, "timed out after 0.01" INPUT HIGHER, ME "timed out after 0.01" INPUT HIGHER);
	ends(wait_less_than_a_microsecond, 1, "timed out after 1e-07" INPUT HIGHER,
	     ME "timed out after 1e-07" INPUT HIGHER);
	ends(wait_although_blocked, 1, "timed out after 0.01" INPUT HIGHER, ME "timed out after 0.01" INPUT HIGHER);
	ends(wait_for_something, 1, "timed out after 3600 s waiting for the second: help that" HIGHER,
	     ME "timed out after 3600 s waiting for the second: help that" HIGHER);
	ends(wait_for_the_third, 1, "timed out after 3600 s waiting for the third: help this" HIGHER,
	     ME "timed out after 3600 s waiting for the third: help this" HIGHER);
	ends(wait_for_less, 1, "timed out after 1000" INPUT "\n", ME "timed out after 1000" INPUT "\n");
	ends(wait_for_no_more, 1, "timed out after 1000" INPUT HIGHER, ME "timed out after 1000" INPUT HIGHER);
}

/* ---- what was begun is finished, or undone ---- */

static void once_more(void)
{
	g_autoptr(GError) error = NULL;
	start("3600");
	deadline_waits_for("it", "help it");
	deadline_postpone();
	g_assert_false(deadline_is_over(&error));
	g_assert_no_error(error);
	deadline_pause();
	g_assert_cmpfloat(seconds_left(), ==, 0);
	(void)raise(SIGALRM);
	g_assert_cmpfloat(seconds_left(), >, 0);
	g_assert_true(deadline_is_over(&error));
	g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
	g_assert_cmpstr(error->message, ==,
			"timed out after 3600 s waiting for it: help it, or set REPLICATED_TIMEOUT higher");
	g_assert_true(deadline_is_over(NULL));
	g_clear_error(&error);
	(void)raise(SIGALRM);
}

static void while_something_is_half_done(void)
{
	ends(once_more, 1, "timed out after 3600 s waiting for it: help it" HIGHER,
	     ME "timed out after 3600 s waiting for it: help it" HIGHER);
}

/* ---- the clock stands, or another one goes ---- */

static void stands_and_goes_on(void)
{
	start("1000");
	deadline_pause();
	g_assert_cmpfloat(seconds_left(), ==, 0);
	deadline_resume();
	g_assert_cmpfloat(seconds_left(), >, 0);
	g_assert_cmpfloat(seconds_left(), <=, 1000);
}

static void a_prompt(void)
{
	start("20");
	deadline_prompt_begins();
	g_assert_cmpfloat(seconds_left(), >, 20);
	g_assert_cmpfloat(seconds_left(), <=, 120);
	(void)raise(SIGALRM);
}

static void a_prompt_with_much_time(void)
{
	start("3600");
	deadline_prompt_begins();
	g_assert_cmpfloat(seconds_left(), >, 120);
	(void)raise(SIGALRM);
}

static void after_a_prompt(void)
{
	start("100");
	deadline_waits_for("it", "help it");
	deadline_prompt_begins();
	g_assert_cmpfloat(seconds_left(), >, 100);
	deadline_prompt_ends();
	g_assert_cmpfloat(seconds_left(), >, 0);
	g_assert_cmpfloat(seconds_left(), <=, 100);
	(void)raise(SIGALRM);
}

static void a_prompt_that_never_began(void)
{
	start("100");
	deadline_waits_for("it", "help it");
	deadline_prompt_ends();
	(void)raise(SIGALRM);
}

static void a_prompt_while_the_clock_stands(void)
{
	start("100");
	deadline_pause();
	deadline_prompt_begins();
	g_assert_cmpfloat(seconds_left(), ==, 0);
	deadline_prompt_ends();
	g_assert_cmpfloat(seconds_left(), ==, 0);
}

static void a_prompt_for_nobody(void)
{
	start("100");
	deadline_shorten(50);
	deadline_prompt_begins();
}

static void another_clock(void)
{
#define ANSWER "the keyring showed a prompt, and nobody answered it for "
#define IT "timed out after 100 s waiting for it: help it" HIGHER
#define LOCKED                                                                                                         \
	"keyring is locked, and no prompt can be shown here: provide the license with a systemd credential or "        \
	"REPLICATED_LICENSE_ID_FILE\n"
	ends(stands_and_goes_on, GOES_ON, "", "");
	ends(a_prompt, 1, ANSWER "120 s: answer it, then try again\n", ME ANSWER "120 s: answer it, then try again\n");
	ends(a_prompt_with_much_time, 1, ANSWER "3600 s: answer it, then try again\n",
	     ME ANSWER "3600 s: answer it, then try again\n");
	ends(after_a_prompt, 1, IT, ME IT);
	ends(a_prompt_that_never_began, 1, IT, ME IT);
	ends(a_prompt_while_the_clock_stands, GOES_ON, "", "");
	ends(a_prompt_for_nobody, 1, LOCKED, ME LOCKED);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/die/the-sentence", the_sentence);
	g_test_add_func("/die/an-output-that-takes-nothing", an_output_that_takes_nothing);
	g_test_add_func("/die/by-a-signal", by_a_signal);
	g_test_add_func("/die/by-a-fault", by_a_fault);
	g_test_add_func("/deadline/the-end-of-the-time", the_end_of_the_time);
	g_test_add_func("/deadline/while-something-is-half-done", while_something_is_half_done);
	g_test_add_func("/deadline/another-clock", another_clock);
	return g_test_run();
}
