/* SPDX-License-Identifier: MIT
 *
 * secret-service-items.h - items of the Secret Service: searched, read, written as attributes; no secret
 *
 * What a search finds is believed only after its attributes have been read and compared with the query: a service
 * may answer with another item's path, and other programs write items too.
 *
 * gnome-keyring that was never unlocked since its start (autologin, ssh) shows hashes in place of attributes, under
 * a schema that is not ours: a search finds nothing then, not even in the locked half of its answer. After an empty
 * search the caller looks at the collection.
 */
#ifndef KEYRING_SECRET_SERVICE_ITEMS_H
#define KEYRING_SECRET_SERVICE_ITEMS_H

#include "secret-service-bus.h"

struct search_result {
	char *path;
	bool locked;   /* in the locked half of the answer */
	bool gone;     /* it vanished after the search */
	bool readable; /* `item` holds attributes of our schema, not the hashes of a locked keyring */
	bool matches;  /* readable, and what was searched for */
	bool valid;    /* it matches, and may be given to a client: keyring_item_is_valid() */
	struct keyring_item item;
};

/* The items with our schema that the query matches, by the service's word alone: an array of struct search_result.
 * `meanwhile`, if it is not NULL, runs while the service searches. */
bool items_search(const struct keyring_query *query, void (*meanwhile)(void), GPtrArray **ret_results, GError **error);

/* Reads the attributes of all results, or of those that are not readable yet. */
bool items_read(GPtrArray *results, const struct keyring_query *query, GError **error);

/* Keeps the valid results and sorts them: of one profile and server the newest first. Times are read only where two
 * results share both, or where `among_all` are compared. */
bool items_keep_valid(GPtrArray *results, bool among_all, GError **error);

/* Whether one vanished after the search: it was replaced or removed meanwhile. */
bool items_gone(const GPtrArray *results);

/* Whether one is locked and shows hashes in place of attributes. */
bool items_hidden(const GPtrArray *results);

/* Appends the properties of a new item, label and attributes, of type a{sv}. False if memory runs out. */
bool items_append_properties(sd_bus_message *call, const struct keyring_item *item);

#endif
