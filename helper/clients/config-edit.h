/* SPDX-License-Identifier: MIT
 *
 * config-edit.h - the edits of a client's config file: bytes in, bytes out (pure)
 *
 * Nothing is printed anew: bytes are put in or cut out at one place, and all others stay. A new line
 * is indented and ended as its neighbours are; a minified file stays minified. Every result is parsed, and is
 * refused unless it says what the text before said, plus ours.
 *
 * What is put in can be taken out again to the very byte, without a record of how it was: whoever removes the
 * last name of an object must know whether the object was there before. So an empty object that was
 * filled keeps its blanks and gets one more behind its brace, and one that we made has none there:
 *
 *	"credHelpers": {}	<->	"credHelpers": {_			(_ is a blank)
 *						"proxy.replicated.com": "replicated"
 *					}
 *
 * A file that was missing ends in a line end; one that was empty, or blank, gets none behind what it held.
 */
#ifndef HELPER_CLIENTS_CONFIG_EDIT_H
#define HELPER_CLIENTS_CONFIG_EDIT_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* The bytes of a file; `exists` tells an empty one from none. The limit of `bytes` bounds every result. */
struct config_text {
	struct secret bytes; /* a secret: passwords in plain text may be in it */
	bool exists;
};

void config_text_clear(struct config_text *text);
typedef struct config_text ConfigText; /* for g_auto(ConfigText) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfigText, config_text_clear)

/* Each changes `text` in place, or leaves it as it was and fails (HELPER_FAILED) with a reason to put behind
 * the file's name: what client-json.h refuses, or a result that is not as meant. To do nothing, where the
 * text is so already, is a success. */

/* "credHelpers": { "<key>": "<helper>" }, in place of another value. Both must be free of bytes that
 * JSON escapes. */
bool config_edit_set_helper(struct config_text *text, const char *key, const char *helper, GError **error);

/* No entry for `key` in "credHelpers". */
bool config_edit_remove_helper(struct config_text *text, const char *key, GError **error);

/* No entry of that very name in "auths". */
bool config_edit_remove_auth(struct config_text *text, const char *key, GError **error);

#endif
