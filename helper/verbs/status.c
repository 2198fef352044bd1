/* SPDX-License-Identifier: MIT
 *
 * status.c - would a pull find the license? for a person at a glance, or as JSON
 *
 * A line a finding: a tick or a cross on a terminal, "ok" or "bad" elsewhere, and under what is bad what to do
 * about it. Exit status 0 only where a pull would find the license for every domain of the profile.
 */
#include "../command.h"

#include "../format/json.h"
#include "../license/license-load.h"
#include "../registry/registry-client.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../status/diagnosis.h"

#include <stdlib.h>
#include <string.h>

#define GREEN "\033[32m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

struct style {
	const char *good;
	const char *bad;
	int indent; /* columns of the mark and the blank behind it */
};

static const struct style *choose_style(bool terminal)
{
	static const struct style words = { "ok  ", "bad ", 4 };
	static const struct style ticks = { "\u2713 ", "\u2717 ", 2 };
	static const struct style colours = { GREEN "\u2713" PLAIN " ", RED "\u2717" PLAIN " ", 2 };
	const char *kind = g_getenv("TERM");
	const char *no_colour = g_getenv("NO_COLOR"); /* https://no-color.org */
	if (!terminal)
		return &words;
	bool plain = (no_colour && *no_colour) || !kind || strcmp(kind, "dumb") == 0;
	return plain ? &ticks : &colours;
}

static void print_text(const struct diagnosis *diagnosis, const struct style *style, struct secret *out)
{
	int width = 0;
	for (guint i = 0; i < diagnosis->diagnostics->len; i++) {
		const struct diagnostic *finding = g_ptr_array_index(diagnosis->diagnostics, i);
		width = MAX(width, (int)strlen(finding->topic));
	}
	for (guint i = 0; i < diagnosis->diagnostics->len; i++) {
		const struct diagnostic *finding = g_ptr_array_index(diagnosis->diagnostics, i);
		g_autofree char *text = message_sanitize(finding->text);
		secret_append_format(out, "%s%-*s  %s\n", finding->good ? style->good : style->bad, width,
				     finding->topic, text);
		if (!finding->remedy)
			continue;
		g_autofree char *remedy = message_sanitize(finding->remedy);
		secret_append_format(out, "%*s%s\n", style->indent + width + 2, "", remedy);
	}
}

/* ---- the registries, with --check ---- */

/* What they said; empty where they were not asked. */
struct asked {
	GPtrArray *licenses; /* struct license */
	struct registry_answer *answers;
};

static void asked_clear(struct asked *asked)
{
	for (guint i = 0; asked->licenses && i < asked->licenses->len; i++)
		registry_answer_clear(&asked->answers[i]);
	g_clear_pointer(&asked->licenses, g_ptr_array_unref);
	g_clear_pointer(&asked->answers, g_free);
}

typedef struct asked Asked; /* for g_auto(Asked) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

/* Adds a finding for each domain of the profile; whether all registries accept the license. A license that
 * cannot be had is the diagnosis's finding already. */
static bool ask_registries(const struct diagnosis *diagnosis, struct asked *asked)
{
	const char *const all[] = { NULL };
	g_autoptr(GPtrArray) licenses = NULL;
	GError *cause = NULL;
	bool accepted = true;
	if (!license_load(diagnosis->profile, all, &licenses, NULL))
		return false;

	g_autofree struct registry_answer *answers = g_new0(struct registry_answer, licenses->len);
	if (!registry_ask_licenses(licenses, answers, &cause)) {
		diagnostic_error(diagnosis->diagnostics, "registry", cause, "install the program again");
		return false;
	}
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		g_autofree char *sentence = registry_answer_sentence(&answers[i]);
		g_autofree char *remedy = registry_answer_remedy(&answers[i], license->domain);
		if (answers[i].outcome == REGISTRY_ACCEPTED)
			diagnostic_good(diagnosis->diagnostics, "registry", "%s: %s", license->domain, sentence);
		else
			diagnostic_bad(diagnosis->diagnostics, "registry", remedy, "%s: %s", license->domain, sentence);
		accepted = accepted && answers[i].outcome == REGISTRY_ACCEPTED;
	}
	*asked = (struct asked){ g_steal_pointer(&licenses), g_steal_pointer(&answers) };
	return accepted;
}

static void add_checks(struct json *answer, const struct asked *asked)
{
	struct json *checks = json_add_array(answer, "checks");
	for (guint i = 0; i < asked->licenses->len; i++) {
		const struct license *license = g_ptr_array_index(asked->licenses, i);
		registry_answer_add(&asked->answers[i], license->domain, NULL, checks);
	}
}

/* ---- JSON ---- */

static void add_text(struct json *object, const char *name, const char *text)
{
	if (text)
		json_add_string(object, name, text);
}

static void add_keyring(struct json *answer, const struct diagnosis *diagnosis)
{
	struct json *keyring = json_add_object(answer, "keyring");
	add_text(keyring, "kind", diagnosis->keyring);
	json_add_bool(keyring, "reachable", diagnosis->reachable);
	if (!diagnosis->reachable)
		return;
	json_add_bool(keyring, "locked", diagnosis->state.locked);
	json_add_bool(keyring, "encrypted", diagnosis->state.encrypted);
	add_text(keyring, "place", diagnosis->state.place);
	add_text(keyring, "until", diagnosis->state.until);
}

static void add_licenses(struct json *answer, const struct diagnosis *diagnosis)
{
	struct json *licenses = json_add_array(answer, "licenses");
	for (guint i = 0; i < diagnosis->licenses->len; i++) {
		const struct diagnosis_license *license = g_ptr_array_index(diagnosis->licenses, i);
		struct json *shown = json_append_object(licenses);
		json_add_string(shown, "profile", license->profile);
		json_add_string(shown, "domain", license->domain);
		json_add_string(shown, "username", license->username);
		json_add_bool(shown, "several", license->several);
		if (strcmp(license->profile, diagnosis->profile->name) == 0)
			json_add_bool(shown, "found", license->found);
	}
}

static void add_clients(struct json *answer, const struct diagnosis *diagnosis)
{
	struct json *clients = json_add_array(answer, "clients");
	for (guint i = 0; i < diagnosis->clients->len; i++) {
		const struct diagnosis_client *client = g_ptr_array_index(diagnosis->clients, i);
		struct json *shown = json_append_object(clients);
		json_add_string(shown, "client", client->name);
		add_text(shown, "file", client->path);
		json_add_bool(shown, "exists", client->exists);
		struct json *domains = json_add_array(shown, "domains");
		for (guint j = 0; j < client->entries->len; j++) {
			const struct diagnosis_entry *entry = g_ptr_array_index(client->entries, j);
			struct json *domain = json_append_object(domains);
			json_add_string(domain, "domain", entry->domain);
			add_text(domain, "helper", entry->helper);
			json_add_bool(domain, "ours", entry->is_ours);
			json_add_bool(domain, "plain_text", entry->plain_text);
		}
	}
}

static void add_findings(struct json *answer, const struct diagnosis *diagnosis)
{
	struct json *diagnostics = json_add_array(answer, "findings");
	for (guint i = 0; i < diagnosis->diagnostics->len; i++) {
		const struct diagnostic *finding = g_ptr_array_index(diagnosis->diagnostics, i);
		struct json *shown = json_append_object(diagnostics);
		json_add_bool(shown, "ok", finding->good);
		json_add_string(shown, "topic", finding->topic);
		json_add_string(shown, "text", finding->text);
		add_text(shown, "remedy", finding->remedy);
	}
}

static void print_json(const struct diagnosis *diagnosis, const struct asked *asked, struct secret *out)
{
	g_autoptr(Json) answer = json_new_object();
	json_add_bool(answer, "ok", diagnosis->pull_finds);
	json_add_string(answer, "profile", diagnosis->profile->name);
	add_text(answer, "source", diagnosis->source);
	if (!diagnosis->source)
		add_keyring(answer, diagnosis);
	add_licenses(answer, diagnosis);
	add_clients(answer, diagnosis);
	if (asked->licenses)
		add_checks(answer, asked);
	add_findings(answer, diagnosis);
	json_print_line(answer, out);
}

static bool refuse_word(const char *word, GError **error)
{
	static const char *const names[] = { "json", "check", NULL };
	const char *meant = options_did_you_mean(word, names);
	return meant ? fail(error, HELPER_USAGE, "'status' takes options only: did you mean '--%s'?", meant)
		     : fail(error, HELPER_USAGE, "'status' takes options only: see --help");
}

static bool run(struct invocation *invocation, GError **error)
{
	g_auto(Diagnosis) diagnosis = { 0 };
	g_auto(Asked) asked = { 0 };
	const char *word = *options_words(invocation->options);
	if (word)
		return refuse_word(word, error);

	diagnosis_make(&invocation->profile, &diagnosis);
	if (options_flag(invocation->options, "check") && !ask_registries(&diagnosis, &asked))
		diagnosis.pull_finds = false;
	invocation->status = diagnosis.pull_finds ? EXIT_SUCCESS : EXIT_FAILURE;
	if (options_flag(invocation->options, "json"))
		print_json(&diagnosis, &asked, invocation->out);
	else
		print_text(&diagnosis, choose_style(invocation->to_terminal), invocation->out);
	return true;
}

static const struct option_spec options[] = {
	{ "json", 0, NULL, "print JSON", false },
	{ "check", 0, NULL, "ask the registries too whether they accept the license", false },
	{ 0 },
};

const struct command command_status = {
	.name = "status",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[--json] [--check]",
	.summary = "show whether a pull finds the license, and what prevents it",
	.example = PROGRAM_NAME " status",
	.options = options,
	.run = run,
};
