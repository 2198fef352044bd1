/* SPDX-License-Identifier: MIT
 *
 * diagnosis.h - would a pull find the license, and if not, what is in its way?
 *
 * Looks at everything between a registry client and the license: the license given from outside, the keyring,
 * what it holds, the program on PATH, and the config files of docker, podman and Helm. Changes nothing, asks no
 * registry, and shows no part of a license.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_H
#define HELPER_STATUS_DIAGNOSIS_H

#include "../../keyring/keyring.h"
#include "../license/profile.h"
#include "diagnosis-clients.h"
#include "diagnostic.h"

#include <glib.h>
#include <stdbool.h>

/* A license as it is listed; its domain need not be in the profile that was asked for. */
struct diagnosis_license {
	char *profile;
	char *domain;
	char *username;
	bool found;    /* it can be had now; only looked at in the profile that was asked for */
	bool several;  /* the keyring holds more than one item for it */
	bool shadowed; /* no client on this machine would ask us for it */
};

struct diagnosis {
	const struct profile *profile;
	const char *source;  /* what gives the license in place of any keyring, or NULL */
	const char *keyring; /* name of the keyring, NULL where none was asked */
	bool reachable;	     /* it answered; then: */
	struct keyring_state state;
	GPtrArray *licenses;	/* struct diagnosis_license, by profile and domain */
	GPtrArray *clients;	/* struct diagnosis_client: those that are on this machine */
	GPtrArray *diagnostics; /* struct diagnostic, in the order to be shown */
	bool pull_finds;	/* for every domain of the profile, and there is one */
};

/* Looks. What cannot be looked at is a finding, and so is the reason. The result is to be cleared. */
void diagnosis_make(const struct profile *profile, struct diagnosis *ret_survey);
void diagnosis_clear(struct diagnosis *diagnosis);

typedef struct diagnosis Diagnosis; /* for g_auto(Diagnosis) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Diagnosis, diagnosis_clear)

#endif
