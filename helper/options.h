/* SPDX-License-Identifier: MIT
 *
 * options.h - parses the options of one verb with getopt_long
 *
 * Each verb has a table of its options; tests compare usage, manual and completions with it.
 * Beyond getopt_long: no abbreviations (it would read `--license ID` as `--license-file ID` and quote
 * the ID), and no value is ever repeated in an error, because a license may have been typed instead.
 */
#ifndef HELPER_OPTIONS_H
#define HELPER_OPTIONS_H

#include "address/domain.h"

#include <glib.h>
#include <stdbool.h>

/* The largest number of options of a verb; more is a programming error. */
#define OPTIONS_MAX 24

/* An unknown name up to this long is repeated; a license ID has 27 bytes and more. */
#define UNKNOWN_NAME_MAX 24

struct option_spec {
	const char *name;    /* long name without dashes; NULL ends the table */
	char letter;	     /* short name, or 0 */
	const char *value;   /* its name in usage, or NULL for a flag; in brackets if it may be left out */
	const char *summary; /* one line of help */
	bool repeatable;
};

/* The options and words of one command line. */
struct options;

/* Reads arguments[0 … count), of which the first is skipped, as argv[0] is. `specs` is the table of the
 * verb; -p/--profile and -h/--help are added to every one. On error (HELPER_USAGE) NULL. */
struct options *options_parse(const struct option_spec *specs, int count, char **arguments, GError **error);
void options_free(struct options *options);

/* Skips argv[0] and -p PROFILE before the verb, where the protocol verbs require it. False if
 * the profile is missing. */
bool options_take_leading_profile(int *count, char ***arguments, const char **ret_profile);

/* The options every verb has: -p/--profile and -h/--help. */
extern const struct option_spec options_of_every_verb[];

bool options_flag(const struct options *options, const char *name);
/* The value, or NULL if the option was not given. Of a repeatable option the first. */
const char *options_value(const struct options *options, const char *name);
/* All values in their order, NULL-terminated; never NULL. */
const char *const *options_values(const struct options *options, const char *name);
/* The words on the command line that are not options, NULL-terminated; never NULL. */
const char *const *options_words(const struct options *options);

/* What several verbs take, checked. HELPER_USAGE if a value is malformed; it is not repeated. */

/* Adds the values of --domain to the list, canonical. */
bool options_domains(const struct options *options, GPtrArray *domains, GError **error);
/* The value of --domain, which is a proxy: proxy.replicated.com if it is not given. */
bool options_proxy(const struct options *options, char ret_domain[static DOMAIN_SIZE], GError **error);
/* The value of --app, an app slug owned by the options; NULL if it is not given, which is an error if it is needed. */
bool options_app(const struct options *options, bool is_needed, const char **ret_app, GError **error);

/* The name in the NULL-terminated list that was probably meant, or NULL. */
const char *options_did_you_mean(const char *word, const char *const *names);

typedef struct options Options; /* for g_autoptr(Options) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Options, options_free)

#endif
