/* SPDX-License-Identifier: MIT
 *
 * status.c - would a pull find the license? for a person at a glance, or as JSON
 *
 * A line for each diagnostic: a tick, an exclamation mark or a cross on a terminal, "ok", "note" or "bad" elsewhere, and
 * the remedy below it. Exit status 0 if none is bad.
 */
#include "../command.h"

#include "../clients/client-config.h"
#include "../format/json.h"
#include "../format/rfc3339.h"
#include "../license/license-kind.h"
#include "../license/license-load.h"
#include "../registry/registry-client.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../status/diagnosis.h"

#include <stdlib.h>
#include <string.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "json", 0, NULL, "print JSON", false },
	{ "check", 0, NULL, "ask the registries too whether they accept the license", false },
	{ "client", 0, "CLIENT", CLIENT_NAMES " must work, even if not configured yet", true },
	{ 0 },
};

const struct command command_status = {
	.name = "status",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[--json] [--check] [--client CLIENT]...",
	.summary = "show whether a pull finds the license, and what prevents it",
	.example = PROGRAM_NAME " status",
	.options = specs,
	.run = run,
};

struct style {
	const char *marks[3]; /* by enum diagnostic_level */
	int indent;	      /* columns of the mark and the blank behind it */
};

/* What they said; empty where they were not asked. */
struct asked {
	GPtrArray *licenses; /* struct license */
	struct registry_answer *answers;
};

static void asked_clear(struct asked *asked);

typedef struct asked Asked; /* for g_auto(Asked) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static bool refuse_word(const char *word, GError **error);
static void ask_registries(const struct diagnosis *diagnosis, struct asked *asked);
static void print_json(const struct diagnosis *diagnosis, const struct asked *asked, struct secret *out);
static void print_text(const struct diagnosis *diagnosis, const struct style *style, struct secret *out);
static const struct style *choose_style(const struct invocation *invocation);

static bool run(struct invocation *invocation, GError **error)
{
	g_auto(Diagnosis) diagnosis = { 0 };
	g_auto(Asked) asked = { 0 };
	const char *word = *options_words(invocation->options);
	const char *const *named = options_values(invocation->options, "client");
	if (word)
		return refuse_word(word, error);
	for (const char *const *name = named; *name; name++)
		if (!client_find(*name))
			return fail(error, HELPER_USAGE, "'--client' requires " CLIENT_NAMES);

	diagnosis_make(&invocation->profile, named, &diagnosis);
	if (options_flag(invocation->options, "check"))
		ask_registries(&diagnosis, &asked);
	invocation->status = diagnostics_have_bad(diagnosis.diagnostics) ? EXIT_FAILURE : EXIT_SUCCESS;
	if (options_flag(invocation->options, "json"))
		print_json(&diagnosis, &asked, invocation->out);
	else
		print_text(&diagnosis, choose_style(invocation), invocation->out);
	return true;
}

#define GREEN "\033[32m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

static const struct style *choose_style(const struct invocation *invocation)
{
	static const struct style words = { { "ok   ", "note ", "bad  " }, 5 };
	static const struct style ticks = { { "\u2713 ", "! ", "\u2717 " }, 2 };
	static const struct style colours = {
		{ GREEN "\u2713" PLAIN " ", YELLOW "!" PLAIN " ", RED "\u2717" PLAIN " " }, 2
	};
	if (!invocation->to_terminal)
		return &words;
	return invocation->in_colour ? &colours : &ticks;
}

static void print_text(const struct diagnosis *diagnosis, const struct style *style, struct secret *out)
{
	int width = 0;
	for (guint i = 0; i < diagnosis->diagnostics->len; i++) {
		const struct diagnostic *diagnostic = g_ptr_array_index(diagnosis->diagnostics, i);
		width = MAX(width, (int)strlen(diagnostic->topic));
	}
	for (guint i = 0; i < diagnosis->diagnostics->len; i++) {
		const struct diagnostic *diagnostic = g_ptr_array_index(diagnosis->diagnostics, i);
		g_autofree char *text = message_sanitize(diagnostic->text);
		secret_append_format(out, "%s%-*s  %s\n", style->marks[diagnostic_level(diagnostic->code)], width,
				     diagnostic->topic, text);
		if (!diagnostic->remedy)
			continue;
		g_autofree char *remedy = message_sanitize(diagnostic->remedy);
		secret_append_format(out, "%*s%s\n", style->indent + width + 2, "", remedy);
	}
}

/* ---- the registries, with --check ---- */

static void asked_clear(struct asked *asked)
{
	for (guint i = 0; asked->licenses && i < asked->licenses->len; i++)
		registry_answer_clear(&asked->answers[i]);
	g_clear_pointer(&asked->licenses, g_ptr_array_unref);
	g_clear_pointer(&asked->answers, g_free);
}

static void tell_of_answer(const struct diagnosis *diagnosis, const struct registry_answer *answer, const char *domain)
{
	g_autofree char *sentence = registry_answer_sentence(answer);
	g_autofree char *remedy = registry_answer_remedy(answer, domain, diagnosis->profile_option);
	diagnostic_add(diagnosis->diagnostics,
		       answer->outcome == REGISTRY_ACCEPTED ? REGISTRY_ACCEPTS : REGISTRY_DOES_NOT_ACCEPT, "registry",
		       remedy, "%s: %s", domain, sentence);
}

/* Adds a diagnostic for each domain of the profile. */
static void ask_registries(const struct diagnosis *diagnosis, struct asked *asked)
{
	const char *const all[] = { NULL };
	g_autoptr(GPtrArray) licenses = NULL;
	GError *cause = NULL;
	if (!license_load(diagnosis->profile, all, &licenses, &cause)) {
		g_autofree char *login = g_strdup_printf("run '" PROGRAM_NAME " login%s'", diagnosis->profile_option);
		diagnostic_add_error(diagnosis->diagnostics, REGISTRY_NOT_ASKED, "registry", cause, login);
		return;
	}
	g_autofree struct registry_answer *answers = g_new0(struct registry_answer, licenses->len);
	if (!registry_ask_licenses(licenses, answers, &cause)) {
		diagnostic_add_error(diagnosis->diagnostics, REGISTRY_NOT_ASKED, "registry", cause,
				     "install the program again");
		return;
	}
	for (guint i = 0; i < licenses->len; i++)
		tell_of_answer(diagnosis, &answers[i],
			       ((const struct license *)g_ptr_array_index(licenses, i))->domain);
	*asked = (struct asked){ g_steal_pointer(&licenses), g_steal_pointer(&answers) };
}

static void add_checks(struct json *answer, const struct diagnosis *diagnosis, const struct asked *asked)
{
	struct json *checks = json_add_array(answer, "checks");
	for (guint i = 0; i < asked->licenses->len; i++) {
		const struct license *license = g_ptr_array_index(asked->licenses, i);
		registry_answer_add(&asked->answers[i], license->domain, NULL, diagnosis->profile_option, checks);
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
		gint64 unused;
		json_add_string(shown, "profile", license->profile);
		json_add_string(shown, "domain", license->domain);
		json_add_string(shown, "username", license->username);
		add_text(shown, "kind", license_kind_words(license->kind) ? license->kind : NULL);
		if (license->expires_at && rfc3339_read(license->expires_at, &unused))
			json_add_string(shown, "expires_at", license->expires_at);
		json_add_bool(shown, "duplicates", license->duplicates);
		json_add_bool(shown, "several", license->duplicates); /* its name until 0.1 */
		if (strcmp(license->profile, diagnosis->profile->name) == 0)
			json_add_bool(shown, "found", license->found);
	}
}

static void add_entries(struct json *client, const GPtrArray *entries)
{
	struct json *domains = json_add_array(client, "domains");
	for (guint i = 0; i < entries->len; i++) {
		const struct diagnosis_entry *entry = g_ptr_array_index(entries, i);
		struct json *domain = json_append_object(domains);
		json_add_string(domain, "domain", entry->domain);
		add_text(domain, "file", entry->file);
		add_text(domain, "helper", entry->helper);
		json_add_bool(domain, "ours", entry->answer == ANSWERED_BY_US);
		json_add_bool(domain, "plain_text", entry->plain_text);
	}
}

static void add_clients(struct json *answer, const struct diagnosis *diagnosis)
{
	struct json *list = json_add_array(answer, "clients");
	for (guint i = 0; i < diagnosis->clients->len; i++) {
		const struct diagnosis_client *client = g_ptr_array_index(diagnosis->clients, i);
		struct json *shown = json_append_object(list);
		json_add_string(shown, "client", client->name);
		add_text(shown, "file", client->files->len > 0 ? g_ptr_array_index(client->files, 0) : NULL);
		json_add_bool(shown, "exists", client->exists);
		json_add_bool(shown, "configured", diagnosis_client_is_configured(client));
		add_entries(shown, client->entries);
	}
}

static void add_diagnostics(struct json *answer, const struct diagnosis *diagnosis)
{
	struct json *diagnostics = json_add_array(answer, "findings");
	for (guint i = 0; i < diagnosis->diagnostics->len; i++) {
		const struct diagnostic *diagnostic = g_ptr_array_index(diagnosis->diagnostics, i);
		enum diagnostic_level level = diagnostic_level(diagnostic->code);
		struct json *shown = json_append_object(diagnostics);
		json_add_bool(shown, "ok", level != DIAGNOSTIC_BAD);
		json_add_string(shown, "level", diagnostic_level_name(level));
		json_add_string(shown, "code", diagnostic_code_name(diagnostic->code));
		json_add_string(shown, "topic", diagnostic->topic);
		json_add_string(shown, "text", diagnostic->text);
		add_text(shown, "remedy", diagnostic->remedy);
	}
}

static void print_json(const struct diagnosis *diagnosis, const struct asked *asked, struct secret *out)
{
	g_autoptr(Json) answer = json_new_object();
	json_add_bool(answer, "ok", !diagnostics_have_bad(diagnosis->diagnostics));
	json_add_string(answer, "profile", diagnosis->profile->name);
	add_text(answer, "source", diagnosis->source);
	if (!diagnosis->source)
		add_keyring(answer, diagnosis);
	add_licenses(answer, diagnosis);
	add_clients(answer, diagnosis);
	if (asked->licenses)
		add_checks(answer, diagnosis, asked);
	add_diagnostics(answer, diagnosis);
	json_print_line(answer, out);
}

static bool refuse_word(const char *word, GError **error)
{
	static const char *const names[] = { "json", "check", "client", NULL };
	const char *meant = options_did_you_mean(word, names);
	return meant ? fail(error, HELPER_USAGE, "'status' takes options only: did you mean '--%s'?", meant)
		     : fail(error, HELPER_USAGE, "'status' takes options only: see --help");
}
