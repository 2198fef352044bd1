/* SPDX-License-Identifier: MIT
 *
 * terraform-config.h - reads a CLI configuration file of Terraform or OpenTofu, and adds this helper to it
 *
 *	credentials_helper "replicated" {
 *		args = ["--else=other"]
 *	}
 *	credentials "proxy.replicated.com" {
 *		token = "<license>"
 *	}
 *
 * The first block selects the one helper that Terraform uses; the second overrides it. A file whose first byte is "{" is
 * read as JSON: such a file is never edited, because Terraform silently ignores a block after the closing brace.
 *
 * The added block is one line, that of terraform_block(), at the end of the file, and can be removed again byte for byte.
 * It ends with a line break if the file ended with one, or was missing; else the line break is before it, if the file
 * was not empty.
 */
#ifndef HELPER_CLIENTS_TERRAFORM_CONFIG_H
#define HELPER_CLIENTS_TERRAFORM_CONFIG_H

#include "client-files.h"
#include "config-edit.h"

#include <glib.h>
#include <stdbool.h>

struct terraform_config {
	char *path;
	bool exists;
	bool json;
	struct secret text;    /* a secret: it may contain tokens in plain text */
	GPtrArray *helpers;    /* names of credentials helpers, strings, each once */
	GPtrArray *plain_text; /* domains that a token is there for, canonical strings */
	char *profile;	       /* what args = ["-p", ...] of a helper name, or NULL */
};

/* Reads the file; one that is missing counts as empty. HELPER_FAILED with a message that contains its name if it cannot be
 * read, is longer than CLIENT_CONFIG_MAX, or is neither HCL nor JSON. */
bool terraform_config_read(const char *path, struct terraform_config *ret_config, GError **error);

/* The same for a text that is in config->text already; the reason alone (pure). */
bool terraform_config_parse(struct terraform_config *config, GError **error);

void terraform_config_clear(struct terraform_config *config);
typedef struct terraform_config TerraformConfig; /* for g_auto(TerraformConfig) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TerraformConfig, terraform_config_clear)

/* credentials_helper "NAME" {}; freed by the caller. */
char *terraform_block(const char *helper);

/* The text with the block after it. False, with a reason to print after the file's name, if the result would not name
 * the helper. The file must name no helper and not be JSON. */
bool terraform_config_add(const struct terraform_config *config, const char *helper, struct config_text *ret_text,
			  GError **error);

/* The text without our block, wherever it is; the same text if there is none. *ret_count: how many were taken out. */
bool terraform_config_remove(const struct terraform_config *config, const char *helper, struct config_text *ret_text,
			     unsigned *ret_count, GError **error);

/* Whether the file names that helper. */
bool terraform_config_names(const struct terraform_config *config, const char *helper);

#endif
