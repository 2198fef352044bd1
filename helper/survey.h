/* SPDX-License-Identifier: MIT
 *
 * survey.h - would a pull find the license, and if not, what is in its way?
 *
 * Looks at everything between a registry client and the license: the license given from outside, the keyring,
 * what it holds, the program on PATH, and the config files of docker, podman and Helm. Changes nothing, asks no
 * registry, and shows no part of a license.
 */
#ifndef HELPER_SURVEY_H
#define HELPER_SURVEY_H

#include "../keyring/keyring.h"
#include "finding.h"
#include "profile.h"
#include "survey-clients.h"

#include <glib.h>
#include <stdbool.h>

/* A license as it is listed; its domain need not be in the profile that was asked for. */
struct survey_license {
	char *profile;
	char *domain;
	char *username;
	bool found;    /* it can be had now; only looked at in the profile that was asked for */
	bool several;  /* the keyring holds more than one item for it */
	bool shadowed; /* no client on this machine would ask us for it */
};

struct survey {
	const struct profile *profile;
	const char *source;  /* what gives the license in place of any keyring, or NULL */
	const char *keyring; /* name of the keyring, NULL where none was asked */
	bool reachable;	     /* it answered; then: */
	struct keyring_state state;
	GPtrArray *licenses; /* struct survey_license, by profile and domain */
	GPtrArray *clients;  /* struct survey_client: those that are on this machine */
	GPtrArray *findings; /* struct finding, in the order to be shown */
	bool pull_finds;     /* for every domain of the profile, and there is one */
};

/* Looks. What cannot be looked at is a finding, and so is the reason. The result is to be cleared. */
void survey_take(const struct profile *profile, struct survey *ret_survey);
void survey_clear(struct survey *survey);

typedef struct survey Survey; /* for g_auto(Survey) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Survey, survey_clear)

#endif
