/* SPDX-License-Identifier: MIT */
#include "../../helper/registry-check/challenge.h"
#include "../../helper/registry-check/token.h"

#include <string.h>

/* Each challenge as "scheme name=value name=value;", parameters in the order asked for below; "void" where the
 * header is malformed. */
static char *read_out(const char *header)
{
	static const char *const names[] = { "realm", "service", "scope", "error", "x" };
	g_autoptr(GPtrArray) challenges = challenges_parse(header);
	if (!challenges)
		return g_strdup("void");
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < challenges->len; i++) {
		const struct challenge *challenge = g_ptr_array_index(challenges, i);
		g_string_append(text, challenge->scheme);
		for (size_t j = 0; j < G_N_ELEMENTS(names); j++)
			if (challenge_parameter(challenge, names[j]))
				g_string_append_printf(text, " %s=%s", names[j],
						       challenge_parameter(challenge, names[j]));
		g_string_append_c(text, ';');
	}
	return g_string_free(text, FALSE);
}

static void what_a_header_asks_for(void)
{
	static const char *const table[][2] = {
		{ "Basic realm=\"a\"", "basic realm=a;" },
		{ "Basic", "basic;" },
		{ "basic REALM=a", "basic realm=a;" },
		{ "Bearer realm=\"https://h/token\",service=\"s\",scope=\"repository:a/b:pull,push\"",
		  "bearer realm=https://h/token service=s scope=repository:a/b:pull,push;" },
		{ "Bearer  scope=x , realm = \"a\"\t,  service=s", "bearer realm=a service=s scope=x;" },
		{ "Bearer ,realm=a", "bearer realm=a;" },
		{ "Bearer\trealm=a", "bearer realm=a;" },
		{ "Bearer realm=my-realm.example,error=insufficient_scope",
		  "bearer realm=my-realm.example error=insufficient_scope;" },
		{ "!#$%&'*+-.^_`|~ x=a", "!#$%&'*+-.^_`|~ x=a;" },
		{ "Bearer,Basic realm=a", "bearer;basic realm=a;" },
		{ "Negotiate abc==, Basic realm=\"a\"", "negotiate;basic realm=a;" },
		{ "Negotiate a-b.c_d~e+f/g", "negotiate;" },
		{ "Negotiate , Basic realm=a", "negotiate;basic realm=a;" },
		{ "Negotiate, Bearer realm=a, x=b, Digest realm=c", "negotiate;bearer realm=a x=b;digest realm=c;" },
		{ "Basic realm=\"a, Bearer realm=b\"", "basic realm=a, Bearer realm=b;" },
		{ "Basic realm=\"a \\\"quoted\\\" \\\\ b\"", "basic realm=a \"quoted\" \\ b;" },
		{ "Basic realm=\"a\tb\"", "basic realm=a\tb;" },
		{ "Basic realm=\"\"", "basic realm=;" },
		{ ", ,Basic realm=a,,", "basic realm=a;" },
		{ "", "" },
		{ " , ", "" },
		/* not what the grammar derives */
		{ "Basic realm=\"a", "void" },
		{ "Basic realm=\"a\\", "void" },
		{ "Basic realm=a b", "void" },
		{ "Basic realm=\"a\" service=\"b\"", "void" },
		{ "Basic realm=", "basic;" }, /* a token68: "realm=" */
		{ "Basic =a", "void" },
		{ "Basic realm=a, =b", "void" },
		{ "Basic realm=\"a\x1b\"", "void" },
		{ "Basic realm=\"a\\\x1b\"", "void" },
		{ "Basic,realm=a", "void" },
		{ "Basic/abc", "void" },
		{ "Negotiate abc== def", "void" },
		{ "Negotiate abc, d/f", "void" },
		{ "B@sic realm=a", "void" },
		{ "\"Basic\"", "void" },
		/* two readers would see two realms */
		{ "Bearer realm=a, realm=b", "void" },
		{ "Bearer realm=a, REALM=a", "void" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *found = read_out(table[i][0]);
		g_test_message("%s", table[i][0]);
		g_assert_cmpstr(found, ==, table[i][1]);
	}
}

static void a_flood_is_void(void)
{
	g_autoptr(GString) many = g_string_new(NULL);
	g_autoptr(GString) wide = g_string_new("Basic a=b");
	for (int i = 0; i < CHALLENGES_MAX; i++)
		g_string_append(many, "Basic,");
	for (int i = 1; i < CHALLENGE_PARAMETERS_MAX; i++)
		g_string_append_printf(wide, ",a%d=b", i);
	g_autofree char *all = read_out(many->str);
	g_autofree char *one = read_out(wide->str);
	g_assert_cmpuint(strlen(all), ==, CHALLENGES_MAX * strlen("basic;"));
	g_assert_cmpstr(one, ==, "basic;");
	g_string_append(many, "Basic");
	g_string_append(wide, ",c=b");
	g_assert_null(challenges_parse(many->str));
	g_assert_null(challenges_parse(wide->str));
}

static char *path_of(const char *header, const char *domain, bool cleartext, const char *repository)
{
	g_autoptr(GPtrArray) challenges = challenges_parse(header);
	g_assert_nonnull(challenges);
	bool clear = cleartext;
	char *path = token_path(g_ptr_array_index(challenges, 0), domain, repository, &clear);
	g_assert_true(!path || clear == (cleartext && strstr(header, "http:") != NULL));
	return path;
}

static void where_the_token_is_asked_for(void)
{
	static const struct {
		const char *realm;
		const char *domain;
		bool cleartext;
		const char *path; /* NULL: not at all */
	} table[] = {
		{ "https://proxy.replicated.com/token", "proxy.replicated.com", false, "/token" },
		{ "HTTPS://PROXY.replicated.com:443/token", "proxy.replicated.com", false, "/token" },
		{ "https://proxy.replicated.com", "proxy.replicated.com", false, "/" },
		{ "https://proxy.replicated.com?a=b", "proxy.replicated.com", false, "/?a=b" },
		{ "https://h.example:5000/v2/token?a=b&c=d%20e", "h.example:5000", false, "/v2/token?a=b&c=d%20e" },
		{ "https://[::1]:5000/token", "[::1]:5000", false, "/token" },
		{ "http://127.0.0.1:5000/token", "127.0.0.1:5000", true, "/token" },
		{ "https://127.0.0.1:5000/token", "127.0.0.1:5000", true, "/token" },

		{ "http://127.0.0.1:5000/token", "127.0.0.1:5000", false, NULL },
		{ "http://proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com:8443/token", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com:0443/token", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com./token", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com.evil.example/token", "proxy.replicated.com", false, NULL },
		{ "https://evil.example/proxy.replicated.com", "proxy.replicated.com", false, NULL },
		{ "https://registry.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com@evil.example/token", "proxy.replicated.com", false, NULL },
		{ "https://user@proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https://evil.example\\@proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https://evil.example#@proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https://evil.example%2f@proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https:/proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "https:///proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "//proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "/token", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com/token#fragment", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com/a b", "proxy.replicated.com", false, NULL },
		{ "https://proxy.replicated.com/a\"b", "proxy.replicated.com", false, NULL },
		{ "sftp://127.0.0.1:5000/token", "127.0.0.1:5000", true, NULL },
		{ "ftp://proxy.replicated.com/token", "proxy.replicated.com", false, NULL },
		{ "", "proxy.replicated.com", false, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(GString) realm = g_string_new(table[i].realm);
		g_string_replace(realm, "\\", "\\\\", 0);
		g_string_replace(realm, "\"", "\\\"", 0);
		g_autofree char *header = g_strdup_printf("Bearer realm=\"%s\"", realm->str);
		g_autofree char *path = path_of(header, table[i].domain, table[i].cleartext, NULL);
		g_test_message("%s for %s", table[i].realm, table[i].domain);
		g_assert_cmpstr(path, ==, table[i].path);
	}
}

static void what_it_is_asked_for(void)
{
	static const char header[] = "Bearer realm=\"https://h.example/t\",service=\"a&b c\",scope=\"registry:x:*\"";
	g_autofree char *registry = path_of(header, "h.example", false, NULL);
	g_autofree char *image = path_of(header, "h.example", false, "proxy/app/quay.io/org/api");
	g_autofree char *more = path_of("Bearer realm=\"https://h.example/t?a=b\"", "h.example", false, "x");
	g_assert_cmpstr(registry, ==, "/t?service=a%26b%20c&scope=registry%3Ax%3A%2A");
	g_assert_cmpstr(image, ==, "/t?service=a%26b%20c&scope=repository%3Aproxy%2Fapp%2Fquay.io%2Forg%2Fapi%3Apull");
	g_assert_cmpstr(more, ==, "/t?a=b&scope=repository%3Ax%3Apull");
	g_assert_null(path_of("Bearer service=s", "h.example", false, NULL));
}

static void how_long_the_address_may_be(void)
{
	for (size_t length = TOKEN_PATH_MAX; length <= TOKEN_PATH_MAX + 1; length++) {
		g_autofree char *path = g_strnfill(length, 'a');
		path[0] = '/';
		g_autofree char *header = g_strdup_printf("Bearer realm=\"https://h.example%s\"", path);
		g_autofree char *asked = path_of(header, "h.example", false, NULL);
		g_assert_cmpstr(asked, ==, length <= TOKEN_PATH_MAX ? path : NULL);
	}
}

static void what_is_a_token(void)
{
	static const char *const table[][2] = {
		{ "{\"token\":\"abc.d-e_f~/+==\"}", "abc.d-e_f~/+==" },
		{ "{\"access_token\":\"abc\",\"expires_in\":300}", "abc" },
		{ "{\"token\":\"abc\",\"access_token\":\"def\"}", "abc" },
		{ "{\"token\":\"\",\"access_token\":\"def\"}", "def" },
		{ "{\"token\":\"\",\"access_token\":\"\"}", NULL },
		{ "{\"token\":\"a b\"}", NULL },
		{ "{\"token\":\"a\\r\\nHost: x\"}", NULL },
		{ "{\"token\":\"a\",\"token\":\"b\"}", NULL },
		{ "{\"token\":{}}", NULL },
		{ "[\"token\"]", NULL },
		{ "\"token\"", NULL },
		{ "{}", NULL },
		{ "", NULL },
		{ "<html>", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_auto(Secret) token = SECRET_INIT(TOKEN_MAX);
		bool found = token_parse(table[i][0], strlen(table[i][0]), &token);
		g_assert_cmpstr(found ? secret_text(&token) : NULL, ==, table[i][1]);
	}
	for (size_t length = TOKEN_MAX; length <= TOKEN_MAX + 1; length++) {
		g_auto(Secret) token = SECRET_INIT(TOKEN_MAX);
		g_autofree char *text = g_strnfill(length, 'a');
		g_autofree char *answer = g_strdup_printf("{\"token\":\"%s\"}", text);
		g_assert_cmpint(token_parse(answer, strlen(answer), &token), ==, length <= TOKEN_MAX);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/challenge/what-a-header-asks-for", what_a_header_asks_for);
	g_test_add_func("/challenge/a-flood-is-void", a_flood_is_void);
	g_test_add_func("/token/where-it-is-asked-for", where_the_token_is_asked_for);
	g_test_add_func("/token/what-it-is-asked-for", what_it_is_asked_for);
	g_test_add_func("/token/how-long-the-address-may-be", how_long_the_address_may_be);
	g_test_add_func("/token/what-is-one", what_is_a_token);
	return g_test_run();
}
