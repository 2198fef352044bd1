/* SPDX-License-Identifier: MIT
 *
 * terraform-link.h - the link by which Terraform runs this program, ~/.terraform.d/plugins/terraform-credentials-NAME
 *
 * Made and removed by the descriptor of its folder (keyring/user-folder.h), so that root can do it in the home of a
 * user; the link then belongs to that user.
 */
#ifndef HELPER_CLIENTS_TERRAFORM_LINK_H
#define HELPER_CLIENTS_TERRAFORM_LINK_H

#include <glib.h>
#include <stdbool.h>

/* Proves that Terraform can run the helper of that name: makes the link if nothing is there, and runs it. *ret_made is
 * the link, freed by the caller, or NULL; `dry_run` makes none and says which it would be. HELPER_FAILED with the
 * remedy, also if another program has that name. */
bool terraform_link_provide(const char *helper, bool dry_run, char **ret_made, GError **error);

#define TERRAFORM_LINK_MISSING "does not exist"

/* Whether Terraform can run the helper of that name, and it is this program. Else *ret_reason is what is wrong, after
 * the file's name (TERRAFORM_LINK_MISSING); freed by the caller. */
bool terraform_link_works(const char *helper, char **ret_reason);

/* Removes the link, if it leads to this program, and gives its name, else NULL; freed by the caller. */
char *terraform_link_withdraw(const char *helper);

#endif
