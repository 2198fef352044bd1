/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include "deadline.h"
#include "die.h"
#include "error.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASTE_PAUSE_MILLISECONDS 100

/* What ends or stops a program while a person types; SIGCONT, since a shell may have changed the modes of
 * the terminal while we were stopped. Not SIGTTIN and SIGTTOU: they stop us before anything is changed. */
static const int watched[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGXCPU, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT };

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
	caught = number;
}

/* The signals are blocked but while we wait: so none comes between a look at `caught` and the wait. */
struct watch {
	struct sigaction before[G_N_ELEMENTS(watched)];
	sigset_t mask;
	sigset_t waiting;
};

/* nohup and the shell's `&` ignore signals on purpose. */
static void handle(size_t index, void (*handler)(int), struct sigaction *ret_before)
{
	const struct sigaction action = { .sa_handler = handler };
	(void)sigaction(watched[index], NULL, ret_before);
	if (ret_before->sa_handler != SIG_IGN)
		(void)sigaction(watched[index], &action, NULL);
}

static void watch_begin(struct watch *watch)
{
	sigset_t ours;
	sigemptyset(&ours);
	for (size_t i = 0; i < G_N_ELEMENTS(watched); i++)
		sigaddset(&ours, watched[i]);
	caught = 0;
	(void)sigprocmask(SIG_BLOCK, &ours, &watch->mask);
	watch->waiting = watch->mask;
	for (size_t i = 0; i < G_N_ELEMENTS(watched); i++)
		handle(i, catch_signal, &watch->before[i]);
}

/* Puts things back, and lets the signal that was caught do what it would have done. */
static void watch_end(struct watch *watch)
{
	for (size_t i = 0; i < G_N_ELEMENTS(watched); i++)
		(void)sigaction(watched[i], &watch->before[i], NULL);
	if (caught)
		(void)raise(caught);
	(void)sigprocmask(SIG_SETMASK, &watch->mask, NULL);
}

/* ---- echo stays off between two questions ---- */

/* The terminal's modes before the first question, and without echo; its descriptor is -1 while echo is on. */
static struct {
	int fd;
	struct termios before;
	struct termios silent;
	struct sigaction actions[G_N_ELEMENTS(watched)];
} quiet = { .fd = -1 };

static void restore_echo(void)
{
	(void)tcsetattr(quiet.fd, TCSANOW, &quiet.before);
}

/* Echo is on while the program is stopped, and off again when it goes on. */
static void stop(const struct sigaction *action)
{
	struct sigaction ours;
	sigset_t one;
	sigemptyset(&one);
	sigaddset(&one, SIGTSTP);
	(void)sigaction(SIGTSTP, action, &ours);
	(void)raise(SIGTSTP);
	(void)sigprocmask(SIG_UNBLOCK, &one, NULL);
	(void)sigprocmask(SIG_BLOCK, &one, NULL);
	(void)sigaction(SIGTSTP, &ours, NULL);
	(void)tcsetattr(quiet.fd, TCSANOW, &quiet.silent);
}

/* Between two questions a signal does what it would have done, with echo on. */
static void end_with_echo(int number)
{
	int reason = errno;
	size_t index = 0;
	while (watched[index] != number)
		index++;
	if (number == SIGCONT) {
		(void)tcsetattr(quiet.fd, TCSANOW, &quiet.silent);
	} else {
		restore_echo();
		if (number == SIGTSTP) {
			stop(&quiet.actions[index]);
		} else {
			(void)sigaction(number, &quiet.actions[index], NULL);
			(void)raise(number);
		}
	}
	errno = reason;
}

static bool turn_echo_off(int fd)
{
	if (quiet.fd >= 0)
		return true;
	if (tcgetattr(fd, &quiet.before) != 0)
		return false;
	quiet.silent = quiet.before;
	quiet.silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	quiet.silent.c_lflag |= ICANON | ISIG;
	quiet.silent.c_iflag |= ICRNL;
	quiet.fd = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (quiet.fd < 0)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(watched); i++)
		/* The deadline keeps its handler, which ends in die(). */
		if (watched[i] != SIGALRM)
			handle(i, end_with_echo, &quiet.actions[i]);
	die_undo_first(restore_echo);
	/* What was typed ahead of the prompt is not thrown away: a script may have written it. */
	return tcsetattr(fd, TCSADRAIN, &quiet.silent) == 0;
}

void terminal_echo_again(void)
{
	if (quiet.fd < 0)
		return;
	(void)tcsetattr(quiet.fd, TCSADRAIN, &quiet.before);
	die_undo_first(NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(watched); i++)
		if (watched[i] != SIGALRM)
			(void)sigaction(watched[i], &quiet.actions[i], NULL);
	(void)close(quiet.fd);
	quiet.fd = -1;
}

bool terminal_is_there(void)
{
	return isatty(STDIN_FILENO) == 1;
}

/* An open file of our own: non-blocking is a property of that, and must not fall on the shell's. */
static int open_terminal(void)
{
	int flags = O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK;
	int fd = open("/dev/tty", flags);
	/* A terminal that is not the session's, as some containers have. */
	return fd >= 0 ? fd : open("/proc/self/fd/0", flags);
}

static void write_text(int fd, const char *text)
{
	ssize_t ignored = write(fd, text, strlen(text));
	(void)ignored;
}

enum outcome {
	LINE,
	TOO_LONG,
	INTERRUPTED,
	BROKEN, /* errno says why */
};

/* One byte at a time: what stands behind the line belongs to the next reader. `waiting` is the signal mask
 * of the wait, or NULL. */
static enum outcome read_line(int fd, const sigset_t *waiting, struct secret *line)
{
	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		char byte;
		ssize_t got = -1;
		if (ppoll(&ready, 1, NULL, waiting) >= 0)
			got = read(fd, &byte, 1);
		if (waiting && caught)
			return INTERRUPTED;
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0)
			return BROKEN;
		if (got == 0)
			return LINE;
		if (byte == '\n') {
			if (line->length > 0 && line->bytes[line->length - 1] == '\r')
				secret_truncate(line, line->length - 1);
			return LINE;
		}
		/* Room for the CR of a CRLF is asked for by the caller's limit + 1. */
		secret_append(line, &byte, 1);
		explicit_bzero(&byte, sizeof(byte));
		if (secret_overflowed(line))
			return TOO_LONG;
	}
}

static bool deliver(enum outcome outcome, struct secret *line, struct secret *answer, GError **error)
{
	if (outcome == BROKEN)
		return fail(error, HELPER_FAILED, "cannot read the answer: %s", g_strerror(errno));
	if (outcome == INTERRUPTED)
		return fail(error, HELPER_FAILED, "interrupted: nothing was changed");
	if (outcome == TOO_LONG || line->length > answer->limit)
		return fail(error, HELPER_FAILED, "the line is longer than %zu bytes", answer->limit);
	secret_move(line, answer);
	return true;
}

/* One try to get an answer; INTERRUPTED and *ret_again after a stop. */
static enum outcome ask_once(int fd, const char *prompt, struct secret *line, bool *ret_again)
{
	struct watch watch;
	enum outcome outcome = BROKEN;

	watch_begin(&watch);
	if (tcsetattr(fd, TCSADRAIN, &quiet.silent) == 0) {
		write_text(fd, prompt);
		outcome = read_line(fd, &watch.waiting, line);
		int reason = errno;
		write_text(fd, "\n");
		errno = reason;
	}
	int reason = errno;
	*ret_again = caught == SIGTSTP || caught == SIGCONT;
	watch_end(&watch);
	errno = reason;
	return outcome;
}

static bool ask_person(const char *prompt, struct secret *answer, GError **error)
{
	int fd = open_terminal();
	if (fd < 0)
		return fail(error, HELPER_FAILED,
			    "cannot open the terminal (%s): write the answer to standard input instead",
			    g_strerror(errno));

	g_auto(Secret) line = SECRET_INIT(answer->limit + 1);
	g_autofree char *harmless = message_sanitize(prompt);
	enum outcome outcome = BROKEN;
	bool again = false;
	deadline_pause();
	if (turn_echo_off(fd))
		do {
			secret_clear(&line);
			outcome = ask_once(fd, harmless, &line, &again);
		} while (outcome == INTERRUPTED && again);
	deadline_resume();

	int reason = errno;
	(void)close(fd);
	errno = reason;
	if (outcome == LINE && line.length > TERMINAL_LINE_MAX)
		return fail(error, HELPER_FAILED,
			    "the line is longer than a terminal can read (%d bytes): write it to standard input",
			    TERMINAL_LINE_MAX);
	return deliver(outcome, &line, answer, error);
}

bool terminal_ask(const char *prompt, struct secret *answer, GError **error)
{
	if (terminal_is_there())
		return ask_person(prompt, answer, error);

	g_auto(Secret) line = SECRET_INIT(answer->limit + 1);
	deadline_waits_for("a line on standard input", "write it there, or run this in a terminal");
	return deliver(read_line(STDIN_FILENO, NULL, &line), &line, answer, error);
}

/* A long paste arrives in pieces: waits until no more comes. */
static void throw_away_input(void)
{
	struct pollfd ready = { .fd = STDIN_FILENO, .events = POLLIN };
	do
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
	while (poll(&ready, 1, PASTE_PAUSE_MILLISECONDS) == 1 && !(ready.revents & (POLLHUP | POLLERR)));
}

static bool more_was_given(void)
{
	for (;;) {
		struct pollfd ready = { .fd = STDIN_FILENO, .events = POLLIN };
		char byte = '\0';
		if (poll(&ready, 1, 0) != 1 || !(ready.revents & POLLIN) || read(STDIN_FILENO, &byte, 1) != 1)
			return false;
		if (byte != '\n' && byte != '\r')
			return true;
	}
}

bool terminal_ends_here(GError **error)
{
	bool more = more_was_given();
	if (more && terminal_is_there())
		throw_away_input();
	terminal_echo_again();
	return !more || fail(error, HELPER_FAILED, "more than one line was given: give just that one line");
}
