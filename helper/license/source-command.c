/* SPDX-License-Identifier: MIT */
#include "source-command.h"

#include "../address/domain.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "config.h"
#include "forwarding.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Set for the command, which must not ask this helper again. */
#define NESTED_VARIABLE "REPLICATED_SOURCE_COMMAND_RUNS"

/* How much of its standard error is shown. */
#define COMPLAINT_MAX 400
/* How often we look whether it has ended, while a program that it started keeps the pipes open. */
#define LOOK_MILLISECONDS 50

/* ---- the words ---- */

static bool check_program(const char *program, GError **error)
{
	if (!program || !*program)
		return fail(error, HELPER_FAILED,
			    "a source command requires a program, then its arguments, separated by ';'");
	return g_path_is_absolute(program) || !strchr(program, '/') ||
	       fail(error, HELPER_FAILED,
		    "the source command '%s' is a relative path" REMEDY "give the name of a program on PATH, or a path "
		    "that begins with '/'",
		    program);
}

char **source_command_split(const char *text, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	for (const char *at = text; *at; at++)
		if (g_ascii_iscntrl(*at)) {
			fail(error, HELPER_FAILED, "the source command contains a control character");
			return NULL;
		}
	/* GLib's own list of strings, so that what login takes and what the config file holds are the same. */
	g_key_file_set_value(file, "source", "command", text);
	g_auto(GStrv) words = g_key_file_get_string_list(file, "source", "command", NULL, NULL);
	if (!words) {
		fail(error, HELPER_FAILED,
		     "the source command is not a list of words, separated by ';', in UTF-8, with '\\;' and '\\\\' "
		     "for a "
		     "semicolon and a backslash");
		return NULL;
	}
	return check_program(words[0], error) ? g_steal_pointer(&words) : NULL;
}

/* ---- the run ---- */

/* A command under way. */
struct run {
	const char *name;
	GPid pid;
	int status; /* of waitpid(2), once it has ended */
	bool ended;
	int fds[2]; /* its standard output and error; -1 when closed */
	struct secret output;
	struct secret complaint;
};

static void run_clear(struct run *run)
{
	if (run->pid > 0 && !run->ended) {
		(void)kill(run->pid, SIGKILL);
		(void)waitpid(run->pid, &run->status, 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(run->fds); i++)
		if (run->fds[i] >= 0)
			(void)close(run->fds[i]);
	secret_clear(&run->output);
	secret_clear(&run->complaint);
}

typedef struct run Run;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* The deadline ends us without a chance to end the command. Between fork and exec: async-signal-safe calls only. */
static void end_with_parent(gpointer parent)
{
	(void)prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL);
	if (getppid() != *(const pid_t *)parent)
		_exit(1);
}

static char *find_program(const char *name)
{
	if (g_path_is_absolute(name))
		return g_strdup(name);
	g_autoptr(GPtrArray) copies = program_copies_on_path(name);
	return copies->len > 0 ? g_strdup(g_ptr_array_index(copies, 0)) : NULL;
}

static bool start(const char *const *words, struct run *run, GError **error)
{
	g_autofree char *program = find_program(words[0]);
	if (!program)
		return fail(error, HELPER_FAILED,
			    "the source command '%s' was not found on PATH" REMEDY
			    "install it, or correct [source] command= "
			    "in the config file",
			    words[0]);

	/* argv[0] is what a shell would give. */
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_ptr_array_add(argv, program);
	for (const char *const *word = words; *word; word++)
		g_ptr_array_add(argv, (gpointer)(guintptr)*word);
	g_ptr_array_add(argv, NULL);
	g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), NESTED_VARIABLE, "1", TRUE);
	const pid_t self = getpid();
	const GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_FILE_AND_ARGV_ZERO | G_SPAWN_CLOEXEC_PIPES;
	GError *cause = NULL;
	if (g_spawn_async_with_pipes(NULL, (char **)argv->pdata, environment, flags, end_with_parent,
				     (gpointer)(guintptr)&self, &run->pid, NULL, &run->fds[0], &run->fds[1], &cause))
		return true;
	fail(error, HELPER_FAILED, "cannot run the source command '%s': %s", words[0], cause->message);
	g_error_free(cause);
	return false;
}

/* Reads what there is, and closes the pipe at its end. */
static void read_some(int *fd, struct secret *into)
{
	ssize_t got = secret_read(into, *fd);
	if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
		(void)close(*fd);
		*fd = -1;
	}
}

/* Until the command has ended and its pipes are empty. A daemon that it started may keep them open: that is not waited
 * for. */
static bool follow(struct run *run, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(run->fds); i++)
		(void)g_unix_set_fd_nonblocking(run->fds[i], TRUE, NULL);
	for (;;) {
		struct pollfd pipes[] = { { .fd = run->fds[0], .events = POLLIN },
					  { .fd = run->fds[1], .events = POLLIN } };
		if (!run->ended)
			run->ended = waitpid(run->pid, &run->status, WNOHANG) == run->pid;
		int ready = poll(pipes, G_N_ELEMENTS(pipes), run->ended ? 0 : LOOK_MILLISECONDS);
		if (run->ended && ready <= 0)
			return true;
		if (pipes[0].revents)
			read_some(&run->fds[0], &run->output);
		if (pipes[1].revents)
			read_some(&run->fds[1], &run->complaint);
		if (secret_overflowed(&run->output))
			return fail(error, HELPER_FAILED,
				    "the source command '%s' prints more than %d bytes: its first line must be the "
				    "license ID",
				    run->name, SOURCE_OUTPUT_MAX);
	}
}

/* ---- its end ---- */

static void take_first_line(const struct run *run, struct secret *line)
{
	const char *text = secret_text(&run->output);
	const char *end = memchr(text, '\n', run->output.length);
	secret_append(line, text, end ? (size_t)(end - text) : run->output.length);
	if (!secret_overflowed(line))
		secret_trim(line);
}

/* What it says itself, on one line; "" if that is nothing, or holds what it printed as the license. */
static char *complaint_of(struct run *run)
{
	g_auto(Secret) line = SECRET_INIT(SOURCE_OUTPUT_MAX);
	take_first_line(run, &line);
	secret_trim(&run->complaint);
	const char *text = secret_text(&run->complaint);
	if (!*text || (line.length > 0 && strstr(text, secret_text(&line))))
		return g_strdup("");

	g_autofree char *one_line = g_strdelimit(g_strndup(text, COMPLAINT_MAX), "\r\n\t", ' ');
	g_autofree char *harmless = message_sanitize(one_line);
	return g_strdup_printf(", it says \"%s%s\"", harmless, strlen(text) > COMPLAINT_MAX ? "..." : "");
}

static bool ended_well(struct run *run, GError **error)
{
	if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0)
		return true;
	g_autofree char *complaint = complaint_of(run);
	bool killed = WIFSIGNALED(run->status);
	return fail(error, HELPER_FAILED,
		    "the source command '%s' %s %d%s" REMEDY
		    "run it in a terminal, and correct [source] command= in the "
		    "config file if it is wrong",
		    run->name, killed ? "was ended by signal" : "failed with exit status",
		    killed ? WTERMSIG(run->status) : WEXITSTATUS(run->status), complaint);
}

bool source_command_run(const char *const *words, struct secret *ret_license, GError **error)
{
	g_auto(Run) run = {
		.name = words[0],
		.fds = { -1, -1 },
		.output = SECRET_INIT(SOURCE_OUTPUT_MAX),
		.complaint = SECRET_INIT(SOURCE_OUTPUT_MAX),
	};
	if (g_getenv(NESTED_VARIABLE))
		return fail(error, HELPER_FAILED,
			    "the source command asks this helper for the license, which would run it again");
	deadline_waits_for("the source command", "run it in a terminal to see what it waits for");
	if (!start(words, &run, error) || !follow(&run, error) || !ended_well(&run, error))
		return false;

	g_auto(Secret) line = SECRET_INIT(SOURCE_OUTPUT_MAX);
	take_first_line(&run, &line);
	if (!secret_is_license_id(&line))
		return fail(error, HELPER_FAILED,
			    "the first line that the source command '%s' prints is not a license ID: 1 to %d printable "
			    "ASCII characters without spaces",
			    run.name, LICENSE_ID_MAX);
	secret_append_secret(ret_license, &line);
	return true;
}

/* ---- the one in the config file ---- */

/* Read once a call. A config file that cannot be read is an error of the source: passing it over could use another
 * license than the one that was meant. */
static struct {
	bool read;
	char **words;
	GError *error;
} configured;

static void read_config(void)
{
	g_autofree char *text = NULL;
	if (configured.read)
		return;
	configured.read = true;
	if (config_source_command(&text, &configured.error) && text && *text)
		configured.words = source_command_split(text, &configured.error);
}

static const char *name(void)
{
	if (forwarding_is_used())
		return NULL; /* comes before it */
	read_config();
	return configured.words || configured.error ? "the source command in the config file" : NULL;
}

static bool read_license(struct secret *ret_license, GError **error)
{
	read_config();
	if (configured.error) {
		g_propagate_error(error, g_error_copy(configured.error));
		return false;
	}
	return source_command_run((const char *const *)configured.words, ret_license, error);
}

const struct provided_source source_command = { .name = name, .read = read_license };

bool source_command_keep(const char *command, const GPtrArray *domains, GError **error)
{
	g_autoptr(GPtrArray) custom = g_ptr_array_new();
	g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < domains->len; i++)
		if (!domain_is_built_in(g_ptr_array_index(domains, i)))
			g_ptr_array_add(custom, g_ptr_array_index(domains, i));
	return config_add_domains(custom, added, error) && config_set_source_command(command, error);
}
