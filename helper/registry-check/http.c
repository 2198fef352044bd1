/* SPDX-License-Identifier: MIT */
#include "http.h"

#include "../address/domain.h"
#include "authorities.h"
#include "http-fault.h"

#include <curl/curl.h>
#include <string.h>

/* What holds for every request. What differs from one to the next is in set_request(). */
static const struct rule {
	CURLoption option;
	long number;
	const char *text; /* in place of the number, where it is not NULL */
} policy[] = {
	{ CURLOPT_PROTOCOLS_STR, 0, "https" },
	{ CURLOPT_FOLLOWLOCATION, 0, NULL },
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
	{ CURLOPT_SUPPRESS_CONNECT_HEADERS, 1, NULL },
	{ CURLOPT_HEADEROPT, CURLHEADER_SEPARATE, NULL }, /* our headers are not for the proxy */
	{ CURLOPT_NOSIGNAL, 1, NULL },
	{ CURLOPT_QUICK_EXIT, 1, NULL }, /* does not wait for a name service that hangs */
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
	g_clear_pointer(&response->challenges, g_ptr_array_unref);
	g_clear_pointer(&response->location, g_free);
	g_clear_pointer(&response->retry_after, g_free);
	secret_clear(&response->body);
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
	g_assert(!request->cleartext || domain_is_loopback(request->domain));
	double connect = request->connect_seconds > 0 ? request->connect_seconds : HTTP_CONNECT_SECONDS;
	bool good = SETOPT(handle, CURLOPT_URL, url) &&
		    SETOPT(handle, CURLOPT_TIMEOUT_MS, milliseconds(request->seconds)) &&
		    SETOPT(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(MIN(connect, request->seconds)));
	if (good && request->head)
		good = SETOPT(handle, CURLOPT_NOBODY, 1L);
	if (good && request->cleartext)
		good = SETOPT(handle, CURLOPT_PROTOCOLS_STR, "http");
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
	return add_header(headers, secret_text(&line));
}

static void forget_headers(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	curl_slist_free_all(headers);
}

/* ---- why none came ---- */

const char *const http_proxy_variables[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL };

/* The variable that libcurl takes the proxy of https from, or NULL. */
static const char *proxy_of_environment(void)
{
	for (const char *const *name = http_proxy_variables; *name; name++) {
		const char *value = g_getenv(*name);
		if (value && *value)
			return value;
	}
	return NULL;
}

/* libcurl before 8.7 does not say whether NO_PROXY lets it pass the proxy. It names the host that it could not reach;
 * once connected, the port is known. */
static bool seems_proxied(CURL *handle, CURLcode code, const char *reason, const char *domain)
{
	static const char begin[] = "Failed to connect to ";
	const char *host = domain[0] == '[' ? domain + 1 : domain;
	size_t length = strcspn(host, domain[0] == '[' ? "]" : ":");
	const char *port = strchr(host + length, ':');
	port = port ? port + 1 : "443";
	if (code == CURLE_COULDNT_CONNECT) {
		g_autofree char *own = g_strdup_printf("%s%.*s port %s ", begin, (int)length, host, port);
		return g_str_has_prefix(reason, begin) && !g_str_has_prefix(reason, own);
	}
	long connected = 0;
	(void)curl_easy_getinfo(handle, CURLINFO_PRIMARY_PORT, &connected);
	return connected != 0 && connected != (long)g_ascii_strtoll(port, NULL, 10);
}

static enum http_route route_of(CURL *handle, CURLcode code, const char *reason, const struct http_request *request)
{
	/* By number: the headers of an older libcurl do not name it, and an older library refuses it. */
	const CURLINFO used_proxy = (CURLINFO)(CURLINFO_LONG + 66);
	const char *proxy = proxy_of_environment();
	long used = 0;
	if (!proxy || request->cleartext || request->direct)
		return HTTP_ROUTE_DIRECT;
	if ((curl_easy_getinfo)(handle, used_proxy, &used) != CURLE_OK)
		used = seems_proxied(handle, code, reason, request->domain);
	if (!used)
		return HTTP_ROUTE_DIRECT;
	return g_ascii_strncasecmp(proxy, "socks", strlen("socks")) == 0 ? HTTP_ROUTE_SOCKS : HTTP_ROUTE_PROXY;
}

static enum http_fault_kind kind_of(CURLcode code, const struct http_fault *fault)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		return HTTP_FAULT_PROXY;
	case CURLE_COULDNT_RESOLVE_HOST:
		return HTTP_FAULT_NAME;
	case CURLE_COULDNT_CONNECT:
		/* Nothing was tried: the scheme of the proxy's URL is not known. */
		return fault->system_error == 0 && proxy_of_environment() ? HTTP_FAULT_PROXY : HTTP_FAULT_CONNECT;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_FAULT_TIME;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_ISSUER_ERROR:
		return HTTP_FAULT_CERTIFICATE;
	case CURLE_SSL_CACERT_BADFILE:
		return HTTP_FAULT_AUTHORITIES;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CLIENTCERT:
		return HTTP_FAULT_GREETING;
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
		return HTTP_FAULT_BROKEN_OFF;
	case CURLE_OUT_OF_MEMORY: /* one header line passes libcurl's own limit, 100 KiB */
		return HTTP_FAULT_TOO_LONG;
	case CURLE_FAILED_INIT:
		return HTTP_FAULT_LIBRARY;
	default:
		return HTTP_FAULT_ANSWER;
	}
}

static void set_failure(struct http_failure *failure, enum registry_outcome outcome, const char *detail)
{
	failure->outcome = outcome;
	g_strlcpy(failure->detail, detail, sizeof(failure->detail));
}

static void explain(CURL *handle, CURLcode code, const struct http_request *request, const struct transfer *transfer,
		    const char *reason, struct http_failure *ret_failure)
{
	struct http_fault fault = { .route = route_of(handle, code, reason, request), .text = reason };
	(void)curl_easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &fault.connect_status);
	(void)curl_easy_getinfo(handle, CURLINFO_OS_ERRNO, &fault.system_error);
	(void)curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &fault.certificate);
	fault.kind = transfer->too_large ? HTTP_FAULT_TOO_LONG : kind_of(code, &fault);

	const char *detail = *reason ? reason : curl_easy_strerror(code);
	if (fault.kind == HTTP_FAULT_TOO_LONG)
		detail = "it is too long";
	set_failure(ret_failure, http_fault_outcome(&fault), http_fault_text_helps(&fault) ? detail : "");
}

bool http_start(const char *domain, struct http_failure *ret_failure)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		set_failure(ret_failure, REGISTRY_FAILED, "libcurl cannot be started");
		return false;
	}
	if (authorities)
		(void)g_string_free(authorities, TRUE);
	authorities = authorities_read(domain);
	return true;
}

static bool prepare(CURL *handle, const struct http_request *request, struct transfer *transfer, char *reason,
		    struct curl_slist **headers, struct http_failure *ret_failure)
{
	g_autofree char *url =
		g_strconcat(request->cleartext ? "http://" : "https://", request->domain, request->path, NULL);
	CURLoption refused;
	if (!set_policy(handle, &refused)) {
		const struct curl_easyoption *option = curl_easy_option_by_id(refused);
		g_autofree char *what = g_strdup_printf("this libcurl has no %s", option ? option->name : "option");
		set_failure(ret_failure, REGISTRY_FAILED, what);
		return false;
	}
	if (!set_authorities(handle)) {
		set_failure(ret_failure, REGISTRY_FAILED,
			    "this libcurl does not accept certificates from memory: it must be built with OpenSSL");
		return false;
	}
	if (make_headers(request, headers) && SETOPT(handle, CURLOPT_HTTPHEADER, *headers) &&
	    SETOPT(handle, CURLOPT_ERRORBUFFER, reason) && SETOPT(handle, CURLOPT_WRITEFUNCTION, receive_body) &&
	    SETOPT(handle, CURLOPT_WRITEDATA, transfer) && SETOPT(handle, CURLOPT_HEADERFUNCTION, receive_header) &&
	    SETOPT(handle, CURLOPT_HEADERDATA, transfer) && set_request(handle, request, url))
		return true;
	set_failure(ret_failure, REGISTRY_FAILED, "libcurl refuses an option");
	return false;
}

bool http_ask(const struct http_request *request, struct http_response *ret_response, struct http_failure *ret_failure)
{
	g_auto(HttpResponse) response = { .body = SECRET_INIT(HTTP_BODY_MAX) };
	struct transfer transfer = { .response = &response };
	char reason[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = NULL;
	CURL *handle = curl_easy_init();
	bool answered = false;

	if (!handle) {
		set_failure(ret_failure, REGISTRY_FAILED, "libcurl cannot be started");
		return false;
	}
	if (prepare(handle, request, &transfer, reason, &headers, ret_failure)) {
		CURLcode code = curl_easy_perform(handle);
		answered = code == CURLE_OK && response.challenges;
		if (answered)
			(void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &response.status);
		else
			explain(handle, code, request, &transfer, reason, ret_failure);
	}
	curl_easy_cleanup(handle);
	forget_headers(headers);
	if (answered) {
		*ret_response = response;
		response = (struct http_response){ 0 };
	}
	return answered;
}
