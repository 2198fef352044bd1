/* SPDX-License-Identifier: MIT
 *
 * terraform-apply.h - for client-apply.h: adds this helper to the configuration of Terraform and OpenTofu, and
 * removes it
 *
 * Terraform has one credentials helper, which it uses for every host. So a file that selects another one, or that is
 * JSON, is left as it is, and the message contains the line to add by hand. Tokens in plain text are reported, not moved.
 */
#ifndef HELPER_CLIENTS_TERRAFORM_APPLY_H
#define HELPER_CLIENTS_TERRAFORM_APPLY_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

struct terraform_apply {
	const char *helper; /* "replicated" or "replicated-acme" */
	bool named;	    /* the person asked for Terraform: what must be done by hand is a failure then */
	bool dry_run;	    /* change nothing, and print what would change */
	struct secret *out; /* a line for each file and change */
};

/* Both print an error with a file on standard error, continue with the others, and return the number of failures.
 * `paths`: the configuration files, an array of strings. */
unsigned terraform_apply_add(const struct terraform_apply *apply, const GPtrArray *paths);
/* The link is removed when no file contains the helper any more. */
unsigned terraform_apply_remove(const struct terraform_apply *apply, const GPtrArray *paths);

#endif
