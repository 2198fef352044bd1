/* SPDX-License-Identifier: MIT
 *
 * terminal.h on a pseudo terminal: what it shows, when it echoes, and what signals do; and with a pipe in its place. */
#include "../../helper/runtime/terminal.h"

#include "../../helper/runtime/deadline.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define LIMIT 8
#define PROMPT "Word: "
#define PATIENCE_SECONDS 60

static int master;
static int terminal;
static int events; /* a line for each thing that happens: the worker writes here, and who waits for it */
static pid_t worker;
static pid_t shell;
static FILE *told;
static GString *screen;
static struct termios at_first;
static bool in_session = true; /* whether the terminal is the one of the worker's session */

static void tell(const char *format, ...) G_GNUC_PRINTF(1, 2);
static void tell(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vdprintf(events, format, arguments);
	va_end(arguments);
}

/* ---- as a shell starts a program, in the foreground of a terminal ---- */

static void work_in_foreground(void (*work)(void))
{
	static const int signals[] = { SIGINT,	SIGQUIT, SIGTTOU, SIGHUP,  SIGTERM,
				       SIGTSTP, SIGCONT, SIGUSR1, SIGUSR2, SIGXCPU };
	if (in_session) {
		g_assert_cmpint(setpgid(0, 0), ==, 0);
		g_assert_cmpint(tcsetpgrp(terminal, getpid()), ==, 0);
	} else {
		g_assert_cmpint(setsid(), >=, 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
		(void)signal(signals[i], SIG_DFL);
	(void)close(master);
	g_assert_cmpint(dup2(terminal, STDIN_FILENO), ==, STDIN_FILENO);
	tell("%d\n", (int)getpid());
	work();
	exit(0);
}

static void be_shell(void (*work)(void))
{
	(void)signal(SIGTTOU, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	g_assert_cmpint(setsid(), >=, 0);
	g_assert_cmpint(ioctl(terminal, TIOCSCTTY, 0), ==, 0);
	pid_t pid = fork();
	if (pid == 0)
		work_in_foreground(work);
	for (;;) {
		int status = 0;
		g_assert_cmpint(waitpid(pid, &status, WUNTRACED), ==, pid);
		if (WIFSTOPPED(status)) {
			tell("stopped\n");
			continue;
		}
		if (WIFSIGNALED(status))
			tell("ended by signal %d\n", WTERMSIG(status));
		else
			tell("ended with %d\n", WEXITSTATUS(status));
		_exit(0);
	}
}

/* The next line of what happens. Where nothing does, SIGALRM ends the test, and with it the terminal. */
static char *next(void)
{
	char line[TERMINAL_LINE_MAX + 256] = "";
	(void)alarm(PATIENCE_SECONDS);
	g_assert_nonnull(fgets(line, sizeof(line), told));
	(void)alarm(0);
	return g_strdup(g_strchomp(line));
}

static void happens(const char *want)
{
	g_autofree char *line = next();
	g_assert_cmpstr(line, ==, want);
}

static void on_terminal(void (*work)(void), void (*prepare)(struct termios *modes))
{
	int ends[2];
	g_assert_cmpint(openpty(&master, &terminal, NULL, NULL, NULL), ==, 0);
	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_cmpint(tcgetattr(terminal, &at_first), ==, 0);
	if (prepare)
		prepare(&at_first);
	g_assert_cmpint(tcsetattr(terminal, TCSANOW, &at_first), ==, 0);
	events = ends[1];
	screen = g_string_new(NULL);
	shell = fork();
	if (shell == 0) {
		(void)close(ends[0]);
		be_shell(work);
	}
	(void)close(ends[1]);
	told = fdopen(ends[0], "r");
	g_autofree char *pid = next();
	worker = (pid_t)strtol(pid, NULL, 10);
}

static void over(void)
{
	g_assert_cmpint(waitpid(shell, NULL, 0), ==, shell);
	(void)fclose(told);
	(void)close(master);
	(void)close(terminal);
	g_string_free(screen, TRUE);
}

/* Waits until the screen ends with the text. */
static void shows(const char *text)
{
	while (!g_str_has_suffix(screen->str, text)) {
		char part[512];
		struct pollfd ready = { .fd = master, .events = POLLIN };
		if (poll(&ready, 1, PATIENCE_SECONDS * 1000) != 1)
			g_error("the screen shows '%s', not '%s'", screen->str, text);
		ssize_t got = read(master, part, sizeof(part));
		g_assert_cmpint((int)got, >, 0);
		g_string_append_len(screen, part, got);
	}
}

static void types(const char *text)
{
	size_t length = strlen(text);
	g_assert_cmpint((int)write(master, text, length), ==, (int)length);
}

static struct termios modes_now(void)
{
	struct termios modes;
	g_assert_cmpint(tcgetattr(terminal, &modes), ==, 0);
	return modes;
}

static bool echoes(void)
{
	return (modes_now().c_lflag & ECHO) != 0;
}

static void comes_to_echo(bool want)
{
	gint64 end = g_get_monotonic_time() + PATIENCE_SECONDS * G_USEC_PER_SEC;
	while (echoes() != want && g_get_monotonic_time() < end)
		g_usleep(1000);
	g_assert_true(echoes() == want);
}

static void get(int number)
{
	g_assert_cmpint(kill(worker, number), ==, 0);
}

/* ---- what the worker does ---- */

static bool ask_for(const char *prompt, size_t limit)
{
	g_auto(Secret) answer = SECRET_INIT(limit);
	g_autoptr(GError) error = NULL;
	bool good = terminal_ask(prompt, &answer, &error);
	if (good && answer.length > 100)
		tell("%zu bytes\n", answer.length);
	else
		tell("%s\n", good ? secret_text(&answer) : error->message);
	return good;
}

static void end_here(void)
{
	g_autoptr(GError) error = NULL;
	bool good = terminal_ends_here(&error);
	tell("%s\n", good ? "good" : error->message);
}

static void ask(void)
{
	(void)ask_for(PROMPT, LIMIT);
	end_here();
}

static void ask_for_much(void)
{
	(void)ask_for(PROMPT, 2 * TERMINAL_LINE_MAX);
	end_here();
}

static void ask_twice(void)
{
	(void)ask_for(PROMPT, LIMIT);
	(void)ask_for("Again: ", LIMIT);
	end_here();
}

static void ask_in_colour(void)
{
	(void)ask_for("\x1b[31m" PROMPT, LIMIT);
	end_here();
}

static void ask_and_leave(void)
{
	(void)ask_for(PROMPT, LIMIT);
	terminal_echo_again();
}

static void ask_ignoring(void)
{
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGUSR1, SIG_IGN);
	(void)ask_for(PROMPT, LIMIT);
	tell("between\n");
	pause();
}

/* Until a signal ends it. */
static void ask_and_go_on(void)
{
	(void)ask_for(PROMPT, LIMIT);
	tell("between\n");
	for (;;)
		pause();
}

static void ask_with_deadline(void)
{
	g_autoptr(GError) error = NULL;
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	g_assert_cmpint(dup2(nowhere, STDERR_FILENO), ==, STDERR_FILENO);
	g_assert_true(deadline_start("3600", nowhere, false, &error));
	(void)ask_for(PROMPT, LIMIT);
	tell("between\n");
	for (;;)
		pause();
}

static void ask_and_look(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT };
	sigset_t blocked;
	ask();
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
		struct sigaction action;
		g_assert_cmpint(sigaction(signals[i], NULL, &action), ==, 0);
		g_assert_true(action.sa_handler == SIG_DFL);
	}
	g_assert_cmpint(sigprocmask(SIG_BLOCK, NULL, &blocked), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
		g_assert_false(sigismember(&blocked, signals[i]));
	struct pollfd more = { .fd = STDIN_FILENO, .events = POLLIN };
	tell(poll(&more, 1, 0) == 0 ? "nothing more\n" : "more\n");
}

static void ask_outside(void)
{
	ask();
	tell(open("/dev/tty", O_RDWR | O_NOCTTY) < 0 && errno == ENXIO ? "no terminal of its own\n" : "a terminal\n");
}

/* ---- questions ---- */

static void one_question(void)
{
	on_terminal(ask_and_look, NULL);
	shows(PROMPT);
	g_assert_false(echoes());
	types("secret\r");
	happens("secret");
	happens("good");
	shows(PROMPT "\r\n");
	g_assert_cmpstr(screen->str, ==, PROMPT "\r\n");
	g_assert_true(echoes());
	happens("nothing more");
	happens("ended with 0");
	over();
}

static void two_questions(void)
{
	on_terminal(ask_twice, NULL);
	shows(PROMPT);
	types("one\r");
	happens("one");
	shows("Again: ");
	g_assert_false(echoes());
	types("two\r");
	happens("two");
	happens("good");
	shows(PROMPT "\r\nAgain: \r\n");
	g_assert_true(echoes());
	happens("ended with 0");
	over();
}

static void what_is_typed(const char *text, const char *answer, const char *end)
{
	on_terminal(ask, NULL);
	shows(PROMPT);
	types(text);
	happens(answer);
	happens(end);
	happens("ended with 0");
	g_assert_true(echoes());
	over();
}

static void the_answer(void)
{
	what_is_typed("12345678\r", "12345678", "good");
	what_is_typed("1\n", "1", "good");
	what_is_typed("\r", "", "good");
	what_is_typed("\x04", "", "good");
	what_is_typed("123456789\r", "the line is longer than 8 bytes", "good");
	what_is_typed("1\r\r\n\r", "1", "good");
	what_is_typed("1\r2\r", "1", "more than one line was given: give just that one line");
	what_is_typed("1\r\r\r2\r", "1", "more than one line was given: give just that one line");
}

static void the_rest_of_a_file(void)
{
	on_terminal(ask_and_look, NULL);
	shows(PROMPT);
	types("1\r22\r333\r");
	happens("1");
	happens("more than one line was given: give just that one line");
	happens("nothing more");
	happens("ended with 0");
	over();
}

static void as_long_as_a_terminal_can(void)
{
	for (size_t length = TERMINAL_LINE_MAX; length <= TERMINAL_LINE_MAX + 1; length++) {
		g_autofree char *text = g_strnfill(length, 'x');
		on_terminal(ask_for_much, NULL);
		shows(PROMPT);
		types(text);
		types("\r");
		happens(length == TERMINAL_LINE_MAX
				? "4094 bytes"
				: "the line is longer than a terminal can read (4094 bytes): write it to standard input");
		happens("good");
		happens("ended with 0");
		over();
	}
}

static void a_prompt_of_others(void)
{
	on_terminal(ask_in_colour, NULL);
	shows(PROMPT);
	g_assert_cmpstr(screen->str, ==, "?[31m" PROMPT);
	types("a\r");
	happens("a");
	happens("good");
	happens("ended with 0");
	over();
}

static void without_an_end(void)
{
	on_terminal(ask_and_leave, NULL);
	shows(PROMPT);
	types("a\r");
	happens("a");
	happens("ended with 0");
	g_assert_true(echoes());
	over();
}

/* A terminal that another program has left in a mode of its own is used, and is left like that. */
static void odd_modes(struct termios *modes)
{
	modes->c_lflag &= ~(tcflag_t)(ICANON | ISIG);
	modes->c_lflag |= ECHONL;
	modes->c_iflag &= ~(tcflag_t)ICRNL;
}

static void in_another_mode(void)
{
	on_terminal(ask, odd_modes);
	shows(PROMPT);
	types("ab\x7f"
	      "c\r");
	happens("ac");
	happens("good");
	happens("ended with 0");
	shows(PROMPT "\r\n");
	g_assert_cmpstr(screen->str, ==, PROMPT "\r\n");
	struct termios after = modes_now();
	g_assert_cmpuint(after.c_lflag, ==, at_first.c_lflag);
	g_assert_cmpuint(after.c_iflag, ==, at_first.c_iflag);
	over();

	on_terminal(ask, odd_modes);
	shows(PROMPT);
	types("a\x03");
	happens("ended by signal 2");
	g_assert_true(echoes());
	over();
}

static void a_terminal_of_another_session(void)
{
	in_session = false;
	on_terminal(ask_outside, NULL);
	in_session = true;
	shows(PROMPT);
	types("a\r");
	happens("a");
	happens("good");
	happens("no terminal of its own");
	happens("ended with 0");
	over();
}

/* ---- signals ---- */

static void one_that_ends_it(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGUSR1, SIGUSR2 };
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
		g_autofree char *want = g_strdup_printf("ended by signal %d", signals[i]);
		g_test_message("%s", want);
		on_terminal(ask, NULL);
		shows(PROMPT);
		types("abc");
		get(signals[i]);
		happens(want);
		shows(PROMPT "\r\n");
		g_assert_true(echoes());
		over();
	}
}

static void one_between_two_questions(void)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGUSR1, SIGUSR2 };
	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
		g_autofree char *want = g_strdup_printf("ended by signal %d", signals[i]);
		g_test_message("%s", want);
		on_terminal(ask_and_go_on, NULL);
		shows(PROMPT);
		types("abc\r");
		happens("abc");
		happens("between");
		g_assert_false(echoes());
		get(signals[i]);
		happens(want);
		g_assert_true(echoes());
		over();
	}
}

/* The deadline ends the program with a sentence, and with echo. */
static void the_deadline(void)
{
	on_terminal(ask_with_deadline, NULL);
	shows(PROMPT);
	get(SIGALRM);
	happens("ended with 1");
	g_assert_true(echoes());
	over();

	on_terminal(ask_with_deadline, NULL);
	shows(PROMPT);
	types("abc\r");
	happens("abc");
	happens("between");
	g_assert_false(echoes());
	get(SIGALRM);
	happens("ended with 1");
	g_assert_true(echoes());
	over();
}

static void one_that_is_ignored(void)
{
	on_terminal(ask_ignoring, NULL);
	shows(PROMPT);
	get(SIGHUP);
	get(SIGUSR1);
	types("abc\r");
	happens("abc");
	happens("between");
	get(SIGHUP);
	get(SIGUSR1);
	get(SIGUSR2);
	happens("ended by signal 12");
	over();
}

/* Echo is on while it is stopped; then the question is asked again, and what was typed before is forgotten. */
static void a_stop(void)
{
	on_terminal(ask, NULL);
	shows(PROMPT);
	for (int i = 0; i < 2; i++) {
		types("abc\x1a");
		happens("stopped");
		g_assert_true(echoes());
		g_string_truncate(screen, 0);
		get(SIGCONT);
		shows(PROMPT);
		g_assert_false(echoes());
	}
	types("def\r");
	happens("def");
	happens("good");
	happens("ended with 0");
	g_assert_true(echoes());
	over();
}

static void a_stop_between_two_questions(void)
{
	on_terminal(ask_and_go_on, NULL);
	shows(PROMPT);
	types("abc\r");
	happens("abc");
	happens("between");
	for (int i = 0; i < 3; i++) {
		get(SIGTSTP);
		happens("stopped");
		g_assert_true(echoes());
		get(SIGCONT);
		comes_to_echo(false);
	}
	/* Stopped by a signal that no program sees: the shell has changed the modes. */
	struct termios modes = modes_now();
	get(SIGSTOP);
	happens("stopped");
	modes.c_lflag |= ECHO;
	g_assert_cmpint(tcsetattr(terminal, TCSANOW, &modes), ==, 0);
	get(SIGCONT);
	comes_to_echo(false);
	get(SIGTERM);
	happens("ended by signal 15");
	g_assert_true(echoes());
	over();
}

/* ---- a pipe in place of a terminal ---- */

static int before_pipe;

/* The pipe stays open where `ends` is false: nobody waits for more than a line. */
static int with_input(const char *text, size_t length, bool ends)
{
	int pipes[2];
	g_assert_cmpint(pipe(pipes), ==, 0);
	before_pipe = dup(STDIN_FILENO);
	g_assert_cmpint(dup2(pipes[0], STDIN_FILENO), ==, STDIN_FILENO);
	(void)close(pipes[0]);
	g_assert_cmpint((int)write(pipes[1], text, length), ==, (int)length);
	if (!ends)
		return pipes[1];
	(void)close(pipes[1]);
	return -1;
}

static void input_again(int writer)
{
	g_assert_cmpint(dup2(before_pipe, STDIN_FILENO), ==, STDIN_FILENO);
	(void)close(before_pipe);
	if (writer >= 0)
		(void)close(writer);
}

static void line_is(const char *want)
{
	g_auto(Secret) answer = SECRET_INIT(LIMIT);
	g_autoptr(GError) error = NULL;
	bool good = terminal_ask(PROMPT, &answer, &error);
	g_assert_cmpstr(good ? secret_text(&answer) : error->message, ==, want);
}

static void end_is(const char *want)
{
	g_autoptr(GError) error = NULL;
	bool good = terminal_ends_here(&error);
	g_assert_cmpstr(good ? "good" : error->message, ==, want);
}

static void a_line_of_a_pipe(void)
{
	static const char too_long[] = "the line is longer than 8 bytes";
	static const char more[] = "more than one line was given: give just that one line";
	static const struct {
		const char *text;
		const char *answer;
		const char *end;
	} cases[] = {
		{ "one\n", "one", "good" },
		{ "one\r\n", "one", "good" },
		{ "\n", "", "good" },
		{ "\r\n", "", "good" },
		{ "a\rb\n", "a\rb", "good" },
		{ "12345678\n", "12345678", "good" },
		{ "12345678\r\n", "12345678", "good" },
		{ "123456789\n", too_long, "good" },
		{ "123456789\r\n", too_long, NULL },
		{ "one\n\n", "one", "good" },
		{ "one\n\r\n\n", "one", "good" },
		{ "one\ntwo", "one", more },
		{ "one\n\r\ntwo", "one", more },
		{ "one\n \n", "one", more },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (int ends = 0; ends < 2; ends++) {
			g_test_message("%s", cases[i].text);
			int writer = with_input(cases[i].text, strlen(cases[i].text), ends);
			line_is(cases[i].answer);
			if (cases[i].end)
				end_is(cases[i].end);
			input_again(writer);
		}
	/* The end of the input ends a line, too, but is no LF of a CRLF. */
	static const char *const last[][2] = { { "", "" },
					       { "one", "one" },
					       { "12345678", "12345678" },
					       { "123456789", too_long },
					       { "12345678\r", too_long },
					       { "1234567890", too_long } };
	for (size_t i = 0; i < G_N_ELEMENTS(last); i++) {
		(void)with_input(last[i][0], strlen(last[i][0]), true);
		line_is(last[i][1]);
		input_again(-1);
	}
}

static void no_byte_more_than_the_line(void)
{
	int writer = with_input("one\ntwo\r\nthree", 14, false);
	line_is("one");
	line_is("two");
	char rest[16] = "";
	g_assert_cmpint((int)read(STDIN_FILENO, rest, sizeof(rest) - 1), ==, 5);
	g_assert_cmpstr(rest, ==, "three");
	g_assert_false(terminal_is_there());
	input_again(writer);
}

static void what_cannot_be_read(void)
{
	int folder = open("/", O_RDONLY | O_CLOEXEC);
	before_pipe = dup(STDIN_FILENO);
	g_assert_cmpint(dup2(folder, STDIN_FILENO), ==, STDIN_FILENO);
	(void)close(folder);
	line_is("cannot read the answer: Is a directory");
	end_is("good");
	input_again(-1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/terminal/one-question", one_question);
	g_test_add_func("/terminal/two-questions", two_questions);
	g_test_add_func("/terminal/the-answer", the_answer);
	g_test_add_func("/terminal/the-rest-of-a-file", the_rest_of_a_file);
	g_test_add_func("/terminal/as-long-as-a-terminal-can", as_long_as_a_terminal_can);
	g_test_add_func("/terminal/a-prompt-of-others", a_prompt_of_others);
	g_test_add_func("/terminal/without-an-end", without_an_end);
	g_test_add_func("/terminal/in-another-mode", in_another_mode);
	g_test_add_func("/terminal/a-terminal-of-another-session", a_terminal_of_another_session);
	g_test_add_func("/terminal/one-that-ends-it", one_that_ends_it);
	g_test_add_func("/terminal/one-between-two-questions", one_between_two_questions);
	g_test_add_func("/terminal/the-deadline", the_deadline);
	g_test_add_func("/terminal/one-that-is-ignored", one_that_is_ignored);
	g_test_add_func("/terminal/a-stop", a_stop);
	g_test_add_func("/terminal/a-stop-between-two-questions", a_stop_between_two_questions);
	g_test_add_func("/terminal/a-line-of-a-pipe", a_line_of_a_pipe);
	g_test_add_func("/terminal/no-byte-more-than-the-line", no_byte_more_than_the_line);
	g_test_add_func("/terminal/what-cannot-be-read", what_cannot_be_read);
	return g_test_run();
}
