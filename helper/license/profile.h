/* SPDX-License-Identifier: MIT
 *
 * profile.h - a named license, so that one person can hold several (pure)
 */
#ifndef HELPER_LICENSE_PROFILE_H
#define HELPER_LICENSE_PROFILE_H

#include <glib.h>
#include <stdbool.h>

#define PROFILE_DEFAULT "default"
#define PROFILE_MAX 32

struct profile {
	char name[PROFILE_MAX + 1];
	bool named; /* the caller selected it; else it is the default, and an app slug may select another one */
};

/* [a-z0-9][a-z0-9-]{0,31} */
bool profile_name_is_valid(const char *name);

/* The profile of a call: `option` (-p), else the suffix of `program` (argv[0]:
 * docker-credential-replicated-acme, terraform-credentials-replicated-acme), else `variable` (REPLICATED_PROFILE),
 * else the default. NULL and, for the variable, "" mean that it was not given. An invalid name is an error, never the
 * default profile: HELPER_USAGE for the option, HELPER_FAILED for the others. */
bool profile_choose(const char *option, const char *program, const char *variable, struct profile *ret_profile,
		    GError **error);

/* " -p NAME", or "" if no profile was named, so that a command in a message is right for this call. Freed by the
 * caller. */
char *profile_option(const struct profile *profile);

#endif
