/* SPDX-License-Identifier: MIT */
#include "http.h"

#include "../address/domain.h"
#include "authorities.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

/* What OpenSSL calls the faults of a certificate (X509_verify_cert_error_string(3)). */
enum {
	X509_UNKNOWN_ISSUER = 2,
	X509_HAS_EXPIRED = 10,
	X509_SELF_SIGNED = 18,
	X509_SELF_SIGNED_IN_CHAIN = 19,
	X509_UNKNOWN_ISSUER_LOCALLY = 20,
	X509_UNVERIFIED_LEAF = 21,
	X509_WRONG_NAME = 62,
};

/* What holds for every request. What differs from one to the next is in set_request(). */
static const struct rule {
	CURLoption option;
	long number;
	const char *text; /* in place of the number, where it is not NULL */
} policy[] = {
	{ CURLOPT_PROTOCOLS_STR, 0, "https" },
	{ CURLOPT_REDIR_PROTOCOLS_STR, 0, "https" }, /* an empty list is refused */
	{ CURLOPT_FOLLOWLOCATION, 0, NULL },
	{ CURLOPT_MAXREDIRS, 0, NULL },
	{ CURLOPT_UNRESTRICTED_AUTH, 0, NULL },
	{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1, NULL },
	{ CURLOPT_NETRC, CURL_NETRC_IGNORED, NULL }, /* CVE-2024-11053, CVE-2025-0167 */
	{ CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC, NULL },
	{ CURLOPT_PROXYAUTH, (long)CURLAUTH_BASIC, NULL },
	{ CURLOPT_SSL_VERIFYPEER, 1, NULL },
	{ CURLOPT_SSL_VERIFYHOST, 2, NULL },
	{ CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2, NULL },
	{ CURLOPT_PROXY_SSL_VERIFYPEER, 1, NULL },
	{ CURLOPT_PROXY_SSL_VERIFYHOST, 2, NULL },
	{ CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2, NULL },
	{ CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1, NULL },
	{ CURLOPT_HTTP09_ALLOWED, 0, NULL },
	{ CURLOPT_HTTP_CONTENT_DECODING, 0, NULL }, /* nothing is asked for compressed: no gzip bomb */
	{ CURLOPT_SUPPRESS_CONNECT_HEADERS, 1, NULL },
	{ CURLOPT_HEADEROPT, CURLHEADER_SEPARATE, NULL }, /* our headers are not for the proxy */
	{ CURLOPT_FRESH_CONNECT, 1, NULL },
	{ CURLOPT_FORBID_REUSE, 1, NULL },
	{ CURLOPT_LOW_SPEED_LIMIT, HTTP_LOW_SPEED_BYTES, NULL },
	{ CURLOPT_LOW_SPEED_TIME, HTTP_LOW_SPEED_SECONDS, NULL },
	{ CURLOPT_NOSIGNAL, 1, NULL },
	{ CURLOPT_QUICK_EXIT, 1, NULL }, /* does not wait for a name service that hangs */
	{ CURLOPT_VERBOSE, 0, NULL },	 /* would print the Authorization header */
	{ CURLOPT_NOPROGRESS, 1, NULL },
	{ CURLOPT_USERAGENT, 0, "docker-credential-replicated/" VERSION },
};

/* Parenthesized, since curl's type-checking macro wants the option to be a constant. */
#define SETOPT(handle, option, value) ((curl_easy_setopt)(handle, option, value) == CURLE_OK)

static GString *authorities;

/* One answer on its way in. */
struct transfer {
	struct http_response *response;
	size_t header_bytes;
	bool too_large;
};

void http_response_clear(struct http_response *response)
{
	if (!response)
		return;
	g_clear_pointer(&response->challenges, g_ptr_array_unref);
	g_clear_pointer(&response->location, g_free);
	g_clear_pointer(&response->retry_after, g_free);
	secret_clear(&response->body);
}

bool http_start(const char *domain, struct registry_answer *ret_failure)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		registry_answer_set(ret_failure, REGISTRY_FAILED, "libcurl does not start", NULL);
		return false;
	}
	authorities = authorities_read(domain);
	return true;
}

/* ---- what comes in ---- */

static size_t receive_body(char *bytes, size_t one, size_t length, void *data)
{
	struct transfer *transfer = data;
	secret_append(&transfer->response->body, bytes, one * length);
	if (!secret_overflowed(&transfer->response->body))
		return one * length;
	transfer->too_large = true;
	return 0;
}

static void begin_headers(struct http_response *response)
{
	size_t limit = response->body.limit;
	http_response_clear(response);
	*response = (struct http_response){ .body = SECRET_INIT(limit) };
	response->challenges = g_ptr_array_new_with_free_func(g_free);
}

static void keep_header(struct http_response *response, const char *name, char *value)
{
	if (g_ascii_strcasecmp(name, "WWW-Authenticate") == 0) {
		g_ptr_array_add(response->challenges, g_strdup(value));
	} else if (g_ascii_strcasecmp(name, "Location") == 0) {
		g_free(response->location);
		response->location = g_strdup(value);
	} else if (g_ascii_strcasecmp(name, "Retry-After") == 0) {
		g_free(response->retry_after);
		response->retry_after = g_strdup(value);
	} else if (g_ascii_strcasecmp(name, "Docker-Distribution-Api-Version") == 0) {
		response->says_registry = true;
	}
}

static size_t receive_header(char *bytes, size_t one, size_t length, void *data)
{
	struct transfer *transfer = data;
	transfer->header_bytes += one * length;
	if (transfer->header_bytes > HTTP_HEADERS_MAX) {
		transfer->too_large = true;
		return 0;
	}

	g_autofree char *line = g_strndup(bytes, one * length);
	if (g_str_has_prefix(line, "HTTP/")) {
		/* 100 Continue has headers of its own. */
		begin_headers(transfer->response);
		return one * length;
	}
	char *colon = strchr(line, ':');
	if (colon && transfer->response->challenges) {
		*colon = '\0';
		keep_header(transfer->response, line, g_strstrip(colon + 1));
	}
	return one * length;
}

/* ---- what goes out ---- */

static bool set_policy(CURL *handle, CURLoption *ret_refused)
{
	for (size_t i = 0; i < G_N_ELEMENTS(policy); i++) {
		*ret_refused = policy[i].option;
		if (policy[i].text ? !SETOPT(handle, policy[i].option, policy[i].text)
				   : !SETOPT(handle, policy[i].option, policy[i].number))
			return false;
	}
	return true;
}

static long milliseconds(double seconds)
{
	return MAX(1, (long)(seconds * 1000));
}

static bool set_request(CURL *handle, const struct http_request *request, const char *url)
{
	double connect = request->connect_seconds > 0 ? request->connect_seconds : HTTP_CONNECT_SECONDS;
	bool good = SETOPT(handle, CURLOPT_URL, url) &&
		    SETOPT(handle, CURLOPT_TIMEOUT_MS, milliseconds(request->seconds)) &&
		    SETOPT(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(MIN(connect, request->seconds)));
	if (good && request->head)
		good = SETOPT(handle, CURLOPT_NOBODY, 1L);
	if (good && request->cleartext)
		good = domain_is_loopback(request->domain) && SETOPT(handle, CURLOPT_PROTOCOLS_STR, "http");
	if (good && (request->cleartext || request->direct))
		good = SETOPT(handle, CURLOPT_PROXY, "");
	if (good && request->username)
		good = SETOPT(handle, CURLOPT_USERNAME, request->username) &&
		       SETOPT(handle, CURLOPT_PASSWORD, request->password);
	return good;
}

/* Only ours: libcurl's own defaults differ from one system to the next. An empty list it would call broken, so none
 * is given then, and nobody is trusted. */
static bool set_authorities(CURL *handle)
{
	struct curl_blob blob = { authorities->str, authorities->len, CURL_BLOB_NOCOPY };
	bool good = SETOPT(handle, CURLOPT_CAPATH, NULL) && SETOPT(handle, CURLOPT_CAINFO, NULL) &&
		    SETOPT(handle, CURLOPT_PROXY_CAPATH, NULL) && SETOPT(handle, CURLOPT_PROXY_CAINFO, NULL);
	if (good && authorities->len > 0)
		good = SETOPT(handle, CURLOPT_CAINFO_BLOB, &blob) && SETOPT(handle, CURLOPT_PROXY_CAINFO_BLOB, &blob);
	return good;
}

static bool add_header(struct curl_slist **headers, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*headers, line);
	if (longer)
		*headers = longer;
	return longer != NULL;
}

static bool make_headers(const struct http_request *request, struct curl_slist **headers)
{
	/* What a client of the distribution project accepts: without these a registry answers 404 for an
	 * image that is there. */
	static const char accept[] = "Accept: application/vnd.oci.image.index.v1+json, "
				     "application/vnd.oci.image.manifest.v1+json, "
				     "application/vnd.docker.distribution.manifest.list.v2+json, "
				     "application/vnd.docker.distribution.manifest.v2+json, application/json";
	static const char bearer[] = "Authorization: Bearer ";
	if (!add_header(headers, accept))
		return false;
	if (!request->token)
		return true;
	g_auto(Secret) line = SECRET_INIT(sizeof(bearer) + request->token->length);
	secret_append_text(&line, bearer);
	secret_append_secret(&line, request->token);
	return !secret_overflowed(&line) && add_header(headers, secret_text(&line));
}

static void forget_headers(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	curl_slist_free_all(headers);
}

/* ---- why none came ---- */

static enum registry_outcome outcome_of_certificate(CURL *handle, const char *reason)
{
	long fault = 0;
	(void)curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &fault);
	/* The name is compared by curl itself, and only its own words tell. */
	if (strstr(reason, "subject name"))
		return REGISTRY_CERTIFICATE_WRONG_NAME;
	switch (fault) {
	case X509_WRONG_NAME:
		return REGISTRY_CERTIFICATE_WRONG_NAME;
	case X509_HAS_EXPIRED:
		return REGISTRY_CERTIFICATE_EXPIRED;
	case X509_UNKNOWN_ISSUER:
	case X509_SELF_SIGNED:
	case X509_SELF_SIGNED_IN_CHAIN:
	case X509_UNKNOWN_ISSUER_LOCALLY:
	case X509_UNVERIFIED_LEAF:
		return REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY;
	default:
		return strstr(reason, "expired") ? REGISTRY_CERTIFICATE_EXPIRED : REGISTRY_CERTIFICATE;
	}
}

static bool holds_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strstr(text, *words))
			return true;
	return false;
}

/* Why no TLS came about: only the TLS library's own words tell (OpenSSL's, then GnuTLS's). */
static enum registry_outcome outcome_of_greeting(const char *reason)
{
	static const char *const clear[] = { "wrong version number", "packet length too long", "http request",
					     "unexpected TLS packet", NULL };
	static const char *const gone[] = { "reset by peer",	     "unexpected eof",		"SSL_ERROR_SYSCALL",
					    "SSL_ERROR_ZERO_RETURN", "non-properly terminated", NULL };
	if (holds_one_of(reason, clear))
		return REGISTRY_NO_TLS;
	return holds_one_of(reason, gone) ? REGISTRY_BROKEN_OFF : REGISTRY_OLD_TLS;
}

static enum registry_outcome outcome_of_connect(CURL *handle)
{
	long number = 0;
	(void)curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &number);
	if (number == ECONNREFUSED)
		return REGISTRY_REFUSED;
	return number == ETIMEDOUT ? REGISTRY_TIMED_OUT : REGISTRY_UNREACHABLE;
}

/* libcurl tells whom it could not reach; where that is not the registry, it is the proxy. */
static bool names_another(const char *reason, const char *domain)
{
	static const char begin[] = "Failed to connect to ";
	bool bracketed = domain[0] == '[';
	const char *host = bracketed ? domain + 1 : domain;
	size_t length = strcspn(host, bracketed ? "]" : ":");
	const char *port = strchr(host + length, ':');
	g_autofree char *own = g_strdup_printf("%s%.*s port %s ", begin, (int)length, host, port ? port + 1 : "443");
	return g_str_has_prefix(reason, begin) && !g_str_has_prefix(reason, own);
}

/* Whether the fault lies between us and the proxy of the environment. */
static bool proxy_failed(CURL *handle, CURLcode code, const char *reason, const char *domain)
{
	long connect_code = 0;
	(void)curl_easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &connect_code);
	return code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY ||
	       (connect_code != 0 && connect_code / 100 != 2) || strstr(reason, "Proxy CONNECT") ||
	       (code == CURLE_COULDNT_CONNECT && names_another(reason, domain));
}

static enum registry_outcome outcome_of(CURL *handle, CURLcode code, const char *reason, const char *domain)
{
	if (proxy_failed(handle, code, reason, domain))
		return REGISTRY_PROXY;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return REGISTRY_NAME_NOT_FOUND;
	case CURLE_COULDNT_CONNECT:
		return outcome_of_connect(handle);
	case CURLE_OPERATION_TIMEDOUT:
		return REGISTRY_TIMED_OUT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
		return outcome_of_certificate(handle, reason);
	case CURLE_SSL_CACERT_BADFILE:
		return REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY;
	case CURLE_SSL_CONNECT_ERROR:
		return outcome_of_greeting(reason);
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
		return REGISTRY_BROKEN_OFF;
	case CURLE_FAILED_INIT:
		return REGISTRY_FAILED;
	default:
		return REGISTRY_NOT_A_REGISTRY;
	}
}

static void explain(CURL *handle, CURLcode code, const char *domain, const struct transfer *transfer,
		    const char *reason, struct registry_answer *ret_failure)
{
	enum registry_outcome outcome = outcome_of(handle, code, reason, domain);
	const char *detail = *reason ? reason : curl_easy_strerror(code);
	/* libcurl calls it running out of memory when one header line passes its own limit, 100 KiB. */
	if (transfer->too_large || code == CURLE_OUT_OF_MEMORY)
		registry_answer_set(ret_failure, REGISTRY_NOT_A_REGISTRY, "it is too long", NULL);
	else if (outcome == REGISTRY_NAME_NOT_FOUND || outcome == REGISTRY_REFUSED || outcome == REGISTRY_TIMED_OUT)
		registry_answer_set(ret_failure, outcome, NULL, NULL); /* the outcome says it all */
	else
		registry_answer_set(ret_failure, outcome, detail, NULL);
}

static bool prepare(CURL *handle, const struct http_request *request, struct transfer *transfer, char *reason,
		    struct curl_slist **headers, struct registry_answer *ret_failure)
{
	g_autofree char *url =
		g_strconcat(request->cleartext ? "http://" : "https://", request->domain, request->path, NULL);
	CURLoption refused;
	if (!set_policy(handle, &refused)) {
		const struct curl_easyoption *option = curl_easy_option_by_id(refused);
		g_autofree char *what = g_strdup_printf("this libcurl has no %s", option ? option->name : "option");
		registry_answer_set(ret_failure, REGISTRY_FAILED, what, NULL);
		return false;
	}
	if (!set_authorities(handle)) {
		registry_answer_set(
			ret_failure, REGISTRY_FAILED,
			"this libcurl takes no certificates from memory: it must be the flavour with OpenSSL", NULL);
		return false;
	}
	if (make_headers(request, headers) && SETOPT(handle, CURLOPT_HTTPHEADER, *headers) &&
	    SETOPT(handle, CURLOPT_ERRORBUFFER, reason) && SETOPT(handle, CURLOPT_WRITEFUNCTION, receive_body) &&
	    SETOPT(handle, CURLOPT_WRITEDATA, transfer) && SETOPT(handle, CURLOPT_HEADERFUNCTION, receive_header) &&
	    SETOPT(handle, CURLOPT_HEADERDATA, transfer) && set_request(handle, request, url))
		return true;
	registry_answer_set(ret_failure, REGISTRY_FAILED, "libcurl refuses an option", NULL);
	return false;
}

bool http_ask(const struct http_request *request, struct http_response *ret_response,
	      struct registry_answer *ret_failure)
{
	g_auto(HttpResponse) response = { .body = SECRET_INIT(HTTP_BODY_MAX) };
	struct transfer transfer = { .response = &response };
	char reason[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = NULL;
	CURL *handle = curl_easy_init();
	bool answered = false;

	if (!handle) {
		registry_answer_set(ret_failure, REGISTRY_FAILED, "libcurl does not start", NULL);
		return false;
	}
	if (prepare(handle, request, &transfer, reason, &headers, ret_failure)) {
		CURLcode code = curl_easy_perform(handle);
		answered = code == CURLE_OK && response.challenges;
		if (answered)
			(void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &response.status);
		else
			explain(handle, code, request->domain, &transfer, reason, ret_failure);
	}
	curl_easy_cleanup(handle);
	forget_headers(headers);
	if (answered) {
		*ret_response = response;
		response = (struct http_response){ 0 };
	}
	return answered;
}
