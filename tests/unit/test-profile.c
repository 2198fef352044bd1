/* SPDX-License-Identifier: MIT
 *
 * The profile of a call, options, and texts made harmless. */
#include "../../helper/license/profile.h"
#include "../../helper/options.h"
#include "../../helper/runtime/error.h"
#include "../../helper/runtime/message.h"

#include <string.h>

static void names(void)
{
	static const char *const good[] = { "a",  "0",	  "acme",    "acme-2",
					    "a-", "a--b", "default", "0123456789abcdef0123456789abcdef" };
	static const char *const bad[] = {
		"",    "-",   "-a",  "A",   "acmE",	"a_b",
		"a.b", "a b", "a/b", "a\n", "\303\251", "0123456789abcdef0123456789abcdef0"
	};
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(profile_name_is_valid(good[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(profile_name_is_valid(bad[i]));
}

static void which_name_wins(void)
{
	static const struct {
		const char *option, *program, *variable, *expected;
		bool named;
	} cases[] = {
		{ NULL, "docker-credential-replicated", NULL, "default", false },
		{ NULL, "docker-credential-replicated", "", "default", false },
		{ NULL, "/usr/bin/docker-credential-replicated", "env", "env", true },
		{ NULL, "docker-credential-replicated-acme", "env", "acme", true },
		{ NULL, "/opt/docker-credential-replicated-x/docker-credential-replicated-acme-2", NULL, "acme-2",
		  true },
		{ NULL, "/opt/docker-credential-replicated-x/docker-credential-replicated", NULL, "default", false },
		{ "opt", "docker-credential-replicated-acme", "env", "opt", true },
		{ "default", "docker-credential-replicated-acme", "env", "default", true },
		{ NULL, "docker-credential-replicate", NULL, "default", false },
		{ NULL, "docker-credential-replicatedx", NULL, "default", false },
		{ NULL, "", NULL, "default", false },
		{ "opt", "docker-credential-replicated", "Not Valid", "opt", true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct profile profile;
		GError *error = NULL;
		g_assert_true(profile_choose(cases[i].option, cases[i].program, cases[i].variable, &profile, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(profile.name, ==, cases[i].expected);
		g_assert_true(profile.named == cases[i].named);
	}
}

static void a_bad_name_is_never_the_default(void)
{
	static const struct {
		const char *option, *program, *variable;
		int code;
	} cases[] = {
		{ "", "docker-credential-replicated", NULL, HELPER_USAGE },
		{ "1vusOokxAVp1tkRGuyxnF23PJcq", "docker-credential-replicated", NULL, HELPER_USAGE },
		{ NULL, "docker-credential-replicated-", NULL, HELPER_FAILED },
		{ NULL, "docker-credential-replicated-Acme", NULL, HELPER_FAILED },
		{ NULL, "docker-credential-replicated", "a b", HELPER_FAILED },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct profile profile = { .name = "untouched" };
		g_autoptr(GError) error = NULL;
		g_assert_false(profile_choose(cases[i].option, cases[i].program, cases[i].variable, &profile, &error));
		g_assert_error(error, HELPER_ERROR, cases[i].code);
		g_assert_cmpstr(profile.name, ==, "untouched");
		if (cases[i].option && *cases[i].option)
			g_assert_null(strstr(error->message, cases[i].option));
	}
}

/* ---- options ---- */

static const struct option_spec specs[] = {
	{ "license-file", 'f', "FILE", "a file", false },
	{ "domain", 0, "DOMAIN", "some domains", true },
	{ "no-check", 0, NULL, "a flag", false },
	{ 0 },
};

static struct options *parse(const char *line, GError **error)
{
	/* The arguments live as long as the test: options point into them. */
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	GPtrArray *arguments = g_ptr_array_new();
	for (char **word = words; *word; word++)
		g_ptr_array_add(arguments, (gpointer)(guintptr)g_intern_string(*word));
	g_ptr_array_add(arguments, NULL);
	struct options *options = options_parse(specs, (int)arguments->len - 1, (char **)arguments->pdata, error);
	g_test_queue_destroy((GDestroyNotify)g_ptr_array_unref, arguments);
	return options;
}

static void options_in_all_their_forms(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Options) options =
		parse("verb one --domain a -f x --no-check two --domain=b -pacme -- --domain", &error);
	g_assert_no_error(error);
	g_assert_cmpstr(options_value(options, "license-file"), ==, "x");
	g_assert_cmpstr(options_value(options, "profile"), ==, "acme");
	g_assert_true(options_flag(options, "no-check"));
	g_assert_false(options_flag(options, "help"));
	const char *const *domains = options_values(options, "domain");
	g_assert_cmpstr(domains[0], ==, "a");
	g_assert_cmpstr(domains[1], ==, "b");
	g_assert_null(domains[2]);
	const char *const *words = options_words(options);
	g_assert_cmpstr(words[0], ==, "one");
	g_assert_cmpstr(words[1], ==, "two");
	g_assert_cmpstr(words[2], ==, "--domain");
	g_assert_null(words[3]);

	g_autoptr(Options) none = parse("verb", NULL);
	g_assert_null(options_value(none, "domain"));
	g_assert_null(options_words(none)[0]);
	g_autoptr(Options) empty = parse("verb --license-file=", NULL);
	g_assert_cmpstr(options_value(empty, "license-file"), ==, "");
}

static void options_that_are_refused(void)
{
	static const char license[] = "1vusOokxAVp1tkRGuyxnF23PJcq";
	static const char *const lines[] = {
		"verb --license 1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb --license=1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb --license-fil=1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb --lic 1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb --1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb --no-check=1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb -x 1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb -1vusOokxAVp1tkRGuyxnF23PJcq",
		"verb --domain",
		"verb -f",
		"verb -f a -f b",
		"verb --license-file=a -f b",
		"verb -p a --profile b",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(parse(lines[i], &error));
		g_assert_error(error, HELPER_ERROR, HELPER_USAGE);
		g_assert_null(strstr(error->message, license));
		g_assert_null(strchr(error->message, '\n'));
	}
}

static void what_was_meant(void)
{
	static const char *const words[] = { "store", "get", "erase", "list", "version", NULL };
	g_assert_cmpstr(options_did_you_mean("sotre", words), ==, "store");
	g_assert_cmpstr(options_did_you_mean("lst", words), ==, "list");
	g_assert_cmpstr(options_did_you_mean("versions", words), ==, "version");
	g_assert_null(options_did_you_mean("frobnicate", words));
	g_assert_null(options_did_you_mean("", words));
}

/* ---- messages ---- */

static void texts_made_harmless(void)
{
	static const char *const cases[][2] = {
		{ "plain", "plain" },
		{ "j\303\266rg \342\202\254 \346\227\245", "j\303\266rg \342\202\254 \346\227\245" },
		{ "a\nb\rc\td\x7f", "a?b?c?d?" },
		{ "\033[2Jx\a\b", "?[2Jx??" },
		{ "\302\233"
		  "31m",
		  "?31m" },						 /* C1 CSI */
		{ "a\342\200\256b\342\200\213c\357\273\277", "a?b?c?" }, /* override, zero width, BOM */
		{ "\342\201\246x\342\200\250y", "?x?y" },		 /* isolate, line separator */
		{ "\377\376x\300\200y\355\240\200", "??x??y???" },
		{ "", "" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *harmless = message_sanitize(cases[i][0]);
		g_assert_cmpstr(harmless, ==, cases[i][1]);
	}
	g_autofree char *endless = g_strnfill(100000, 'x');
	g_autofree char *cut = message_sanitize(endless);
	g_assert_cmpuint(strlen(cut), <=, MESSAGE_MAX);
	g_assert_true(g_str_has_suffix(cut, "..."));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/profile/names", names);
	g_test_add_func("/profile/which-name-wins", which_name_wins);
	g_test_add_func("/profile/a-bad-name-is-never-the-default", a_bad_name_is_never_the_default);
	g_test_add_func("/options/in-all-their-forms", options_in_all_their_forms);
	g_test_add_func("/options/that-are-refused", options_that_are_refused);
	g_test_add_func("/options/what-was-meant", what_was_meant);
	g_test_add_func("/message/texts-made-harmless", texts_made_harmless);
	return g_test_run();
}
