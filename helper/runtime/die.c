/* SPDX-License-Identifier: MIT */
#include "die.h"

#include "program.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define ENDED "ended by a signal\n"
#define FAULT "out of memory, or a bug in this program: try again, and report it if it happens again\n"

static volatile sig_atomic_t standard_output = -1;
static volatile sig_atomic_t also_there;
static const char *volatile first_answer;
static void (*volatile undo_first)(void);

static void say(int fd, const char *text)
{
	struct pollfd writable = { .fd = fd, .events = POLLOUT };
	if (poll(&writable, 1, 0) == 1 && !(writable.revents & (POLLERR | POLLNVAL))) {
		ssize_t ignored = write(fd, text, strlen(text));
		(void)ignored;
	}
}

void die_prepare(int out, bool protocol)
{
	standard_output = out;
	also_there = protocol;
}

bool die_answers_client(void)
{
	return also_there;
}

void die_undo_first(void (*undo)(void))
{
	undo_first = undo;
}

static void undo(void)
{
	void (*first)(void) = undo_first;
	undo_first = NULL;
	if (first)
		first();
}

void die(const char *sentence)
{
	undo();
	if (first_answer)
		say(standard_output, first_answer);
	if (also_there)
		say(standard_output, sentence);
	say(STDERR_FILENO, PROGRAM_NAME ": ");
	say(STDERR_FILENO, sentence);
	_exit(1);
}

static void ended(int signal_number)
{
	(void)signal_number;
	die(ENDED);
}

void die_answers(const char *answer)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	first_answer = answer;
	for (size_t i = 0; answer && i < G_N_ELEMENTS(signals); i++) {
		const struct sigaction action = { .sa_handler = ended };
		struct sigaction before;
		/* nohup(1) ignores SIGHUP, and so do we. */
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &action, NULL);
	}
}

static void aborted(int signal_number)
{
	(void)signal_number;
	die(FAULT);
}

static GLogWriterOutput drop(GLogLevelFlags level, const GLogField *fields, gsize count, gpointer data)
{
	/* Here, not in the handler above: GLib's own threads block all signals. */
	if (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_ERROR))
		die(FAULT);
	(void)fields;
	(void)count;
	(void)data;
	return G_LOG_WRITER_HANDLED;
}

void die_on_abort(void)
{
	const struct sigaction action = { .sa_handler = aborted };
	/* GLib ends by SIGTRAP, the C library by SIGABRT. */
	(void)sigaction(SIGABRT, &action, NULL);
	(void)sigaction(SIGTRAP, &action, NULL);
	g_log_set_writer_func(drop, NULL, NULL);
}
