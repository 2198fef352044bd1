/* SPDX-License-Identifier: MIT
 *
 * our-domains.h - the registry domains that a license may be given to
 *
 * The built-in ones (domain.h), and those that a person declared as custom domains of a vendor: in
 * REPLICATED_DOMAINS, or in the config file, where `login --domain` puts them. An upstream registry (upstream.h)
 * never is one of them, whatever list holds it.
 *
 * A list that is malformed is an error (HELPER_FAILED), never an empty one.
 */
#ifndef HELPER_LICENSE_OUR_DOMAINS_H
#define HELPER_LICENSE_OUR_DOMAINS_H

#include "../address/domain.h"

#include <glib.h>
#include <stdbool.h>

/* The declared domains: an array of strings, sorted, each once. */
bool our_domains_declared(GPtrArray **ret_domains, GError **error);

/* Whether the domain is one of our domains. */
bool our_domains_hold(const char *domain, bool *ret_ours, GError **error);

/* The same for verbs that need one of our domains: for any other domain HELPER_FAILED, with a sentence that says what a
 * custom domain is, or that this is an upstream registry. It holds no line that could be pasted and would send the
 * license to the domain. */
bool our_domains_require(const char *domain, GError **error);

#endif
