/* SPDX-License-Identifier: MIT
 *
 * default-store.h - the store that docker and Helm choose by themselves
 *
 * As long as a config file contains no login, docker and Helm save passwords in a secure store that they find on the
 * machine. The first entry in `credHelpers` ends that: the next login to any other registry would be written in plain
 * text. So an edit that adds one must also add that store (docker/cli credentials/default_store_linux.go, oras-go).
 */
#ifndef HELPER_CLIENTS_DEFAULT_STORE_H
#define HELPER_CLIENTS_DEFAULT_STORE_H

/* The value for `credsStore`: "pass" if pass is on PATH and initialized, else "secretservice"; NULL if its helper
 * is not on PATH, and passwords are written in plain text anyway. */
const char *default_store(void);

#endif
