/* SPDX-License-Identifier: MIT
 *
 * survey-clients.h - for survey.h: what docker's, podman's and Helm's config files make of us
 */
#ifndef HELPER_SURVEY_CLIENTS_H
#define HELPER_SURVEY_CLIENTS_H

#include "profile.h"

#include <glib.h>
#include <stdbool.h>

/* What a client's config file says of one domain. */
struct survey_entry {
	const char *domain; /* one of those that were asked for */
	char *helper;	    /* the helper it names, or NULL */
	bool is_ours;	    /* that helper is this program, with the profile */
	bool plain_text;    /* the file holds a password for the domain */
};

struct survey_client {
	const char *name;
	char *path; /* NULL where it is not known */
	bool exists;
	GPtrArray *entries; /* struct survey_entry, in the order of the domains */
};

/* The clients that are on this machine, an array of struct survey_client, and what they make of these domains, an
 * array of strings that outlives the result. Adds to the findings. */
GPtrArray *survey_clients(const struct profile *profile, const GPtrArray *domains, GPtrArray *findings);

/* Whether a pull by one of them would be answered by us. */
bool survey_clients_ask_us(const GPtrArray *clients, const char *domain);

#endif
