/* SPDX-License-Identifier: MIT
 *
 * client-plan.h - the new contents of one client's config file, and what must be done first (pure)
 *
 * A plan is made from what was read and changes nothing. `--dry-run` prints it.
 */
#ifndef HELPER_CLIENTS_CLIENT_PLAN_H
#define HELPER_CLIENTS_CLIENT_PLAN_H

#include "../license/license.h"
#include "client-config.h"
#include "client-domains.h"
#include "config-edit.h"

#include <glib.h>
#include <stdbool.h>

/* A license that the file has in plain text. */
struct plain_license {
	struct license license;
	char *key;    /* as the file spells it */
	bool is_path; /* for images below a path (containers-auth.json(5)), not for the whole domain */
};

struct client_plan {
	struct config_text text; /* the new file */
	GPtrArray *licenses;	 /* struct plain_license: to be in the keyring before the file is written */
	GPtrArray *changes;	 /* one readable line each */
};

void client_plan_clear(struct client_plan *plan);
typedef struct client_plan ClientPlan; /* for g_auto(ClientPlan) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientPlan, client_plan_clear)

struct client_plan_request {
	const char *helper;		  /* the value in `credHelpers` */
	const struct domain_set *domains; /* to remove: an empty list means all */
	bool force;			  /* replace another helper */
	const char *store;		  /* what the client would choose for other registries, or NULL */
	const char *remedy;		  /* the call that replaces another helper */
};

/* The new file has the helper for these domains, and for each spelling of one that the file has a license for;
 * `credsStore` if the client now chooses a store by itself; and no entry of "auths" with a license for one of these
 * domains. The error is a reason to print after the file's name. */
bool client_plan_add(const struct client_config *config, const struct client_plan_request *request,
		     struct client_plan *ret_plan, GError **error);

/* The new file has no key of "credHelpers" with the helper. It has no empty entry of "auths" for such a key, with which
 * some clients fail (rules_oci) if the file contains no other helper. It has no `credsStore` that was added, unless
 * other logins depend on it. */
bool client_plan_remove(const struct client_config *config, const struct client_plan_request *request,
			struct client_plan *ret_plan, GError **error);

/* Whether the file changes. */
bool client_plan_changes(const struct client_plan *plan, const struct client_config *config);

/* Adds the difference as diff -u shows it. Texts that may be credentials are shown as "***". */
void client_plan_print(const struct client_plan *plan, const struct client_config *config, struct secret *out);

#endif
