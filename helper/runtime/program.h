/* SPDX-License-Identifier: MIT
 *
 * program.h - the name of this program, and which programs can be run by their bare name
 *
 * Clients find a credential helper on PATH. Only absolute entries of PATH count here: Go's exec.LookPath,
 * which most clients use, refuses a program found through a relative one.
 */
#ifndef HELPER_RUNTIME_PROGRAM_H
#define HELPER_RUNTIME_PROGRAM_H

#include <glib.h>
#include <stdbool.h>

/* The file name of the program, before a profile's suffix: clients find it on PATH by this name. */
/* Clients put the prefix before the name of a helper in their config files. */
#define HELPER_PREFIX "docker-credential-"
#define HELPER_NAME "replicated"
#define PROGRAM_NAME HELPER_PREFIX HELPER_NAME

/* The same before the name of a credentials helper of Terraform. */
#define TERRAFORM_PREFIX "terraform-credentials-"
#define TERRAFORM_NAME TERRAFORM_PREFIX HELPER_NAME

/* What follows "NAME-" in the file name of the program, by which clients call it for a profile, if NAME is one of the two
 * above; else NULL. */
const char *program_suffix(const char *program);

/* Whether it was called by the name of a credentials helper of Terraform, with such a suffix or without. */
bool program_is_of_terraform(const char *program);

/* The full names of all executable files of that name on PATH, in its order; one that is reached by two
 * entries (/bin and /usr/bin, a link) is listed once. Array of strings. */
GPtrArray *program_copies_on_path(const char *name);

/* Whether there is one. */
bool program_is_on_path(const char *name);

/* Whether the directory itself is an entry of PATH. */
bool directory_is_on_path(const char *directory);

#endif
