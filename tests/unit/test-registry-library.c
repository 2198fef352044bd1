/* SPDX-License-Identifier: MIT
 *
 * What a check says of what libcurl gives it, and if libcurl cannot do its part. */
#include "../../helper/registry-check/conversation.h"
#include "../../helper/registry-check/http.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>

/* ---- a libcurl that does as it is told ---- */

static bool starts;
static bool gives_handles;
static CURLoption refused; /* an option that it does not have, or 0 */
static CURLcode performs = CURLE_FAILED_INIT;

/* What comes in place of that, one a request. */
struct reply {
	CURLcode code;
	const char *text; /* header lines, or why there are none */
	long status;
	const char *body; /* or NULL */
	long system_error;
	long certificate;
	long connect_status; /* of the proxy */
	long used_proxy;     /* -1: a libcurl before 8.7, which does not tell */
};

static const struct reply *replies;
static unsigned requests;
static unsigned accepted_requests;	  /* before the option is refused */
static unsigned headers_left = G_MAXUINT; /* before its memory is used up */
static curl_write_callback take_header;
static curl_write_callback take_body;
static void *take_header_data;
static void *take_body_data;
static char *reason;

CURLcode curl_global_init(long flags)
{
	(void)flags;
	return starts ? CURLE_OK : CURLE_FAILED_INIT;
}

CURL *curl_easy_init(void)
{
	requests++;
	return gives_handles ? &refused : NULL;
}

CURLcode(curl_easy_setopt)(CURL *handle, CURLoption option, ...)
{
	va_list arguments;
	(void)handle;
	va_start(arguments, option);
	if (option == CURLOPT_HEADERFUNCTION)
		take_header = va_arg(arguments, curl_write_callback);
	else if (option == CURLOPT_HEADERDATA)
		take_header_data = va_arg(arguments, void *);
	else if (option == CURLOPT_WRITEFUNCTION)
		take_body = va_arg(arguments, curl_write_callback);
	else if (option == CURLOPT_WRITEDATA)
		take_body_data = va_arg(arguments, void *);
	else if (option == CURLOPT_ERRORBUFFER)
		reason = va_arg(arguments, char *);
	va_end(arguments);
	return option == refused && requests > accepted_requests ? CURLE_UNKNOWN_OPTION : CURLE_OK;
}

struct curl_slist *curl_slist_append(struct curl_slist *headers, const char *line)
{
	struct curl_slist *(*append)(struct curl_slist *, const char *);
	if (headers_left == 0)
		return NULL;
	headers_left--;
	*(void **)&append = dlsym(RTLD_NEXT, "curl_slist_append");
	return append(headers, line);
}

/* What was sent is wiped before it is freed: one header contains the token. */
void curl_slist_free_all(struct curl_slist *headers)
{
	void (*free_all)(struct curl_slist *);
	for (const struct curl_slist *header = headers; header; header = header->next)
		g_assert_cmpuint(strlen(header->data), ==, 0);
	*(void **)&free_all = dlsym(RTLD_NEXT, "curl_slist_free_all");
	free_all(headers);
}

CURLcode curl_easy_perform(CURL *handle)
{
	(void)handle;
	if (!replies)
		return performs;
	const struct reply *reply = &replies[requests - 1];
	g_auto(GStrv) lines = g_strsplit(reply->text, "\n", 0);
	if (reply->code != CURLE_OK)
		g_strlcpy(reason, reply->text, CURL_ERROR_SIZE);
	for (char **line = lines; reply->code == CURLE_OK && *line; line++)
		if (take_header(*line, 1, strlen(*line), take_header_data) != strlen(*line))
			return CURLE_WRITE_ERROR;
	g_autofree char *body = g_strdup(reply->body);
	if (body)
		g_assert_cmpuint(take_body(body, 1, strlen(body), take_body_data), ==, strlen(body));
	return reply->code;
}

CURLcode(curl_easy_getinfo)(CURL *handle, CURLINFO info, ...)
{
	const CURLINFO used_proxy = (CURLINFO)(CURLINFO_LONG + 66); /* by number, as in http.c */
	va_list arguments;
	(void)handle;
	if (!replies)
		return CURLE_UNKNOWN_OPTION;
	const struct reply *reply = &replies[requests - 1];
	va_start(arguments, info);
	long *number = va_arg(arguments, long *);
	va_end(arguments);
	if (info == CURLINFO_RESPONSE_CODE)
		*number = reply->status;
	else if (info == CURLINFO_OS_ERRNO)
		*number = reply->system_error;
	else if (info == CURLINFO_SSL_VERIFYRESULT)
		*number = reply->certificate;
	else if (info == CURLINFO_HTTP_CONNECTCODE)
		*number = reply->connect_status;
	else if (info == used_proxy && reply->used_proxy >= 0)
		*number = reply->used_proxy;
	else
		return CURLE_UNKNOWN_OPTION;
	return CURLE_OK;
}

void curl_easy_cleanup(CURL *handle)
{
	(void)handle;
}

/* ---- tests ---- */

static void asks(const struct registry_question *question, enum registry_outcome outcome, const char *detail)
{
	struct registry_answer answer = { .outcome = REGISTRY_ACCEPTED };
	requests = 0;
	conversation_hold(question, 1, &answer);
	g_assert_cmpint(answer.outcome, ==, outcome);
	g_assert_cmpstr(answer.detail, ==, detail);
	registry_answer_clear(&answer);
}

static void says_of(enum registry_outcome outcome, const char *detail)
{
	static const struct registry_question question = {
		.domain = "proxy.replicated.com",
		.username = "LICENSE_ID",
		.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
	};
	asks(&question, outcome, detail);
}

static void says(const char *detail)
{
	says_of(REGISTRY_FAILED, detail);
}

static void one_that_does_not_start(void)
{
	starts = false;
	says("libcurl cannot be started");
	starts = true;
	gives_handles = false;
	says("libcurl cannot be started");
	gives_handles = true;
	says("Failed initialization");
}

#define NO_MEMORY "this libcurl does not accept certificates from memory: it must be built with OpenSSL"

static void one_that_lacks_an_option(void)
{
	static const struct {
		CURLoption option;
		const char *detail;
	} rows[] = {
		{ CURLOPT_PROTOCOLS_STR, "this libcurl has no PROTOCOLS_STR" },
		{ CURLOPT_FOLLOWLOCATION, "this libcurl has no FOLLOWLOCATION" },
		{ CURLOPT_USERAGENT, "this libcurl has no USERAGENT" },
		{ CURLOPT_CAPATH, NO_MEMORY },
		{ CURLOPT_CAINFO, NO_MEMORY },
		{ CURLOPT_PROXY_CAPATH, NO_MEMORY },
		{ CURLOPT_PROXY_CAINFO, NO_MEMORY },
		{ CURLOPT_CAINFO_BLOB, NO_MEMORY },
		{ CURLOPT_PROXY_CAINFO_BLOB, NO_MEMORY },
		{ CURLOPT_HTTPHEADER, "libcurl refuses an option" },
		{ CURLOPT_ERRORBUFFER, "libcurl refuses an option" },
		{ CURLOPT_WRITEFUNCTION, "libcurl refuses an option" },
		{ CURLOPT_WRITEDATA, "libcurl refuses an option" },
		{ CURLOPT_HEADERFUNCTION, "libcurl refuses an option" },
		{ CURLOPT_HEADERDATA, "libcurl refuses an option" },
		{ CURLOPT_URL, "libcurl refuses an option" },
		{ CURLOPT_TIMEOUT_MS, "libcurl refuses an option" },
		{ CURLOPT_CONNECTTIMEOUT_MS, "libcurl refuses an option" },
	};
	/* One certificate, whatever this machine has. */
	g_autofree char *path = NULL;
	g_assert_cmpint(g_close(g_file_open_tmp(NULL, &path, NULL), NULL), ==, TRUE);
	g_assert_true(g_file_set_contents(path, "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n",
					  -1, NULL));
	g_setenv("SSL_CERT_FILE", path, TRUE);

	starts = gives_handles = true;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		refused = rows[i].option;
		says(rows[i].detail);
	}
	refused = 0;
	(void)g_unlink(path);
}

#define REGISTRY "HTTP/1.1 200 OK\nDocker-Distribution-Api-Version: registry/2.0"

/* Whatever a later request is like: it is not sent without an option that it requires. */
static void one_that_refuses_an_option_later(void)
{
	static const struct {
		const char *domain;
		const char *repository;
		struct reply replies[2];
		const char *detail; /* where nothing is refused */
		CURLoption refused[3];
	} rows[] = {
		{ "proxy.replicated.com",
		  "proxy/my-app/redis",
		  { { CURLE_OK, REGISTRY, .status = 200 }, { CURLE_OK, REGISTRY, .status = 200 } },
		  "without the license",
		  { CURLOPT_NOBODY, CURLOPT_URL, CURLOPT_TIMEOUT_MS } },
		{ "proxy.replicated.com",
		  NULL,
		  { { CURLE_OK, "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=x", .status = 401 },
		    { CURLE_OK, REGISTRY, .status = 200 } },
		  NULL,
		  { CURLOPT_USERNAME, CURLOPT_PASSWORD, CURLOPT_TIMEOUT_MS } },
		{ "localhost:5000",
		  NULL,
		  { { CURLE_SSL_CONNECT_ERROR, "error:0A00010B:no TLS", .status = 0 },
		    { CURLE_OK, REGISTRY, .status = 200 } },
		  "without the license",
		  { CURLOPT_PROXY, CURLOPT_URL, CURLOPT_TIMEOUT_MS } },
		{ "localhost:5000",
		  NULL,
		  { { CURLE_COULDNT_RESOLVE_PROXY, "no such proxy", .status = 0 },
		    { CURLE_OK, REGISTRY, .status = 200 } },
		  "without the license",
		  { CURLOPT_PROXY, CURLOPT_URL, CURLOPT_TIMEOUT_MS } },
	};
	starts = gives_handles = true;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct registry_question question = {
			.domain = rows[i].domain,
			.username = "LICENSE_ID",
			.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
			.repository = rows[i].repository,
			.reference = rows[i].repository ? "1" : NULL,
		};
		replies = rows[i].replies;
		asks(&question, REGISTRY_ACCEPTED, rows[i].detail);
		accepted_requests = 1;
		for (size_t j = 0; j < G_N_ELEMENTS(rows[i].refused); j++) {
			refused = rows[i].refused[j];
			asks(&question, REGISTRY_FAILED, "libcurl refuses an option");
			g_assert_cmpuint(requests, ==, 2);
		}
		accepted_requests = 0;
		refused = 0;
	}
	replies = NULL;
}

static void why_none_came(void)
{
	static const struct {
		struct reply reply;
		enum registry_outcome outcome;
		const char *detail;
	} rows[] = {
		{ { CURLE_COULDNT_CONNECT, "x", .system_error = ECONNREFUSED }, REGISTRY_REFUSED, NULL },
		{ { CURLE_COULDNT_CONNECT, "x", .system_error = ETIMEDOUT }, REGISTRY_TIMED_OUT, NULL },
		{ { CURLE_COULDNT_CONNECT, "x", .system_error = ENETUNREACH }, REGISTRY_UNREACHABLE, "x" },
		{ { CURLE_PEER_FAILED_VERIFICATION, "x", .certificate = 10 }, REGISTRY_CERTIFICATE_EXPIRED, "x" },
		{ { CURLE_PEER_FAILED_VERIFICATION, "x", .certificate = 62 }, REGISTRY_CERTIFICATE_WRONG_NAME, "x" },
		{ { CURLE_RECV_ERROR, "x", .used_proxy = 1, .connect_status = 407 }, REGISTRY_PROXY, "x" },
		{ { CURLE_RECV_ERROR, "x", .used_proxy = 1, .connect_status = 200 }, REGISTRY_BROKEN_OFF, "x" },
		{ { CURLE_RECV_ERROR, "x", .used_proxy = 0 }, REGISTRY_BROKEN_OFF, "x" },
		{ { CURLE_OK, "", .status = 0 }, REGISTRY_NOT_A_REGISTRY, "No error" },
	};
	starts = gives_handles = true;
	g_setenv("https_proxy", "http://127.0.0.1:1", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		replies = &rows[i].reply;
		says_of(rows[i].outcome, rows[i].detail);
	}
	g_unsetenv("https_proxy");
	replies = NULL;
}

#define BY_ADDRESS "Failed to connect to 192.0.2.1 port 443 after 1 ms"

/* An older libcurl that calls the host by its address: a request that never has a proxy has not used one. */
static void what_no_proxy_is_asked_for(void)
{
	static const struct registry_question question = {
		.domain = "localhost:5000",
		.username = "LICENSE_ID",
		.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
	};
	const struct reply unreachable = {
		CURLE_COULDNT_CONNECT,
		BY_ADDRESS,
		.system_error = ENETUNREACH,
		.used_proxy = -1,
	};
	const struct reply without_address = {
		CURLE_COULDNT_CONNECT,
		"Couldn't connect to server",
		.system_error = ENETUNREACH,
		.used_proxy = -1,
	};
	const struct reply in_clear[] = { { CURLE_SSL_CONNECT_ERROR, "error:0A00010B:no TLS", .status = 0 },
					  unreachable };
	const struct reply direct[] = { { CURLE_COULDNT_RESOLVE_PROXY, "no such proxy", .status = 0 }, unreachable };
	starts = gives_handles = true;
	replies = &unreachable;
	says_of(REGISTRY_UNREACHABLE, BY_ADDRESS);
	g_setenv("https_proxy", "http://127.0.0.1:1", TRUE);
	says_of(REGISTRY_PROXY, BY_ADDRESS);
	replies = &without_address;
	says_of(REGISTRY_UNREACHABLE, without_address.text);
	replies = in_clear;
	asks(&question, REGISTRY_UNREACHABLE, BY_ADDRESS);
	replies = direct;
	asks(&question, REGISTRY_UNREACHABLE, BY_ADDRESS);
	g_unsetenv("https_proxy");
	replies = NULL;
}

/* An older libcurl names the host that it could not reach, or the proxy. */
static void which_host_was_not_reached(void)
{
	static const struct {
		const char *domain;
		const char *text;
		enum registry_outcome outcome;
	} rows[] = {
		{ "proxy.replicated.com", "Failed to connect to proxy.replicated.com port 443 after 1 ms",
		  REGISTRY_UNREACHABLE },
		{ "proxy.replicated.com", "Failed to connect to proxy.replicated.com port 8443 after 1 ms",
		  REGISTRY_PROXY },
		{ "proxy.replicated.com", "Failed to connect to proxy.acme.example port 443 after 1 ms",
		  REGISTRY_PROXY },
		{ "images.acme.example:8443", "Failed to connect to images.acme.example port 8443 after 1 ms",
		  REGISTRY_UNREACHABLE },
		{ "images.acme.example:8443", "Failed to connect to images.acme.example port 443 after 1 ms",
		  REGISTRY_PROXY },
		{ "[2001:db8::1]:8443", "Failed to connect to 2001:db8::1 port 8443 after 1 ms", REGISTRY_UNREACHABLE },
		{ "[2001:db8::1]", "Failed to connect to 2001:db8::1 port 443 after 1 ms", REGISTRY_UNREACHABLE },
		{ "[2001:db8::1]:8443", "Failed to connect to 2001:db8::2 port 8443 after 1 ms", REGISTRY_PROXY },
	};
	starts = gives_handles = true;
	g_setenv("https_proxy", "http://127.0.0.1:1", TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct registry_question question = {
			.domain = rows[i].domain,
			.username = "LICENSE_ID",
			.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
		};
		const struct reply reply = {
			CURLE_COULDNT_CONNECT,
			rows[i].text,
			.system_error = ENETUNREACH,
			.used_proxy = -1,
		};
		replies = &reply;
		asks(&question, rows[i].outcome, rows[i].text);
	}
	g_unsetenv("https_proxy");
	replies = NULL;
}

#define UNAUTHORIZED "HTTP/1.1 401 Unauthorized\n"
#define BASIC UNAUTHORIZED "WWW-Authenticate: Basic realm=x"

/* Once the registry has accepted the license, what it answers for the image; and what it asks for in place of it. */
static void what_an_answer_means(void)
{
	static const struct {
		long status;
		const char *headers;
		enum registry_outcome outcome;
		const char *detail;
	} rows[] = {
		{ 200, REGISTRY, REGISTRY_ACCEPTED, NULL },
		{ 200, "HTTP/1.1 100 Continue\nLocation: x\nRetry-After: 1\n" REGISTRY, REGISTRY_ACCEPTED, NULL },
		{ 200, "WWW-Authenticate: x\n" REGISTRY, REGISTRY_ACCEPTED, NULL },
		{ 400, "HTTP/1.1 400 Bad Request", REGISTRY_WRONG_PATH, NULL },
		{ 304, "HTTP/1.1 304 Not Modified", REGISTRY_NOT_A_REGISTRY, "status 304 at the manifest" },
		{ 401, BASIC, REGISTRY_NOT_ENTITLED, NULL },
		{ 403, "HTTP/1.1 403 Forbidden", REGISTRY_NOT_ENTITLED, NULL },
		{ 403, "HTTP/1.1 403 Forbidden\nLocation: x", REGISTRY_NOT_ENTITLED, NULL },
		{ 404, "HTTP/1.1 404 Not Found", REGISTRY_NO_IMAGE, NULL },
		{ 429, "HTTP/1.1 429 Too Many Requests\nRetry-After: 7", REGISTRY_RATE_LIMITED, "try again in 7 s" },
		{ 503, "HTTP/1.1 503 Service Unavailable", REGISTRY_SERVER_ERROR, "status 503 at the manifest" },
		{ 302, "HTTP/1.1 302 Found\nLocation: https://log-in.example/", REGISTRY_REDIRECTED,
		  "https://log-in.example/" },
	};
	static const struct reply with_token[] = {
		{ CURLE_OK, UNAUTHORIZED "WWW-Authenticate: Bearer realm=\"https://proxy.replicated.com/token\"",
		  .status = 401 },
		{ CURLE_OK, "HTTP/1.1 200 OK", .status = 200, .body = "{\"token\":\"of-this-registry\"}" },
		{ CURLE_OK, REGISTRY, .status = 200 },
		{ CURLE_OK, REGISTRY, .status = 200 },
	};
	static const struct reply elsewhere[] = {
		{ CURLE_OK, UNAUTHORIZED "WWW-Authenticate: Bearer realm=\"\"", .status = 401 },
		{ CURLE_OK, UNAUTHORIZED "WWW-Authenticate: Bearer service=x", .status = 401 },
	};
	static const struct registry_question question = {
		.domain = "proxy.replicated.com",
		.username = "LICENSE_ID",
		.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
		.repository = "proxy/my-app/redis",
		.reference = "1",
	};
	starts = gives_handles = true;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct reply three[] = {
			{ CURLE_OK, BASIC, .status = 401 },
			{ CURLE_OK, REGISTRY, .status = 200 },
			{ CURLE_OK, rows[i].headers, .status = rows[i].status },
		};
		replies = three;
		asks(&question, rows[i].outcome, rows[i].detail);
		g_assert_cmpuint(requests, ==, 3);
	}
	replies = with_token;
	asks(&question, REGISTRY_ACCEPTED, NULL);
	g_assert_cmpuint(requests, ==, G_N_ELEMENTS(with_token));
	/* Nothing is asked without what it requires: the token is the fourth header, in the third request. */
	static const unsigned request_without[] = { 1, 2, 3, 3 };
	for (unsigned i = 0; i < G_N_ELEMENTS(request_without); i++) {
		headers_left = i;
		asks(&question, REGISTRY_FAILED, "libcurl refuses an option");
		g_assert_cmpuint(requests, ==, request_without[i]);
	}
	headers_left = G_MAXUINT;
	for (size_t i = 0; i < G_N_ELEMENTS(elsewhere); i++) {
		replies = &elsewhere[i];
		asks(&question, REGISTRY_TOKEN_ELSEWHERE, "none");
	}
	replies = NULL;
}

#define NO_TLS                                                                                                         \
	{                                                                                                              \
		CURLE_SSL_CONNECT_ERROR, "error:0A00010B:no TLS", .status = 0                                          \
	}
#define INTERRUPTED                                                                                                    \
	{                                                                                                              \
		CURLE_RECV_ERROR, "reset", .status = 0                                                                 \
	}
#define BAD_REQUEST                                                                                                    \
	{                                                                                                              \
		CURLE_OK, "HTTP/1.1 400 Bad Request", .status = 400                                                    \
	}

/* A registry on this machine is asked over http, too, where https shows no TLS or is interrupted. A server that speaks TLS
 * answers that with 400. */
static void what_http_answers(void)
{
	static const struct {
		struct reply replies[2];
		enum registry_outcome outcome;
		const char *detail;
	} rows[] = {
		{ { NO_TLS, { CURLE_OK, REGISTRY, .status = 200 } }, REGISTRY_ACCEPTED, "without the license" },
		{ { NO_TLS, BAD_REQUEST }, REGISTRY_NOT_A_REGISTRY, "status 400 at /v2/" },
		{ { NO_TLS, INTERRUPTED }, REGISTRY_BROKEN_OFF, "reset" },
		{ { INTERRUPTED, { CURLE_OK, REGISTRY, .status = 200 } }, REGISTRY_ACCEPTED, "without the license" },
		{ { INTERRUPTED, BAD_REQUEST }, REGISTRY_BROKEN_OFF, "reset" },
	};
	static const struct registry_question question = {
		.domain = "localhost:5000",
		.username = "LICENSE_ID",
		.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
	};
	starts = gives_handles = true;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		replies = rows[i].replies;
		asks(&question, rows[i].outcome, rows[i].detail);
		g_assert_cmpuint(requests, ==, 2);
	}
	replies = NULL;
}

/* A registry that offers several ways gets the license in the one that is known. */
static void what_a_registry_offers(void)
{
	static const char *const offers[] = {
		BASIC,
		BASIC "\nWWW-Authenticate: Negotiate",
		UNAUTHORIZED "WWW-Authenticate: Negotiate\nWWW-Authenticate: Basic realm=x",
		UNAUTHORIZED "WWW-Authenticate: Basic realm=x, Negotiate",
	};
	starts = gives_handles = true;
	for (size_t i = 0; i < G_N_ELEMENTS(offers); i++) {
		const struct reply two[] = { { CURLE_OK, offers[i], .status = 401 },
					     { CURLE_OK, REGISTRY, .status = 200 } };
		replies = two;
		says_of(REGISTRY_ACCEPTED, NULL);
		g_assert_cmpuint(requests, ==, 2);
	}
	replies = NULL;
}

/* Nobody is trusted then, and a libcurl with another library of TLS has nothing to refuse. */
static void no_authorities(void)
{
	g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
	g_setenv("SSL_CERT_FILE", "/dev/null", TRUE);
	g_setenv("SSL_CERT_DIR", folder, TRUE);
	starts = gives_handles = true;
	refused = CURLOPT_CAINFO_BLOB;
	says("Failed initialization");
	refused = 0;
	g_unsetenv("SSL_CERT_DIR");
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

/* 200 alone proves nothing: log-in pages of networks answer so, too. */
static void what_a_registry_is(void)
{
	static const struct {
		struct reply reply;
		enum registry_outcome outcome;
	} rows[] = {
		{ { CURLE_OK, REGISTRY, .status = 200, .body = "<html>" }, REGISTRY_ACCEPTED },
		{ { CURLE_OK, REGISTRY, .status = 200 }, REGISTRY_ACCEPTED },
		{ { CURLE_OK, "HTTP/1.1 200 OK", .status = 200, .body = "{}" }, REGISTRY_ACCEPTED },
		{ { CURLE_OK, "HTTP/1.1 200 OK", .status = 200 }, REGISTRY_ACCEPTED },
		{ { CURLE_OK, "HTTP/1.1 200 OK", .status = 200, .body = "<html>" }, REGISTRY_NOT_A_REGISTRY },
	};
	starts = gives_handles = true;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		replies = &rows[i].reply;
		says_of(rows[i].outcome, rows[i].outcome == REGISTRY_ACCEPTED ? "without the license" : NULL);
	}
	replies = NULL;
}

/* All header lines of an answer together, however long one of them is. */
static void how_long_headers_may_be(void)
{
	g_autofree char *longest = g_strnfill(HTTP_HEADERS_MAX - strlen(REGISTRY) + 1, 'x');
	for (unsigned more = 0; more <= 1; more++) {
		g_autofree char *text = g_strdup_printf(REGISTRY "\n%s%.*s", longest, (int)more, "x");
		const struct reply reply = { CURLE_OK, text, .status = 200 };
		replies = &reply;
		starts = gives_handles = true;
		says_of(more ? REGISTRY_NOT_A_REGISTRY : REGISTRY_ACCEPTED,
			more ? "it is too long" : "without the license");
	}
	replies = NULL;
}

static void one_that_does_not_say_why(void)
{
	for (size_t i = 0; http_proxy_variables[i]; i++)
		g_unsetenv(http_proxy_variables[i]);
	starts = gives_handles = true;
	performs = CURLE_COULDNT_CONNECT;
	says_of(REGISTRY_UNREACHABLE, "Couldn't connect to server");
	g_setenv("https_proxy", "unknown://127.0.0.1:1", TRUE);
	says_of(REGISTRY_PROXY, "Couldn't connect to server");
	g_unsetenv("https_proxy");
	performs = CURLE_FAILED_INIT;
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/registry/library/start", one_that_does_not_start);
	g_test_add_func("/registry/library/options", one_that_lacks_an_option);
	g_test_add_func("/registry/library/later-options", one_that_refuses_an_option_later);
	g_test_add_func("/registry/library/faults", why_none_came);
	g_test_add_func("/registry/library/no-proxy", what_no_proxy_is_asked_for);
	g_test_add_func("/registry/library/answers", what_an_answer_means);
	g_test_add_func("/registry/library/registry", what_a_registry_is);
	g_test_add_func("/registry/library/hosts", which_host_was_not_reached);
	g_test_add_func("/registry/library/http", what_http_answers);
	g_test_add_func("/registry/library/offers", what_a_registry_offers);
	g_test_add_func("/registry/library/no-authorities", no_authorities);
	g_test_add_func("/registry/library/headers", how_long_headers_may_be);
	g_test_add_func("/registry/library/no-reason", one_that_does_not_say_why);
	return g_test_run();
}
