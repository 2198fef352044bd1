/* SPDX-License-Identifier: MIT
 *
 * protocol.c - get, store, erase, list, version: docker's credential helper protocol
 *
 * What clients match byte for byte, and which of them does, is told in docker-credential-helpers'
 * credentials.go and error.go. Nothing is asked of a person here, and a registry that is not ours is
 * answered without a look at the keyring.
 */
#include "protocol.h"

#include "../command.h"
#include "../format/json.h"
#include "../license/credential.h"
#include "../license/license-change.h"
#include "../license/license-list.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"
#include "../runtime/version.h"

#include <string.h>

/* The longest request; docker's own reader fails at this length too. */
#define REQUEST_MAX (64 * 1024)

static bool run_get(struct invocation *invocation, GError **error);
static bool run_store(struct invocation *invocation, GError **error);
static bool run_erase(struct invocation *invocation, GError **error);
static bool run_list(struct invocation *invocation, GError **error);
static bool run_version(struct invocation *invocation, GError **error);

const struct command command_get = {
	.name = "get",
	.kind = COMMAND_PROTOCOL,
	.synopsis = "< SERVER-URL",
	.summary = "print the credentials for the registry named on standard input",
	.example = "echo proxy.replicated.com | " PROGRAM_NAME " get",
	.reads_stdin = true,
	.run = run_get,
};

const struct command command_store = {
	.name = "store",
	.kind = COMMAND_PROTOCOL,
	.synopsis = "< JSON",
	.summary = "save the credentials given as JSON on standard input",
	.example = "docker login proxy.replicated.com    (docker runs it for you)",
	.reads_stdin = true,
	.run = run_store,
};

const struct command command_erase = {
	.name = "erase",
	.kind = COMMAND_PROTOCOL,
	.synopsis = "< SERVER-URL",
	.summary = "remove the credentials for the registry named on standard input",
	.example = "echo proxy.replicated.com | " PROGRAM_NAME " erase",
	.reads_stdin = true,
	.run = run_erase,
};

const struct command command_list = {
	.name = "list",
	.kind = COMMAND_PROTOCOL,
	.synopsis = "",
	.summary = "list the registries and user names that are stored",
	.example = PROGRAM_NAME " list",
	.run = run_list,
};

const struct command command_version = {
	.name = "version",
	.kind = COMMAND_PROTOCOL,
	.synopsis = "",
	.summary = "print the version",
	.example = PROGRAM_NAME " version",
	.run = run_version,
};

static bool read_request(struct secret *request, GError **error)
{
	return read_all_of_stdin(request, "the request", error);
}

static const char blanks[] = { ' ', '\t', '\n' };

/* How many bytes the space, tab, LF or CRLF has that stands here; 0 if there is none. */
static size_t blank_length(const char *text)
{
	if (g_str_has_prefix(text, "\r\n"))
		return 2;
	return memchr(blanks, *text, sizeof(blanks)) ? 1 : 0;
}

/* Space, tab, LF and CRLF at both ends mean nothing. A lone CR is no line end: reading it as one is how
 * one host is taken for another (CVE-2024-52006). */
static void trim(const struct secret *text, const char **ret_start, size_t *ret_length)
{
	const char *start = secret_text(text);
	for (size_t blank = blank_length(start); blank > 0; blank = blank_length(start))
		start += blank;
	size_t length = text->length - (size_t)(start - secret_text(text));
	while (length > 0 && memchr(blanks, start[length - 1], sizeof(blanks))) {
		length--;
		/* The first byte is none of these, nor is it the CR of a CRLF. */
		if (start[length] == '\n' && start[length - 1] == '\r')
			length--;
	}
	*ret_start = start;
	*ret_length = length;
}

/* The server URL of a request, which is cut behind it. *ret_is_domain is false where it can be none of ours. */
static bool take_server_url(struct secret *request, const char **ret_text, struct server_url *ret_url,
			    bool *ret_is_domain, GError **error)
{
	size_t length;
	trim(request, ret_text, &length);
	if (length == 0)
		return fail(error, HELPER_NO_SERVER_URL, TEXT_NO_SERVER_URL);
	if (text_has_control_byte(*ret_text, length))
		return fail(error, HELPER_FAILED,
			    "the server URL contains a control character: send one registry domain on one line");
	secret_truncate(request, (size_t)(*ret_text - request->bytes) + length);
	*ret_is_domain = server_url_parse(*ret_text, length, ret_url);
	return true;
}

static bool run_get(struct invocation *invocation, GError **error)
{
	g_auto(Secret) request = SECRET_INIT(REQUEST_MAX);
	return read_request(&request, error) && protocol_get(&invocation->profile, &request, invocation->out, error);
}

bool protocol_get(const struct profile *profile, struct secret *request, struct secret *out, GError **error)
{
	g_auto(License) license = { 0 };
	struct server_url url;
	const char *text;
	bool is_domain;
	if (!take_server_url(request, &text, &url, &is_domain, error))
		return false;
	if (!is_domain)
		return fail(error, HELPER_NOT_FOUND, TEXT_NOT_FOUND);
	if (!credential_lookup(profile, &url, &license, error))
		return false;

	g_autoptr(Json) answer = json_new_object();
	json_add_string(answer, "ServerURL", text);
	json_add_string(answer, "Username", secret_text(&license.username));
	json_add_string(answer, "Secret", secret_text(&license.id));
	json_print_line(answer, out);
	return true;
}

/* One text member of a store request; "" where it is missing or null, as Go's decoder has it. */
static bool request_member(const struct json *request, const char *name, const char **ret_text, GError **error)
{
	bool twice;
	const struct json *member = json_member_any_case(request, name, &twice);
	if (twice)
		return fail(error, HELPER_FAILED, "the request contains the member '%s' twice", name);
	*ret_text = json_string(member);
	if (!*ret_text && member && !json_is_null(member))
		return fail(error, HELPER_FAILED, "the member '%s' of the request is not a string", name);
	if (!*ret_text)
		*ret_text = "";
	return true;
}

static bool check_username(const char *username, GError **error)
{
	if (!*username)
		return fail(error, HELPER_NO_USERNAME, TEXT_NO_USERNAME);
	const char *problem = username_problem(username);
	return !problem || fail(error, HELPER_FAILED, "%s", problem);
}

static bool check_store_domain(const char *text, struct server_url *ret_url, GError **error)
{
	if (!*text)
		return fail(error, HELPER_NO_SERVER_URL, TEXT_NO_SERVER_URL);
	if (text_has_control_byte(text, strlen(text)))
		return fail(error, HELPER_FAILED, "the server URL contains a control character");
	if (!server_url_parse(text, strlen(text), ret_url))
		return fail(error, HELPER_FAILED,
			    "the server URL is not a registry domain: use host[:port] of a Replicated registry");
	if (ret_url->cleartext)
		return fail(error, HELPER_FAILED,
			    "'%s' uses http: a license is stored only for https, or for a registry on this machine",
			    ret_url->domain);
	return our_domains_require(ret_url->domain, error);
}

static bool take_license_id(const char *text, struct secret *ret_id, GError **error)
{
	if (!*text)
		return fail(error, HELPER_FAILED, "the request has no Secret: the license ID is empty");
	secret_append_text(ret_id, text);
	if (secret_overflowed(ret_id))
		return fail(error, HELPER_FAILED, "the Secret is longer than a license ID can be: %d bytes",
			    LICENSE_ID_MAX);
	return secret_is_license_id(ret_id) ||
	       fail(error, HELPER_FAILED,
		    "the Secret is not a license ID: it contains a space, or bytes that are not printable ASCII");
}

/* A store request, checked. The strings belong to `json`. */
struct store_request {
	struct json *json;
	const char *username;
	struct server_url url;
	struct secret id;
};

static void store_request_clear(struct store_request *request)
{
	json_free(request->json);
	secret_clear(&request->id);
}

static bool parse_store_request(const char *text, size_t length, struct store_request *request, GError **error)
{
	const char *server_url;
	const char *secret;
	request->json = json_parse(text, length, REQUEST_MAX, "the request", error);
	if (!request->json)
		return false;
	if (!json_is_object(request->json))
		return fail(error, HELPER_FAILED, "the request is not a JSON object");
	return request_member(request->json, "ServerURL", &server_url, error) &&
	       request_member(request->json, "Username", &request->username, error) &&
	       request_member(request->json, "Secret", &secret, error) &&
	       check_store_domain(server_url, &request->url, error) && check_username(request->username, error) &&
	       take_license_id(secret, &request->id, error);
}

static bool run_store(struct invocation *invocation, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(REQUEST_MAX);
	struct store_request request = { .id = SECRET_INIT(LICENSE_ID_MAX) };
	bool stored = read_request(&text, error) &&
		      parse_store_request(secret_text(&text), text.length, &request, error) &&
		      license_store(&invocation->profile, request.url.domain, request.username, &request.id, error);
	/* The one success that is not silent: get would give another license than the one just stored. */
	if (stored)
		license_warn_of_source();
	store_request_clear(&request);
	return stored;
}

static bool run_erase(struct invocation *invocation, GError **error)
{
	g_auto(Secret) request = SECRET_INIT(REQUEST_MAX);
	struct server_url url;
	const char *text;
	bool is_domain;
	bool ours = false;
	if (!read_request(&request, error) || !take_server_url(&request, &text, &url, &is_domain, error) ||
	    (is_domain && !our_domains_hold(url.domain, &ours, error)))
		return false;
	/* Absent or foreign: silent, or docker logout and podman logout fail for everybody. */
	return !ours || license_erase(&invocation->profile, &url, error);
}

static bool run_list(struct invocation *invocation, GError **error)
{
	return protocol_list(&invocation->profile, invocation->out, error);
}

bool protocol_list(const struct profile *profile, struct secret *out, GError **error)
{
	g_autoptr(GPtrArray) items = NULL;
	if (!license_list(profile, &items, error))
		return false;

	g_autoptr(Json) answer = json_new_object();
	for (guint i = 0; i < items->len; i++) {
		const struct keyring_item *item = g_ptr_array_index(items, i);
		json_add_string(answer, item->server, item->username);
	}
	json_print_line(answer, out);
	return true;
}

static bool run_version(struct invocation *invocation, GError **error)
{
	(void)error;
	secret_append_format(invocation->out, PROGRAM_NAME " (licenses for the Replicated registries) %s\n",
			     version_of_this_build());
	return true;
}
