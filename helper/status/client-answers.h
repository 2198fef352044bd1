/* SPDX-License-Identifier: MIT
 *
 * client-answers.h - which helper or file a client gets the license of each domain from
 */
#ifndef HELPER_STATUS_CLIENT_ANSWERS_H
#define HELPER_STATUS_CLIENT_ANSWERS_H

#include <glib.h>
#include <stdbool.h>

/* What a client uses for one domain. */
enum diagnosis_answer {
	ANSWERED_BY_NOBODY,
	ANSWERED_BY_US,	       /* this program, with the profile */
	ANSWERED_BY_ANOTHER,   /* another helper, or this one with another profile */
	ANSWERED_BY_PLAIN_TEXT /* a password in the file */
};

struct diagnosis_entry {
	const char *domain; /* one of the domains in question */
	enum diagnosis_answer answer;
	char *file;	 /* the file that decides; NULL if none does */
	char *helper;	 /* the helper in that file, or NULL */
	bool plain_text; /* one of the client's own files has a license for the domain in plain text, used or not */
};

struct diagnosis_client {
	const char *name;
	bool has_to_work;   /* it is configured, or was named, or none is configured */
	GPtrArray *files;   /* its own, in the order in which it reads them; empty if not known */
	bool exists;	    /* one of them exists */
	bool readable;	    /* and none is damaged */
	bool needs_force;   /* one names another helper, which 'configure' replaces only with --force */
	char *obstacle;	    /* why 'configure' would refuse one of them, with its name and a remedy; or NULL */
	GPtrArray *entries; /* struct diagnosis_entry, in the order of the domains */
};

#endif
