/* SPDX-License-Identifier: MIT
 *
 * http-fault.h - the reason of a failed request, from libcurl's error numbers (pure)
 *
 * Messages of libcurl change between versions, but its numbers do not, so only these are read. The one exception
 * is OpenSSL's error number, which libcurl gives only in its message ("error:0A00010B:SSL routines::…").
 */
#ifndef HELPER_REGISTRY_CHECK_HTTP_FAULT_H
#define HELPER_REGISTRY_CHECK_HTTP_FAULT_H

#include "../registry/registry-message.h"

/* The kinds of failure that are distinguished here. */
enum http_fault_kind {
	HTTP_FAULT_ANSWER,	/* it is not valid HTTP */
	HTTP_FAULT_TOO_LONG,	/* it exceeds a limit of http.h, or one of libcurl */
	HTTP_FAULT_PROXY,	/* the name of the proxy, its URL, or its answer */
	HTTP_FAULT_NAME,	/* the name of the registry */
	HTTP_FAULT_CONNECT,	/* no TCP connection */
	HTTP_FAULT_TIME,	/* too late */
	HTTP_FAULT_CERTIFICATE, /* of the registry, or of an https proxy */
	HTTP_FAULT_AUTHORITIES, /* there is no trusted certificate */
	HTTP_FAULT_GREETING,	/* no agreement on TLS */
	HTTP_FAULT_BROKEN_OFF,
	HTTP_FAULT_LIBRARY, /* libcurl itself */
};

/* The route to the registry. */
enum http_route {
	HTTP_ROUTE_DIRECT,
	HTTP_ROUTE_PROXY, /* http or https: every failure is the proxy's until it has answered CONNECT */
	HTTP_ROUTE_SOCKS, /* every failure except the TCP connection and HTTP_FAULT_PROXY is the registry's */
};

struct http_fault {
	enum http_fault_kind kind;
	enum http_route route;
	long connect_status; /* of the proxy's answer to CONNECT; 0: none */
	long system_error;   /* errno; 0: none */
	long certificate;    /* X509_V_… of the certificate (X509_verify_cert_error_string(3)) */
	const char *text;    /* libcurl's message, for OpenSSL's error number in it */
};

enum registry_outcome http_fault_outcome(const struct http_fault *fault);

/* Whether libcurl's message adds something to the outcome. */
bool http_fault_text_helps(const struct http_fault *fault);

#endif
