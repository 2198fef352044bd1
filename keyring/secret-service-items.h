/* SPDX-License-Identifier: MIT
 *
 * secret-service-items.h - searches items of the Secret Service, and reads and writes their attributes, but no secret
 *
 * The result of a search is used only after its attributes have been read and compared with the query: a service may
 * answer with the path of another item, and other programs write items, too.
 *
 * A gnome-keyring that was never unlocked since its start (autologin, ssh) shows hashes instead of attributes, with
 * another schema: a search then finds nothing, not even in the locked half of its answer. After an empty search the
 * caller examines the collection.
 */
#ifndef KEYRING_SECRET_SERVICE_ITEMS_H
#define KEYRING_SECRET_SERVICE_ITEMS_H

#include "secret-service-bus.h"

struct search_result {
	char *path;
	bool locked;   /* in the locked half of the answer */
	bool gone;     /* it was deleted after the search */
	bool readable; /* `item` has attributes of the program's schema, not the hashes of a locked keyring */
	bool matches;  /* readable, and matches the query */
	bool valid;    /* it matches, and may be given to a client: keyring_item_is_valid() */
	struct keyring_item item;
};

/* The items with the program's schema that the service returns for the query, not verified yet: an array of struct
 * search_result. `meanwhile`, if it is not NULL, runs while the service searches. */
bool items_search(const struct keyring_query *query, void (*meanwhile)(void), GPtrArray **ret_results, GError **error);

/* Reads the attributes of all results. */
bool items_read(GPtrArray *results, const struct keyring_query *query, GError **error);

/* Keeps the valid results and sorts them: of one profile and server the newest first. Times are read only if two
 * results have the same, or if `among_all` is true. */
bool items_keep_valid(GPtrArray *results, bool among_all, GError **error);

/* Whether one was deleted after the search: it was replaced or removed meanwhile. */
bool items_gone(const GPtrArray *results);

/* Whether one is locked and shows hashes instead of attributes. */
bool items_hidden(const GPtrArray *results);

/* Appends the properties of a new item, label and attributes, of type a{sv}. False if memory runs out. */
bool items_append_properties(sd_bus_message *call, const struct keyring_item *item);

#endif
