/* SPDX-License-Identifier: MIT */
#include "../../helper/registry-check/redact.h"

#include <malloc.h>
#include <string.h>

#define NOTE_LICENSE "not shown: it contains the license"
#define NOTE_TOKEN "not shown: it contains the registry's token"
#define NOTE_PROXY "not shown: it contains the proxy's password"

/* What is given back, and might hold a secret. */
void g_free(gpointer memory)
{
	size_t size = malloc_usable_size(memory);
	for (size_t i = 0; i + 6 <= size; i++) {
		g_assert_cmpint(memcmp((char *)memory + i, "1vusOo", 6), !=, 0);
		g_assert_cmpint(memcmp((char *)memory + i, "MXZ1c0", 6), !=, 0);
	}
	free(memory);
}

static const struct registry_question question = {
	.domain = "proxy.replicated.com",
	.username = "LICENSE_ID",
	.license = "1vusOokx/VAp1tkRGuyxnF23PJcq",
};

static void each_is(const char *const *texts, const char *const *proxies, const char *note)
{
	char bytes[] = "eyJhbGciOiJSUzI1NiJ9";
	const struct secret token = { .bytes = bytes, .length = strlen(bytes), .limit = sizeof(bytes) };
	for (; *texts; texts++) {
		g_test_message("%s", *texts);
		g_assert_cmpstr(redact(&question, &token, proxies, *texts), ==, note ? note : *texts);
	}
}

static void what_a_server_sends_back(void)
{
	static const char *const none[] = { NULL };
	static const char *const shown[] = {
		"Invalid credentials",
		"",
		"LICENSE_ID is not known", /* the user name is no secret */
		"1vusO is five bytes of it",
		"TElDRU5TRV9JRD is the user name alone",
		"100% 1vus%4",
		"1vus%4",
		"1vus%",
		NULL,
	};
	static const char *const license[] = {
		"1vusOokx/VAp1tkRGuyxnF23PJcq",
		"no: '1vusOokx/VAp1tkRGuyxnF23PJcq'",
		"ends in F23PJcq",
		"begins with 1vusOo",
		"in the middle: Ap1tkRGu",
		"in lower case: 1vusookx/vap",
		"Basic TElDRU5TRV9JRDoxdnVzT29reC9WQXAxdGtSR3V5eG5GMjNQSmNx",
		"its end alone: GMjNQSmNx",
		"MXZ1c09va3gvVkFwMXRrUkd1eXhuRjIzUEpjcQ==",
		"1vusOokx%2FVA",
		"1vus%4f%6fkx",
		"%31%76%75%73%4F%6F",
		"%g1%76usOo",
		"%g%31vusOo",
		"%1vusO%6f",
		"%6eF23P%4acq",
		"a NUL in it: 1vus%00Oo",
		"base64 for URLs, in percent encoding: MXZ1c09va3gvVkFwMXRrUkd1eXhuRjIzUEpjcQ%3D%3D",
		NULL,
	};
	static const char *const token[] = { "token eyJhbGciOi", "its end: I1NiJ9", NULL };
	g_auto(Secret) no_token = SECRET_INIT(64);
	each_is(shown, none, NULL);
	each_is(license, none, NOTE_LICENSE);
	each_is(token, none, NOTE_TOKEN);
	g_assert_null(redact(&question, &no_token, none, NULL));
	g_assert_cmpstr(redact(&question, &no_token, none, "eyJhbGciOi"), ==, "eyJhbGciOi");
}

/* "?>" becomes a letter that the two alphabets of base64 do not share. */
static void base64_for_urls(void)
{
	static const struct registry_question odd = { .username = "u", .license = "?\?\?>>>?\?\?" };
	static const char *const none[] = { NULL };
	g_auto(Secret) token = SECRET_INIT(64);
	g_assert_cmpstr(redact(&odd, &token, none, "Pz8_Pj4-Pz8_"), ==, NOTE_LICENSE);
	g_assert_cmpstr(redact(&odd, &token, none, "Pz8/Pj4+Pz8/"), ==, NOTE_LICENSE);
}

static void a_short_license(void)
{
	static const struct registry_question short_one = { .username = "u", .license = "abc" };
	static const char *const none[] = { NULL };
	g_auto(Secret) token = SECRET_INIT(64);
	g_assert_cmpstr(redact(&short_one, &token, none, "ab c"), ==, "ab c");
	g_assert_cmpstr(redact(&short_one, &token, none, "xabcx"), ==, NOTE_LICENSE);
}

static void a_proxy_s_password(void)
{
	static const char *const proxies[] = {
		"http://kim:pass%2Fw0rd@proxy.example:3128/",
		"lee:s3cret@10.0.0.1",
		"pat:ab%2Fcd%3Aef@10.0.0.3",
		"sam:@10.0.0.4",
		"https://apikey-9876@p.example",
		"http://user:hunter#2:3128",
		"http://max:first@s3cond@10.0.0.2",
		"http://proxy.example:3128",
		"http://proxy.example:3128/",
		"socks5h://[::1]:1080",
		"http://s!ecret-key",
		"http://[::1-hunter3",
		"other.test/hunter4",
		"proxy.example",
		"",
		NULL,
	};
	static const char *const shown[] = {
		"Failed to connect to proxy.example port 3128",
		"kim is not known",
		"CONNECT tunnel failed, response 407",
		"Failed to connect to ::1:1080 over proxy [::1]",
		NULL,
	};
	static const char *const kept[] = {
		"Unsupported proxy syntax in 'http://kim:pass%2Fw0rd@proxy.example:3128/'",
		"pass/w0rd",
		"Proxy-Authorization: Basic a2ltOnBhc3MvdzByZA==",
		"of the second: s3cret",
		"behind a sign that was not encoded: s3cond",
		"a user without a password: apikey-",
		"cut off: http://pat:ab%2Fc",
		"Unsupported proxy syntax in 'http://user:hunter#2:3128'",
		"s!ecret",
		"hunter3",
		"hunter4",
		NULL,
	};
	each_is(shown, proxies, NULL);
	each_is(kept, proxies, NOTE_PROXY);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/redact/what-a-server-sends-back", what_a_server_sends_back);
	g_test_add_func("/redact/base64-for-urls", base64_for_urls);
	g_test_add_func("/redact/a-short-license", a_short_license);
	g_test_add_func("/redact/a-proxy-s-password", a_proxy_s_password);
	return g_test_run();
}
