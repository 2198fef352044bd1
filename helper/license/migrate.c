/* SPDX-License-Identifier: MIT */
#include "migrate.h"

#include "../runtime/error.h"
#include "../runtime/message.h"
#include "keyring-choice.h"
#include "license.h"

#include <string.h>

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

static bool check_one(const struct keyring *from, const struct keyring *to, const struct keyring_item *item,
		      GError **error)
{
	g_auto(Held) source = HELD_INIT;
	g_auto(Held) target = HELD_INIT;
	const struct keyring_query query = query_of(item);
	if (!look(from, &query, &source, error) || !look(to, &query, &target, error))
		return false;
	return !target.there || is_same(&source, &target) ||
	       fail(error, HELPER_FAILED,
		    "'%s' has another license for '%s' (profile '%s') than '%s': nothing was moved: remove the wrong "
		    "one with 'logout'",
		    to->name, item->server, item->profile, from->name);
}

static bool copy_one(const struct keyring *from, const struct keyring *to, const struct keyring_item *item,
		     GError **error)
{
	g_auto(Held) source = HELD_INIT;
	g_auto(Held) target = HELD_INIT;
	g_auto(Held) copy = HELD_INIT;
	const struct keyring_query query = query_of(item);
	if (!look(from, &query, &source, error) || !look(to, &query, &target, error))
		return false;
	if (!source.there || is_same(&source, &target))
		return true;
	if (!to->store(&source.item, &source.id, error) || !look(to, &query, &copy, error))
		return false;
	return is_same(&source, &copy) ||
	       fail(error, HELPER_FAILED, "'%s' did not store the license for '%s': nothing was removed from '%s'",
		    to->name, item->server, from->name);
}

/* Only what the other keyring holds is erased. A license that was stored here since it was copied is newer: it is copied
 * as well. */
static bool erase_one(const struct keyring *from, const struct keyring *to, const struct keyring_item *item,
		      GError **error)
{
	const struct keyring_query query = query_of(item);
	unsigned count;
	return copy_one(from, to, item, error) && from->erase(&query, &count, error);
}

typedef bool step_of_move(const struct keyring *from, const struct keyring *to, const struct keyring_item *item,
			  GError **error);

static bool for_each(const struct keyring *from, const struct keyring *to, const GPtrArray *items, step_of_move *step,
		     GError **error)
{
	for (guint i = 0; i < items->len; i++)
		if (!step(from, to, g_ptr_array_index(items, i), error))
			return false;
	return true;
}

bool migrate(const struct keyring *from, const struct keyring *to, unsigned *ret_count, GError **error)
{
	const struct keyring_query everything = { 0 };
	g_autoptr(GPtrArray) items = NULL;
	if (!from->list(&everything, &items, error) || !for_each(from, to, items, check_one, error) ||
	    !for_each(from, to, items, copy_one, error) || !for_each(from, to, items, erase_one, error))
		return false;
	*ret_count = items->len;
	return true;
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
