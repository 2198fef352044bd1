/* SPDX-License-Identifier: MIT */
#include "registry-client.h"

#include "../../keyring/part.h"
#include "../license/profile.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK 4096
#define PROGRESS_AFTER (1 * G_USEC_PER_SEC)

/* One registry-check at work. */
struct worker {
	size_t index; /* of its question */
	pid_t pid;    /* 0: no work */
	int to;	      /* its standard input; -1 once all is written */
	int from;
	gint64 deadline;
	size_t written;
	struct secret question;
	struct secret answer;
};

/* All of one call. */
struct round {
	const struct registry_question *questions;
	struct registry_answer *answers;
	size_t count;
	size_t begun;
	size_t ended;
	struct worker workers[REGISTRY_CHECKS_MAX];
	gint64 start;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static char **make_environment(void)
{
	GPtrArray *entries = g_ptr_array_new();
	for (const char *const *name = registry_environment; *name; name++)
		if (g_getenv(*name))
			g_ptr_array_add(entries, g_strdup_printf("%s=%s", *name, g_getenv(*name)));
	g_ptr_array_add(entries, NULL);
	return (char **)g_ptr_array_free(entries, FALSE);
}

/* ---- starting and ending one ---- */

static int spawn(const char *path, int in, int out, pid_t *ret_pid)
{
	char name[] = "registry-check";
	char *const arguments[] = { name, NULL };
	g_auto(GStrv) environment = make_environment();
	posix_spawn_file_actions_t actions;
	int result = posix_spawn_file_actions_init(&actions);
	if (result != 0)
		return result;
	result = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	if (result == 0)
		result = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (result == 0)
		result = posix_spawn(ret_pid, path, &actions, NULL, arguments, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	return result;
}

static bool begin(struct worker *worker, const struct registry_question *question, size_t index, GError **error)
{
	int in[2] = { -1, -1 };
	int out[2] = { -1, -1 };
	pid_t pid = 0;
	g_autofree char *path = part_path("registry-check");
	if (!path)
		return fail(error, HELPER_FAILED, "cannot find registry-check: /proc is not mounted");
	int result = pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 ? spawn(path, in[0], out[1], &pid) : errno;
	close_fd(&in[0]);
	close_fd(&out[1]);
	if (result != 0) {
		close_fd(&in[1]);
		close_fd(&out[0]);
		return fail(error, HELPER_FAILED, "cannot start '%s': %s" REMEDY "install the program again", path,
			    g_strerror(result));
	}
	(void)fcntl(in[1], F_SETFL, O_NONBLOCK);
	*worker = (struct worker){
		.index = index,
		.pid = pid,
		.to = in[1],
		.from = out[0],
		.deadline = g_get_monotonic_time() + (gint64)(deadline_seconds() * G_USEC_PER_SEC),
		.question = SECRET_INIT(REGISTRY_QUESTION_MAX),
		.answer = SECRET_INIT(REGISTRY_ANSWER_MAX),
	};
	registry_question_print(question, &worker->question);
	return true;
}

/* It has ended, or is to. */
static void reap(struct worker *worker)
{
	int status;
	close_fd(&worker->to);
	close_fd(&worker->from);
	(void)kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	worker->pid = 0;
	secret_clear(&worker->question);
}

static void end(struct round *round, struct worker *worker)
{
	struct registry_answer *answer = &round->answers[worker->index];
	*answer = (struct registry_answer){ .outcome = REGISTRY_FAILED };
	reap(worker);
	if (!registry_answer_parse(secret_text(&worker->answer), worker->answer.length, answer, NULL)) {
		bool late = g_get_monotonic_time() >= worker->deadline;
		registry_answer_set(answer, late ? REGISTRY_TIMED_OUT : REGISTRY_FAILED,
				    late ? NULL : "registry-check did not answer", NULL);
	}
	secret_clear(&worker->answer);
	round->ended++;
}

/* ---- talking to them all ---- */

static void write_some(struct worker *worker)
{
	ssize_t written =
		write(worker->to, worker->question.bytes + worker->written, worker->question.length - worker->written);
	if (written < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (written > 0)
		worker->written += (size_t)written;
	if (written <= 0 || worker->written == worker->question.length) {
		close_fd(&worker->to);
		secret_clear(&worker->question);
	}
}

/* False at the end of the answer. */
static bool read_some(struct worker *worker)
{
	ssize_t got = secret_read(&worker->answer, worker->from);
	return (got > 0 && !secret_overflowed(&worker->answer)) || (got < 0 && errno == EINTR);
}

static void show_progress(const struct round *round)
{
	gint64 elapsed = g_get_monotonic_time() - round->start;
	if (elapsed < PROGRESS_AFTER)
		return;
	g_autofree char *line = g_strdup_printf("asking registries: %zu of %zu answered, %.0f s", round->ended,
						round->count, (double)elapsed / G_USEC_PER_SEC);
	message_progress(line);
}

static bool begin_more(struct round *round, GError **error)
{
	for (size_t i = 0; i < REGISTRY_CHECKS_MAX && round->begun < round->count; i++) {
		struct worker *worker = &round->workers[i];
		if (worker->pid != 0)
			continue;
		if (!begin(worker, &round->questions[round->begun], round->begun, error))
			return false;
		round->begun++;
	}
	return true;
}

/* Waits for a while and does what can be done. */
static void turn(struct round *round)
{
	struct pollfd fds[2 * REGISTRY_CHECKS_MAX];
	for (size_t i = 0; i < REGISTRY_CHECKS_MAX; i++) {
		const struct worker *worker = &round->workers[i];
		bool busy = worker->pid != 0;
		fds[2 * i] = (struct pollfd){ .fd = busy ? worker->from : -1, .events = POLLIN };
		fds[2 * i + 1] = (struct pollfd){ .fd = busy ? worker->to : -1, .events = POLLOUT };
	}
	/* Long enough to cost nothing, short enough for a clock that people watch. */
	(void)poll(fds, G_N_ELEMENTS(fds), 200);

	for (size_t i = 0; i < REGISTRY_CHECKS_MAX; i++) {
		struct worker *worker = &round->workers[i];
		if (worker->pid == 0)
			continue;
		if (fds[2 * i + 1].revents)
			write_some(worker);
		bool late = g_get_monotonic_time() >= worker->deadline + REGISTRY_GRACE_SECONDS * G_USEC_PER_SEC;
		if ((fds[2 * i].revents && !read_some(worker)) || late)
			end(round, worker);
	}
}

static void abandon(struct round *round)
{
	for (size_t i = 0; i < REGISTRY_CHECKS_MAX; i++) {
		struct worker *worker = &round->workers[i];
		if (worker->pid != 0)
			reap(worker);
		secret_clear(&worker->answer);
	}
	for (size_t i = 0; i < round->count; i++)
		registry_answer_clear(&round->answers[i]);
}

bool registry_ask(const struct registry_question *questions, size_t count, struct registry_answer *ret_answers,
		  GError **error)
{
	g_autofree struct registry_answer *answers = g_new0(struct registry_answer, count);
	struct round round = {
		.questions = questions,
		.answers = answers,
		.count = count,
		.start = g_get_monotonic_time(),
	};
	bool good = true;

	deadline_pause();
	while (round.ended < count && (good = begin_more(&round, error))) {
		turn(&round);
		show_progress(&round);
	}
	message_progress(NULL);
	deadline_resume();
	if (!good) {
		abandon(&round);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		ret_answers[i] = answers[i];
	return true;
}

bool registry_ask_licenses(const GPtrArray *licenses, struct registry_answer *ret_answers, GError **error)
{
	g_autofree struct registry_question *questions = g_new0(struct registry_question, licenses->len);
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		questions[i] = (struct registry_question){
			.domain = license->domain,
			.username = secret_text(&license->username),
			.license = secret_text(&license->id),
		};
	}
	return registry_ask(questions, licenses->len, ret_answers, error);
}

bool registry_accepts_all(const GPtrArray *licenses, const char *ending, const char *or_else, GError **error)
{
	g_autofree struct registry_answer *answers = g_new0(struct registry_answer, licenses->len);
	if (!registry_ask_licenses(licenses, answers, error))
		return false;

	guint worst = licenses->len;
	for (guint i = 0; i < licenses->len; i++) {
		bool refusal = registry_outcome_is_refusal(answers[i].outcome);
		if (answers[i].outcome != REGISTRY_ACCEPTED &&
		    (worst == licenses->len || (refusal && !registry_outcome_is_refusal(answers[worst].outcome))))
			worst = i;
	}
	if (worst < licenses->len) {
		const struct license *license = g_ptr_array_index(licenses, worst);
		g_autofree char *sentence = registry_answer_sentence(&answers[worst]);
		fail(error, HELPER_FAILED, "'%s': %s: %s%s", license->domain, sentence, ending,
		     registry_outcome_is_refusal(answers[worst].outcome) ? "" : or_else);
	}
	for (guint i = 0; i < licenses->len; i++)
		registry_answer_clear(&answers[i]);
	return worst == licenses->len;
}
