/* SPDX-License-Identifier: MIT
 *
 * config-layout.h - how a client's config file is laid out, and the blanks in which an edit leaves its mark (pure)
 *
 * A new line is indented and ended as its neighbours are; a minified file stays minified.
 *
 * What is put in can be taken out again to the very byte, without a record of how it was, since blanks that no program
 * writes say so. What was there before:
 *
 *	an empty object			"credHelpers": {}	its blanks and one more behind the brace
 *	null in place of an object	"credHelpers": null	a tab behind the brace
 *	""				"H": ""			blank, tab, tab before the value
 *	null in place of a string	"H": null		blank, tab, tab, tab before the value
 *	no "credsStore"						blank, tab before its value
 *
 * and without any mark: nothing.
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

/* As the last member of the outermost object is laid out; as docker prints it, where that object is empty or missing. */
struct layout layout_of_root(const struct secret *text, const struct client_json *json);

/* As the last member of "credHelpers"; where it has none, as the outermost object, indented once more. */
struct layout layout_of_helpers(const struct layout *root, const struct client_json *json);

/* A new object with these members, as they are separated and joined by layout_join(); freed by the caller. `mark` is what
 * comes behind the brace. */
char *layout_object(const struct layout *layout, const char *mark, const char *members);

/* These members (strings, "name": value) one behind the other, without a line before the first; freed by the caller. */
char *layout_join(const struct layout *layout, const GPtrArray *members);

/* What to put behind the brace of the object, which is empty, for its first members; freed by the caller. */
char *layout_first(const struct layout *layout, const struct json_span *object, const char *members);

/* What to put in place of the object once it is empty; freed by the caller. NULL where there was nothing. */
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
