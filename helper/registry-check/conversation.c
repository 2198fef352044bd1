/* SPDX-License-Identifier: MIT */
#include "conversation.h"

#include "../address/domain.h"
#include "challenge.h"
#include "http.h"
#include "redact.h"
#include "token.h"

#include <string.h>

/* A registry on this machine that is going to speak TLS does so at once. */
#define LOOPBACK_TLS_SECONDS 4.0

struct conversation {
	const struct registry_question *question;
	gint64 end; /* g_get_monotonic_time() */
	bool cleartext;
	bool direct;
	enum { NOTHING, BASIC, BEARER } credentials;
	struct secret token;
	GPtrArray *proxies; /* the URLs in http_proxy_variables, ended by NULL: their passwords are not shown */
	struct registry_answer *answer;
};

static double seconds_left(const struct conversation *talk)
{
	return (double)MAX(talk->end - g_get_monotonic_time(), 0) / G_USEC_PER_SEC;
}

static void conclude(struct conversation *talk, enum registry_outcome outcome, const char *detail, const char *text)
{
	const char *const *proxies = (const char *const *)talk->proxies->pdata;
	registry_answer_set(talk->answer, outcome, redact(talk->question, &talk->token, proxies, detail),
			    redact(talk->question, &talk->token, proxies, text));
}

static void conclude_failure(struct conversation *talk, const struct http_failure *failure)
{
	conclude(talk, failure->outcome, *failure->detail ? failure->detail : NULL, NULL);
}

static struct http_request request_of(const struct conversation *talk, const char *path)
{
	return (struct http_request){
		.domain = talk->question->domain,
		.cleartext = talk->cleartext,
		.direct = talk->direct,
		.path = path,
		.username = talk->credentials == BASIC ? talk->question->username : NULL,
		.password = talk->credentials == BASIC ? talk->question->license : NULL,
		.token = talk->credentials == BEARER ? &talk->token : NULL,
		.seconds = seconds_left(talk),
	};
}

static bool ask(struct conversation *talk, const struct http_request *request, struct http_response *ret_response)
{
	struct http_failure failure = { .outcome = REGISTRY_FAILED };
	http_response_clear(ret_response);
	if (http_ask(request, ret_response, &failure))
		return true;
	conclude_failure(talk, &failure);
	return false;
}

/* ---- what an answer means ---- */

/* The message of the registry's error, as the distribution specification has it: owned by *ret_body. */
static const char *message_of(const struct http_response *response, struct json **ret_body)
{
	*ret_body = json_parse(secret_text(&response->body), response->body.length, HTTP_BODY_MAX, "the body", NULL);
	const struct json *first = json_is_object(*ret_body) ? json_first(json_member(*ret_body, "errors")) : NULL;
	const char *text = json_string(json_member(first, "message"));
	if (!text)
		text = json_string(json_member(first, "code"));
	/* Others have it elsewhere: docker's Hub, nginx's gateways, OAuth 2 (RFC 6749, section 5.2). */
	static const char *const names[] = { "details", "message", "error_description", "error" };
	for (size_t i = 0; !text && i < G_N_ELEMENTS(names); i++)
		text = json_string(json_member(*ret_body, names[i]));
	return text;
}

/* 200 alone proves nothing: log-in pages of networks answer so, too. */
static bool is_registry(const struct http_response *response)
{
	if (response->says_registry || response->body.length == 0)
		return true;
	g_autoptr(Json) body =
		json_parse(secret_text(&response->body), response->body.length, HTTP_BODY_MAX, "the body", NULL);
	return body != NULL;
}

/* Concludes from a status that means the same everywhere. */
static void conclude_from(struct conversation *talk, const struct http_response *response, const char *place)
{
	g_autoptr(Json) body = NULL;
	const char *text = message_of(response, &body);
	long status = response->status;

	if (status / 100 == 3 && response->location) {
		conclude(talk, REGISTRY_REDIRECTED, response->location, NULL);
	} else if (status == 401) {
		conclude(talk, REGISTRY_REJECTED, NULL, text);
	} else if (status == 403) {
		conclude(talk, REGISTRY_NOT_ENTITLED, NULL, text);
	} else if (status == 429) {
		/* Seconds, or a date (RFC 9110, section 10.2.3). */
		const char *after = response->retry_after ? response->retry_after : "";
		bool seconds = strspn(after, "0123456789") == strlen(after);
		g_autofree char *detail =
			g_strdup_printf("try again %s%s%s", seconds ? "in " : "after ", after, seconds ? " s" : "");
		conclude(talk, REGISTRY_RATE_LIMITED, *after ? detail : NULL, text);
	} else {
		g_autofree char *detail = g_strdup_printf("status %ld at %s", status, place);
		conclude(talk, status / 100 == 5 ? REGISTRY_SERVER_ERROR : REGISTRY_NOT_A_REGISTRY, detail, text);
	}
}

/* ---- the license, for who asked ---- */

static bool fetch_token(struct conversation *talk, const char *path, bool cleartext)
{
	g_auto(HttpResponse) response = { .body = SECRET_INIT(0) };
	talk->credentials = BASIC;
	struct http_request request = request_of(talk, path);
	request.cleartext = cleartext;
	if (!ask(talk, &request, &response))
		return false;

	if (response.status == 400) {
		g_autoptr(Json) body = NULL;
		conclude(talk, REGISTRY_WRONG_PATH, NULL, message_of(&response, &body));
		return false;
	}
	if (response.status == 404 && talk->question->repository) {
		conclude(talk, REGISTRY_NO_IMAGE, NULL, NULL);
		return false;
	}
	if (response.status != 200) {
		conclude_from(talk, &response, "the token endpoint");
		return false;
	}
	if (!token_parse(secret_text(&response.body), response.body.length, &talk->token)) {
		conclude(talk, REGISTRY_NOT_A_REGISTRY, "no token in the token answer", NULL);
		return false;
	}
	talk->credentials = BEARER;
	return true;
}

/* Does what one of the challenges asks for: a token from the registry itself, else Basic. */
static bool authorize(struct conversation *talk, const struct http_response *response)
{
	g_autofree char *elsewhere = NULL;
	bool basic = false;
	for (guint i = 0; i < response->challenges->len; i++) {
		g_autoptr(GPtrArray) challenges = challenges_parse(g_ptr_array_index(response->challenges, i));
		for (guint j = 0; challenges && j < challenges->len; j++) {
			const struct challenge *challenge = g_ptr_array_index(challenges, j);
			basic = basic || strcmp(challenge->scheme, "basic") == 0;
			if (strcmp(challenge->scheme, "bearer") != 0)
				continue;
			bool cleartext = talk->cleartext;
			g_autofree char *path =
				token_path(challenge, talk->question->domain, talk->question->repository, &cleartext);
			if (path)
				return fetch_token(talk, path, cleartext);
			const char *realm = challenge_parameter(challenge, "realm");
			if (!elsewhere)
				elsewhere = g_strdup(realm && *realm ? realm : "none");
		}
	}
	if (elsewhere) {
		conclude(talk, REGISTRY_TOKEN_ELSEWHERE, elsewhere, NULL);
		return false;
	}
	if (!basic) {
		conclude(talk, REGISTRY_NOT_A_REGISTRY, "it asks for neither a token nor a password", NULL);
		return false;
	}
	talk->credentials = BASIC;
	return true;
}

/* Asks with what is known, and once more with the license where that is asked for. */
static bool ask_twice(struct conversation *talk, struct http_request request, struct http_response *response)
{
	if (!ask(talk, &request, response))
		return false;
	if (response->status != 401 || talk->credentials != NOTHING)
		return true;
	if (!authorize(talk, response))
		return false;

	const struct http_request again = request_of(talk, request.path);
	request.username = again.username;
	request.password = again.password;
	request.token = again.token;
	request.seconds = again.seconds;
	return ask(talk, &request, response);
}

/* ---- the conversation ---- */

/* Over http, if the answer over https shows no TLS, or none came. */
static bool probe_in_clear(struct conversation *talk, struct http_response *response)
{
	enum registry_outcome fault = talk->answer->outcome;
	struct http_failure failure = { .outcome = REGISTRY_FAILED };
	struct http_request request = request_of(talk, "/v2/");
	request.cleartext = true;
	if (fault != REGISTRY_NO_TLS && fault != REGISTRY_BROKEN_OFF && fault != REGISTRY_TIMED_OUT)
		return false;

	talk->cleartext = true;
	/* A server that speaks TLS calls plain http a bad request, or hangs up: then the first fault is reported. */
	if (http_ask(&request, response, &failure))
		return fault == REGISTRY_NO_TLS || response->status != 400;
	if (fault == REGISTRY_NO_TLS)
		conclude_failure(talk, &failure);
	return false;
}

/* The first answer, and the way it comes. For a registry on this machine there are up to three: https through the
 * proxy, https without it, since it may not see this machine, and http. */
static bool probe(struct conversation *talk, struct http_response *response)
{
	struct http_request request = request_of(talk, "/v2/");
	bool loopback = domain_is_loopback(talk->question->domain);
	if (loopback)
		request.connect_seconds = MIN(LOOPBACK_TLS_SECONDS, request.seconds / 3);
	if (ask(talk, &request, response))
		return true;
	if (loopback && talk->answer->outcome == REGISTRY_PROXY) {
		talk->direct = request.direct = true;
		if (ask(talk, &request, response))
			return true;
	}
	return loopback && probe_in_clear(talk, response);
}

static bool open_registry(struct conversation *talk)
{
	g_auto(HttpResponse) response = { .body = SECRET_INIT(0) };
	if (!probe(talk, &response))
		return false;
	if (response.status == 401) {
		if (!authorize(talk, &response))
			return false;
		const struct http_request request = request_of(talk, "/v2/");
		if (!ask(talk, &request, &response))
			return false;
	}
	if (response.status != 200) {
		conclude_from(talk, &response, "/v2/");
		return false;
	}
	if (!is_registry(&response)) {
		conclude(talk, REGISTRY_NOT_A_REGISTRY, NULL, NULL);
		return false;
	}
	return true;
}

static bool open_image(struct conversation *talk)
{
	const struct registry_question *question = talk->question;
	g_autofree char *path = g_strdup_printf("/v2/%s/manifests/%s", question->repository, question->reference);
	g_auto(HttpResponse) response = { .body = SECRET_INIT(0) };
	bool accepted_before = talk->credentials != NOTHING;
	struct http_request request = request_of(talk, path);
	request.head = true;
	if (!ask_twice(talk, request, &response))
		return false;
	if (response.status == 200)
		return true;

	if (response.status == 404)
		conclude(talk, REGISTRY_NO_IMAGE, NULL, NULL);
	else if (response.status == 400)
		conclude(talk, REGISTRY_WRONG_PATH, NULL, NULL);
	else if (response.status == 401 && accepted_before)
		conclude(talk, REGISTRY_NOT_ENTITLED, NULL, NULL); /* the license is good, but not for this */
	else
		conclude_from(talk, &response, "the manifest");
	return false;
}

static GPtrArray *proxies_of_environment(void)
{
	GPtrArray *proxies = g_ptr_array_new();
	for (const char *const *name = http_proxy_variables; *name; name++)
		if (g_getenv(*name))
			g_ptr_array_add(proxies, (gpointer)(guintptr)g_getenv(*name));
	g_ptr_array_add(proxies, NULL);
	return proxies;
}

void conversation_hold(const struct registry_question *question, double seconds, struct registry_answer *ret_answer)
{
	g_autoptr(GPtrArray) proxies = proxies_of_environment();
	struct http_failure failure = { .outcome = REGISTRY_FAILED };
	struct conversation talk = {
		.question = question,
		.end = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC),
		.token = SECRET_INIT(TOKEN_MAX),
		.proxies = proxies,
		.answer = ret_answer,
	};
	if (!http_start(question->domain, &failure))
		conclude_failure(&talk, &failure);
	else if (open_registry(&talk) && (!question->repository || open_image(&talk)))
		conclude(&talk, REGISTRY_ACCEPTED, talk.credentials == NOTHING ? "without the license" : NULL, NULL);
	secret_clear(&talk.token);
}
