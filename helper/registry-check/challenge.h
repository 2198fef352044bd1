/* SPDX-License-Identifier: MIT
 *
 * challenge.h - what a WWW-Authenticate header asks for (pure)
 *
 * RFC 9110, sections 5.6 and 11.6.1:
 *
 *	WWW-Authenticate = #challenge			; elements may be empty
 *	challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
 *	auth-param       = token BWS "=" BWS ( token / quoted-string )
 *
 * Schemes and parameter names in any case and any order, several challenges in one header. A header with a
 * parameter given twice, or that does not match the grammar, is ignored as a whole: readers would
 * disagree about the realm.
 */
#ifndef HELPER_REGISTRY_CHECK_CHALLENGE_H
#define HELPER_REGISTRY_CHECK_CHALLENGE_H

#include <glib.h>

/* No registry sends more in one header. */
#define CHALLENGES_MAX 16
#define CHALLENGE_PARAMETERS_MAX 32

struct challenge {
	char *scheme;		/* in lower case: "basic", "bearer" */
	GHashTable *parameters; /* name in lower case to value, unquoted; none for a token68 */
};

void challenge_free(struct challenge *challenge);

/* The value of a parameter, owned by the challenge; NULL if it has none. */
const char *challenge_parameter(const struct challenge *challenge, const char *name);

/* The challenges of one header value, in their order: an array of struct challenge, freed by
 * g_ptr_array_unref(). NULL if the value is malformed. */
GPtrArray *challenges_parse(const char *value);

#endif
