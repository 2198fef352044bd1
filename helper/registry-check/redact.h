/* SPDX-License-Identifier: MIT
 *
 * redact.h - removes secrets from texts that others wrote (pure)
 *
 * A server may send back what it received, a certificate may name the license as its subject, and libcurl quotes a
 * proxy's URL with its password. So every text that registry-check did not write itself goes through here before it
 * becomes part of an answer.
 */
#ifndef HELPER_REGISTRY_CHECK_REDACT_H
#define HELPER_REGISTRY_CHECK_REDACT_H

#include "../../keyring/secret.h"
#include "../registry/registry-message.h"

/* So many bytes of a secret in a row do not appear by chance. */
#define REDACT_RUN 6

/* The text, or a note in its place if it contains REDACT_RUN bytes in a row (or the whole, if that is shorter) of the
 * license, of the token, or of a proxy's password, `proxies` being the URLs that the environment names. They are
 * found as they are, in upper or lower case, in percent encoding, and in base64 (also with the user name, also for
 * URLs). A proxy's URL that cannot be parsed counts as a secret as a whole. NULL stays NULL. */
const char *redact(const struct registry_question *question, const struct secret *token, const char *const *proxies,
		   const char *text);

#endif
