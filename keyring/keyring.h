/* SPDX-License-Identifier: MIT
 *
 * keyring.h - stores licenses: one interface, several back ends
 *
 * A keyring contains items. An item is the license ID of one profile for one registry domain, with
 * attributes that are not confidential (a keyring may show them while it is locked, and other
 * programs may list them): there is at most one item per (profile, server).
 *
 * A back end is a shared object next to the program (part.h), loaded by keyring_open() only when
 * a keyring is needed: linking their libraries takes longer than a whole `get` for a foreign registry. It exports
 * one `const struct keyring keyring_backend`. This folder knows nothing of docker, JSON or HTTP.
 *
 *	const struct keyring *keyring = keyring_open("secret-service", &host, &error);
 *	if (!keyring || !keyring->find(&query, &item, &license, &error))
 *		... error->code is one of enum keyring_outcome
 *
 * Every call either succeeds, or sets a GError in KEYRING_ERROR whose message is one sentence with
 * its remedy, and does not change the results (ret_...). The program's deadline is the only time
 * limit of a call; `host` is called when a prompt is on the screen, so that the deadline can wait
 * for the person. Nothing is ever written to standard output or error. Not thread-safe.
 */
#ifndef KEYRING_KEYRING_H
#define KEYRING_KEYRING_H

#include "failure.h"
#include "secret.h"

#include <glib.h>
#include <stdbool.h>

enum keyring_outcome {
	KEYRING_NOT_FOUND,   /* the keyring answered, is unlocked, and has no such item */
	KEYRING_LOCKED,	     /* it may have the item, but is locked, and was not unlocked by a prompt */
	KEYRING_UNAVAILABLE, /* no bus, no service, no such back end, or it ended during the call */
	KEYRING_DENIED,	     /* it answered, and refuses access */
	KEYRING_DAMAGED,     /* the item exists, but its secret is not a license ID */
	KEYRING_TIMED_OUT,   /* a call was not answered within the back end's own time limit */
};

#define KEYRING_ERROR keyring_error_quark()
GQuark keyring_error_quark(void);

/* keyring_fail(error, outcome, format, ...) sets the error and is false, so that a check is one line. */
#define keyring_fail(...) (keyring_error_set(__VA_ARGS__), failure_is_set())
void keyring_error_set(GError **error, enum keyring_outcome outcome, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The sentence for an item whose secret is not a license ID, with its remedy. Always false. */
bool keyring_fail_damaged(GError **error);

/* The attributes of an item. All strings are owned by the struct. */
struct keyring_item {
	char *profile;
	char *server;		  /* registry domain, canonical: see helper/address/domain.h */
	char *username;		  /* never the license ID itself: see the next member */
	bool username_is_license; /* the user name equals the secret; `username` is a placeholder */
	char *app;		  /* slug of the app the license is for, or NULL */
	char *kind;		  /* which kind of license it is, for people, or NULL if that is not known */
	char *expires_at;	  /* when the license expires, as its file says it, or NULL */
	gint64 modified;	  /* seconds since 1970, set by the keyring; ignored by store */
};

/* The longest user name in a keyring; a longer one is not stored, and not read. */
#define KEYRING_USERNAME_MAX 65536

/* Whether the item has a profile, a server and a user name that a client may be given: other programs can
 * write to the keyring, too, and a user name "<token>" or "a:b" would change what the license is used for. */
bool keyring_item_is_valid(const struct keyring_item *item);

/* Frees the members and leaves the struct empty. NULL is fine. */
void keyring_item_clear(struct keyring_item *item);
/* The same and frees the struct: the free function of the arrays below. */
void keyring_item_free(struct keyring_item *item);

typedef struct keyring_item KeyringItem; /* for g_auto(KeyringItem) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeyringItem, keyring_item_clear)

/* An item and its license ID, as find_all() gives them. */
struct keyring_license {
	struct keyring_item item;
	struct secret id; /* empty if the secret of the item is not a license ID: see keyring_fail_damaged() */
};

void keyring_license_free(struct keyring_license *license);

/* Matches the items that equal every member that is not NULL. */
struct keyring_query {
	const char *profile;
	const char *server;
	const char *app;
};

bool keyring_query_matches(const struct keyring_query *query, const struct keyring_item *item);

/* What `status` shows. The strings are owned by the struct. */
struct keyring_state {
	bool locked;
	bool encrypted; /* secrets are sent or stored encrypted; false: a "plain" session on the bus */
	char *place;	/* readable: which service and collection, or which file; NULL if it has no collection yet */
	char *until;	/* readable: when it will be locked, or NULL */
	char *remedy;	/* readable: how to unlock it, or to create a first collection; or NULL */
};

void keyring_state_clear(struct keyring_state *state);

typedef struct keyring_state KeyringState; /* for g_auto(KeyringState) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeyringState, keyring_state_clear)

/* Functions of the program for a back end. Each may be called several times in one call. */
struct keyring_host {
	void (*prompt_begins)(void); /* a prompt is shown: the deadline waits */
	void (*prompt_ends)(void);
	void (*note)(const char *sentence); /* for the person, while the call continues */
};

struct keyring {
	const char *name; /* as in REPLICATED_KEYRING */

	/* Before anything else. The host outlives every call. */
	void (*set_host)(const struct keyring_host *host);

	/* The newest item that the query matches, and its license ID. Unlocks, with the keyring's own
	 * prompt if it has one. `ret_license` must be empty, with a limit of LICENSE_ID_MAX bytes. */
	bool (*find)(const struct keyring_query *query, struct keyring_item *ret_item, struct secret *ret_license,
		     GError **error);

	/* All items that the query matches, with their license IDs: of each (profile, server) the newest, which is the
	 * one that find() returns. Unlocks as find() does. An array of struct keyring_license, freed by
	 * g_ptr_array_unref(), in no particular order; it is not an error if there are none. It takes hardly longer than one find(). */
	bool (*find_all)(const struct keyring_query *query, GPtrArray **ret_licenses, GError **error);

	/* Unlocks the keyring if it is locked, with its own prompt if it has one, so that list() works afterwards.
	 * KEYRING_LOCKED if it stays locked. */
	bool (*unlock)(GError **error);

	/* The attributes of all items that the query matches, of one profile and domain (of one app, if no profile is named) the
	 * newest first: an array of
	 * struct keyring_item, freed by g_ptr_array_unref(). Never unlocks, never prompts, reads no
	 * secret; KEYRING_LOCKED if the keyring does not list its items. */
	bool (*list)(const struct keyring_query *query, GPtrArray **ret_items, GError **error);

	/* Stores one item, and replaces any with its profile and server, whatever their user names. At
	 * every moment the old or the new license is stored. Unlocks. */
	bool (*store)(const struct keyring_item *item, const struct secret *license, GError **error);

	/* Removes every item that the query matches, and returns their number; it is not an error if there are none.
	 * Unlocks. */
	bool (*erase)(const struct keyring_query *query, unsigned *ret_count, GError **error);

	/* The same two, if the newest item of that profile and server still has the license `expected` (empty: if there is
	 * none): *ret_done. No other process of this program changes it between the two. */
	bool (*store_over)(const struct keyring_item *item, const struct secret *license, const struct secret *expected,
			   bool *ret_done, GError **error);
	bool (*erase_only)(const struct keyring_query *query, const struct secret *expected, bool *ret_done,
			   GError **error);

	/* Reads the state without unlocking. */
	bool (*state)(struct keyring_state *ret_state, GError **error);
};

/* The name of the symbol that a back end exports. */
#define KEYRING_BACKEND_SYMBOL "keyring_backend"

/* The back end of that name, loaded from the folder of the program's parts; lives until the program ends.
 * KEYRING_UNAVAILABLE if there is none: another one is never used instead. */
const struct keyring *keyring_open(const char *name, const struct keyring_host *host, GError **error);

/* Something else that the back end of that name exports: see vault.h. */
const void *keyring_symbol(const char *name, const char *symbol, GError **error);

#endif
