/* SPDX-License-Identifier: MIT
 *
 * redact.h - a server may send back what it got (pure)
 */
#ifndef HELPER_REGISTRY_CHECK_REDACT_H
#define HELPER_REGISTRY_CHECK_REDACT_H

#include "../../keyring/secret.h"
#include "../registry/registry-message.h"

/* So many bytes of a license in a row are no accident. */
#define REDACT_RUN 6

/* The text, or a note in its place where it holds any REDACT_RUN bytes in a row (or the whole, where it is
 * shorter) of the license, of its base64 alone or with the user name, of its percent encoding, or of the
 * token. NULL stays NULL. */
const char *redact(const struct registry_question *question, const struct secret *token, const char *text);

#endif
