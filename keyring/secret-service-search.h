/* SPDX-License-Identifier: MIT
 *
 * secret-service-search.h - searches and reads items for find() and find_all(), and unlocks them if needed
 *
 * KeePassXC shows its unlock dialog even for a search. So the state of the collection is read first: if it is locked, a
 * service other than gnome-keyring is unlocked before it is searched. gnome-keyring is searched at once, and its
 * collection read only if nothing is found: two calls less on the way of every pull.
 */
#ifndef KEYRING_SECRET_SERVICE_SEARCH_H
#define KEYRING_SECRET_SERVICE_SEARCH_H

#include "secret-service-items.h"

/* How often a search is repeated if an item was deleted between the search and the reading: another process replaces it
 * then. Otherwise a license that is stored all the time would be reported as not found or locked. */
#define SEARCHES_MAX 20

/* The results with their attributes, those of the query alone, sorted as items_keep_valid() does. If nothing is found
 * in a locked collection, it is unlocked and searched again; so are items that show hashes instead of attributes.
 * KEYRING_DAMAGED if something was found and none of it is a license. */
bool search_and_read(const struct keyring_query *query, bool among_all, GPtrArray **ret_results, GError **error);

/* The same for list(): nobody is asked, and KEYRING_LOCKED where that would be needed. */
bool search_to_list(const struct keyring_query *query, GPtrArray **ret_results, GError **error);

/* The error after so many repetitions. False. */
bool search_fail_for_changes(GError **error);

/* Unlocks those of the results that are locked, together. */
bool search_unlock(const GPtrArray *results, GError **error);

#endif
