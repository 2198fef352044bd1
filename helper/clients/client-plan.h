/* SPDX-License-Identifier: MIT
 *
 * client-plan.h - what one client's config file should become, and what must be done first
 *
 * A plan is made from what was read and changes nothing. It is what `--dry-run` prints.
 */
#ifndef HELPER_CLIENTS_CLIENT_PLAN_H
#define HELPER_CLIENTS_CLIENT_PLAN_H

#include "client-config.h"
#include "config-edit.h"

#include <glib.h>
#include <stdbool.h>

struct client_plan {
	struct config_text text; /* the new file */
	GPtrArray *licenses;	 /* struct license: to be in the keyring before the file is written */
	GPtrArray *changes;	 /* one readable line each */
};

void client_plan_clear(struct client_plan *plan);
typedef struct client_plan ClientPlan; /* for g_auto(ClientPlan) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientPlan, client_plan_clear)

/* `helper` for these keys of "credHelpers", in place of another where `force`; and no entry of "auths" with a license
 * for one of these domains. Fails with a sentence that names the file. */
bool client_plan_add(const struct client_config *config, const char *const *keys, const char *const *domains,
		     const char *helper, bool force, struct client_plan *ret_plan, GError **error);

/* No key of "credHelpers" that names `helper`, of these domains or of all where the list is empty; nor an empty
 * entry of "auths" for it, with which some clients fail (rules_oci) where the file names no other helper. */
bool client_plan_remove(const struct client_config *config, const char *const *domains, const char *helper,
			struct client_plan *ret_plan, GError **error);

/* Whether the file changes. */
bool client_plan_changes(const struct client_plan *plan, const struct client_config *config);

/* Adds the difference as diff -u shows it. Texts that may be credentials of anybody stand there as "***". */
bool client_plan_print(const struct client_plan *plan, const struct client_config *config,
		       struct secret *out) G_GNUC_WARN_UNUSED_RESULT;

#endif
