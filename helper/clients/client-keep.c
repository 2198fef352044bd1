/* SPDX-License-Identifier: MIT */
#include "client-keep.h"

#include "../license/keyring-choice.h"
#include "../license/license-change.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>

static bool fail_for_another(const struct profile *profile, const struct plain_license *plain, GError **error)
{
	const char *domain = plain->license.domain;
	g_autofree char *option = profile_option(profile);
	if (plain->is_path)
		return fail(error, HELPER_FAILED,
			    "it contains another license for '%s' in plain text than the keyring has for '%s', and "
			    "both may be right: keep that entry there, or store its license in a profile of its own",
			    plain->key, domain);
	return fail(error, HELPER_FAILED,
		    "it contains another license for '%s' in plain text than the keyring: remove the wrong one, from "
		    "the keyring with '" PROGRAM_NAME " logout%s %s' or from the file",
		    domain, option, domain);
}

static bool is_kept(const struct profile *profile, const struct plain_license *plain, bool *ret_kept, GError **error)
{
	const struct keyring *keyring = keyring_in_use(error);
	const struct keyring_query query = { .profile = profile->name, .server = plain->license.domain };
	g_auto(KeyringItem) item = { 0 };
	g_auto(Secret) id = SECRET_INIT(LICENSE_ID_MAX);
	GError *cause = NULL;
	if (!keyring)
		return false;
	bool found = keyring->find(&query, &item, &id, &cause);
	if (!found && !g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND) &&
	    !g_error_matches(cause, KEYRING_ERROR, KEYRING_DAMAGED)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	if (found && !secret_equal(&id, &plain->license.id))
		return fail_for_another(profile, plain, error);
	*ret_kept = found;
	return true;
}

/* Adds those that the keyring does not have. */
static bool find_missing(const struct profile *profile, const GPtrArray *licenses, GPtrArray *missing, GError **error)
{
	for (guint i = 0; i < licenses->len; i++) {
		struct plain_license *plain = g_ptr_array_index(licenses, i);
		bool kept;
		if (!is_kept(profile, plain, &kept, error))
			return false;
		if (!kept)
			g_ptr_array_add(missing, &plain->license);
	}
	return true;
}

bool client_keep_licenses(const struct profile *profile, const struct client_plan *plan, GError **error)
{
	const GPtrArray *licenses = plan->licenses;
	g_autoptr(GPtrArray) missing = g_ptr_array_new();
	g_autoptr(GPtrArray) still_missing = g_ptr_array_new();
	if (!find_missing(profile, licenses, missing, error))
		return false;
	if (missing->len == 0)
		return true;
	if (!license_store_all(profile, missing, error) || !find_missing(profile, licenses, still_missing, error))
		return false;
	if (still_missing->len > 0) {
		const struct license *license = g_ptr_array_index(still_missing, 0);
		return fail(error, HELPER_FAILED, "the keyring did not store the license for '%s'" REMEDY "try again",
			    license->domain);
	}
	license_warn_of_source();
	return true;
}
