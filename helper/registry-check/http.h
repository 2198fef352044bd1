/* SPDX-License-Identifier: MIT
 *
 * http.h - one HTTP request, under one policy
 *
 * The only file that includes libcurl: the client library that every distribution ships and mends.
 * What it may and may not do stands in one table in http.c: https (http for this machine alone), TLS 1.2
 * or newer, certificate and name verified, no redirect followed, no netrc, no cookies, bounded time and
 * sizes. Each request has a handle and a connection of its own (CVE-2022-27774 and others: credentials
 * reused for another place).
 *
 * libcurl does not wipe the memory in which it kept the license; the program is short-lived and cannot be
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
/* An answer that comes slower than this many bytes a second, for that long, is none. */
#define HTTP_LOW_SPEED_BYTES 16L
#define HTTP_LOW_SPEED_SECONDS 30L

struct http_request {
	const char *domain;
	bool cleartext; /* http; the domain must be on this machine */
	bool direct;	/* past the proxy that the environment names; http always is */
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
	bool says_registry; /* Docker-Distribution-Api-Version is there */
	struct secret body;
};

void http_response_clear(struct http_response *response);

typedef struct http_response HttpResponse; /* for g_auto(HttpResponse) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpResponse, http_response_clear)

/* Before the first request; false with the reason in *ret_failure. */
bool http_start(const char *domain, struct registry_answer *ret_failure);

/* Asks. False, with the reason in *ret_failure, where no whole answer came. */
bool http_ask(const struct http_request *request, struct http_response *ret_response,
	      struct registry_answer *ret_failure);

#endif
