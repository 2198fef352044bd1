/* SPDX-License-Identifier: MIT
 *
 * http.h - one HTTP request, with fixed rules
 *
 * http.c is the only file that includes libcurl. One table there has the rules for libcurl: https (http for this
 * machine only), TLS 1.2 or newer, certificate and name verified, no redirect followed, no netrc, no cookies,
 * bounded time and sizes. Each request has its own handle, and so its own connection (CVE-2022-27774 and others:
 * credentials reused for another host). http-fault.h decides why a request failed.
 *
 * libcurl does not wipe the memory in which it stored the license; the program ends soon and cannot be
 * inspected (startup.h).
 */
#ifndef HELPER_REGISTRY_CHECK_HTTP_H
#define HELPER_REGISTRY_CHECK_HTTP_H

#include "../../keyring/secret.h"
#include "../registry/registry-message.h"

#include <stdbool.h>

/* A token answer with many scopes; error texts are shorter. */
#define HTTP_BODY_MAX (64 * 1024)
/* All header lines of an answer together. */
#define HTTP_HEADERS_MAX (32 * 1024)
/* To connect and agree on TLS. */
#define HTTP_CONNECT_SECONDS 10
/* libcurl's CURL_ERROR_SIZE. */
#define HTTP_DETAIL_SIZE 256

struct http_request {
	const char *domain;
	bool cleartext; /* http; the domain must be on this machine */
	bool direct;	/* without the proxy that the environment names; http never uses it */
	bool head;	/* HEAD, not GET */
	const char *path;
	const char *username; /* Basic credentials, or NULL */
	const char *password;
	const struct secret *token; /* Bearer, or NULL; never both */
	double seconds;		    /* for everything */
	double connect_seconds;	    /* 0: HTTP_CONNECT_SECONDS */
};

struct http_response {
	long status;
	GPtrArray *challenges; /* values of the WWW-Authenticate headers, in their order */
	char *location;
	char *retry_after;
	bool says_registry; /* there is a header Docker-Distribution-Api-Version */
	struct secret body;
};

void http_response_clear(struct http_response *response);

typedef struct http_response HttpResponse; /* for g_auto(HttpResponse) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpResponse, http_response_clear)

/* Why there is no answer. */
struct http_failure {
	enum registry_outcome outcome;
	char detail
		[HTTP_DETAIL_SIZE]; /* libcurl's message, or ""; may quote anything, so redact() must be used before it is shown */
};

/* The variables that libcurl takes the proxy of an https request from, the first that is not empty; ended by NULL. */
extern const char *const http_proxy_variables[];

/* To be called before the first request to a domain. False, with the reason in *ret_failure, if libcurl cannot be used. */
bool http_start(const char *domain, struct http_failure *ret_failure);

/* Sends the request. False, with the reason in *ret_failure, if there is no complete answer. */
bool http_ask(const struct http_request *request, struct http_response *ret_response, struct http_failure *ret_failure);

#endif
