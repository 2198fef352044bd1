/* SPDX-License-Identifier: MIT
 *
 * diagnosis-terraform.h - for diagnosis-clients.h: what Terraform and OpenTofu do
 *
 * Terraform takes a token from TF_TOKEN_host, else from a "credentials" block in any of its files, else from the one
 * credentials helper that a file names.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_TERRAFORM_H
#define HELPER_STATUS_DIAGNOSIS_TERRAFORM_H

#include "../license/profile.h"
#include "client-answers.h"

/* Fills in the entries of the client, from its files and those in ~/.terraform.d. */
void diagnosis_terraform_read(const struct profile *profile, struct diagnosis_client *client, GPtrArray *diagnostics);

/* Adds what there is to say, once it is known whether the client has to work. */
void diagnosis_terraform_tell(const struct profile *profile, const struct diagnosis_client *client,
			      GPtrArray *diagnostics);

#endif
