/* SPDX-License-Identifier: MIT
 *
 * token.h - the request for the token of a Bearer challenge, and its answer (pure)
 *
 * The distribution project's "Token Authentication Specification". The server chooses the realm, and
 * the license is sent there, so it must be the registry itself (CVE-2020-15157, GHSA-vh4v-2xq2-g5cg). Its host
 * is compared in the form that domain.h produces, and never passed to the HTTP library: only path and query
 * are used.
 */
#ifndef HELPER_REGISTRY_CHECK_TOKEN_H
#define HELPER_REGISTRY_CHECK_TOKEN_H

#include "../../keyring/secret.h"
#include "challenge.h"

#include <stdbool.h>

/* Tokens with many scopes are some KiB long; nginx refuses headers beyond 8 KiB, others take 16. */
#define TOKEN_MAX (16 * 1024)
/* The longest path and query that is requested. */
#define TOKEN_PATH_MAX 4096

/* Path and query to ask for the token, with service and scope; freed by the caller. NULL if the realm is
 * not https on this very domain; `*cleartext`: or http, for a registry on this machine that has no TLS, and it
 * is set to what the realm says. `repository` may be NULL: then the scope is that of the challenge, if any. */
char *token_path(const struct challenge *challenge, const char *domain, const char *repository, bool *cleartext);

/* Extracts the token from the JSON answer; false if there is none that fits into a header. */
bool token_parse(const char *text, size_t length, struct secret *ret_token);

#endif
