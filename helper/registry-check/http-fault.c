/* SPDX-License-Identifier: MIT */
#include "http-fault.h"

#include <errno.h>
#include <string.h>

/* What OpenSSL calls the faults of a certificate (openssl/x509_vfy.h). */
enum {
	X509_FINE = 0,
	X509_UNSPECIFIED = 1, /* what libcurl begins with, and leaves if OpenSSL has no complaint */
	X509_UNKNOWN_ISSUER = 2,
	X509_HAS_EXPIRED = 10,
	X509_SELF_SIGNED = 18,
	X509_SELF_SIGNED_IN_CHAIN = 19,
	X509_UNKNOWN_ISSUER_LOCALLY = 20,
	X509_UNVERIFIED_LEAF = 21,
	X509_WRONG_NAME = 62,
	X509_WRONG_ADDRESS = 64,
};

/* Why OpenSSL could not agree on TLS (openssl/sslerr.h). */
enum {
	SSL_HTTPS_PROXY_REQUEST = 155,
	SSL_HTTP_REQUEST = 156,
	SSL_PACKET_LENGTH_TOO_LONG = 198,
	SSL_RECORD_LENGTH_MISMATCH = 213,
	SSL_UNKNOWN_PROTOCOL = 252,
	SSL_WRONG_VERSION_NUMBER = 267,
	SSL_UNEXPECTED_EOF = 294,
};

/* OpenSSL is satisfied with the chain, and libcurl is not: what it compares itself is the name. */
static enum registry_outcome outcome_of_certificate(long fault)
{
	switch (fault) {
	case X509_FINE:
	case X509_UNSPECIFIED:
	case X509_WRONG_NAME:
	case X509_WRONG_ADDRESS:
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
		return REGISTRY_CERTIFICATE;
	}
}

/* The reason in "error:0A00010B:…", of which OpenSSL uses the low 12 bits; 0 if there is none. */
static unsigned tls_reason(const char *text)
{
	static const char mark[] = "error:";
	for (const char *at = strstr(text, mark); at; at = strstr(at, mark)) {
		at += strlen(mark);
		if (strspn(at, "0123456789abcdefABCDEF") == 8 && at[8] == ':')
			return (unsigned)g_ascii_strtoull(at, NULL, 16) & 0xfff;
	}
	return 0;
}

static enum registry_outcome outcome_of_greeting(const struct http_fault *fault)
{
	switch (tls_reason(fault->text)) {
	case SSL_HTTPS_PROXY_REQUEST:
	case SSL_HTTP_REQUEST:
	case SSL_PACKET_LENGTH_TOO_LONG:
	case SSL_RECORD_LENGTH_MISMATCH:
	case SSL_UNKNOWN_PROTOCOL:
	case SSL_WRONG_VERSION_NUMBER:
		return REGISTRY_NO_TLS;
	case 0: /* OpenSSL has no complaint: the connection is gone */
	case SSL_UNEXPECTED_EOF:
		return REGISTRY_BROKEN_OFF;
	default:
		return REGISTRY_OLD_TLS;
	}
}

static enum registry_outcome outcome_of_connect(long system_error)
{
	if (system_error == ECONNREFUSED)
		return REGISTRY_REFUSED;
	return system_error == ETIMEDOUT ? REGISTRY_TIMED_OUT : REGISTRY_UNREACHABLE;
}

static bool is_the_proxys(const struct http_fault *fault)
{
	if (fault->kind == HTTP_FAULT_PROXY)
		return true;
	if (fault->route == HTTP_ROUTE_DIRECT || fault->kind == HTTP_FAULT_LIBRARY || fault->kind == HTTP_FAULT_TIME)
		return false;
	if (fault->route == HTTP_ROUTE_SOCKS)
		return fault->kind == HTTP_FAULT_CONNECT;
	return fault->connect_status / 100 != 2;
}

enum registry_outcome http_fault_outcome(const struct http_fault *fault)
{
	if (is_the_proxys(fault))
		return REGISTRY_PROXY;
	switch (fault->kind) {
	case HTTP_FAULT_NAME:
		return REGISTRY_NAME_NOT_FOUND;
	case HTTP_FAULT_CONNECT:
		return outcome_of_connect(fault->system_error);
	case HTTP_FAULT_TIME:
		return REGISTRY_TIMED_OUT;
	case HTTP_FAULT_CERTIFICATE:
		return outcome_of_certificate(fault->certificate);
	case HTTP_FAULT_AUTHORITIES:
		return REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY;
	case HTTP_FAULT_GREETING:
		return outcome_of_greeting(fault);
	case HTTP_FAULT_BROKEN_OFF:
		return REGISTRY_BROKEN_OFF;
	case HTTP_FAULT_LIBRARY:
		return REGISTRY_FAILED;
	default:
		return REGISTRY_NOT_A_REGISTRY;
	}
}

bool http_fault_text_helps(const struct http_fault *fault)
{
	enum registry_outcome outcome = http_fault_outcome(fault);
	return outcome != REGISTRY_NAME_NOT_FOUND && outcome != REGISTRY_REFUSED && outcome != REGISTRY_TIMED_OUT;
}
