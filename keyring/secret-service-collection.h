/* SPDX-License-Identifier: MIT
 *
 * secret-service-collection.h - the collection that new items go to: whether it exists and is locked, and unlocking it
 */
#ifndef KEYRING_SECRET_SERVICE_COLLECTION_H
#define KEYRING_SECRET_SERVICE_COLLECTION_H

#include "secret-service-bus.h"

struct collection {
	char *path; /* the collection for new items; NULL if none exists yet */
	bool locked;
};

void collection_clear(struct collection *collection);

typedef struct collection Collection; /* for g_auto(Collection) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Collection, collection_clear)

/* Connects to the bus, once. KEYRING_UNAVAILABLE also if a variable is set with which libsecret would use another place. */
bool service_open(GError **error);

/* Reads the state of the default collection without unlocking it. */
bool collection_look(struct collection *ret_collection, GError **error);

/* Whether the service can be searched without a dialog that nobody asked for. KEYRING_LOCKED if KeePassXC has no open
 * database: what is stored is unknown then. */
bool collection_is_searchable(const struct collection *collection, GError **error);

/* Unlocks it if it is locked. KEYRING_LOCKED if it stays locked. */
bool collection_unlock(struct collection *collection, GError **error);

#endif
