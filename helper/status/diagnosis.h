/* SPDX-License-Identifier: MIT
 *
 * diagnosis.h - finds out whether a pull would find the license, and if not, why
 *
 * It examines everything between a registry client and the license: the license from a file or variable, the keyring,
 * its items, the program on PATH, and the config files of docker, podman and Helm. Changes nothing, unlocks nothing,
 * reads no secret of a keyring, asks no registry, and shows no part of a license.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_H
#define HELPER_STATUS_DIAGNOSIS_H

#include "../../keyring/keyring.h"
#include "../license/profile.h"
#include "diagnosis-clients.h"
#include "diagnostic.h"

#include <glib.h>
#include <stdbool.h>

/* A license as it is listed; it need not be of the profile that was asked for. */
struct diagnosis_license {
	char *profile;
	char *domain;
	char *username;
	char *kind;	  /* of license-kind.h; NULL if the keyring does not provide it */
	char *expires_at; /* as in the license file; NULL if it has none */
	bool found;	  /* it is available now; set only for the profile in use */
	bool duplicates;  /* the keyring has more than one item for it */
};

struct diagnosis {
	const struct profile *profile;
	char *profile_option;	 /* " -p acme" for the calls in remedies; "" for the default profile */
	const char *source;	 /* what provides the license instead of a keyring, or NULL */
	char *source_owner;	 /* whose source that is, if it is not one of this call; or NULL */
	const char *source_kind; /* the kind of that license, or NULL */
	const char *keyring;	 /* name of the keyring, NULL if none was asked */
	bool reachable;		 /* it answered; then: */
	struct keyring_state state;
	GPtrArray *licenses;	/* struct diagnosis_license, by profile and domain */
	GPtrArray *clients;	/* struct diagnosis_client: those that are on this machine, or were named */
	GPtrArray *diagnostics; /* struct diagnostic, in the order to be shown */
};

/* Examines everything. If something cannot be examined, that is a diagnostic, too. `clients` are clients that must work
 * even if they are not configured yet (names ended by NULL). The result is to be cleared. */
void diagnosis_make(const struct profile *profile, const char *const *clients, struct diagnosis *ret_diagnosis);
void diagnosis_clear(struct diagnosis *diagnosis);

typedef struct diagnosis Diagnosis; /* for g_auto(Diagnosis) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Diagnosis, diagnosis_clear)

#endif
