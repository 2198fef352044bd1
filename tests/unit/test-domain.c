/* SPDX-License-Identifier: MIT
 *
 * The domain decision by itself. tests/protocol/domains.t asks the same of the whole program. */
#include "../../helper/address/domain.h"

#include <glib.h>
#include <string.h>

static void one_domain_in_many_spellings(void)
{
	static const char *const spellings[] = {
		"proxy.replicated.com",
		"proxy.replicated.com:443",
		"https://proxy.replicated.com",
		"https://proxy.replicated.com/",
		"https://proxy.replicated.com/v2/",
		"PROXY.replicated.com/proxy/my-app",
		"hTTps://proxy.REPLICATED.com:443//",
		"proxy.replicated.com/a:b+c=d,e!f~g_h.i-j",
		"proxy.replicated.com/...",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++) {
		struct server_url url;
		g_assert_true(server_url_parse(spellings[i], strlen(spellings[i]), &url));
		g_assert_cmpstr(url.domain, ==, "proxy.replicated.com");
		g_assert_false(url.cleartext);
	}
}

/* What is no registry domain at all. */
static const char *const no_domain[] = {
	"",
	" ",
	"/",
	"//",
	":",
	":443",
	"https://",
	"https:///",
	"https:///proxy.replicated.com",
	"https:/proxy.replicated.com",
	"https:proxy.replicated.com",
	"//proxy.replicated.com",
	"ftp://proxy.replicated.com",
	"httpss://proxy.replicated.com",
	"https://https://proxy.replicated.com",
	"proxy.replicated.com.",
	".proxy.replicated.com",
	"proxy..replicated.com",
	"-proxy.replicated.com",
	"proxy-.replicated.com",
	"proxy_replicated.com",
	"proxy.replicated.com:",
	"proxy.replicated.com:0",
	"proxy.replicated.com:00",
	"proxy.replicated.com:0443",
	"proxy.replicated.com:65536",
	"proxy.replicated.com:100000",
	"proxy.replicated.com:4294967739",
	"proxy.replicated.com:-1",
	"proxy.replicated.com:+443",
	"proxy.replicated.com: 443",
	"proxy.replicated.com:443x",
	"proxy.replicated.com:443:443",
	"proxy.replicated.com:https",
	"user@proxy.replicated.com",
	"user:pw@proxy.replicated.com",
	"https://proxy.replicated.com@evil.com/",
	"proxy.replicated.com?x",
	"proxy.replicated.com/?x",
	"proxy.replicated.com#x",
	"proxy.replicated.com/#x",
	"proxy.replicated.com\\evil.com",
	"proxy.replicated.com/\\",
	"proxy.replicated.com%2fevil.com",
	"proxy.replicated.com/%2e%2e",
	"proxy.replicated.com/..",
	"proxy.replicated.com/../x",
	"proxy.replicated.com/x/./y",
	"proxy.replicated.com/a b",
	"proxy.replicated.com/\"",
	"proxy.replicated.com/a@b",
	"proxy.replicated.com\n",
	"proxy.replicated.com\t",
	"\rproxy.replicated.com",
	"proxy.replicated.com/\x7f",
	"proxy\xe3\x80\x82replicated.com",
	"pr\xd0\xbexy.replicated.com",
	"proxy.replicated.com/\xc3\xa9",
	"[proxy.replicated.com]",
	"[::1",
	"::1",
	"[::1]5000",
	"[]",
	"[::g]",
	"[::1%lo]",
	"[1.2.3.4]",
	"127.1",
	"1.2.3",
	"1.2.3.4.5",
	"256.1.1.1",
	"01.2.3.4",
	"0x7f.0.0.1",
	"0x7f000001",
	"2130706433",
	"evil.123",
	"*",
	"*.replicated.com",
};

static void what_is_none(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(no_domain); i++) {
		struct server_url url = { .domain = "untouched" };
		/* Without a NUL behind it: the length is the end. */
		size_t length = strlen(no_domain[i]);
		g_autofree char *copy = g_memdup2(no_domain[i], length);
		g_test_message("%s", no_domain[i]);
		g_assert_false(server_url_parse(copy ? copy : "", length, &url));
		g_assert_cmpstr(url.domain, ==, "untouched");
	}
	struct server_url url;
	g_assert_false(server_url_parse("proxy.replicated.com\0", 21, &url));
	g_assert_false(server_url_parse("proxy.replicated.com\0.evil.com", 30, &url));
	g_assert_false(server_url_parse("proxy.replicated.com/a\0b", 24, &url));
}

static void what_is_another_domain(void)
{
	static const char *const others[] = {
		"proxy.replicated.com:80",
		"proxy.replicated.com:4433",
		"proxy.replicated.com:44",
		"proxy.replicated.co",
		"proxy.replicated.com.evil.com",
		"evilproxy.replicated.com",
		"x.proxy.replicated.com",
		"replicated.com",
		"evil.com/proxy.replicated.com",
		"https//proxy.replicated.com",
		"proxy.replicated",
		"localhost",
		"[::1]",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		struct server_url url;
		g_assert_true(server_url_parse(others[i], strlen(others[i]), &url));
		g_assert_false(domain_is_built_in(url.domain));
	}
}

static void in_clear(void)
{
	static const struct {
		const char *url;
		bool cleartext;
	} cases[] = {
		{ "http://proxy.replicated.com", true },
		{ "HTTP://proxy.replicated.com:443", true },
		{ "https://proxy.replicated.com", false },
		{ "http://localhost:5000", false },
		{ "http://127.0.0.1", false },
		{ "http://127.255.0.3:80/v2/", false },
		{ "http://[::1]:5000", false },
		{ "http://[0:0:0:0:0:0:0:1]:5000", false },
		{ "http://localhost.evil.com", true },
		{ "http://127.0.0.1.evil.com", true },
		{ "http://128.0.0.1", true },
		{ "http://[::2]", true },
		{ "http://[0:0:1::1]", true },
		{ "http://[0:1::1]", true },
		{ "http://[fe80::1]", true },
		{ "http://[::ffff:127.0.0.1]:5000", true },
		{ "http://0.0.0.0", true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct server_url url;
		g_test_message("%s", cases[i].url);
		g_assert_true(server_url_parse(cases[i].url, strlen(cases[i].url), &url));
		g_assert_true(url.cleartext == cases[i].cleartext);
	}
}

static void the_app_of_a_path(void)
{
	static const char *const cases[][2] = {
		{ "/proxy/my-app", "my-app" },
		{ "/proxy/my-app/", "my-app" },
		{ "/proxy/my-app/quay.io/x", "my-app" },
		{ "/proxy/a.b_c__d--e/x", "a.b_c__d--e" },
		{ "", "" },
		{ "/", "" },
		{ "/proxy", "" },
		{ "/proxy/", "" },
		{ "/proxy//x", "" },
		{ "/proxy/My-App/x", "" },
		{ "/proxy/-a/x", "" },
		{ "/proxy/a-/x", "" },
		{ "/proxy/a___b/x", "" },
		{ "/proxy/a..b/x", "" },
		{ "/Proxy/my-app/x", "" },
		{ "/x/proxy/my-app", "" },
		{ "/proxyx/my-app", "" },
		{ "//proxy/my-app", "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct server_url url;
		g_autofree char *text = g_strconcat("proxy.replicated.com", cases[i][0], NULL);
		g_assert_true(server_url_parse(text, strlen(text), &url));
		g_assert_cmpstr(url.app, ==, cases[i][1]);
	}
	g_autofree char *longest = g_strnfill(APP_SLUG_MAX, 'a');
	g_autofree char *longer = g_strnfill(APP_SLUG_MAX + 1, 'a');
	g_assert_true(app_slug_is_valid(longest));
	g_assert_false(app_slug_is_valid(longer));
	g_autofree char *text = g_strconcat("proxy.replicated.com/proxy/", longer, NULL);
	g_autofree char *limit = g_strconcat("proxy.replicated.com/proxy/", longest, NULL);
	struct server_url url;
	g_assert_true(server_url_parse(limit, strlen(limit), &url));
	g_assert_cmpstr(url.app, ==, longest);
	g_assert_true(server_url_parse(text, strlen(text), &url));
	g_assert_cmpstr(url.app, ==, "");
}

static void names_at_their_limits(void)
{
	g_autofree char *label = g_strnfill(63, 'a');
	g_autofree char *end = g_strnfill(61, 'b');
	g_autofree char *name = g_strdup_printf("%s.%s.%s.%s", label, label, label, end);
	g_autofree char *with_port = g_strconcat(name, ":65535", NULL);
	g_autofree char *too_long = g_strconcat(name, "b", NULL);
	g_autofree char *label_too_long = g_strconcat(label, "a.com", NULL);
	char domain[DOMAIN_SIZE];
	g_assert_cmpuint(strlen(name), ==, DOMAIN_HOST_MAX);
	g_assert_true(domain_parse(name, domain));
	g_assert_true(domain_parse(with_port, domain));
	g_assert_cmpstr(domain, ==, with_port);
	g_assert_false(domain_parse(too_long, domain));
	g_assert_false(domain_parse(label_too_long, domain));
}

static void what_people_declare(void)
{
	static const char *const good[][2] = {
		{ "Images.ACME.example", "images.acme.example" },
		{ "my-images.acme.example", "my-images.acme.example" },
		{ "images.0acme", "images.0acme" },
		{ "images.acme.example:443", "images.acme.example" },
		{ "images.acme.example:8443", "images.acme.example:8443" },
		{ "[::1]:5000", "[::1]:5000" },
		{ "localhost", "localhost" },
		{ "127.0.0.1:5000", "127.0.0.1:5000" },
	};
	static const char *const bad[] = { "https://images.acme.example",
					   "images.acme.example/",
					   "images.acme.example/x",
					   "",
					   " a.example",
					   "a.example ",
					   "a.example:4294967297",
					   "a.example,b.example" };
	char domain[DOMAIN_SIZE];
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_assert_true(domain_parse(good[i][0], domain));
		g_assert_cmpstr(domain, ==, good[i][1]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(domain_parse(bad[i], domain));
}

/* What is behind the length of a key is not read. */
static void a_part_of_a_text(void)
{
	struct server_url url;
	g_assert_true(server_url_parse("https://a.example", strlen("https"), &url));
	g_assert_cmpstr(url.domain, ==, "https");
	g_assert_true(server_url_parse("https://a.example:5000/proxy/x", strlen("https://a.example"), &url));
	g_assert_cmpstr(url.domain, ==, "a.example");
	g_assert_true(server_url_parse("a.example:5000/proxy/x", strlen("a.example:50"), &url));
	g_assert_cmpstr(url.domain, ==, "a.example:50");
	g_assert_true(server_url_parse("a.example/proxy/xyz", strlen("a.example/proxy/x"), &url));
	g_assert_cmpstr(url.app, ==, "x");
	g_assert_true(server_url_parse("a.example/proxy/x", strlen("a.example/pro"), &url));
	g_assert_cmpstr(url.app, ==, "");
}

static void components_of_a_path(void)
{
	static const char *const good[] = {
		"a", "1", "a1", "1a", "a-1", "a--b", "a.b", "a.1", "a_b", "a__1", "1-a_2.b"
	};
	static const char *const bad[] = { "",	   "A",	   "aB",  "-",	 "-a",	      "a-",    ".a",
					   "a.",   "_a",   "a_",  "a__", "a..b",      "a___b", "a.-b",
					   "a-.b", "a-_b", "a/b", "a b", "a\xc3\xa9", "a-B",   "a@b" };
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(path_component_is_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(path_component_is_valid(bad[i], strlen(bad[i])));
	/* What is behind its length does not belong to it. */
	g_assert_true(path_component_is_valid("ab/", 2));
	g_assert_false(path_component_is_valid("a-b", 2));
	g_assert_false(path_component_is_valid("a__b", 3));
	g_assert_false(path_component_is_valid("a", 0));
}

/* Which registry was meant: the one with the fewest edits, at most three, or the one whose whole name stands before
 * another. */
static void what_was_misspelled(void)
{
	static const char *const cases[][2] = {
		{ "proxy.replicatd.com", "proxy.replicated.com" },
		{ "proxy.replicated.com.", "proxy.replicated.com" },
		{ "poxy.replicated.co", "proxy.replicated.com" },
		{ "poxi.replicated.co", "proxy.replicated.com" },
		{ "poxi.replicatd.co", NULL },
		{ "registry.replicated.io", "registry.replicated.com" },
		{ "regsitry.replicated.com:5000", "registry.replicated.com" },
		{ "proxy.stagin.replicated.com", "proxy.staging.replicated.com" },
		{ "registry.stage.replicated.com", "registry.staging.replicated.com" },
		{ "proxy.replicated.com.evil.example", "proxy.replicated.com" },
		{ "registry.replicated.com.evil.example:443", "registry.replicated.com" },
		{ "proxy.staging.replicated.com.evil.example", "proxy.staging.replicated.com" },
		{ "registry.staging.replicated.com.evil.example", "registry.staging.replicated.com" },
		{ "proxy.replicated.community", NULL },
		{ "aaaaaaaaaaaaaaaaaaaa.example", NULL },
		{ "replicated.com", "proxy.replicated.com" },
		{ "replicated.com:443", "proxy.replicated.com" },
		{ "replicated.community", NULL },
		{ "proxy.replicated.com", NULL },
		{ "registry.replicated.com", NULL },
		{ "proxy.staging.replicated.com", NULL },
		{ "registry.staging.replicated.com", NULL },
		{ "images.acme.example", NULL },
		{ "a", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i][0]);
		g_assert_cmpstr(domain_misspelled(cases[i][0]), ==, cases[i][1]);
	}
}

static void what_is_built_in(void)
{
	g_assert_true(domain_is_built_in("proxy.replicated.com"));
	g_assert_true(domain_is_built_in("registry.replicated.com"));
	g_assert_true(domain_is_built_in("proxy.staging.replicated.com"));
	g_assert_true(domain_is_built_in("registry.staging.replicated.com"));
	g_assert_false(domain_is_built_in("proxy.replicated.com:5000"));
	g_assert_false(domain_is_built_in("images.acme.example"));
}

static void a_list_of_domains(void)
{
	g_autoptr(GPtrArray) domains = domain_list_new();
	g_assert_false(domain_list_holds(domains, "a.example"));
	domain_list_add(domains, "a.example");
	domain_list_add(domains, "b.example");
	domain_list_add(domains, "a.example");
	g_assert_cmpuint(domains->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(domains, 0), ==, "a.example");
	g_assert_cmpstr(g_ptr_array_index(domains, 1), ==, "b.example");
	g_assert_true(domain_list_holds(domains, "a.example"));
	g_assert_true(domain_list_holds(domains, "b.example"));
	g_assert_false(domain_list_holds(domains, "c.example"));
}

/* Every byte, at every place of a good key: it stays that domain only where the byte means nothing. */
static void every_other_byte(void)
{
	static const char good[] = "https://proxy.replicated.com:443/v2/";
	for (size_t at = 0; at < sizeof(good) - 1; at++) {
		for (int byte = 0; byte < 256; byte++) {
			char changed[sizeof(good)];
			struct server_url url;
			memcpy(changed, good, sizeof(good));
			changed[at] = (char)byte;
			if (!server_url_parse(changed, sizeof(good) - 1, &url) || !domain_is_built_in(url.domain))
				continue;
			bool in_path = at >= strlen("https://proxy.replicated.com:443/");
			/* "/443/v2/" is a path too. */
			bool path_for_port = at == strlen("https://proxy.replicated.com") && byte == '/';
			g_assert_true(in_path || path_for_port || g_ascii_tolower((char)byte) == good[at]);
			g_assert_true(byte > 0x20 && byte < 0x7f && !strchr("\\%@?#\"<>", byte));
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/domain/one-domain-in-many-spellings", one_domain_in_many_spellings);
	g_test_add_func("/domain/what-is-none", what_is_none);
	g_test_add_func("/domain/what-is-another-domain", what_is_another_domain);
	g_test_add_func("/domain/in-clear", in_clear);
	g_test_add_func("/domain/the-app-of-a-path", the_app_of_a_path);
	g_test_add_func("/domain/names-at-their-limits", names_at_their_limits);
	g_test_add_func("/domain/what-people-declare", what_people_declare);
	g_test_add_func("/domain/a-part-of-a-text", a_part_of_a_text);
	g_test_add_func("/domain/components-of-a-path", components_of_a_path);
	g_test_add_func("/domain/what-was-misspelled", what_was_misspelled);
	g_test_add_func("/domain/what-is-built-in", what_is_built_in);
	g_test_add_func("/domain/a-list-of-domains", a_list_of_domains);
	g_test_add_func("/domain/every-other-byte", every_other_byte);
	return g_test_run();
}
