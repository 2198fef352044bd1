/* SPDX-License-Identifier: MIT
 *
 * config-change.h - describes a change of a client's config file
 */
#ifndef HELPER_CLIENTS_CONFIG_CHANGE_H
#define HELPER_CLIENTS_CONFIG_CHANGE_H

#include <glib.h>
#include <stdbool.h>

/* The members that an edit changes. */
#define CONFIG_HELPERS "credHelpers"
#define CONFIG_STORE "credsStore"

/* An edit either adds or removes members, but entries of "auths" may be removed in both cases. */
struct config_edit {
	/* "credHelpers": { "<key>": "<helper>" } for each of these keys, an array of strings, in place of other values;
	 * "credsStore": "<store>", if that is not NULL. All must be free of bytes that JSON escapes. NULL to remove. */
	const GPtrArray *set;
	const char *helper;
	const char *store;

	/* The indexes (guint) of the entries of "credHelpers" and "auths" to remove; NULL for none. `unset_store`: also
	 * remove "credsStore", if an edit added it. */
	const GArray *unset;
	const GArray *unset_auths;
	bool unset_store;
};

#endif
