/* SPDX-License-Identifier: MIT
 *
 * license.h - a license for one registry domain, as it is passed between parts of the program
 */
#ifndef HELPER_LICENSE_LICENSE_H
#define HELPER_LICENSE_LICENSE_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* The user name that goes with a license if none was stored: what KOTS sends. The registries
 * ignore it. */
#define USERNAME_DEFAULT "LICENSE_ID"
/* A store request has at most 64 KiB, and so does the name in it. */
#define USERNAME_MAX 65536

struct license {
	char *domain;
	char *app;		/* slug, or NULL */
	char *expires_at;	/* as the license file says it, or NULL */
	struct secret username; /* a secret too: people use the license ID itself as user name */
	struct secret id;
};

/* A license whose user name and ID are still to be appended. license_new() allocates the struct, too. */
struct license license_empty(const char *domain);
struct license *license_new(const char *domain);

/* An array that owns its licenses. */
GPtrArray *license_array_new(void);

/* Wipes and frees the members. */
void license_clear(struct license *license);
/* The same and frees the struct. */
void license_free(struct license *license);
typedef struct license License; /* for g_auto(License) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(License, license_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(License, license_free)

/* Why clients could not use this user name, as a constant sentence; NULL if it is valid. The caller decides about an
 * empty one. */
const char *username_problem(const char *username);

#endif
