/* SPDX-License-Identifier: MIT
 *
 * token.h - where a Bearer challenge sends for a token, and what comes back (pure)
 *
 * The distribution project's "Token Authentication Specification". The realm is chosen by the server, and
 * the license goes there: it must be the registry itself (CVE-2020-15157, GHSA-vh4v-2xq2-g5cg). Its host
 * is compared in the form that domain.h derives, and never handed to the HTTP library: only path and query
 * are taken from it.
 */
#ifndef HELPER_REGISTRY_CHECK_TOKEN_H
#define HELPER_REGISTRY_CHECK_TOKEN_H

#include "../../keyring/secret.h"
#include "challenge.h"

#include <stdbool.h>

/* Tokens with many scopes are some KiB long; nginx refuses headers beyond 8 KiB, others take 16. */
#define TOKEN_MAX (16 * 1024)
/* A path and query we are willing to ask for. */
#define TOKEN_PATH_MAX 4096

/* Path and query to ask for the token, with service and scope; freed by the caller. NULL where the realm is
 * not https on this very domain; `*cleartext`: or http, for a registry on this machine that has no TLS, and it
 * is set to what the realm says. `repository` may be NULL: then the scope is that of the challenge, if any. */
char *token_path(const struct challenge *challenge, const char *domain, const char *repository, bool *cleartext);

/* Takes the token out of the JSON answer; false if there is none that fits into a header. */
bool token_parse(const char *text, size_t length, struct secret *ret_token);

#endif
