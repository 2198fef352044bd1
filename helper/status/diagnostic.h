/* SPDX-License-Identifier: MIT
 *
 * diagnostic.h - one finding of `status`, and its remedy
 *
 * Each kind has a code, which scripts may rely on, and a level. Only a bad one means that a pull fails, or gets another
 * license than the stored one.
 */
#ifndef HELPER_STATUS_DIAGNOSTIC_H
#define HELPER_STATUS_DIAGNOSTIC_H

#include <glib.h>
#include <stdbool.h>

enum diagnostic_level {
	DIAGNOSTIC_OK,
	DIAGNOSTIC_NOTE,
	DIAGNOSTIC_BAD,
};

/* Names and levels are in the table of diagnostic.c, and in the manual. */
enum diagnostic_code {
	PROFILE_CHOSEN,
	SESSION_OF_ANOTHER_USER,
	SOURCE_USED,
	SOURCE_UNUSABLE,
	FORWARDING_OFFERED,
	KEYRING_OPEN,
	KEYRING_IS_LOCKED,
	KEYRING_NOT_REACHED,
	KEYRING_WITHOUT_COLLECTION,
	KEYRING_SESSION_PLAIN,
	LICENSE_STORED,
	LICENSE_DUPLICATES,
	LICENSE_UNDECLARED,
	LICENSE_LOCKED,
	LICENSE_MISSING,
	LICENSE_EXPIRES,
	LICENSE_EXPIRED,
	LICENSE_EXPIRY_UNKNOWN,
	LICENSES_UNREADABLE,
	OTHER_PROFILE,
	PROGRAM_FOUND,
	PROGRAM_NOT_ON_PATH,
	PROGRAM_BROKEN,
	PROGRAM_COPIES,
	PROGRAM_OTHER_VERSION,
	CLIENT_CONFIGURED,
	CLIENT_NOT_CONFIGURED,
	CLIENT_WITHOUT_HELPER,
	CLIENT_OTHER_HELPER,
	CLIENT_HELPER_BROKEN,
	CLIENT_PLAIN_TEXT,
	CLIENT_PLAIN_TEXT_USED,
	CLIENT_FILE_UNREADABLE,
	CLIENT_FILE_TEMPORARY,
	HELM_PLUGIN_INSTALLED,
	HELM_PLUGIN_MISSING,
	HELM_PLUGIN_OTHER,
	HELM_PLUGIN_TWICE,
	HELM_PLUGIN_UNKNOWN,
	HELM_PLUGINS_LIST,
	DOCKER_SNAP,
	DOCKER_AUTH_CONFIG_USED,
	DOCKER_AUTH_CONFIG_IGNORED,
	TERRAFORM_TOKEN_USED,
	CHECK_WITHOUT_FILTER,
	REGISTRY_ACCEPTS,
	REGISTRY_DOES_NOT_ACCEPT,
	REGISTRY_NOT_ASKED,
};

struct diagnostic {
	enum diagnostic_code code;
	char *topic;  /* one word: "keyring", "docker" */
	char *text;   /* what was found */
	char *remedy; /* what to do about it, or NULL */
};

/* An empty array of struct diagnostic, which frees them. */
GPtrArray *diagnostics_new(void);

/* `remedy` may be NULL. */
void diagnostic_add(GPtrArray *diagnostics, enum diagnostic_code code, const char *topic, const char *remedy,
		    const char *format, ...) G_GNUC_PRINTF(5, 6);

/* An error's sentence and its remedy, or `remedy` if it has none. Takes the error. */
void diagnostic_add_error(GPtrArray *diagnostics, enum diagnostic_code code, const char *topic, GError *cause,
			  const char *remedy);

const char *diagnostic_code_name(enum diagnostic_code code);
enum diagnostic_level diagnostic_level(enum diagnostic_code code);
/* "ok", "note" or "bad". */
const char *diagnostic_level_name(enum diagnostic_level level);

/* Whether there is a bad one. */
bool diagnostics_have_bad(const GPtrArray *diagnostics);

#endif
