/* SPDX-License-Identifier: MIT
 *
 * main.c - the second program: one question, one answer, gone
 *
 * It holds one license for one registry and is the only code that reads what a stranger sends over the
 * network. It has no keyring, no arguments and no environment but registry_environment.
 */
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/startup.h"
#include "../runtime/stream.h"
#include "confine.h"
#include "conversation.h"

#include <stdlib.h>

/* The conversation ends a little before the program that asked stops waiting: this much, or a quarter of a short
 * deadline. */
#define MARGIN_SECONDS 0.5

static void keep_environment(void)
{
	g_autoptr(GHashTable) kept = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	for (const char *const *name = registry_environment; *name; name++)
		g_hash_table_insert(kept, (gpointer)(guintptr)*name, g_strdup(g_getenv(*name)));
	clearenv();
	for (const char *const *name = registry_environment; *name; name++)
		if (g_hash_table_lookup(kept, *name))
			g_setenv(*name, g_hash_table_lookup(kept, *name), TRUE);
}

static struct json *read_question(struct secret *text, struct registry_question *ret_question, GError **error)
{
	if (!read_all_of_stdin(text, "the question", error))
		return NULL;
	return registry_question_parse(secret_text(text), text->length, ret_question, error);
}

static bool serve(int out, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(REGISTRY_QUESTION_MAX);
	g_auto(Secret) reply = SECRET_INIT(REGISTRY_ANSWER_MAX);
	struct registry_question question;
	gint64 began = g_get_monotonic_time();
	if (!deadline_start(g_getenv("REPLICATED_TIMEOUT"), out, false, error) || !confine(error))
		return false;
	g_autoptr(Json) owner = read_question(&text, &question, error);
	if (!owner)
		return false;

	struct registry_answer answer = { .outcome = REGISTRY_FAILED };
	double seconds = deadline_seconds();
	double gone = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
	deadline_pause(); /* the conversation keeps its own time, and says in the answer that it is over */
	conversation_hold(&question, seconds - gone - MIN(MARGIN_SECONDS, seconds / 4), &answer);
	deadline_resume();
	deadline_waits_for("another program to read its output", "read it");
	registry_answer_print(&answer, &reply);
	secret_append_text(&reply, "\n");
	registry_answer_clear(&answer);
	return write_all(out, &reply, error);
}

int main(int count, char **arguments)
{
	int out = startup();
	(void)arguments;
	keep_environment();

	GError *error = NULL;
	if (count > 1)
		fail(&error, HELPER_USAGE,
		     "registry-check takes no arguments: write one question to its standard input");
	else if (serve(out, &error))
		leave(EXIT_SUCCESS);
	message_warn("%s", error->message);
	leave(EXIT_FAILURE);
}
