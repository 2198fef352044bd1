/* SPDX-License-Identifier: MIT
 *
 * config-layout.h - the layout of a client's config file, and the spaces by which an edit is recognized (pure)
 *
 * A new line has the indentation and the line break of the lines around it; a minified file stays minified.
 *
 * Added members can be removed again byte for byte, because spaces that no other program writes record what was there
 * before:
 *
 *	an empty object			"credHelpers": {}	its spaces and one more after the brace
 *	null in place of an object	"credHelpers": null	a tab after the brace
 *	""				"H": ""			space, tab, tab before the value
 *	null in place of a string	"H": null		space, tab, tab, tab before the value
 *	no "credsStore"						space, tab before its value
 *
 * and without such spaces: nothing.
 */
#ifndef HELPER_CLIENTS_CONFIG_LAYOUT_H
#define HELPER_CLIENTS_CONFIG_LAYOUT_H

#include "client-json.h"

#include <glib.h>

/* How the members of one object are laid out. */
struct layout {
	char *line;  /* before each name: a line end with its indentation, "" or " " on one line */
	char *close; /* before the closing brace */
	char *colon; /* between name and value */
};

void layout_clear(struct layout *layout);
typedef struct layout Layout; /* for g_auto(Layout) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Layout, layout_clear)

/* The layout of the last member of the outermost object; that of docker if the object is empty or missing. */
struct layout layout_of_root(const struct secret *text, const struct client_json *json);

/* That of the last member of "credHelpers"; if it has none, that of the outermost object with one more indentation. */
struct layout layout_of_helpers(const struct layout *root, const struct client_json *json);

/* A new object with these members, as they are separated and joined by layout_join(); freed by the caller. `mark` is what
 * comes after the brace. */
char *layout_object(const struct layout *layout, const char *mark, const char *members);

/* These members (strings, "name": value) one after the other, without a line before the first; freed by the caller. */
char *layout_join(const struct layout *layout, const GPtrArray *members);

/* What to put after the brace of an empty object before its first members; freed by the caller. */
char *layout_first(const struct layout *layout, const struct json_span *object, const char *members);

/* What to put in place of the object once it is empty; freed by the caller. NULL if there was nothing. */
char *layout_before(const struct client_object *object);

/* The marks before a value. */
enum layout_mark {
	LAYOUT_NONE,
	LAYOUT_ABSENT,
	LAYOUT_EMPTY,
	LAYOUT_NULL,
};

/* The mark for what the value was, as blanks to put before the new one. */
const char *layout_mark(const struct json_span *old);

/* The mark before the value of this member, and its length. */
enum layout_mark layout_find_mark(const struct json_member *member, size_t *ret_length);

#endif
