/* SPDX-License-Identifier: MIT */
#include "registry-message.h"

#include "../address/domain.h"
#include "../address/reference.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"

#include <string.h>

/* `detail` is what comes before the detail of an answer, after the sentence. In a remedy, DOMAIN is the domain, and
 * PROFILE is " -p acme" where the call had it. */
static const struct outcome {
	const char *name;
	const char *sentence;
	const char *detail;
	const char *remedy;
} outcomes[] = {
	[REGISTRY_ACCEPTED] = { "accepted", "accepted", "", NULL },
	[REGISTRY_REJECTED] = { "rejected", "license rejected (expired or wrong)", "",
				"ask the vendor for a valid license and log in with it; until then "
				"'" PROGRAM_NAME " logoutPROFILE' lets public images be pulled again" },
	[REGISTRY_NOT_ENTITLED] = { "not-entitled", "the license does not include this image or registry", "",
				    "ask the vendor to add it to the license" },
	[REGISTRY_NO_IMAGE] = { "no-such-image", "no such image, or its upstream registry is not linked", "",
				"check its name and tag; if they are right, ask the vendor to link the upstream "
				"registry to the app" },
	[REGISTRY_WRONG_PATH] = { "wrong-path", "wrong path: the registry does not know it", "",
				  "write DOMAIN/proxy/APP_SLUG/UPSTREAM/IMAGE: see '" PROGRAM_NAME " image'" },
	[REGISTRY_RATE_LIMITED] = { "rate-limited", "rate limited", "", "wait, then try again" },
	[REGISTRY_SERVER_ERROR] = { "server-error", "server error", "",
				    "try again later; if it lasts, tell the vendor" },
	[REGISTRY_NAME_NOT_FOUND] = { "name-not-found", "host name not found", "",
				      "check the spelling of the domain and the network's name service" },
	[REGISTRY_REFUSED] = { "connection-refused", "connection refused", "",
			       "check port, firewall and proxy (HTTPS_PROXY)" },
	[REGISTRY_UNREACHABLE] = { "unreachable", "the host cannot be reached", "",
				   "check network, firewall and proxy (HTTPS_PROXY)" },
	[REGISTRY_TIMED_OUT] = { "timed-out", "timed out", "",
				 "check network, firewall and proxy (HTTPS_PROXY), or set REPLICATED_TIMEOUT higher" },
	[REGISTRY_BROKEN_OFF] = { "broken-off", "the connection was interrupted", "", "try again" },
	[REGISTRY_CERTIFICATE_EXPIRED] = { "certificate-expired", "its certificate has expired", "",
					   "check this machine's clock; if it is right, tell the operator of the "
					   "registry" },
	[REGISTRY_CERTIFICATE_WRONG_NAME] = { "certificate-wrong-name", "wrong name in its certificate", "",
					      "check the spelling of the domain; if it is right, another server "
					      "answers in the "
					      "registry's place" },
	[REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY] = { "certificate-unknown-authority",
						     "its certificate is signed by an unknown authority", "",
						     "if you trust that authority, set SSL_CERT_FILE to its "
						     "certificate, or put it into "
						     "/etc/docker/certs.d/DOMAIN/ca.crt" },
	[REGISTRY_CERTIFICATE] = { "certificate", "its certificate is not valid", "",
				   "check this machine's clock; if it is right, tell the operator of the registry" },
	[REGISTRY_NO_TLS] = { "no-tls", "it does not speak TLS", "",
			      "check the port: a license is only sent encrypted" },
	[REGISTRY_OLD_TLS] = { "old-tls", "no secure connection: TLS 1.2 or newer is required", "",
			       "tell the operator of the registry" },
	[REGISTRY_PROXY] = { "proxy", "the proxy does not let the connection through", "",
			     "check HTTPS_PROXY, ALL_PROXY and NO_PROXY" },
	[REGISTRY_NOT_A_REGISTRY] = { "not-a-registry", "the answer does not come from a registry", "",
				      "check the domain; the log-in page of a network may have answered instead" },
	[REGISTRY_REDIRECTED] = { "redirected", "redirected, which this helper does not follow",
				  "to: ", "if that is the registry's own address, use that domain" },
	[REGISTRY_TOKEN_ELSEWHERE] = { "token-elsewhere",
				       "it asks for the license to be sent to another host, which "
				       "was not done",
				       "realm: ", "do not use this registry, and tell the vendor" },
	[REGISTRY_FAILED] = { "failed", "the check itself failed", "", "install the program again" },
};

const char *const registry_environment[] = {
	"SSL_CERT_FILE", "SSL_CERT_DIR", "https_proxy", "HTTPS_PROXY",	      "all_proxy",
	"ALL_PROXY",	 "no_proxy",	 "NO_PROXY",	"REPLICATED_TIMEOUT", NULL,
};

void registry_answer_clear(struct registry_answer *answer)
{
	if (!answer)
		return;
	g_free(answer->detail);
	g_free(answer->text);
	*answer = (struct registry_answer){ .outcome = REGISTRY_FAILED };
}

/* Harmless, at most REGISTRY_TEXT_MAX bytes, and never cut within a character. */
static char *harmless(const char *text)
{
	if (!text || !*text)
		return NULL;
	g_autofree char *clean = message_sanitize(text);
	if (strlen(clean) <= REGISTRY_TEXT_MAX)
		return g_steal_pointer(&clean);

	const char *end = g_utf8_find_prev_char(clean, clean + REGISTRY_TEXT_MAX - strlen("...") + 1);
	return g_strdup_printf("%.*s...", (int)(end - clean), clean);
}

void registry_answer_set(struct registry_answer *answer, enum registry_outcome outcome, const char *detail,
			 const char *text)
{
	char *new_detail = harmless(detail);
	char *new_text = harmless(text);
	registry_answer_clear(answer);
	*answer = (struct registry_answer){ outcome, new_detail, new_text };
}

void registry_question_print(const struct registry_question *question, struct secret *out)
{
	g_autoptr(Json) object = json_new_object();
	json_add_string(object, "domain", question->domain);
	json_add_string(object, "username", question->username);
	json_add_string(object, "license", question->license);
	if (question->repository) {
		json_add_string(object, "repository", question->repository);
		json_add_string(object, "reference", question->reference);
	}
	json_print(object, out);
}

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if (!g_ascii_isprint(*text))
			return false;
	return true;
}

/* The name alone, and a tag or a digest. */
static bool is_image(const char *repository, const char *version)
{
	g_auto(Reference) reference = { 0 };
	g_autofree char *text = g_strconcat("localhost/", repository, strchr(version, ':') ? "@" : ":", version, NULL);
	return reference_parse(text, &reference, NULL) && strcmp(reference.path, repository) == 0 &&
	       strcmp(reference.version + 1, version) == 0;
}

/* Everything that will be part of an address or a header is checked here, whoever asks. */
static bool question_check(const struct registry_question *question, GError **error)
{
	char domain[DOMAIN_SIZE];
	if (!question->domain || !domain_parse(question->domain, domain) || strcmp(domain, question->domain) != 0)
		return fail(error, HELPER_FAILED, "the question's 'domain' is not a registry domain");
	if (!question->username || !*question->username || strchr(question->username, ':'))
		return fail(error, HELPER_FAILED, "the question's 'username' is empty or contains a colon");
	for (const char *at = question->username; *at; at++)
		if (g_ascii_iscntrl(*at))
			return fail(error, HELPER_FAILED, "the question's 'username' contains a control character");
	if (!question->license || !*question->license || strlen(question->license) > LICENSE_ID_MAX ||
	    !is_printable(question->license))
		return fail(error, HELPER_FAILED, "the question's 'license' is not a license ID");
	if (!question->repository != !question->reference)
		return fail(error, HELPER_FAILED, "the question names only one of 'repository' and 'reference'");
	return !question->repository || is_image(question->repository, question->reference) ||
	       fail(error, HELPER_FAILED, "the question's 'repository' and 'reference' do not name an image");
}

struct json *registry_question_parse(const char *text, size_t length, struct registry_question *ret_question,
				     GError **error)
{
	g_autoptr(Json) object = json_parse(text, length, REGISTRY_QUESTION_MAX, "the question", error);
	if (!object)
		return NULL;

	const struct registry_question question = {
		.domain = json_string(json_member(object, "domain")),
		.username = json_string(json_member(object, "username")),
		.license = json_string(json_member(object, "license")),
		.repository = json_string(json_member(object, "repository")),
		.reference = json_string(json_member(object, "reference")),
	};
	if (!question_check(&question, error))
		return NULL;
	*ret_question = question;
	return g_steal_pointer(&object);
}

void registry_answer_print(const struct registry_answer *answer, struct secret *out)
{
	g_autoptr(Json) object = json_new_object();
	json_add_string(object, "outcome", registry_outcome_name(answer->outcome));
	if (answer->detail)
		json_add_string(object, "detail", answer->detail);
	if (answer->text)
		json_add_string(object, "text", answer->text);
	json_print(object, out);
}

bool registry_answer_parse(const char *text, size_t length, struct registry_answer *ret_answer, GError **error)
{
	g_autoptr(Json) object = json_parse(text, length, REGISTRY_ANSWER_MAX, "the answer of registry-check", error);
	if (!object)
		return false;

	const char *name = json_string(json_member(object, "outcome"));
	for (size_t i = 0; name && i < G_N_ELEMENTS(outcomes); i++) {
		if (strcmp(name, outcomes[i].name) != 0)
			continue;
		*ret_answer = (struct registry_answer){ .outcome = REGISTRY_FAILED };
		registry_answer_set(ret_answer, (enum registry_outcome)i, json_string(json_member(object, "detail")),
				    json_string(json_member(object, "text")));
		return true;
	}
	return fail(error, HELPER_FAILED, "the answer of registry-check has an unknown outcome");
}

const char *registry_outcome_name(enum registry_outcome outcome)
{
	return outcomes[outcome].name;
}

bool registry_outcome_is_refusal(enum registry_outcome outcome)
{
	return outcome == REGISTRY_REJECTED || outcome == REGISTRY_NOT_ENTITLED;
}

char *registry_answer_sentence(const struct registry_answer *answer)
{
	const struct outcome *outcome = &outcomes[answer->outcome];
	GString *sentence = g_string_new(outcome->sentence);
	if (answer->detail)
		g_string_append_printf(sentence, " (%s%s)", outcome->detail, answer->detail);
	if (answer->text)
		g_string_append_printf(sentence, ", it says \"%s\"", answer->text);
	return g_string_free(sentence, FALSE);
}

static char *replace(const char *text, const char *word, const char *by)
{
	g_auto(GStrv) parts = g_strsplit(text, word, -1);
	return g_strjoinv(by, parts);
}

char *registry_answer_remedy(const struct registry_answer *answer, const char *domain, const char *profile_option)
{
	const char *remedy = outcomes[answer->outcome].remedy;
	if (!remedy)
		return NULL;
	g_autofree char *with_domain = replace(remedy, "DOMAIN", domain);
	return replace(with_domain, "PROFILE", profile_option);
}

void registry_answer_add(const struct registry_answer *answer, const char *domain, const char *image,
			 const char *profile_option, struct json *array)
{
	g_autofree char *sentence = registry_answer_sentence(answer);
	g_autofree char *remedy = registry_answer_remedy(answer, domain, profile_option);
	struct json *check = json_append_object(array);
	json_add_string(check, "domain", domain);
	if (image)
		json_add_string(check, "image", image);
	json_add_bool(check, "accepted", answer->outcome == REGISTRY_ACCEPTED);
	json_add_string(check, "outcome", registry_outcome_name(answer->outcome));
	json_add_string(check, "message", sentence);
	if (answer->detail)
		json_add_string(check, "detail", answer->detail);
	if (remedy)
		json_add_string(check, "remedy", remedy);
}
