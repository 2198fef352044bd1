/* SPDX-License-Identifier: MIT */
#include "../../helper/registry-check/http-fault.h"

#include <errno.h>

#define REFUSED .system_error = ECONNREFUSED

static void outcomes(void)
{
	static const struct {
		struct http_fault fault;
		enum registry_outcome outcome;
	} rows[] = {
		{ { HTTP_FAULT_ANSWER, .text = "" }, REGISTRY_NOT_A_REGISTRY },
		{ { HTTP_FAULT_TOO_LONG, .text = "" }, REGISTRY_NOT_A_REGISTRY },
		{ { HTTP_FAULT_NAME, .text = "" }, REGISTRY_NAME_NOT_FOUND },
		{ { HTTP_FAULT_CONNECT, REFUSED, .text = "" }, REGISTRY_REFUSED },
		{ { HTTP_FAULT_CONNECT, .system_error = ETIMEDOUT, .text = "" }, REGISTRY_TIMED_OUT },
		{ { HTTP_FAULT_CONNECT, .system_error = EHOSTUNREACH, .text = "" }, REGISTRY_UNREACHABLE },
		{ { HTTP_FAULT_TIME, .text = "" }, REGISTRY_TIMED_OUT },
		{ { HTTP_FAULT_AUTHORITIES, .text = "" }, REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY },
		{ { HTTP_FAULT_BROKEN_OFF, .text = "" }, REGISTRY_BROKEN_OFF },
		{ { HTTP_FAULT_LIBRARY, .text = "" }, REGISTRY_FAILED },
		{ { HTTP_FAULT_PROXY, .text = "" }, REGISTRY_PROXY },
		/* through a proxy */
		{ { HTTP_FAULT_CONNECT, HTTP_ROUTE_PROXY, REFUSED, .text = "" }, REGISTRY_PROXY },
		{ { HTTP_FAULT_BROKEN_OFF, HTTP_ROUTE_PROXY, .text = "" }, REGISTRY_PROXY },
		{ { HTTP_FAULT_CERTIFICATE, HTTP_ROUTE_PROXY, .certificate = 18, .text = "" }, REGISTRY_PROXY },
		{ { HTTP_FAULT_GREETING, HTTP_ROUTE_PROXY, .text = "" }, REGISTRY_PROXY },
		{ { HTTP_FAULT_ANSWER, HTTP_ROUTE_PROXY, 407, .text = "" }, REGISTRY_PROXY },
		{ { HTTP_FAULT_TIME, HTTP_ROUTE_PROXY, .text = "" }, REGISTRY_TIMED_OUT },
		{ { HTTP_FAULT_LIBRARY, HTTP_ROUTE_PROXY, .text = "" }, REGISTRY_FAILED },
		{ { HTTP_FAULT_BROKEN_OFF, HTTP_ROUTE_PROXY, 200, .text = "" }, REGISTRY_BROKEN_OFF },
		{ { HTTP_FAULT_CERTIFICATE, HTTP_ROUTE_PROXY, 200, .certificate = 10, .text = "" },
		  REGISTRY_CERTIFICATE_EXPIRED },
		{ { HTTP_FAULT_CONNECT, HTTP_ROUTE_SOCKS, REFUSED, .text = "" }, REGISTRY_PROXY },
		{ { HTTP_FAULT_CERTIFICATE, HTTP_ROUTE_SOCKS, .certificate = 10, .text = "" },
		  REGISTRY_CERTIFICATE_EXPIRED },
		{ { HTTP_FAULT_BROKEN_OFF, HTTP_ROUTE_SOCKS, .text = "" }, REGISTRY_BROKEN_OFF },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("row %zu", i);
		g_assert_cmpint(http_fault_outcome(&rows[i].fault), ==, rows[i].outcome);
	}
}

static void certificates(void)
{
	static const struct {
		long number;
		enum registry_outcome outcome;
	} rows[] = {
		{ 0, REGISTRY_CERTIFICATE_WRONG_NAME },		{ 1, REGISTRY_CERTIFICATE_WRONG_NAME },
		{ 62, REGISTRY_CERTIFICATE_WRONG_NAME },	{ 64, REGISTRY_CERTIFICATE_WRONG_NAME },
		{ 10, REGISTRY_CERTIFICATE_EXPIRED },		{ 9, REGISTRY_CERTIFICATE }, /* not valid yet */
		{ 2, REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY },	{ 18, REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY },
		{ 19, REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY }, { 20, REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY },
		{ 21, REGISTRY_CERTIFICATE_UNKNOWN_AUTHORITY }, { 26, REGISTRY_CERTIFICATE }, /* not for servers */
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct http_fault fault = { HTTP_FAULT_CERTIFICATE, .certificate = rows[i].number, .text = "" };
		g_assert_cmpint(http_fault_outcome(&fault), ==, rows[i].outcome);
	}
}

/* As libcurl 7.88, 8.14 and 8.23 write them. */
static void greetings(void)
{
	static const struct {
		const char *text;
		enum registry_outcome outcome;
	} rows[] = {
		{ "error:0A00010B:SSL routines::wrong version number", REGISTRY_NO_TLS },
		{ "TLS connect error: error:0A00010B:SSL routines::wrong version number", REGISTRY_NO_TLS },
		{ "TLS connect error: OpenSSL/3.6.0: error:0A0000C6:SSL routines::in another language",
		  REGISTRY_NO_TLS },
		{ "error:0A00009C:SSL routines::http request", REGISTRY_NO_TLS },
		{ "error:010B bad: not a number of OpenSSL's", REGISTRY_BROKEN_OFF },
		{ "error:0A00010B is not one either", REGISTRY_BROKEN_OFF },
		{ "error:1408F10B:SSL routines:ssl3_get_record:wrong version number", REGISTRY_NO_TLS },
		{ "TLS connect error: error:0A000126:SSL routines::unexpected eof while reading", REGISTRY_BROKEN_OFF },
		{ "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 127.0.0.1:443 ", REGISTRY_BROKEN_OFF },
		{ "OpenSSL SSL_connect: Connection reset by peer in connection to a.example:443", REGISTRY_BROKEN_OFF },
		{ "", REGISTRY_BROKEN_OFF },
		{ "error:0A000102:SSL routines::unsupported protocol", REGISTRY_OLD_TLS },
		{ "error:0A00042E:SSL routines::tlsv1 alert protocol version", REGISTRY_OLD_TLS },
		{ "error:0A000410:SSL routines::sslv3 alert handshake failure", REGISTRY_OLD_TLS },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct http_fault fault = { HTTP_FAULT_GREETING, .text = rows[i].text };
		g_test_message("%s", rows[i].text);
		g_assert_cmpint(http_fault_outcome(&fault), ==, rows[i].outcome);
	}
}

static void the_library_s_words(void)
{
	const struct http_fault name = { HTTP_FAULT_NAME, .text = "" };
	const struct http_fault refused = { HTTP_FAULT_CONNECT, REFUSED, .text = "" };
	const struct http_fault late = { HTTP_FAULT_TIME, .text = "" };
	const struct http_fault proxy = { HTTP_FAULT_CONNECT, HTTP_ROUTE_PROXY, REFUSED, .text = "" };
	g_assert_false(http_fault_text_helps(&name));
	g_assert_false(http_fault_text_helps(&refused));
	g_assert_false(http_fault_text_helps(&late));
	g_assert_true(http_fault_text_helps(&proxy));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fault/outcomes", outcomes);
	g_test_add_func("/fault/certificates", certificates);
	g_test_add_func("/fault/greetings", greetings);
	g_test_add_func("/fault/the-library-s-words", the_library_s_words);
	return g_test_run();
}
