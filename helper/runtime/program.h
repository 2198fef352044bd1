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

/* The part after "NAME-" in the file name with which the program was called, if NAME is one of the two above: the
 * profile. Else NULL. */
const char *program_suffix(const char *program);

/* Whether it was called with the name of a credentials helper of Terraform, with or without such a suffix. */
bool program_is_of_terraform(const char *program);

/* The full names of all executable files of that name on PATH, in its order, as an array of strings. A file that two
 * entries lead to (/bin and /usr/bin, a link) is listed once. */
GPtrArray *program_copies_on_path(const char *name);

/* Whether there is one. */
bool program_is_on_path(const char *name);

/* Whether the directory is an entry of PATH. */
bool directory_is_on_path(const char *directory);

#endif
