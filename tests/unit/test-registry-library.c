/* SPDX-License-Identifier: MIT
 *
 * What a check says if libcurl cannot do its part. */
#include "../../helper/registry-check/conversation.h"
#include "../../helper/registry-check/http.h"

#include <curl/curl.h>
#include <glib/gstdio.h>

/* ---- a libcurl that refuses ---- */

static bool starts;
static bool gives_handles;
static CURLoption refused; /* an option that it does not have, or 0 */
static CURLcode performs = CURLE_FAILED_INIT;

CURLcode curl_global_init(long flags)
{
	(void)flags;
	return starts ? CURLE_OK : CURLE_FAILED_INIT;
}

CURL *curl_easy_init(void)
{
	return gives_handles ? &refused : NULL;
}

CURLcode(curl_easy_setopt)(CURL *handle, CURLoption option, ...)
{
	(void)handle;
	return option == refused ? CURLE_UNKNOWN_OPTION : CURLE_OK;
}

CURLcode curl_easy_perform(CURL *handle)
{
	(void)handle;
	return performs;
}

CURLcode(curl_easy_getinfo)(CURL *handle, CURLINFO info, ...)
{
	(void)handle;
	(void)info;
	return CURLE_UNKNOWN_OPTION;
}

void curl_easy_cleanup(CURL *handle)
{
	(void)handle;
}

/* ---- tests ---- */

static void says_of(enum registry_outcome outcome, const char *detail)
{
	static const struct registry_question question = {
		.domain = "proxy.replicated.com",
		.username = "LICENSE_ID",
		.license = "1vusOokxAVp1tkRGuyxnF23PJcq",
	};
	struct registry_answer answer = { .outcome = REGISTRY_ACCEPTED };
	conversation_hold(&question, 1, &answer);
	g_assert_cmpint(answer.outcome, ==, outcome);
	g_assert_cmpstr(answer.detail, ==, detail);
	registry_answer_clear(&answer);
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
	g_test_add_func("/registry/library/no-reason", one_that_does_not_say_why);
	return g_test_run();
}
