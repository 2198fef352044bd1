/* SPDX-License-Identifier: MIT
 *
 * registry-client.h with a registry-check that does what the host name of the question says: answers late, in pieces,
 * too much, nothing, or never. */
#include "../../helper/registry/registry-client.h"

#include "../../helper/runtime/deadline.h"
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"
#include "descriptors.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PART "libexec/docker-credential-replicated/registry-check"
#define FOLDER "TEST_ASKING_REGISTRIES_FOLDER"

/* The first label of the domain is the outcome, or one of the words below. */
static const char check[] =
	"#!/bin/sh\n"
	"PATH=/usr/bin:/bin\n"
	"cd \"${0%/*}\" || exit 1\n"
	"answer() { printf '{\"outcome\":\"%s\",\"text\":\"%s\"}' \"$1\" \"$2\"; }\n"
	"echo $$ >> started\n"
	"case $(cat mode) in\n"
	"silent) exec sleep 300 ;;\n"
	"deaf) exec <&-; answer accepted deaf; exit ;;\n"
	"esac\n"
	"question=$(cat)\n"
	"domain=${question#*:\\\"} domain=${domain%%\\\"*} word=${domain%%.*} number=${word#n}\n"
	"case $word in\n"
	"n[0-9]*)\n"
	"\t: > running-\"$number\"\n"
	"\tset -- running-*\n"
	"\t[ $# -le 8 ] || : > crowded\n"
	"\twhile [ ! -e ended-$((number + 1)) ]; do sleep 0.02; done\n"
	"\trm running-\"$number\"\n"
	"\tanswer accepted \"$domain\"\n"
	"\t: > ended-\"$number\"\n"
	"\t;;\n"
	"pieces) printf '{\"outcome\":\"accepted\",'; sleep 0.3; printf '\"text\":\"whole\"}' ;;\n"
	"lingering) answer accepted lingering; exec >&-; exec sleep 300 ;;\n"
	"silent) exec sleep 300 ;;\n"
	"size) answer accepted ${#question} ;;\n"
	"environment) answer accepted \"$(tr '\\0' '\\n' < /proc/$$/environ | sort | tr '\\n' ' ')\" ;;\n"
	"last) rm registry-check; answer accepted last ;;\n"
	"nothing) ;;\n"
	"too-much) answer accepted \"$(head -c 16384 /dev/zero | tr '\\0' x)\"; exec sleep 300 ;;\n"
	"*) answer \"$word\" \"$domain\" ;;\n"
	"esac\n";

static char *part_of(const char *name)
{
	return g_strdup_printf("%s/libexec/docker-credential-replicated/%s", g_getenv(FOLDER), name);
}

static void put(const char *name, const char *text)
{
	g_autofree char *path = part_of(name);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

static char *written(const char *name)
{
	g_autofree char *path = part_of(name);
	char *text = NULL;
	return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static void begin(const char *mode)
{
	g_autofree char *started = part_of("started");
	(void)g_unlink(started);
	put("mode", mode);
	put("registry-check", check);
}

/* All that were started have ended, and nobody waits for them. */
static void none_is_left(void)
{
	g_autofree char *started = written("started");
	g_auto(GStrv) pids = g_strsplit(started, "\n", -1);
	for (char **pid = pids; *pid && **pid; pid++)
		g_assert_true(kill((pid_t)strtol(*pid, NULL, 10), 0) != 0 && errno == ESRCH);
	g_assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

static struct registry_question about(const char *domain)
{
	return (struct registry_question){ .domain = domain, .username = "LICENSE_ID", .license = "2aBc" };
}

/* The answer to one question, as a person reads it; the program asks it with no descriptor or process left. */
static char *told(const struct registry_question *question, enum registry_outcome outcome)
{
	struct registry_answer answer = { 0 };
	g_autoptr(GError) error = NULL;
	unsigned before = count_descriptors();
	bool asked = registry_ask(question, 1, &answer, &error);
	g_assert_no_error(error);
	g_assert_true(asked);
	g_assert_cmpuint(count_descriptors(), ==, before);
	none_is_left();
	g_assert_cmpstr(registry_outcome_name(answer.outcome), ==, registry_outcome_name(outcome));
	char *sentence = registry_answer_sentence(&answer);
	registry_answer_clear(&answer);
	return sentence;
}

static void is_told(const char *mode, const char *domain, enum registry_outcome outcome, const char *sentence)
{
	const struct registry_question question = about(domain);
	g_test_message("%s %s", mode, domain);
	begin(mode);
	g_autofree char *got = told(&question, outcome);
	g_assert_cmpstr(got, ==, sentence);
}

/* The time that registry-check has; that of the program itself is long, on however busy a machine. */
static void set_deadline(const char *seconds)
{
	const struct itimerval hour = { .it_value = { .tv_sec = 3600 } };
	g_autoptr(GError) error = NULL;
	g_assert_true(deadline_start(seconds, -1, false, &error));
	g_assert_cmpint(setitimer(ITIMER_REAL, &hour, NULL), ==, 0);
}

/* The seconds that are left of the hour; 0 where the clock stands. */
static double seconds_left(void)
{
	struct itimerval left;
	g_assert_cmpint(getitimer(ITIMER_REAL, &left), ==, 0);
	return (double)left.it_value.tv_sec + (double)left.it_value.tv_usec / 1e6;
}

static void one_answer(void)
{
	set_deadline("600");
	is_told("", "accepted.example", REGISTRY_ACCEPTED, "accepted, it says \"accepted.example\"");
	is_told("", "rejected.example", REGISTRY_REJECTED,
		"license rejected (expired or wrong), it says \"rejected.example\"");
	is_told("", "pieces.example", REGISTRY_ACCEPTED, "accepted, it says \"whole\"");
	is_told("", "lingering.example", REGISTRY_ACCEPTED, "accepted, it says \"lingering\"");
	is_told("deaf", "a.example", REGISTRY_ACCEPTED, "accepted, it says \"deaf\"");
	is_told("", "nothing.example", REGISTRY_FAILED, "the check itself failed (registry-check did not answer)");
	is_told("", "unheard-of.example", REGISTRY_FAILED, "the check itself failed (registry-check did not answer)");
	is_told("", "too-much.example", REGISTRY_FAILED, "the check itself failed (registry-check did not answer)");
}

/* A question may be longer than a pipe holds. */
static void a_long_question(void)
{
	g_autofree char *username = g_strnfill(USERNAME_MAX, '"');
	struct registry_question question = about("size.example");
	question.username = username;
	g_auto(Secret) text = SECRET_INIT(REGISTRY_QUESTION_MAX);
	registry_question_print(&question, &text);
	g_assert_cmpuint(text.length, >, 2 * USERNAME_MAX);
	g_autofree char *want = g_strdup_printf("accepted, it says \"%zu\"", text.length);

	set_deadline("600");
	begin("");
	g_autofree char *got = told(&question, REGISTRY_ACCEPTED);
	g_assert_cmpstr(got, ==, want);
	begin("deaf");
	g_autofree char *deaf = told(&question, REGISTRY_ACCEPTED);
	g_assert_cmpstr(deaf, ==, "accepted, it says \"deaf\"");

	set_deadline("0.1");
	begin("silent");
	g_autofree char *silent = told(&question, REGISTRY_TIMED_OUT);
	g_assert_cmpstr(silent, ==, "timed out");
}

/* The deadline of the program stands still meanwhile, which is a second at least, and goes on afterwards. */
static void one_that_does_not_end(void)
{
	gint64 start = g_get_monotonic_time();
	set_deadline("0.1");
	is_told("", "silent.example", REGISTRY_TIMED_OUT, "timed out");
	double left = seconds_left();
	double passed = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
	g_assert_cmpfloat(left, >, 0);
	g_assert_cmpfloat(left, >, 3600 - (passed - REGISTRY_GRACE_SECONDS));
}

static void only_its_environment(void)
{
	set_deadline("600");
	for (const char *const *name = registry_environment; *name; name++)
		g_unsetenv(*name);
	g_setenv("HTTPS_PROXY", "http://p:1", TRUE);
	g_setenv("SSL_CERT_FILE", "/a b", TRUE);
	g_setenv("REPLICATED_LICENSE_ID", "2aBc", TRUE);
	is_told("", "environment.example", REGISTRY_ACCEPTED,
		"accepted, it says \"HTTPS_PROXY=http://p:1 SSL_CERT_FILE=/a b \"");
	g_unsetenv("HTTPS_PROXY");
	g_unsetenv("SSL_CERT_FILE");
	g_unsetenv("REPLICATED_LICENSE_ID");
}

/* Each answers after the one that was asked after it: none would without the others. */
static void eight_at_a_time(void)
{
	enum { COUNT = 2 * REGISTRY_CHECKS_MAX + 3 };
	struct registry_question questions[COUNT];
	struct registry_answer answers[COUNT] = { 0 };
	char domains[COUNT][32];
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < COUNT; i++) {
		g_snprintf(domains[i], sizeof(domains[i]), "n%zu.example", i);
		questions[i] = about(domains[i]);
	}
	set_deadline("600");
	begin("");
	for (unsigned last = REGISTRY_CHECKS_MAX; last <= COUNT; last += last < COUNT - 3 ? REGISTRY_CHECKS_MAX : 3) {
		g_autofree char *ended = g_strdup_printf("ended-%u", last);
		put(ended, "");
	}
	unsigned before = count_descriptors();
	g_assert_true(registry_ask(questions, COUNT, answers, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(count_descriptors(), ==, before);
	none_is_left();
	for (size_t i = 0; i < COUNT; i++) {
		g_assert_cmpint(answers[i].outcome, ==, REGISTRY_ACCEPTED);
		g_assert_cmpstr(answers[i].text, ==, domains[i]);
		registry_answer_clear(&answers[i]);
	}
	g_autofree char *crowded = part_of("crowded");
	g_assert_false(g_file_test(crowded, G_FILE_TEST_EXISTS));
}

/* Those that were asked already are ended, and what they have said is thrown away. */
static void one_that_cannot_be_started(void)
{
	enum { COUNT = REGISTRY_CHECKS_MAX + 1 };
	struct registry_question questions[COUNT];
	struct registry_answer answers[COUNT] = { [0] = { .outcome = REGISTRY_PROXY } };
	g_autoptr(GError) error = NULL;
	g_autofree char *path = part_of("registry-check");
	g_autofree char *want =
		g_strdup_printf("cannot start '%s': No such file or directory: install the program again", path);
	for (size_t i = 0; i < COUNT; i++)
		questions[i] = about(i == 5 ? "last.example" : "silent.example");
	set_deadline("600");
	begin("");
	unsigned before = count_descriptors();
	g_assert_false(registry_ask(questions, COUNT, answers, &error));
	g_assert_cmpfloat(seconds_left(), >, 0);
	g_autofree char *said = message_sanitize(error->message);
	g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
	g_assert_cmpstr(said, ==, want);
	g_assert_cmpuint(count_descriptors(), ==, before);
	g_assert_cmpint(answers[0].outcome, ==, REGISTRY_PROXY);
	none_is_left();
}

static GPtrArray *licenses_of(const char *domains)
{
	GPtrArray *licenses = license_array_new();
	g_auto(GStrv) each = g_strsplit(domains, " ", -1);
	for (char **domain = each; *domain; domain++) {
		struct license *license = license_new(*domain);
		secret_append_text(&license->username, "LICENSE_ID");
		secret_append_text(&license->id, "2aBc");
		g_ptr_array_add(licenses, license);
	}
	return licenses;
}

/* A refusal is worse than a registry that cannot be asked; of two that are as bad, the first is told. */
static void the_worst_of_all(void)
{
	static const struct {
		const char *domains;
		const char *sentence; /* NULL: all are accepted */
	} cases[] = {
		{ "accepted.a accepted.b", NULL },
		{ "accepted.a rejected.b",
		  "'rejected.b': license rejected (expired or wrong), it says \"rejected.b\": END" },
		{ "not-entitled.a accepted.b", "'not-entitled.a': the license does not include this image or registry, "
					       "it says \"not-entitled.a\": END" },
		{ "proxy.a rejected.b",
		  "'rejected.b': license rejected (expired or wrong), it says \"rejected.b\": END" },
		{ "rejected.a proxy.b",
		  "'rejected.a': license rejected (expired or wrong), it says \"rejected.a\": END" },
		{ "rejected.a not-entitled.b",
		  "'rejected.a': license rejected (expired or wrong), it says \"rejected.a\": END" },
		{ "accepted.a server-error.b proxy.c accepted.d",
		  "'server-error.b': server error, it says \"server-error.b\": END, or else" },
	};
	set_deadline("600");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) licenses = licenses_of(cases[i].domains);
		g_test_message("%s", cases[i].domains);
		begin("");
		bool all = registry_accepts_all(licenses, "END", ", or else", &error);
		g_assert_cmpstr(error ? error->message : NULL, ==, cases[i].sentence);
		g_assert_true(all == !cases[i].sentence);
	}
	g_autoptr(GPtrArray) licenses = licenses_of("accepted.a");
	g_autoptr(GError) error = NULL;
	g_autofree char *path = part_of("registry-check");
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_false(registry_accepts_all(licenses, "END", ", or else", &error));
	g_assert_error(error, HELPER_ERROR, HELPER_FAILED);
	g_assert_true(g_str_has_prefix(error->message, "cannot start '"));
}

/* On a terminal a line shows how far it is, and is removed at the end. */
static void the_progress(void)
{
	char screen[4096] = "";
	int master, terminal;
	g_assert_cmpint(openpty(&master, &terminal, NULL, NULL, NULL), ==, 0);
	int before = dup(STDERR_FILENO);
	g_assert_cmpint(dup2(terminal, STDERR_FILENO), ==, STDERR_FILENO);
	set_deadline("0.1");
	is_told("", "accepted.example", REGISTRY_ACCEPTED, "accepted, it says \"accepted.example\"");
	set_deadline("0.1");
	is_told("", "silent.example", REGISTRY_TIMED_OUT, "timed out");
	g_assert_cmpint(dup2(before, STDERR_FILENO), ==, STDERR_FILENO);
	(void)close(before);
	(void)close(terminal);
	/* The kernel hands it over in pieces, the last of which is an error. */
	size_t length = 0;
	for (ssize_t got; (got = read(master, screen + length, sizeof(screen) - 1 - length)) > 0; length += (size_t)got)
		;
	(void)close(master);
	g_autofree char *blank = g_strdup_printf("\r%79s\r", "");
	g_autofree char *first = g_strconcat(blank, "asking registries: ", NULL);
	g_assert_true(g_str_has_prefix(screen, first));
	g_assert_true(g_str_has_suffix(screen, blank));
	g_assert_nonnull(strstr(screen, " of 1 answered, "));
	g_assert_null(strstr(screen, " of 1 answered, 0 s"));
}

/* The program looks for its parts beside itself: it runs as a copy in a folder of its own. */
static int run_as_copy(char **arguments)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("test-asking-registries.XXXXXX", &error);
	g_autofree char *bin = g_build_filename(folder, "bin", NULL);
	g_autofree char *program = g_build_filename(bin, "test", NULL);
	g_autofree char *part = g_build_filename(folder, PART, NULL);
	g_autofree char *parts = g_path_get_dirname(part);
	g_autofree char *bytes = NULL;
	gsize length;
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents("/proc/self/exe", &bytes, &length, &error));
	g_assert_cmpint(g_mkdir_with_parents(bin, 0700), ==, 0);
	g_assert_cmpint(g_mkdir_with_parents(parts, 0700), ==, 0);
	g_assert_true(g_file_set_contents(program, bytes, (gssize)length, &error));
	g_assert_cmpint(g_chmod(program, 0700), ==, 0);
	g_setenv(FOLDER, folder, TRUE);
	g_free(arguments[0]);
	arguments[0] = g_steal_pointer(&program);
	int status = 0;
	g_assert_true(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status,
				   &error));
	char *remove[] = { (char[]){ "rm" }, (char[]){ "-r" }, folder, NULL };
	g_assert_true(g_spawn_sync(NULL, remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	if (!g_getenv(FOLDER)) {
		g_auto(GStrv) arguments = g_strdupv(argv);
		return run_as_copy(arguments);
	}
	(void)signal(SIGPIPE, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/asking-registries/one-answer", one_answer);
	g_test_add_func("/asking-registries/a-long-question", a_long_question);
	g_test_add_func("/asking-registries/one-that-does-not-end", one_that_does_not_end);
	g_test_add_func("/asking-registries/only-its-environment", only_its_environment);
	g_test_add_func("/asking-registries/eight-at-a-time", eight_at_a_time);
	g_test_add_func("/asking-registries/one-that-cannot-be-started", one_that_cannot_be_started);
	g_test_add_func("/asking-registries/the-worst-of-all", the_worst_of_all);
	g_test_add_func("/asking-registries/the-progress", the_progress);
	return g_test_run();
}
