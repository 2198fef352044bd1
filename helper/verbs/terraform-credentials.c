/* SPDX-License-Identifier: MIT
 *
 * terraform-credentials.c - get, store, forget: the credentials helper protocol of Terraform and OpenTofu
 *
 * Called as terraform-credentials-replicated, the program is this verb: Terraform runs `PROGRAM ARGS... get HOST`
 * (hashicorp/terraform-svchost, auth/helper_program.go), and knows one helper for all hosts. So a host that is not ours
 * is handed on to another helper, if --else names one.
 */
#include "../command.h"

#include "../address/domain.h"
#include "../clients/terraform-files.h"
#include "../format/json.h"
#include "../license/credential.h"
#include "../license/license-change.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/program-run.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"

#include <string.h>

/* The longest object that is read from standard input. */
#define REQUEST_MAX (64 * 1024)

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "else", 0, "NAME", "leave other hosts to terraform-credentials-NAME", false },
	{ 0 },
};

const struct command command_terraform_credentials = {
	.name = "terraform-credentials",
	.kind = COMMAND_PEOPLE,
	.synopsis = "[--else NAME] get|store|forget HOST",
	.summary = "answer Terraform and OpenTofu (credentials helper protocol)",
	.details = "Terraform runs it as terraform-credentials-" HELPER_NAME
		   ", a link that 'configure' creates, with the 'args' in its configuration.",
	.example = PROGRAM_NAME " terraform-credentials get proxy.replicated.com",
	.options = specs,
	.run = run,
};

/* What Terraform asks, checked. */
struct request {
	const char *verb;
	const char *host;
	struct server_url url;
	bool ours;
};

static bool read_request(const struct options *options, struct request *request, GError **error);
static bool hand_on(const struct invocation *invocation, const struct request *request, const char *name,
		    GError **error);
static bool get(struct invocation *invocation, const struct request *request, GError **error);
static bool store(const struct invocation *invocation, const struct request *request, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const char *other = options_value(invocation->options, "else");
	struct request request;
	if (!read_request(invocation->options, &request, error))
		return false;
	if (!request.ours && other)
		return hand_on(invocation, &request, other, error);
	if (strcmp(request.verb, "get") == 0)
		return get(invocation, &request, error);
	if (strcmp(request.verb, "store") == 0)
		return store(invocation, &request, error);
	return !request.ours || license_erase(&invocation->profile, &request.url, error);
}

static bool read_request(const struct options *options, struct request *request, GError **error)
{
	static const char *const verbs[] = { "get", "store", "forget", NULL };
	const char *const *words = options_words(options);
	const char *other = options_value(options, "else");
	char domain[DOMAIN_SIZE];
	if (!words[0] || !g_strv_contains(verbs, words[0]) || !words[1] || words[2])
		return fail(error, HELPER_USAGE, "'terraform-credentials' requires get, store or forget, and one host");
	if (other && (!*other || strchr(other, '/')))
		return fail(error, HELPER_USAGE, "'--else' requires the name of a credentials helper, such as 'env'");
	*request = (struct request){ .verb = words[0], .host = words[1] };
	return !domain_parse(request->host, domain) || !server_url_parse(domain, strlen(domain), &request->url) ||
	       our_domains_hold(domain, &request->ours, error);
}

/* The other helper is next to this one, where Terraform finds both. */
static char *file_of(const char *program, const char *name, GError **error)
{
	if (!strchr(program, '/'))
		return terraform_helper_file(name, error);
	g_autofree char *folder = g_path_get_dirname(program);
	g_autofree char *file = g_strconcat(TERRAFORM_PREFIX, name, NULL);
	return g_build_filename(folder, file, NULL);
}

static bool hand_on(const struct invocation *invocation, const struct request *request, const char *name,
		    GError **error)
{
	g_autofree char *program = file_of(invocation->program, name, error);
	const char *const arguments[] = { program, request->verb, request->host, NULL };
	return program && program_become(arguments, invocation->descriptor, error);
}

/* Terraform takes {} for "nothing is known", and goes on without credentials. */
static bool get(struct invocation *invocation, const struct request *request, GError **error)
{
	g_auto(License) license = { 0 };
	GError *cause = NULL;
	g_autoptr(Json) answer = json_new_object();
	if (request->ours && credential_lookup(&invocation->profile, &request->url, &license, &cause)) {
		json_add_string(answer, "token", secret_text(&license.id));
	} else if (cause && !g_error_matches(cause, HELPER_ERROR, HELPER_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	json_print_line(answer, invocation->out);
	return true;
}

/* The one member, and no other: Terraform may have properties one day that would be lost here. */
static bool take_token(const struct json *object, struct secret *ret_id, GError **error)
{
	const struct json *member = json_first(object);
	const char *token = json_string(member);
	if (!json_is_object(object) || !token || strcmp(json_name(member), "token") != 0 || json_next(member))
		return fail(error, HELPER_FAILED,
			    "only {\"token\": \"...\"} can be stored: the object has other members, or none");
	secret_append_text(ret_id, token);
	return secret_is_license_id(ret_id) ||
	       fail(error, HELPER_FAILED,
		    "the token is not a license ID: it is empty, too long, or contains a space or bytes that are not "
		    "printable ASCII");
}

static bool store(const struct invocation *invocation, const struct request *request, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(REQUEST_MAX);
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	if (!read_stdin_to_limit(&text, "the object", error))
		return false;
	if (!request->ours)
		return fail(error, HELPER_FAILED,
			    "'%s' is not a Replicated registry or a custom domain" REMEDY
			    "to keep its token in another credentials helper, write in Terraform's configuration: "
			    "credentials_helper \"" HELPER_NAME "\" { args = [\"--else=NAME\"] }",
			    request->host);
	g_autoptr(Json) object = json_parse(secret_text(&text), text.length, REQUEST_MAX, "the object", error);
	if (!object || !take_token(object, &id, error) ||
	    !license_store(&invocation->profile, request->url.domain, USERNAME_DEFAULT, &id, error))
		return false;
	license_warn_of_source();
	return true;
}
