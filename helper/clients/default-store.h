/* SPDX-License-Identifier: MIT
 *
 * default-store.h - the store that docker and Helm choose for themselves
 *
 * While a config file says nothing of logins, docker and Helm keep passwords in a secure store that they find on the
 * machine. The first entry in `credHelpers` ends that: the next login to any other registry would be written in plain
 * text. So whoever adds one must name that store (docker/cli credentials/default_store_linux.go, oras-go).
 */
#ifndef HELPER_CLIENTS_DEFAULT_STORE_H
#define HELPER_CLIENTS_DEFAULT_STORE_H

/* The value for `credsStore`: "pass" where pass is on PATH and initialized, else "secretservice"; NULL where its helper
 * is not on PATH, and passwords are written in plain text anyway. */
const char *default_store(void);

#endif
