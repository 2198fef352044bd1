/* SPDX-License-Identifier: MIT */
#include "startup.h"

#include "die.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void open_standard_descriptors(void)
{
	/* A closed standard output becomes one that cannot be written: then the answer fails with a
	 * sentence, and does not vanish into a success. */
	static const int modes[] = { O_RDONLY, O_RDONLY, O_WRONLY };
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", modes[fd]) != fd)
			die("cannot open /dev/null in place of a closed descriptor\n");
}

static void forbid_inspection(void)
{
	/* The limit alone is not enough: a core piped to a program (systemd-coredump) ignores it. */
	const struct rlimit none = { 0, 0 };
	if (prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
		die("the system does not let this program protect its memory\n");
}

static int take_standard_output(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		die("cannot duplicate standard output: too many open files\n");
	return out;
}

static void clean_environment(void)
{
	static const char *const unwanted[] = { "G_DBUS_DEBUG", "G_MESSAGES_DEBUG", "G_DEBUG", "SSLKEYLOGFILE",
						"GIO_EXTRA_MODULES" };
	for (size_t i = 0; i < G_N_ELEMENTS(unwanted); i++)
		g_unsetenv(unwanted[i]);
}

int startup(void)
{
	umask(S_IRWXG | S_IRWXO);
	open_standard_descriptors();
	forbid_inspection();
	int out = take_standard_output();
	clean_environment();
	die_on_abort();
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	return out;
}

void leave(int status)
{
#ifdef RUN_EXIT_HANDLERS
	exit(status);
#else
	_exit(status);
#endif
}
