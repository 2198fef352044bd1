/* SPDX-License-Identifier: MIT
 *
 * provided-credential.h - a license given from outside, read-only, in place of any keyring
 *
 * For machines without a desktop: servers, CI, Kubernetes nodes. In this order, the first that is
 * there:
 *	REPLICATED_LICENSE_ID_FILE	names a file
 *	$CREDENTIALS_DIRECTORY/replicated-license-id	systemd.exec(5), LoadCredential=
 *	REPLICATED_LICENSE_ID	the license itself, for CI systems that only know variables
 * An empty variable counts as unset, and a credentials directory without our file as none. What is
 * there but missing, unreadable, empty or malformed is an error and never passed over: another
 * license than the one that was meant would be used.
 *
 * A file must be a regular one, not readable by everybody, and hold just the license ID; one line
 * end (LF or CRLF) behind it is dropped.
 */
#ifndef KEYRING_PROVIDED_CREDENTIAL_H
#define KEYRING_PROVIDED_CREDENTIAL_H

#include "secret.h"

/* At start-up, once: takes REPLICATED_LICENSE_ID out of the environment, so that no child inherits
 * it, and wipes it there. */
void provided_credential_take_environment(void);

/* Readable name of the source that answers ("REPLICATED_LICENSE_ID_FILE", …), or NULL where there
 * is none. Reads nothing. */
const char *provided_credential_name(void);

/* The license of the source that provided_credential_name() names. `ret_license` must be empty and hold
 * LICENSE_ID_MAX bytes. Errors: KEYRING_DAMAGED (malformed), KEYRING_DENIED (everybody can read
 * it, or we can't), KEYRING_UNAVAILABLE (missing, not a file); KEYRING_NOT_FOUND without a source. */
bool provided_credential_read(struct secret *ret_license, GError **error);

#endif
