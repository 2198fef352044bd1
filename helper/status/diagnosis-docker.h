/* SPDX-License-Identifier: MIT
 *
 * diagnosis-docker.h - for diagnosis-clients.h: what applies to docker only
 *
 * docker 28.3 and later prefer DOCKER_AUTH_CONFIG to any helper, if it is valid: the whole variable is
 * ignored unless it is one JSON object with the member `auths` alone, whose entries have the member `auth` alone, with
 * USER:PASSWORD in base64 (docker/cli, cli/config/configfile/file.go). Its keys are compared as they are written.
 * A docker that is installed as a snap reads another config file and runs no program outside of its snap.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_DOCKER_H
#define HELPER_STATUS_DIAGNOSIS_DOCKER_H

#include <glib.h>

/* Adds the effects of DOCKER_AUTH_CONFIG and of a snap on pulls from these domains, an array of strings. */
void diagnosis_docker(const GPtrArray *domains, GPtrArray *diagnostics);

#endif
