/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "address/upstream.h"
#include "format/edit-distance.h"
#include "runtime/error.h"
#include "runtime/program.h"

#include <getopt.h>
#include <string.h>

const struct option_spec options_of_every_verb[] = {
	{ "profile", 'p', "PROFILE", "use this named license", false },
	{ "help", 'h', NULL, "show this help", false },
	{ 0 },
};

struct options {
	/* The table of the verb and that of every verb in one, and the values given for each. */
	const struct option_spec *specs[OPTIONS_MAX];
	GPtrArray *values[OPTIONS_MAX];
	size_t count;
	GPtrArray *words;
};

static void add_table(struct options *options, const struct option_spec *specs)
{
	for (; specs && specs->name; specs++) {
		g_assert(options->count < OPTIONS_MAX);
		options->specs[options->count] = specs;
		options->values[options->count] = g_ptr_array_new();
		options->count++;
	}
}

void options_free(struct options *options)
{
	if (!options)
		return;
	for (size_t i = 0; i < options->count; i++)
		g_ptr_array_unref(options->values[i]);
	g_ptr_array_unref(options->words);
	g_free(options);
}

const char *options_did_you_mean(const char *word, const char *const *names)
{
	const char *best = NULL;
	size_t least = 3; /* two edits at most, and fewer than half of the word */
	if (strlen(word) > 40)
		return NULL;
	for (const char *const *name = names; *name; name++) {
		size_t edits = edit_distance(word, *name);
		if (edits < least && 2 * edits < strlen(*name)) {
			least = edits;
			best = *name;
		}
	}
	/* An abbreviation, which other programs would have taken. */
	for (const char *const *name = names; *name && !best && strlen(word) >= 3; name++)
		if (g_str_has_prefix(*name, word))
			best = *name;
	return best;
}

/* What people try first. The value is in the shell's history by now, and was in the list of processes. */
static bool is_secret_as_option(const char *name)
{
	static const char *const names[] = { "license",	       "licence",
					     "licenseid",      "licenceid",
					     "licensekey",     "licensetoken",
					     "licensevalue",   "replicatedlicenseid",
					     "password",       "passwd",
					     "pass",	       "passphrase",
					     "token",	       "apitoken",
					     "accesstoken",    "secret",
					     "serviceaccount", "serviceaccounttoken" };
	g_autofree char *letters = g_ascii_strdown(name, -1);
	char *end = letters;
	for (const char *c = letters; *c; c++)
		if (*c != '-' && *c != '_')
			*end++ = *c;
	*end = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(letters, names[i]) == 0)
			return true;
	return false;
}

static bool unknown_option(const struct options *options, const char *name, GError **error)
{
	/* As long as that it may be a license: the old ones can begin with dashes. */
	if (strlen(name) > UNKNOWN_NAME_MAX)
		return fail(error, HELPER_USAGE, "unknown option: see --help");
	if (is_secret_as_option(name))
		return fail(
			error, HELPER_USAGE,
			"there is no option '--%s': a license does not belong on a command line, where other users "
			"can see it; if you typed one, it is now in your shell's history: remove it there, then run "
			"'" PROGRAM_NAME " login' and type it when asked",
			name);
	const char *names[OPTIONS_MAX + 1] = { NULL };
	for (size_t i = 0; i < options->count; i++)
		names[i] = options->specs[i]->name;

	const char *meant = options_did_you_mean(name, names);
	if (meant)
		return fail(error, HELPER_USAGE, "unknown option '--%s': did you mean '--%s'?", name, meant);
	return fail(error, HELPER_USAGE, "unknown option '--%s': see --help", name);
}

/* getopt_long takes any unambiguous beginning of a name; here the whole name must stand there. */
static bool is_whole_name(const struct options *options, const char *argument, GError **error)
{
	if (!g_str_has_prefix(argument, "--") || argument[2] == '\0')
		return true;
	g_autofree char *name = g_strndup(argument + 2, strcspn(argument + 2, "="));
	for (size_t i = 0; i < options->count; i++)
		if (strcmp(options->specs[i]->name, name) == 0)
			return true;
	return unknown_option(options, name, error);
}

static bool refuse(const struct options *options, int result, GError **error)
{
	/* optopt is the letter, or for a long option its `val`: the index from 256. */
	size_t index = (size_t)optopt - 256;
	const char *name = optopt >= 256 && index < options->count ? options->specs[index]->name : NULL;

	if (name && result == ':')
		return fail(error, HELPER_USAGE, "option '--%s' requires a value", name);
	if (name)
		return fail(error, HELPER_USAGE, "option '--%s' takes no value", name);
	if (result == ':')
		return fail(error, HELPER_USAGE, "option '-%c' requires a value", optopt);
	return fail(error, HELPER_USAGE, "unknown option '-%c': see --help", g_ascii_isprint(optopt) ? optopt : '?');
}

static bool add_value(struct options *options, size_t index, char *value, GError **error)
{
	const struct option_spec *spec = options->specs[index];
	if (options->values[index]->len > 0 && spec->value && !spec->repeatable)
		return fail(error, HELPER_USAGE, "option '--%s' is given twice", spec->name);
	static char given[] = "";
	g_ptr_array_add(options->values[index], value ? value : given);
	return true;
}

static bool parse(struct options *options, int count, char **arguments, GError **error)
{
	struct option longs[OPTIONS_MAX + 1] = { { 0 } };
	GString *shorts = g_string_new("-:");
	for (size_t i = 0; i < options->count; i++) {
		const struct option_spec *spec = options->specs[i];
		int takes = !spec->value ? no_argument : spec->value[0] == '[' ? optional_argument : required_argument;
		longs[i] = (struct option){ spec->name, takes, NULL, 256 + (int)i };
		if (spec->letter)
			g_string_append_printf(shorts, "%c%s", spec->letter, spec->value ? ":" : "");
	}
	g_autofree char *letters = g_string_free(shorts, FALSE);

	optind = 0; /* glibc and musl: start anew, with the leading "-" of letters read again */
	opterr = 0;
	for (bool first = true;; first = false) {
		int next = first ? 1 : optind;
		if (next < count && !is_whole_name(options, arguments[next], error))
			return false;

		int result = getopt_long(count, arguments, letters, longs, NULL);
		if (result == -1)
			break;
		if (result == 1) {
			g_ptr_array_add(options->words, optarg);
			continue;
		}
		if (result == '?' || result == ':')
			return refuse(options, result, error);
		size_t index = 0;
		while (result < 256 ? options->specs[index]->letter != result : index != (size_t)result - 256)
			index++;
		if (!add_value(options, index, optarg, error))
			return false;
	}
	for (int i = optind; i < count; i++)
		g_ptr_array_add(options->words, arguments[i]);
	return true;
}

struct options *options_parse(const struct option_spec *specs, int count, char **arguments, GError **error)
{
	struct options *options = g_new0(struct options, 1);
	options->words = g_ptr_array_new();
	add_table(options, specs);
	add_table(options, options_of_every_verb);

	if (!parse(options, count, arguments, error)) {
		options_free(options);
		return NULL;
	}
	for (size_t i = 0; i < options->count; i++)
		g_ptr_array_add(options->values[i], NULL);
	g_ptr_array_add(options->words, NULL);
	return options;
}

static GPtrArray *values_of(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->count; i++)
		if (strcmp(options->specs[i]->name, name) == 0)
			return options->values[i];
	g_assert_not_reached();
}

bool options_flag(const struct options *options, const char *name)
{
	return values_of(options, name)->len > 1;
}

const char *options_value(const struct options *options, const char *name)
{
	return g_ptr_array_index(values_of(options, name), 0);
}

const char *const *options_values(const struct options *options, const char *name)
{
	return (const char *const *)values_of(options, name)->pdata;
}

const char *const *options_words(const struct options *options)
{
	return (const char *const *)options->words->pdata;
}

static bool parse_domain(const char *value, char ret_domain[static DOMAIN_SIZE], GError **error)
{
	return domain_parse(value, ret_domain) ||
	       fail(error, HELPER_USAGE, "'--domain' requires host[:port], without scheme or path");
}

bool options_domains(const struct options *options, GPtrArray *domains, GError **error)
{
	for (const char *const *value = options_values(options, "domain"); *value; value++) {
		char domain[DOMAIN_SIZE];
		if (!parse_domain(*value, domain, error))
			return false;
		domain_list_add(domains, domain);
	}
	return true;
}

bool options_proxy(const struct options *options, char ret_domain[static DOMAIN_SIZE], GError **error)
{
	const char *value = options_value(options, "domain");
	if (!parse_domain(value ? value : domain_default_proxy, ret_domain, error))
		return false;
	return !upstream_is_known(ret_domain) || upstream_refuse(ret_domain, NULL, error);
}

bool options_app(const struct options *options, bool is_needed, const char **ret_app, GError **error)
{
	const char *app = options_value(options, "app");
	if (!app && is_needed)
		return fail(error, HELPER_USAGE, "'--app' is required: the slug of the app whose license is used");
	if (app && !app_slug_is_valid(app))
		return fail(error, HELPER_USAGE,
			    "'--app' requires an app slug: at most %d lower-case letters and digits, separated by '-', "
			    "'.' or "
			    "'_'",
			    APP_SLUG_MAX);
	*ret_app = app;
	return true;
}

bool options_take_leading_profile(int *count, char ***arguments, const char **ret_profile)
{
	char **next = *arguments + MIN(*count, 1);
	char **end = *arguments + *count;
	for (; next < end; next++) {
		const char *word = *next;
		if (strcmp(word, "-p") == 0 || strcmp(word, "--profile") == 0) {
			if (++next == end)
				return false;
			*ret_profile = *next;
		} else if (g_str_has_prefix(word, "--profile=")) {
			*ret_profile = word + strlen("--profile=");
		} else if (g_str_has_prefix(word, "-p")) {
			*ret_profile = word + strlen("-p");
		} else {
			break;
		}
	}
	*count = (int)(end - next);
	*arguments = next;
	return true;
}
