/* SPDX-License-Identifier: MIT
 *
 * What `status` says of a client, by what its files answer, and of docker's variable. */
#include "../../helper/status/client-sentences.h"
#include "../../helper/status/diagnosis-docker.h"
#include "../../helper/status/diagnosis-expiry.h"
#include "../../helper/status/diagnostic.h"

#include <string.h>
#include <unistd.h>

#define PROXY "proxy.replicated.com"
#define REGISTRY "registry.replicated.com"
#define CONFIGURE "run 'docker-credential-replicated configure --client podman'"

static char *folder;
static const struct profile unnamed = { .name = "default" };
static const struct profile acme = { .name = "acme", .named = true };

/* "CODE: text" and, after a line break and a blank, the remedy; a finding after the other. */
static char *diagnostics_shown(const GPtrArray *diagnostics)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < diagnostics->len; i++) {
		const struct diagnostic *diagnostic = g_ptr_array_index(diagnostics, i);
		g_string_append_printf(text, "%s: %s\n%s%s%s", diagnostic_code_name(diagnostic->code), diagnostic->text,
				       diagnostic->remedy ? " " : "", diagnostic->remedy ? diagnostic->remedy : "",
				       diagnostic->remedy ? "\n" : "");
	}
	return g_string_free(text, FALSE);
}

static struct diagnosis_entry entry(const char *domain, enum diagnosis_answer answer, const char *file,
				    const char *helper, bool plain_text)
{
	return (struct diagnosis_entry){ domain, answer, (char *)(guintptr)file, (char *)(guintptr)helper, plain_text };
}

static void assert_says(const struct profile *profile, struct diagnosis_client client, struct diagnosis_entry first,
			struct diagnosis_entry second, const char *want)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) entries = g_ptr_array_new();
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_ptr_array_add(entries, &first);
	g_ptr_array_add(entries, &second);
	g_ptr_array_add(files, (gpointer)(guintptr) "/run/auth.json");
	g_ptr_array_add(files, (gpointer)(guintptr) "/home/auth.json");
	client.name = "podman";
	client.entries = entries;
	client.files = files;
	client_sentences_add(profile, &client, diagnostics);
	g_autofree char *shown = diagnostics_shown(diagnostics);
	g_assert_cmpstr(shown, ==, want);
}

#define CLIENT(...) ((struct diagnosis_client){ __VA_ARGS__ })
#define NOBODY(DOMAIN) entry(DOMAIN, ANSWERED_BY_NOBODY, NULL, NULL, false)

static void by_nobody(void)
{
	assert_says(&unnamed, CLIENT(.readable = true, .exists = true, .has_to_work = true), NOBODY(PROXY),
		    NOBODY(REGISTRY),
		    "client-without-helper: /run/auth.json does not use this helper for " PROXY ", " REGISTRY
		    "\n " CONFIGURE "\n");
	assert_says(&unnamed, CLIENT(.readable = true), NOBODY(PROXY), NOBODY(REGISTRY),
		    "client-not-configured: /run/auth.json does not exist, so nothing uses this helper for " PROXY
		    ", " REGISTRY "\n " CONFIGURE "\n");
	assert_says(&acme, CLIENT(.readable = true, .needs_force = true), NOBODY(PROXY), NOBODY(REGISTRY),
		    "client-not-configured: /run/auth.json does not exist, so nothing uses this helper for " PROXY
		    ", " REGISTRY "\n run 'docker-credential-replicated configure -p acme --client podman --force'\n");
	assert_says(&unnamed, CLIENT(.exists = true, .has_to_work = true), NOBODY(PROXY), NOBODY(REGISTRY), "");
	assert_says(&unnamed, CLIENT(.readable = true, .obstacle = (char *)(guintptr) "correct it first"),
		    NOBODY(PROXY), NOBODY(REGISTRY),
		    "client-not-configured: /run/auth.json does not exist, so nothing uses this helper for " PROXY
		    ", " REGISTRY "\n correct it first\n");
}

static void by_another_helper(void)
{
	const struct diagnosis_entry pass = entry(PROXY, ANSWERED_BY_ANOTHER, "/home/auth.json", "pass", false);
	const struct diagnosis_entry also_pass = entry(REGISTRY, ANSWERED_BY_ANOTHER, "/home/auth.json", "pass", false);
	const struct diagnosis_entry other_file = entry(REGISTRY, ANSWERED_BY_ANOTHER, "/x.json", "pass", false);
	const struct diagnosis_entry other_helper = entry(REGISTRY, ANSWERED_BY_ANOTHER, "/home/auth.json", "x", false);
	const struct diagnosis_entry ours = entry(REGISTRY, ANSWERED_BY_ANOTHER, "/x.json", "replicated", false);
	assert_says(&unnamed, CLIENT(.readable = true, .has_to_work = true), pass, also_pass,
		    "client-other-helper: /home/auth.json uses the helper 'pass' for " PROXY ", " REGISTRY
		    "\n " CONFIGURE "\n");
	assert_says(&unnamed, CLIENT(.readable = true), pass, other_file,
		    "client-not-configured: /home/auth.json uses the helper 'pass' for " PROXY "\n " CONFIGURE
		    "\nclient-not-configured: /x.json uses the helper 'pass' for " REGISTRY "\n " CONFIGURE "\n");
	assert_says(&unnamed, CLIENT(.readable = true), pass, other_helper,
		    "client-not-configured: /home/auth.json uses the helper 'pass' for " PROXY "\n " CONFIGURE
		    "\nclient-not-configured: /home/auth.json uses the helper 'x' for " REGISTRY "\n " CONFIGURE "\n");
	assert_says(&unnamed, CLIENT(.readable = false), pass, ours,
		    "client-not-configured: /home/auth.json uses the helper 'pass' for " PROXY
		    "\nclient-not-configured: /x.json uses the helper 'replicated' for " REGISTRY
		    "\n unset REPLICATED_PROFILE, which selects another profile for it\n");
}

static void by_plain_text(void)
{
	const struct diagnosis_entry own = entry(PROXY, ANSWERED_BY_PLAIN_TEXT, "/home/auth.json", NULL, true);
	const struct diagnosis_entry token = entry(PROXY, ANSWERED_BY_PLAIN_TEXT, "/home/auth.json", NULL, false);
	const struct diagnosis_entry of_docker = entry(PROXY, ANSWERED_BY_PLAIN_TEXT, "/docker.json", NULL, true);
	const struct diagnosis_entry unused = entry(PROXY, ANSWERED_BY_ANOTHER, "/x.json", "pass", true);
	const struct diagnosis_entry unused_too = entry(REGISTRY, ANSWERED_BY_ANOTHER, "/x.json", "pass", true);
	static const char moves[] =
		CONFIGURE ": it moves the license into the keyring, unless another one is stored there";
	static const char *const used =
		"contains a password in plain text for " PROXY ", which is used instead of the stored license";
	g_autofree char *nobody = g_strdup_printf(
		"client-not-configured: /run/auth.json does not use this helper for " REGISTRY "\n " CONFIGURE "\n");
	const struct diagnosis_client client = CLIENT(.readable = true, .exists = true);
	g_autofree char *of_own =
		g_strdup_printf("client-plain-text-used: /home/auth.json %s\n %s\n%s", used, moves, nobody);
	assert_says(&unnamed, client, own, NOBODY(REGISTRY), of_own);
	g_autofree char *of_token =
		g_strdup_printf("client-plain-text-used: /home/auth.json %s\n %s\n%s", used, CONFIGURE, nobody);
	assert_says(&unnamed, client, token, NOBODY(REGISTRY), of_token);
	g_autofree char *of_another =
		g_strdup_printf("client-plain-text-used: /docker.json %s\n %s\n%s", used, CONFIGURE, nobody);
	assert_says(&unnamed, client, of_docker, NOBODY(REGISTRY), of_another);
	g_autofree char *both = g_strdup_printf(
		"client-not-configured: /x.json uses the helper 'pass' for " PROXY ", " REGISTRY "\n " CONFIGURE
		"\nclient-plain-text: a config file of podman still contains a password in plain text for " PROXY
		", " REGISTRY "\n %s\n",
		moves);
	assert_says(&unnamed, client, unused, unused_too, both);
	assert_says(&unnamed, CLIENT(.readable = true, .obstacle = (char *)(guintptr) "correct it first"), own,
		    entry(REGISTRY, ANSWERED_BY_PLAIN_TEXT, "/home/auth.json", NULL, true),
		    "client-plain-text-used: /home/auth.json contains a password in plain text for " PROXY ", " REGISTRY
		    ", which is used instead of the stored license\n correct it first\n");
	assert_says(&unnamed, CLIENT(.exists = true), own,
		    entry(REGISTRY, ANSWERED_BY_PLAIN_TEXT, "/home/auth.json", NULL, true),
		    "client-plain-text-used: /home/auth.json contains a password in plain text for " PROXY ", " REGISTRY
		    ", which is used instead of the stored license\n");
}

static void by_a_helper_that_is_missing(void)
{
	const struct diagnosis_entry ours = entry(PROXY, ANSWERED_BY_US, "/home/auth.json", "replicated-acme", false);
	const struct diagnosis_entry too = entry(REGISTRY, ANSWERED_BY_US, "/home/auth.json", "replicated-acme", false);
	const struct diagnosis_entry plain = entry(PROXY, ANSWERED_BY_US, "/home/auth.json", "replicated", false);
	const struct diagnosis_entry plain_too =
		entry(REGISTRY, ANSWERED_BY_US, "/home/auth.json", "replicated", false);
	assert_says(
		&acme, CLIENT(.readable = true, .exists = true, .has_to_work = true), ours, too,
		"client-helper-broken: /home/auth.json uses docker-credential-replicated-acme, which is not on PATH\n "
		"run 'docker-credential-replicated configure -p acme --client podman'\n");
	/* Told of the program itself. */
	assert_says(&unnamed, CLIENT(.readable = true, .exists = true, .has_to_work = true), plain, plain_too, "");
}

/* ---- docker's variable ---- */

static void assert_of_variable(const char *value, const char *want)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GPtrArray) domains = g_ptr_array_new();
	g_ptr_array_add(domains, (gpointer)(guintptr)PROXY);
	g_ptr_array_add(domains, (gpointer)(guintptr)REGISTRY);
	g_setenv("DOCKER_AUTH_CONFIG", value, TRUE);
	diagnosis_docker(domains, diagnostics);
	g_unsetenv("DOCKER_AUTH_CONFIG");
	g_autofree char *shown = diagnostics_shown(diagnostics);
	g_assert_cmpstr(shown, ==, want);
}

static void variable_of_docker(void)
{
	static const char *const ignored[][2] = {
		{ "x", "it is not a JSON object" },
		{ "[]", "it is not a JSON object" },
		{ "{}", "it has no 'auths'" },
		{ "{\"auths\":[]}", "it has no 'auths'" },
		{ "{\"auths\":{},\"x\":1}", "it has a member other than 'auths'" },
		{ "{\"x\":1,\"auths\":{}}", "it has a member other than 'auths'" },
		{ "{\"auths\":{\"a\":{}}}", "an entry has no 'auth'" },
		{ "{\"auths\":{\"a\":{\"auth\":\"\"}}}", "an entry has no 'auth'" },
		{ "{\"auths\":{\"a\":{\"auth\":7}}}", "an entry has no 'auth'" },
		{ "{\"auths\":{\"a\":{\"auth\":\"dTpw\",\"x\":1}}}", "an entry has a member other than 'auth'" },
		{ "{\"auths\":{\"a\":{\"auth\":\"OnA=\"}}}", "an 'auth' is not USER:PASSWORD in base64" },
		{ "{\"auths\":{\"a\":{\"auth\":\"dXA=\"}}}", "an 'auth' is not USER:PASSWORD in base64" },
		{ "{\"auths\":{\"a\":{\"auth\":\"!\"}}}", "an 'auth' is not USER:PASSWORD in base64" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(ignored); i++) {
		g_autofree char *want = g_strdup_printf(
			"docker-auth-config-ignored: docker ignores DOCKER_AUTH_CONFIG: %s\n correct or unset "
			"DOCKER_AUTH_CONFIG\n",
			ignored[i][1]);
		assert_of_variable(ignored[i][0], want);
	}
	assert_of_variable("", "");
	assert_of_variable("{\"auths\":{}}", "");
	assert_of_variable("{\"AUTHS\":{\"ghcr.io\":{\"Auth\":\"dTpw\"}}}", "");
	assert_of_variable("{\"auths\":{\"" REGISTRY "\":{\"auth\":\"dTpw\"},\"" PROXY "\":{\"auth\":\"dTo=\"}}}",
			   "docker-auth-config-ignored: DOCKER_AUTH_CONFIG has a login for " PROXY ", " REGISTRY
			   ", which docker 28.3 and later use\n unset DOCKER_AUTH_CONFIG\n");
}

/* ---- dates ---- */

static void assert_of_date(const char *expires_at, const char *code)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	diagnosis_expiry(expires_at, "A, B", "run it", diagnostics);
	if (!code) {
		g_assert_cmpuint(diagnostics->len, ==, 0);
		return;
	}
	const struct diagnostic *diagnostic = g_ptr_array_index(diagnostics, 0);
	g_assert_cmpuint(diagnostics->len, ==, 1);
	g_assert_cmpstr(diagnostic_code_name(diagnostic->code), ==, code);
	g_assert_nonnull(strstr(diagnostic->text, "the license for A, B "));
	g_assert_true(g_str_has_suffix(diagnostic->remedy, "run it"));
}

static void dates(void)
{
	static const struct {
		int hours;
		const char *code;
	} cases[] = { { -1, "license-expired" },
		      { 1, "license-expires" },
		      { 30 * 24 - 1, "license-expires" },
		      { 30 * 24 + 1, NULL } };
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GDateTime) end = g_date_time_add_hours(now, cases[i].hours);
		g_autofree char *text = g_date_time_format(end, "%Y-%m-%dT%H:%M:%SZ");
		assert_of_date(text, cases[i].code);
	}
	assert_of_date(NULL, NULL);
	assert_of_date("next year", "license-expiry-unknown");
}

static void whether_one_is_bad(void)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_assert_false(diagnostics_have_bad(diagnostics));
	diagnostic_add(diagnostics, PROFILE_CHOSEN, "x", NULL, "x");
	diagnostic_add(diagnostics, DOCKER_SNAP, "x", NULL, "x");
	g_assert_false(diagnostics_have_bad(diagnostics));
	diagnostic_add(diagnostics, LICENSE_MISSING, "x", NULL, "x");
	diagnostic_add(diagnostics, PROFILE_CHOSEN, "x", NULL, "x");
	g_assert_true(diagnostics_have_bad(diagnostics));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("dcr-test.XXXXXX", NULL);
	/* Neither this program nor docker is found there. */
	g_setenv("PATH", folder, TRUE);
	g_setenv("HOME", folder, TRUE);
	g_unsetenv("REPLICATED_PROFILE");
	g_test_add_func("/client-sentences/by-nobody", by_nobody);
	g_test_add_func("/client-sentences/by-another-helper", by_another_helper);
	g_test_add_func("/client-sentences/by-plain-text", by_plain_text);
	g_test_add_func("/client-sentences/by-a-helper-that-is-missing", by_a_helper_that_is_missing);
	g_test_add_func("/diagnosis-docker/variable", variable_of_docker);
	g_test_add_func("/diagnosis-expiry/dates", dates);
	g_test_add_func("/diagnostic/whether-one-is-bad", whether_one_is_bad);
	int status = g_test_run();
	g_assert_cmpint(rmdir(folder), ==, 0);
	g_free(folder);
	return status;
}
