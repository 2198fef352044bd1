/* SPDX-License-Identifier: MIT */
#include "chart-program.h"

#include "../runtime/error.h"
#include "../runtime/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_MAX (4UL * 1024 * 1024 * 1024)
#define FILE_MAX (64UL * 1024 * 1024)
/* How often the clock and signals are looked at. */
#define TICK_MILLISECONDS 100
#define PROGRESS_AFTER G_USEC_PER_SEC

struct child {
	pid_t pid;
	int in;
	int out;
	int errors;
	size_t written;
	gint64 started;
	gint64 deadline;
};

/* ---- signals ---- */

static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

static sigset_t ending_signals(void)
{
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < G_N_ELEMENTS(ending); i++)
		sigaddset(&set, ending[i]);
	return set;
}

void chart_signals_hold(void)
{
	const sigset_t set = ending_signals();
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

void chart_signals_release(void)
{
	const sigset_t set = ending_signals();
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static bool signal_waits(void)
{
	sigset_t pending;
	(void)sigpending(&pending);
	for (size_t i = 0; i < G_N_ELEMENTS(ending); i++)
		if (sigismember(&pending, ending[i]))
			return true;
	return false;
}

/* ---- starting ---- */

static void limit(__rlimit_resource_t resource, rlim_t most)
{
	struct rlimit limits = { most, most };
	(void)getrlimit(resource, &limits);
	limits.rlim_cur = MIN(limits.rlim_cur, most);
	limits.rlim_max = MIN(limits.rlim_max, most);
	(void)setrlimit(resource, &limits);
}

/* In the child: nothing here may fail the start but execve(2). */
static void confine(double seconds)
{
	limit(RLIMIT_AS, MEMORY_MAX);
	limit(RLIMIT_FSIZE, FILE_MAX);
	limit(RLIMIT_CPU, (rlim_t)(seconds * 4) + 1);
	(void)prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL);
	/* Without a user namespace only root may; some systems forbid both. */
	if (unshare(CLONE_NEWNET) != 0)
		(void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

static char **make_environment(const char *home)
{
	GPtrArray *entries = g_ptr_array_new();
	g_ptr_array_add(entries, g_strdup_printf("PATH=%s", g_getenv("PATH"))); /* the program was found on it */
	g_ptr_array_add(entries, g_strdup_printf("HOME=%s", home));
	g_ptr_array_add(entries, g_strdup_printf("TMPDIR=%s", home));
	g_ptr_array_add(entries, g_strdup("LC_ALL=C"));
	g_ptr_array_add(entries, NULL);
	return (char **)g_ptr_array_free(entries, FALSE);
}

static void become(const struct chart_program *program, char *const *environment, const int in[2], const int out[2],
		   const int errors[2])
{
	sigset_t none;
	sigemptyset(&none);
	(void)setpgid(0, 0);
	if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0 || dup2(errors[1], STDERR_FILENO) < 0 ||
	    chdir(program->home) != 0)
		_exit(127);
	confine(program->seconds);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execve(program->arguments[0], (char *const *)(guintptr)program->arguments, environment);
	_exit(127);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void close_both(int fds[2])
{
	close_fd(&fds[0]);
	close_fd(&fds[1]);
}

static bool start(const struct chart_program *program, struct child *child, GError **error)
{
	int in[2] = { -1, -1 };
	int out[2] = { -1, -1 };
	int errors[2] = { -1, -1 };
	g_auto(GStrv) environment = make_environment(program->home);
	pid_t pid = -1;
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		become(program, environment, in, out, errors);
	if (pid < 0) {
		int cause = errno;
		close_both(in);
		close_both(out);
		close_both(errors);
		return fail(error, HELPER_FAILED, "cannot start '%s': %s", program->arguments[0], g_strerror(cause));
	}
	close_fd(&in[0]);
	close_fd(&out[1]);
	close_fd(&errors[1]);
	(void)fcntl(in[1], F_SETFL, O_NONBLOCK);
	child->pid = pid;
	child->in = in[1];
	child->out = out[0];
	child->errors = errors[0];
	child->started = g_get_monotonic_time();
	child->deadline = child->started + (gint64)(program->seconds * (double)G_USEC_PER_SEC);
	return true;
}

/* ---- the conversation ---- */

static void feed(struct child *child, const struct secret *input)
{
	size_t rest = input ? input->length - child->written : 0;
	ssize_t written = rest > 0 ? write(child->in, input->bytes + child->written, rest) : 0;
	child->written += (size_t)MAX(written, 0);
	if (rest == 0 || (written < 0 && errno != EAGAIN))
		close_fd(&child->in);
}

/* False if the output is too long. */
static bool take_output(struct child *child, struct secret *output)
{
	if (secret_read(output, child->out) <= 0)
		close_fd(&child->out);
	return !secret_overflowed(output);
}

/* What is too much is left out. */
static void take_errors(struct child *child, struct secret *errors)
{
	if (secret_read(errors, child->errors) <= 0)
		close_fd(&child->errors);
}

static bool check_time(const struct chart_program *program, const struct child *child, GError **error)
{
	gint64 now = g_get_monotonic_time();
	g_autofree char *name = g_path_get_basename(program->arguments[0]);
	if (signal_waits())
		return fail(error, HELPER_FAILED, "interrupted while '%s' read the chart", name);
	if (now > child->deadline)
		return fail(error, HELPER_FAILED, "'%s' did not end within %g s", name, program->seconds);
	if (program->spent + now - child->started > PROGRESS_AFTER)
		message_progress(program->progress);
	return true;
}

static bool converse(const struct chart_program *program, struct child *child, struct secret *output,
		     struct secret *errors, GError **error)
{
	while (child->out >= 0 || child->errors >= 0) {
		struct pollfd fds[] = {
			{ .fd = child->in, .events = POLLOUT },
			{ .fd = child->out, .events = POLLIN },
			{ .fd = child->errors, .events = POLLIN },
		};
		if (!check_time(program, child, error))
			return false;
		(void)poll(fds, G_N_ELEMENTS(fds), TICK_MILLISECONDS);
		if (fds[0].revents)
			feed(child, program->input);
		if (fds[1].revents && !take_output(child, output))
			return fail(error, HELPER_FAILED, "'%s' printed more than %d bytes", program->arguments[0],
				    CHART_OUTPUT_MAX);
		if (fds[2].revents)
			take_errors(child, errors);
	}
	return true;
}

/* Its exit status, waited for until the deadline: it may have closed its output and go on. */
static bool reap(const struct chart_program *program, struct child *child, bool ended, bool *ret_good, GError **error)
{
	int status = 0;
	pid_t reaped = 0;
	while (ended && (reaped = waitpid(child->pid, &status, WNOHANG)) == 0) {
		ended = check_time(program, child, error);
		g_usleep(1000);
	}
	(void)kill(-child->pid, SIGKILL);
	if (reaped == 0) {
		/* It may not have made its group yet. */
		(void)kill(child->pid, SIGKILL);
		while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	*ret_good = status == 0;
	return ended;
}

bool chart_program_run(const struct chart_program *program, struct secret *output, struct secret *errors,
		       bool *ret_good, GError **error)
{
	struct child child = { .in = -1, .out = -1, .errors = -1 };
	if (!start(program, &child, error))
		return false;
	bool good = false;
	bool ended = converse(program, &child, output, errors, error);
	close_fd(&child.in);
	close_fd(&child.out);
	close_fd(&child.errors);
	ended = reap(program, &child, ended, &good, error);
	message_progress(NULL);
	if (!ended)
		return false;
	*ret_good = good;
	return true;
}
