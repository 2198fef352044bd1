/* SPDX-License-Identifier: MIT */
#include "migrate.h"

#include "../../keyring/process-lock.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "keyring-choice.h"
#include "license.h"

#include <string.h>

/* How often a license is looked at again that others store while it moves. */
#define MOVES_MAX 50
#define MOVE_FILE "docker-credential-replicated.move"

static struct keyring_query query_of(const struct keyring_item *item)
{
	return (struct keyring_query){ .profile = item->profile, .server = item->server };
}

/* An item and its license, as one keyring gives them. */
struct held {
	struct keyring_item item;
	struct secret id;
	bool there;
};

#define HELD_INIT                                                                                                      \
	{                                                                                                              \
		.id = SECRET_INIT(LICENSE_ID_MAX)                                                                      \
	}

static void held_clear(struct held *held)
{
	keyring_item_clear(&held->item);
	secret_clear(&held->id);
}

typedef struct held Held;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Held, held_clear)

/* `there` is false where it was asked and holds none. */
static bool look(const struct keyring *keyring, const struct keyring_query *query, struct held *ret_held,
		 GError **error)
{
	GError *cause = NULL;
	ret_held->there = keyring->find(query, &ret_held->item, &ret_held->id, &cause);
	if (!ret_held->there && !g_error_matches(cause, KEYRING_ERROR, KEYRING_NOT_FOUND)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_clear_error(&cause);
	return true;
}

static bool is_same(const struct held *a, const struct held *b)
{
	return a->there && b->there && secret_equal(&a->id, &b->id) &&
	       a->item.username_is_license == b->item.username_is_license &&
	       strcmp(a->item.username, b->item.username) == 0 && g_strcmp0(a->item.app, b->item.app) == 0;
}

static bool fail_for_another(const struct keyring *from, const struct keyring *to, const struct keyring_item *item,
			     GError **error)
{
	return fail(error, HELPER_FAILED,
		    "'%s' has another license for '%s' (profile '%s') than '%s': nothing was moved: remove the wrong "
		    "one with 'logout'",
		    to->name, item->server, item->profile, from->name);
}

static bool fail_for_changes(const struct keyring *from, const struct keyring_item *item, GError **error)
{
	return fail(error, HELPER_FAILED,
		    "the license for '%s' (profile '%s') is stored again and again: it is still in '%s'" REMEDY
		    "try again",
		    item->server, item->profile, from->name);
}

/* A license on its way. */
struct move {
	struct keyring_item item; /* which */
	struct secret copied;	  /* what both keyrings held last; empty: it was not copied */
};

static void move_free(gpointer data)
{
	struct move *move = data;
	keyring_item_clear(&move->item);
	secret_clear(&move->copied);
	g_free(move);
}

static void note_copied(struct move *move, const struct held *held)
{
	secret_truncate(&move->copied, 0);
	secret_append_secret(&move->copied, &held->id);
}

static bool check_one(const struct keyring *from, const struct keyring *to, struct move *move, GError **error)
{
	g_auto(Held) source = HELD_INIT;
	g_auto(Held) target = HELD_INIT;
	const struct keyring_query query = query_of(&move->item);
	return look(from, &query, &source, error) && look(to, &query, &target, error) &&
	       (!target.there || is_same(&source, &target) || fail_for_another(from, to, &move->item, error));
}

/* Once: what was stored meanwhile in either keyring is seen the next time. */
static bool try_to_copy(const struct keyring *from, const struct keyring *to, struct move *move, bool *ret_done,
			GError **error)
{
	g_auto(Held) source = HELD_INIT;
	g_auto(Held) target = HELD_INIT;
	const struct keyring_query query = query_of(&move->item);
	const struct secret nothing = SECRET_INIT(0);
	bool unused;
	if (!look(from, &query, &source, error) || !look(to, &query, &target, error))
		return false;
	*ret_done = !source.there || is_same(&source, &target);
	if (*ret_done && source.there)
		note_copied(move, &source);
	if (*ret_done)
		return true;
	return target.there ? fail_for_another(from, to, &move->item, error)
			    : to->store_over(&source.item, &source.id, &nothing, &unused, error);
}

/* It is read back the time after it was stored. */
static bool copy_one(const struct keyring *from, const struct keyring *to, struct move *move, GError **error)
{
	bool done = false;
	for (unsigned tries = 0; !done && tries < MOVES_MAX; tries++)
		if (!try_to_copy(from, to, move, &done, error))
			return false;
	return done || fail_for_changes(from, &move->item, error);
}

/* A license that was stored since it was copied is newer than the copy, and goes over it. If another one was stored in
 * the other keyring, too, nobody knows which of them is right: both stay. */
static bool copy_newer(const struct keyring *from, const struct keyring *to, struct move *move, bool *ret_stays,
		       GError **error)
{
	g_auto(Held) source = HELD_INIT;
	const struct keyring_query query = query_of(&move->item);
	bool done = true;
	if (!look(from, &query, &source, error))
		return false;
	if (source.there && !secret_equal(&source.id, &move->copied) &&
	    !to->store_over(&source.item, &source.id, &move->copied, &done, error))
		return false;
	if (source.there && done)
		note_copied(move, &source);
	*ret_stays = !source.there || !done;
	if (!done)
		message_warn("the license for %s (profile '%s') was stored in both keyrings meanwhile: '%s' still has "
			     "another one than '%s'",
			     move->item.server, move->item.profile, from->name, to->name);
	return true;
}

/* Only what the other keyring was given is erased. */
static bool erase_one(const struct keyring *from, const struct keyring *to, struct move *move, GError **error)
{
	const struct keyring_query query = query_of(&move->item);
	bool done = move->copied.length == 0;
	for (unsigned tries = 0; !done && tries < MOVES_MAX; tries++) {
		bool stays = false;
		if (!from->erase_only(&query, &move->copied, &done, error) ||
		    (!done && !copy_newer(from, to, move, &stays, error)))
			return false;
		if (stays) {
			secret_truncate(&move->copied, 0);
			return true;
		}
	}
	return done || fail_for_changes(from, &move->item, error);
}

typedef bool step_of_move(const struct keyring *from, const struct keyring *to, struct move *move, GError **error);

static bool for_each(const struct keyring *from, const struct keyring *to, const GPtrArray *moves, step_of_move *step,
		     GError **error)
{
	for (guint i = 0; i < moves->len; i++)
		if (!step(from, to, g_ptr_array_index(moves, i), error))
			return false;
	return true;
}

/* The newest last, so that it is the newest there, too. */
static GPtrArray *list_moves(const struct keyring *from, GError **error)
{
	const struct keyring_query everything = { 0 };
	g_autoptr(GPtrArray) items = NULL;
	if (!from->list(&everything, &items, error))
		return NULL;
	GPtrArray *moves = g_ptr_array_new_with_free_func(move_free);
	for (guint i = items->len; i > 0; i--) {
		struct keyring_item *item = g_ptr_array_index(items, i - 1);
		struct move *move = g_new0(struct move, 1);
		move->item = *item;
		move->copied = (struct secret)SECRET_INIT(LICENSE_ID_MAX);
		*item = (struct keyring_item){ 0 };
		g_ptr_array_add(moves, move);
	}
	return moves;
}

static unsigned count_moved(const GPtrArray *moves)
{
	unsigned count = 0;
	for (guint i = 0; i < moves->len; i++)
		count += ((const struct move *)g_ptr_array_index(moves, i))->copied.length > 0;
	return count;
}

/* An import and an export at the same time would each erase what the other has copied. */
bool migrate(const struct keyring *from, const struct keyring *to, unsigned *ret_count, GError **error)
{
	int lock = lock_open(MOVE_FILE);
	deadline_waits_for("another move of licenses between the keyrings", "wait until it ends");
	lock_wait(lock);
	deadline_waits_for("the keyring", "check that its service runs and answers");
	g_autoptr(GPtrArray) moves = list_moves(from, error);
	bool moved = moves && for_each(from, to, moves, check_one, error) &&
		     for_each(from, to, moves, copy_one, error) && for_each(from, to, moves, erase_one, error);
	lock_release(&lock);
	if (moved)
		*ret_count = count_moved(moves);
	return moved;
}

static bool leave_one(const struct keyring *from, const struct keyring *to, const struct keyring_query *query,
		      const struct license *license, GError **error)
{
	g_auto(Held) copy = HELD_INIT;
	unsigned count;
	if (!look(to, query, &copy, error))
		return false;
	if (!copy.there || !secret_equal(&copy.id, &license->id))
		return fail(error, HELPER_FAILED, "'%s' did not store the license for '%s'" REMEDY "log in again",
			    to->name, license->domain);
	return from->erase(query, &count, error);
}

bool keyring_leave(const struct keyring *from, const struct keyring *to, const struct profile *profile,
		   const GPtrArray *licenses, GError **error)
{
	const struct keyring_query everything = { 0 };
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GPtrArray) left = NULL;
	GError *cause = NULL;
	if (!from->list(&everything, &before, &cause)) {
		/* One that is not there holds nothing. */
		if (!g_error_matches(cause, KEYRING_ERROR, KEYRING_UNAVAILABLE))
			message_warn("licenses may still be in the keyring '%s': %s", from->name, cause->message);
		g_error_free(cause);
		return true;
	}
	if (before->len == 0)
		return true;
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		const struct keyring_query query = { .profile = profile->name, .server = license->domain };
		if (!leave_one(from, to, &query, license, error))
			return false;
	}
	if (!from->list(&everything, &left, error))
		return false;
	if (left->len > 0)
		message_warn("%u other license%s still in the keyring '%s': move them with 'vault %s'", left->len,
			     left->len == 1 ? " is" : "s are", from->name,
			     strcmp(to->name, KEYRING_VAULT) == 0 ? "import" : "export");
	return true;
}
