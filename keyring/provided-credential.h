/* SPDX-License-Identifier: MIT
 *
 * provided-credential.h - a license from a file, a variable or a command, read-only, instead of a keyring
 *
 * For machines without a desktop: servers, CI, Kubernetes nodes. The first of these that is set is used:
 *	REPLICATED_LICENSE_ID_FILE	names a file
 *	$CREDENTIALS_DIRECTORY/replicated-license-id	systemd.exec(5), LoadCredential=
 *	REPLICATED_LICENSE_ID	the license itself, for CI systems that have only variables
 *	the source that the program adds: the command in the config file
 * An empty variable counts as unset, and so does a credentials directory without the file. A source that is set but
 * missing, unreadable, empty or malformed is an error: with the next source, another license than the intended one
 * would be used.
 *
 * A file must be a regular one that not everybody can read (on a read-only mount it may be: secret-file.h), and contain
 * just the license ID; spaces, line breaks and a byte order mark around it are removed.
 */
#ifndef KEYRING_PROVIDED_CREDENTIAL_H
#define KEYRING_PROVIDED_CREDENTIAL_H

#include "secret.h"

/* To be called once, at start-up: removes REPLICATED_LICENSE_ID from the environment, so that no child inherits
 * it, and wipes it there. */
void provided_credential_take_environment(void);

/* To be called once, at the end: wipes what was taken. */
void provided_credential_forget_environment(void);

/* A source that is not part of the environment. Those that are override it. */
struct provided_source {
	/* Its readable name, which lives until the program ends; NULL if it is not set up. */
	const char *(*name)(void);
	/* As provided_credential_read(). */
	bool (*read)(struct secret *ret_license, GError **error);
};

void provided_credential_add_source(const struct provided_source *source);

/* Readable name of the source that is used ("REPLICATED_LICENSE_ID_FILE", …), or NULL if there is none. Reads no
 * license. */
const char *provided_credential_name(void);

/* The license of the source that provided_credential_name() names. `ret_license` must be empty, with a limit of
 * LICENSE_ID_MAX bytes. Errors: KEYRING_DAMAGED (malformed), KEYRING_DENIED (everybody can read
 * it, or this user cannot), KEYRING_UNAVAILABLE (missing, not a file); KEYRING_NOT_FOUND without a source. */
bool provided_credential_read(struct secret *ret_license, GError **error);

/* If a variable is set but empty (a secret that a CI system does not give to this job), an unavailable keyring is not
 * the cause: the error then names the variable. */
void provided_credential_explain(GError **error);

#endif
