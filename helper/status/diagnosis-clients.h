/* SPDX-License-Identifier: MIT
 *
 * diagnosis-clients.h - for diagnosis.h: whom docker, podman and Helm ask for the license
 *
 * A client reads its files in an order, and the first one that says anything of a domain decides: docker its own;
 * podman its runtime file, its lasting one, and docker's; Helm its own and docker's (clients/client-config.h).
 */
#ifndef HELPER_STATUS_DIAGNOSIS_CLIENTS_H
#define HELPER_STATUS_DIAGNOSIS_CLIENTS_H

#include "../license/profile.h"

#include <glib.h>
#include <stdbool.h>

/* Who answers a client for one domain. */
enum diagnosis_answer {
	ANSWERED_BY_NOBODY,
	ANSWERED_BY_US,	       /* this program, with the profile */
	ANSWERED_BY_ANOTHER,   /* another helper, or this one with another profile */
	ANSWERED_BY_PLAIN_TEXT /* a password in the file */
};

struct diagnosis_entry {
	const char *domain; /* one of those that were asked for */
	enum diagnosis_answer answer;
	char *file;	 /* that says so; NULL if none does */
	char *helper;	 /* the helper that it names, or NULL */
	bool of_domain;	 /* named for this domain, not for all registries */
	bool plain_text; /* one of the client's own files has a password for the domain, used or not */
};

struct diagnosis_client {
	const char *name;
	bool has_to_work;   /* it is configured, or was named, or none is configured */
	GPtrArray *files;   /* its own, in the order in which it reads them; empty if not known */
	bool exists;	    /* one of them is there */
	bool readable;	    /* and none is damaged */
	GPtrArray *entries; /* struct diagnosis_entry, in the order of the domains */
};

/* Whether this program answers it for a domain at least. */
bool diagnosis_client_is_configured(const struct diagnosis_client *client);

/* The clients that are on this machine or named (an array of names ended by NULL), an array of struct diagnosis_client,
 * and who answers them for these domains, an array of strings that outlives the result. Adds to the diagnostics. */
GPtrArray *diagnosis_clients(const struct profile *profile, const char *const *named, const GPtrArray *domains,
			     GPtrArray *diagnostics);

#endif
