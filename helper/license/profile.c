/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

bool profile_name_is_valid(const char *name)
{
	size_t length = strlen(name);
	if (length == 0 || length > PROFILE_MAX || name[0] == '-')
		return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool profile_choose(const char *option, const char *program, const char *variable, struct profile *ret_profile,
		    GError **error)
{
	const char *suffix = program_suffix(program);
	const char *name = PROFILE_DEFAULT;
	const char *where = NULL;

	if (option) {
		name = option;
		where = "the value of -p";
	} else if (suffix) {
		name = suffix;
		where = "the suffix of the program's name";
	} else if (variable && *variable) {
		name = variable;
		where = "REPLICATED_PROFILE";
	}

	/* The name itself is not repeated: in its place a license ID may have been typed. */
	if (!profile_name_is_valid(name))
		return fail(error, option ? HELPER_USAGE : HELPER_FAILED,
			    "%s is not a valid profile name" REMEDY
			    "use 1 to %d lower-case letters, digits and dashes, "
			    "not starting with a dash",
			    where, PROFILE_MAX);
	g_strlcpy(ret_profile->name, name, sizeof(ret_profile->name));
	ret_profile->named = where != NULL;
	return true;
}

char *profile_option(const struct profile *profile)
{
	return profile->named ? g_strconcat(" -p ", profile->name, NULL) : g_strdup("");
}
