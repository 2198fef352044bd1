/* SPDX-License-Identifier: MIT
 *
 * client-domains.h - the registry domains for which a client's file will use this helper, and their keys
 */
#ifndef HELPER_CLIENTS_CLIENT_DOMAINS_H
#define HELPER_CLIENTS_CLIENT_DOMAINS_H

#include "../license/profile.h"
#include "client-config.h"

#include <glib.h>
#include <stdbool.h>

/* Strings, each once, in the order in which they came. */
struct domain_set {
	GPtrArray *list;
	GHashTable *known;
};

struct domain_set domain_set_new(void);
void domain_set_add(struct domain_set *domains, const char *domain);
void domain_set_clear(struct domain_set *domains);
typedef struct domain_set DomainSet; /* for g_auto(DomainSet) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DomainSet, domain_set_clear)

/* Those that the profile has a license for, else those that a login would store one for. */
bool client_domains_of_profile(const struct profile *profile, struct domain_set *domains, GError **error);

/* Replicated's and declared domains that the file has a login for, in plain text. */
bool client_domains_of_file(const struct client_config *config, struct domain_set *domains, GError **error);

/* The keys of `credHelpers` that the client looks for: nerdctl, which reads docker's file, logs in with the port. */
void client_domains_keys(const struct client *client, const GPtrArray *domains, struct domain_set *keys);

#endif
