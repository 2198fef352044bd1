/* SPDX-License-Identifier: MIT
 *
 * secret-service-bus.h - what of the Secret Service needs no secret: finding, reading attributes, locks
 *
 * Plain D-Bus calls (Secret Service API draft 0.2) over GDBus, part of the back end in secret-service.c.
 * libsecret's proxy objects cost ten round trips before the first question; none of them is needed to
 * see that there is no item, to list, or to delete.
 *
 * Two things that are known to go wrong shape this file:
 * - gnome-keyring that was never unlocked since its start (autologin, ssh) shows its items under a schema
 *   that is not theirs: a search with our schema finds nothing, not even in the locked half. After an
 *   empty search the caller looks at the collection.
 * - gnome-keyring now and then answers a good call with UnknownMethod while a client registers: such a
 *   call is made once more.
 */
#ifndef KEYRING_SECRET_SERVICE_BUS_H
#define KEYRING_SECRET_SERVICE_BUS_H

#include "keyring.h"

#include <gio/gio.h>

#define ITEM_INTERFACE "org.freedesktop.Secret.Item"
#define COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"

/* One item as a search shows it. */
struct hit {
	char *path;
	bool locked;
	bool readable; /* the attributes in `item` are its own, not the hashes of a locked keyring */
	struct keyring_item item;
};

/* The session bus, connected at the first call, or NULL. Later calls need it to have succeeded. */
GDBusConnection *bus_connect(GError **error);

/* The items with our schema that the query matches, attributes not yet read: an array of struct hit. */
bool bus_search(const struct keyring_query *query, GPtrArray **ret_hits, GError **error);

/* Reads attributes and times of all hits by pipelined calls, or just sends the calls and takes the
 * answers later: both must be called, the second before the hits are freed. */
struct bus_reading;
struct bus_reading *bus_read_begin(GPtrArray *hits);
bool bus_read_end(struct bus_reading *reading, GError **error);

/* Sorts hits whose attributes have been read: the first is the one that answers. */
void bus_sort_newest_first(GPtrArray *hits);

/* The path of the collection that new items go to; NULL in *ret_path where there is none yet. */
bool bus_default_collection(char **ret_path, GError **error);
/* The same where that collection is there and locked, else NULL. */
bool bus_locked_collection(char **ret_path, GError **error);

/* Asks for objects to be unlocked, or one item to be deleted. *ret_prompt is the prompt that a person must
 * answer first, or NULL where it is done. An item that is gone is deleted. */
bool bus_unlock(const char *const *paths, char **ret_prompt, GError **error);
bool bus_delete(const char *item, char **ret_prompt, GError **error);

/* The properties of a new item: label and attributes, for CreateItem. */
GHashTable *bus_properties_of_item(const struct keyring_item *item);
/* The properties of a new collection of that name. */
GHashTable *bus_properties_of_collection(const char *label);

/* What D-Bus or libsecret said, as an error of ours with its remedy. Takes `cause`. Always false. */
bool bus_fail(GError *cause, GError **error);
bool bus_fail_locked(GError **error);
bool bus_is_locked(const GError *cause);
/* The object is not there. gnome-keyring says UnknownMethod then, and for no reason at all too: see above. */
bool bus_is_absent(const GError *cause);
bool bus_is_unknown_method(const GError *cause);

#endif
