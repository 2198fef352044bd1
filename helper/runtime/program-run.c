/* SPDX-License-Identifier: MIT */
#include "program-run.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* In a process group of its own, so that it can be killed with what it started. */
static int spawn(const char *path, const char *argument, int out, pid_t *ret_pid)
{
	g_autofree char *program = g_strdup(path);
	g_autofree char *word = g_strdup(argument);
	char *const arguments[] = { program, word, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	int result = posix_spawnattr_init(&attributes);
	if (result == 0) {
		(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
		result = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
		if (result == 0)
			result = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
		if (result == 0)
			result = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
		if (result == 0)
			result = posix_spawn(ret_pid, path, &actions, &attributes, arguments, environ);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return result;
}

/* To the end, of which as much as the limit is kept; false if that is not reached in time. */
static bool read_until(int fd, gint64 end, GString *output)
{
	for (;;) {
		char part[512];
		gint64 left = end - g_get_monotonic_time();
		struct pollfd one = { .fd = fd, .events = POLLIN };
		if (left <= 0)
			return false;
		if (poll(&one, 1, (int)(left / 1000) + 1) <= 0)
			continue;
		ssize_t got = read(fd, part, sizeof(part));
		if (got <= 0)
			return true;
		g_string_append_len(output, part, MIN(got, (ssize_t)(PROGRAM_OUTPUT_MAX - output->len)));
	}
}

/* A program that has closed its output ends at once, or is ended. */
static bool wait_until(pid_t pid, gint64 end, int *ret_status)
{
	while (waitpid(pid, ret_status, WNOHANG) == 0) {
		if (g_get_monotonic_time() >= end)
			return false;
		g_usleep(1000);
	}
	return true;
}

static bool judge(int status, GError **error)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return WIFSIGNALED(status) ? fail(error, HELPER_FAILED, "signal %d", WTERMSIG(status))
				   : fail(error, HELPER_FAILED, "exit status %d", WEXITSTATUS(status));
}

bool program_run(const char *path, const char *argument, double seconds, char **ret_output, GError **error)
{
	gint64 end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
	int out[2];
	pid_t pid = 0;
	int status = 0;
	if (pipe2(out, O_CLOEXEC) != 0)
		return fail(error, HELPER_FAILED, "%s", g_strerror(errno));
	int result = spawn(path, argument, out[1], &pid);
	(void)close(out[1]);
	if (result != 0) {
		(void)close(out[0]);
		return fail(error, HELPER_FAILED, "it cannot be started: %s", g_strerror(result));
	}

	GString *output = g_string_new(NULL);
	bool ended = read_until(out[0], end, output) && wait_until(pid, end, &status);
	(void)close(out[0]);
	if (!ended) {
		(void)kill(-pid, SIGKILL);
		(void)waitpid(pid, &status, 0);
	}
	g_autofree char *text = g_string_free(output, FALSE);
	if (!ended)
		return fail(error, HELPER_FAILED, "no answer after %.0f s", seconds);
	if (!judge(status, error))
		return false;
	*ret_output = g_steal_pointer(&text);
	return true;
}

bool program_become(const char *const *arguments, int out, GError **error)
{
	const struct itimerval off = { 0 };
	/* What startup.h changed for this program alone; the other one has its own deadline, if any. */
	(void)setitimer(ITIMER_REAL, &off, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_DFL);
	int failure = dup2(out, STDOUT_FILENO) < 0 ? errno : 0;
	if (!failure) {
		execv(arguments[0], (char *const *)(guintptr)arguments);
		failure = errno;
	}
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	return fail(error, HELPER_FAILED, "cannot run '%s': %s", arguments[0], g_strerror(failure));
}
