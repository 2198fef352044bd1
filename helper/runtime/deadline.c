/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include "die.h"
#include "error.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#define SENTENCE_MAX 512
/* Where nobody sees the prompt of a keyring. */
#define LOCKED                                                                                                         \
	"keyring is locked, and no prompt can be shown here: provide the license with a systemd credential or "        \
	"REPLICATED_LICENSE_ID_FILE\n"

/* The handler may run at any moment: it reads the sentence through one pointer, which is changed
 * only after the sentence behind it is whole. */
static char sentences[2][SENTENCE_MAX];
static const char *volatile sentence;

static double seconds;
static bool shortened;
static char prompt_sentence[SENTENCE_MAX];
static const char *volatile before_prompt;

static struct itimerval whole;
static volatile sig_atomic_t postponed;
static volatile sig_atomic_t over;

static struct itimerval standing; /* what is left of the clock while it stands still */

static struct itimerval timer_of(double value)
{
	struct itimerval timer = { 0 };
	timer.it_value.tv_sec = (time_t)value;
	timer.it_value.tv_usec = (suseconds_t)((value - (double)timer.it_value.tv_sec) * 1e6);
	if (timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0)
		timer.it_value.tv_usec = 1;
	return timer;
}

static void expired(int signal_number)
{
	(void)signal_number;
	if (postponed && !over) {
		over = 1;
		(void)setitimer(ITIMER_REAL, &whole, NULL);
		return;
	}
	die(sentence);
}

static bool read_seconds(const char *variable, double *ret_seconds)
{
	*ret_seconds = DEADLINE_DEFAULT_SECONDS;
	if (!variable || !*variable)
		return true;

	char *end = NULL;
	if (strspn(variable, "0123456789.") != strlen(variable))
		return false;
	double value = g_ascii_strtod(variable, &end);
	if (*end || !(value > 0) || value > DEADLINE_MAX_SECONDS)
		return false;
	*ret_seconds = value;
	return true;
}

static void wait_for_input(void)
{
	deadline_waits_for("the end of standard input", "close it");
}

bool deadline_start(const char *variable, int out, bool protocol, GError **error)
{
	bool valid = read_seconds(variable, &seconds);
	die_prepare(out, protocol);
	wait_for_input();
	const struct sigaction action = { .sa_handler = expired };
	const struct itimerval timer = timer_of(seconds);
	whole = timer;
	if (sigaction(SIGALRM, &action, NULL) != 0 || setitimer(ITIMER_REAL, &timer, NULL) != 0)
		return fail(error, HELPER_FAILED, "cannot set a deadline: %s", g_strerror(errno));

	/* A caller may have blocked the signal; that is inherited. */
	sigset_t alarm_signal;
	sigemptyset(&alarm_signal);
	sigaddset(&alarm_signal, SIGALRM);
	(void)sigprocmask(SIG_UNBLOCK, &alarm_signal, NULL);
	return valid || fail(error, HELPER_FAILED, "REPLICATED_TIMEOUT is not a positive number of seconds, at most %d",
			     DEADLINE_MAX_SECONDS);
}

void deadline_shorten(double most)
{
	struct itimerval left;
	if (getitimer(ITIMER_REAL, &left) == 0 &&
	    (double)left.it_value.tv_sec + (double)left.it_value.tv_usec / 1e6 <= most)
		return;
	const struct itimerval timer = timer_of(most);
	seconds = most;
	whole = timer;
	shortened = true;
	wait_for_input();
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

double deadline_seconds(void)
{
	return seconds;
}

void deadline_waits_for(const char *what, const char *remedy)
{
	char *next = sentence == sentences[0] ? sentences[1] : sentences[0];
	g_snprintf(next, SENTENCE_MAX, "timed out after %g s waiting for %s: %s%s\n", seconds, what, remedy,
		   shortened ? "" : ", or set REPLICATED_TIMEOUT higher");
	sentence = next;
}

void deadline_postpone(void)
{
	postponed = 1;
}

bool deadline_is_over(GError **error)
{
	if (!over)
		return false;
	g_autofree char *text = g_strchomp(g_strdup(sentence));
	(void)fail(error, HELPER_FAILED, "%s", text);
	return true;
}

void deadline_pause(void)
{
	const struct itimerval off = { 0 };
	(void)setitimer(ITIMER_REAL, &off, &standing);
}

void deadline_resume(void)
{
	if (timerisset(&standing.it_value))
		(void)setitimer(ITIMER_REAL, &standing, NULL);
}

void deadline_prompt_begins(void)
{
	deadline_pause();
	if (shortened)
		die(LOCKED);
	double most = MAX(seconds, DEADLINE_PROMPT_SECONDS);
	g_snprintf(prompt_sentence, SENTENCE_MAX,
		   "the keyring showed a prompt, and nobody answered it for %g s: answer it, then try again\n", most);
	before_prompt = sentence;
	sentence = prompt_sentence;
	const struct itimerval timer = timer_of(most);
	if (timerisset(&standing.it_value))
		(void)setitimer(ITIMER_REAL, &timer, NULL);
}

void deadline_prompt_ends(void)
{
	if (before_prompt)
		sentence = before_prompt;
	before_prompt = NULL;
	deadline_resume();
}
