/* SPDX-License-Identifier: MIT
 *
 * diagnosis-program.h - for diagnosis.h: the programs that clients would run
 *
 * A client runs docker-credential-HELPER from PATH. Each is run here as a client does, with `version`, which asks no
 * keyring, and at most once.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_PROGRAM_H
#define HELPER_STATUS_DIAGNOSIS_PROGRAM_H

#include <glib.h>
#include <stdbool.h>

/* A program must print its version within this number of seconds. */
#define DIAGNOSIS_PROGRAM_SECONDS 5.0

/* Examines docker-credential-replicated and its copies. Adds to the diagnostics. */
void diagnosis_program(GPtrArray *diagnostics);

/* Whether clients can run the helper of that name ("replicated-acme") and it is this program. Else *ret_reason is the
 * problem, to be printed after the program's name ("is not on PATH"); freed by the caller. */
bool diagnosis_helper_works(const char *helper, char **ret_reason);

/* The version of the docker client on PATH, as major * 1000 + minor; 0 if there is none, or it is not known. */
unsigned diagnosis_docker_version(void);

#endif
