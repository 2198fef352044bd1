/* SPDX-License-Identifier: MIT
 *
 * terraform-tokens.h - tokens in plain text in the files of Terraform and OpenTofu
 */
#ifndef HELPER_CLIENTS_TERRAFORM_TOKENS_H
#define HELPER_CLIENTS_TERRAFORM_TOKENS_H

#include <glib.h>

/* The files that contain a token for one of these domains: an array of strings. A file that cannot be read is passed
 * over. */
GPtrArray *terraform_files_with_tokens(const char *const *domains);

#endif
