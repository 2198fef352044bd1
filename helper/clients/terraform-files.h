/* SPDX-License-Identifier: MIT
 *
 * terraform-files.h - the files of Terraform and OpenTofu besides their configuration file (client-files.h)
 *
 *	~/.terraform.d/credentials.tfrc.json	tokens that `terraform login` writes; they go before any helper
 *	~/.terraform.d/ *.tfrc, *.tfrc.json	more configuration, not read if TF_CLI_CONFIG_FILE is set
 *	~/.terraform.d/plugins/			the only folder in which a credentials helper is looked for
 */
#ifndef HELPER_CLIENTS_TERRAFORM_FILES_H
#define HELPER_CLIENTS_TERRAFORM_FILES_H

#include <glib.h>
#include <stdbool.h>

/* The variables that name the configuration file; the first that is not empty counts. */
#define TERRAFORM_VARIABLE "TF_CLI_CONFIG_FILE"
#define TERRAFORM_VARIABLE_BEFORE "TERRAFORM_CONFIG"

/* The value of those variables, or NULL. */
const char *terraform_named_file(void);

/* The files that can say more, absolute, those that are there: an array of strings. */
GPtrArray *terraform_more_files(void);

/* The file by which Terraform runs the helper of that name ("replicated"); freed by the caller. NULL and HELPER_FAILED
 * if HOME is not set or relative. */
char *terraform_helper_file(const char *helper, GError **error);

/* The variable, such as TF_TOKEN_proxy_replicated_com, that gives Terraform a token for the domain before any file and
 * helper; freed by the caller. NULL if none does. */
char *terraform_token_variable(const char *domain);

#endif
