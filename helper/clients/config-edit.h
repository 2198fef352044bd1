/* SPDX-License-Identifier: MIT
 *
 * config-edit.h - an edit of a client's config file: bytes in, bytes out (pure)
 *
 * Nothing is printed anew: bytes are put in or cut out at a few places, and all others stay. The result is parsed, and
 * is refused unless it says what the text before said, plus or minus the edit. The work grows with the length of the
 * text, however much is edited.
 *
 * An edit that adds, and then one that removes the same, give the very bytes back; config-layout.h says how. The
 * entries of "auths" that an edit takes out do not come back: an "auths" that they leave empty stays as {}. A file that
 * was missing ends in a line end; one that was empty, or blank, gets none behind what it had.
 */
#ifndef HELPER_CLIENTS_CONFIG_EDIT_H
#define HELPER_CLIENTS_CONFIG_EDIT_H

#include "../../keyring/secret.h"
#include "client-json.h"
#include "config-change.h"

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

/* Whether "credsStore" was added by an edit. */
bool config_edit_added_store(const struct client_json *json);

/* Carries the edit out: `json` is what client_json_parse() made of the text. HELPER_FAILED with a reason to put behind
 * the file's name where the result would be too long or not be as meant. */
bool config_edit_apply(const struct config_text *text, const struct client_json *json, const struct config_edit *edit,
		       struct config_text *ret_text, GError **error);

#endif
