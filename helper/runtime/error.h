/* SPDX-License-Identifier: MIT
 *
 * error.h - the errors of the program, except those of the keyring (KEYRING_ERROR)
 *
 * A function that can fail takes a `GError **error` last and returns false or NULL when it sets it.
 * failure.h says how its message is written. main.c prints the error that ends a verb; a verb that continues
 * after an error prints it as a warning (message.h), and `status` lists it. It never contains any part of a license ID.
 */
#ifndef HELPER_RUNTIME_ERROR_H
#define HELPER_RUNTIME_ERROR_H

#include "../../keyring/failure.h"

#include <glib.h>

enum helper_error {
	HELPER_FAILED,	  /* any other error */
	HELPER_USAGE,	  /* the command line is wrong: exit status 2 for the verbs for people */
	HELPER_NOT_FOUND, /* no license for what was asked */
	HELPER_NO_SERVER_URL,
	HELPER_NO_USERNAME,
};

/* Texts that clients compare byte for byte (docker-credential-helpers, credentials/error.go): printed
 * on standard output only, with nothing on standard error. */
#define TEXT_NOT_FOUND "credentials not found in native keychain"
#define TEXT_NO_SERVER_URL "no credentials server URL"
#define TEXT_NO_USERNAME "no credentials username"

#define HELPER_ERROR helper_error_quark()
GQuark helper_error_quark(void);

/* fail(error, code, format, ...) sets the error and is false, so that a check is one line. */
#define fail(...) (error_set(__VA_ARGS__), failure_is_set())
void error_set(GError **error, enum helper_error code, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
