/* SPDX-License-Identifier: MIT
 *
 * our-domains.h - the registry domains that a license may be sent to
 *
 * The built-in ones (domain.h), and those that were declared as custom domains of a vendor: in
 * REPLICATED_DOMAINS, or in the config file by `login --domain`. An upstream registry (upstream.h)
 * is never one of them, even if a list contains it.
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
 * custom domain is, or that this is an upstream registry. It contains no command that could be pasted and would send
 * the license to the domain. */
bool our_domains_require(const char *domain, GError **error);

#endif
