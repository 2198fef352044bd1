/* SPDX-License-Identifier: MIT
 *
 * diagnosis-clients.h - for diagnosis.h: what docker's, podman's and Helm's config files make of us
 */
#ifndef HELPER_STATUS_DIAGNOSIS_CLIENTS_H
#define HELPER_STATUS_DIAGNOSIS_CLIENTS_H

#include "../license/profile.h"

#include <glib.h>
#include <stdbool.h>

/* What a client's config file says of one domain. */
struct diagnosis_entry {
	const char *domain; /* one of those that were asked for */
	char *helper;	    /* the helper it names, or NULL */
	bool is_ours;	    /* that helper is this program, with the profile */
	bool plain_text;    /* the file holds a password for the domain */
};

struct diagnosis_client {
	const char *name;
	char *path; /* NULL where it is not known */
	bool exists;
	GPtrArray *entries; /* struct diagnosis_entry, in the order of the domains */
};

/* The clients that are on this machine, an array of struct diagnosis_client, and what they make of these domains, an
 * array of strings that outlives the result. Adds to the diagnostics. */
GPtrArray *diagnosis_clients(const struct profile *profile, const GPtrArray *domains, GPtrArray *diagnostics);

/* Whether a pull by one of them would be answered by us. */
bool diagnosis_clients_ask_us(const GPtrArray *clients, const char *domain);

#endif
