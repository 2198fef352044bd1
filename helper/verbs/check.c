/* SPDX-License-Identifier: MIT
 *
 * check.c - does the license open the registry, or an image in it?
 *
 * The verb decides what is asked with which license; registry-check (registry-client.h) asks.
 */
#include "../command.h"

#include "../address/reference.h"
#include "../address/upstream.h"
#include "../format/json.h"
#include "../license/credential.h"
#include "../license/license-load.h"
#include "../license/our-domains.h"
#include "../registry/registry-client.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"

#include <string.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "json", 0, NULL, "print the results as JSON", false },
	{ 0 },
};

const struct command command_check = {
	.name = "check",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[--json] [DOMAIN|IMAGE]...",
	.summary = "ask the registries whether they accept the license",
	.example = PROGRAM_NAME " check \\\n"
				"  proxy.replicated.com/proxy/my-app/quay.io/my-org/api:1.0",
	.options = specs,
	.run = run,
};

/* What one word of the command line, or one domain of the profile, asks for. */
struct target {
	char *shown; /* as it was written */
	struct server_url url;
	char *repository; /* NULL for the registry alone */
	char *reference;
	struct license license; /* empty if none is stored */
	bool has_license;
};

static void target_free(struct target *target);
static bool targets_of_words(const struct profile *profile, const char *const *words, GPtrArray *targets,
			     GError **error);
static bool targets_of_profile(const struct profile *profile, GPtrArray *targets, GError **error);
static bool ask(GPtrArray *targets, struct registry_answer *answers, GError **error);
static void print(struct invocation *invocation, GPtrArray *targets, const struct registry_answer *answers);

static bool run(struct invocation *invocation, GError **error)
{
	g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
	const char *const *words = options_words(invocation->options);
	if (words[0] ? !targets_of_words(&invocation->profile, words, targets, error)
		     : !targets_of_profile(&invocation->profile, targets, error))
		return false;

	g_autofree struct registry_answer *answers = g_new0(struct registry_answer, targets->len);
	if (!ask(targets, answers, error))
		return false;
	print(invocation, targets, answers);
	for (guint i = 0; i < targets->len; i++)
		registry_answer_clear(&answers[i]);
	return true;
}

static void target_free(struct target *target)
{
	g_free(target->shown);
	g_free(target->repository);
	g_free(target->reference);
	license_clear(&target->license);
	g_free(target);
}

/* A tag or a digest, the digest if it has both; "latest" if it has none. */
static char *version_of(const struct reference *reference)
{
	const char *digest = strchr(reference->version, '@');
	if (digest)
		return g_strdup(digest + 1);
	return g_strdup(*reference->version ? reference->version + 1 : "latest");
}

static bool parse_image(const char *text, struct target *target, GError **error)
{
	g_auto(Reference) reference = { 0 };
	g_autoptr(GError) cause = NULL;
	if (!reference_parse(text, &reference, &cause))
		return fail(error, HELPER_USAGE, "%s", cause->message);
	if (!reference.host)
		return upstream_refuse("docker.io", text, error);

	g_autofree char *url = g_strdup_printf("%s/%s", reference.host, reference.path);
	if (!server_url_parse(url, strlen(url), &target->url))
		return fail(error, HELPER_USAGE, "'%s' is not an image of a registry domain", text);
	target->repository = g_strdup(reference.path);
	target->reference = version_of(&reference);
	target->shown = g_strdup(text);
	return true;
}

/* "nginx:1.25", Docker Hub's shortest form: no domain of anybody's, and not the name of a machine. */
static bool is_hub_image(const char *word, bool *ret_is, GError **error)
{
	g_auto(Reference) reference = { 0 };
	char domain[DOMAIN_SIZE];
	bool ours = false;
	*ret_is = false;
	if (strchr(word, '/') || !reference_parse(word, &reference, NULL) || strchr(reference.path, '.') ||
	    strcmp(reference.path, "localhost") == 0)
		return true;
	const char *version = reference.version;
	bool port = version[0] == ':' && strspn(version + 1, "0123456789") == strlen(version + 1);
	if (domain_parse(word, domain) && !our_domains_hold(domain, &ours, error))
		return false;
	*ret_is = !port && !ours;
	return true;
}

/* Does not repeat the word: it may be a license. */
static bool refuse_word(GError **error)
{
	return fail(error, HELPER_USAGE, "'check' requires registry domains, host[:port], or images in them");
}

/* The address in all its spellings (domain.h), with a path an image, without one a registry. */
static bool parse_word(const char *word, struct target *target, GError **error)
{
	static const char *const schemes[] = { "https://", "oci://" };
	const char *start = word;
	for (size_t i = 0; i < G_N_ELEMENTS(schemes) && start == word; i++)
		if (g_ascii_strncasecmp(word, schemes[i], strlen(schemes[i])) == 0)
			start = word + strlen(schemes[i]);

	bool hub;
	if (strlen(start) > UNKNOWN_NAME_MAX && !strpbrk(start, ".:/"))
		return refuse_word(error);
	if (!is_hub_image(start, &hub, error))
		return false;
	const char *slash = strchr(start, '/');
	if (hub)
		return upstream_refuse("docker.io", start, error);
	if (slash && slash[1] && strcmp(slash, "/v2") != 0 && strcmp(slash, "/v2/") != 0)
		return parse_image(start, target, error);
	if (!server_url_parse(start, strlen(start), &target->url))
		return refuse_word(error);
	target->shown = g_strdup(target->url.domain);
	return true;
}

static void take_license(struct target *target, struct license *license)
{
	target->license = *license;
	target->has_license = true;
	*license = (struct license){ 0 };
}

/* The license that `get` gives, else the one that the domain can borrow from the profile. */
static bool find_license(const struct profile *profile, struct target *target, GError **error)
{
	struct license license = { 0 };
	GError *cause = NULL;
	if (credential_lookup(profile, &target->url, &license, &cause)) {
		take_license(target, &license);
		return true;
	}
	if (g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
		g_autoptr(GPtrArray) licenses = NULL;
		const char *const domains[] = { target->url.domain, NULL };
		g_clear_error(&cause);
		if (license_load(profile, domains, &licenses, &cause)) {
			take_license(target, g_ptr_array_index(licenses, 0));
			return true;
		}
	}
	if (!g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	return true;
}

static bool targets_of_words(const struct profile *profile, const char *const *words, GPtrArray *targets,
			     GError **error)
{
	for (; *words; words++) {
		struct target *target = g_new0(struct target, 1);
		g_ptr_array_add(targets, target);
		if (!parse_word(*words, target, error))
			return false;
	}
	for (guint i = 0; i < targets->len; i++) {
		struct target *target = g_ptr_array_index(targets, i);
		if (upstream_is_known(target->url.domain))
			return upstream_refuse(target->url.domain, target->repository ? target->shown : NULL, error);
		if (!our_domains_require(target->url.domain, error) || !find_license(profile, target, error))
			return false;
	}
	return true;
}

static bool targets_of_profile(const struct profile *profile, GPtrArray *targets, GError **error)
{
	g_autofree char *option = profile_option(profile);
	const char *const all[] = { NULL };
	g_autoptr(GPtrArray) licenses = NULL;
	if (!license_load(profile, all, &licenses, error))
		return false;
	for (guint i = 0; i < licenses->len; i++) {
		struct license *license = g_ptr_array_index(licenses, i);
		struct target *target = g_new0(struct target, 1);
		target->shown = g_strdup(license->domain);
		g_strlcpy(target->url.domain, license->domain, sizeof(target->url.domain));
		take_license(target, license);
		g_ptr_array_add(targets, target);
	}
	return targets->len > 0 || fail(error, HELPER_NOT_FOUND,
					"no license is stored for profile '%s': run '" PROGRAM_NAME " login%s' first",
					profile->name, option);
}

/* One answer for each target, as an array of struct registry_answer; those without license stay empty. */
static bool ask(GPtrArray *targets, struct registry_answer *answers, GError **error)
{
	g_autofree struct registry_question *questions = g_new0(struct registry_question, targets->len);
	g_autofree struct registry_answer *given = g_new0(struct registry_answer, targets->len);
	size_t count = 0;
	for (guint i = 0; i < targets->len; i++) {
		const struct target *target = g_ptr_array_index(targets, i);
		if (target->has_license)
			questions[count++] = (struct registry_question){
				.domain = target->url.domain,
				.username = secret_text(&target->license.username),
				.license = secret_text(&target->license.id),
				.repository = target->repository,
				.reference = target->reference,
			};
	}
	if (!registry_ask(questions, count, given, error))
		return false;
	for (guint i = 0, next = 0; i < targets->len; i++)
		if (((const struct target *)g_ptr_array_index(targets, i))->has_license)
			answers[i] = given[next++];
	return true;
}

struct report {
	char *sentence;
	char *remedy; /* or NULL */
};

static struct report report_of(const struct target *target, const struct registry_answer *answer, const char *option)
{
	if (!target->has_license)
		return (struct report){ g_strdup("no license is stored"),
					g_strdup_printf("run '" PROGRAM_NAME " login%s' first", option) };
	return (struct report){
		.sentence = registry_answer_sentence(answer),
		.remedy = registry_answer_remedy(answer, target->url.domain, option),
	};
}

static void report_clear(struct report *report)
{
	g_free(report->sentence);
	g_free(report->remedy);
}

static void print_line(const struct target *target, const struct registry_answer *answer, const char *option,
		       struct secret *out)
{
	struct report report = report_of(target, answer, option);
	g_autofree char *line = g_strdup_printf("%s: %s%s%s", target->shown, report.sentence, report.remedy ? ": " : "",
						report.remedy ? report.remedy : "");
	g_autofree char *harmless = message_sanitize(line);
	report_clear(&report);
	secret_append_format(out, "%s\n", harmless);
}

static void print_member(const struct target *target, const struct registry_answer *answer, const char *option,
			 struct json *checks)
{
	const char *image = target->repository ? target->shown : NULL;
	if (target->has_license) {
		registry_answer_add(answer, target->url.domain, image, option, checks);
		return;
	}
	struct report report = report_of(target, answer, option);
	struct json *check = json_append_object(checks);
	json_add_string(check, "domain", target->url.domain);
	if (image)
		json_add_string(check, "image", image);
	json_add_bool(check, "accepted", false);
	json_add_string(check, "outcome", "no-license");
	json_add_string(check, "message", report.sentence);
	json_add_string(check, "remedy", report.remedy);
	report_clear(&report);
}

static void print(struct invocation *invocation, GPtrArray *targets, const struct registry_answer *answers)
{
	bool as_json = options_flag(invocation->options, "json");
	g_autofree char *option = profile_option(&invocation->profile);
	g_autoptr(Json) object = json_new_object();
	json_add_string(object, "profile", invocation->profile.name);
	struct json *checks = json_add_array(object, "checks");

	for (guint i = 0; i < targets->len; i++) {
		const struct target *target = g_ptr_array_index(targets, i);
		if (!target->has_license || answers[i].outcome != REGISTRY_ACCEPTED)
			invocation->status = 1;
		if (as_json)
			print_member(target, &answers[i], option, checks);
		else
			print_line(target, &answers[i], option, invocation->out);
	}
	if (as_json)
		json_print_line(object, invocation->out);
}
