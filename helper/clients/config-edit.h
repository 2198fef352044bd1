/* SPDX-License-Identifier: MIT
 *
 * config-edit.h - an edit of a client's config file: bytes in, bytes out (pure)
 *
 * The file is not printed again: bytes are inserted or cut out at a few places, and all others stay. The result is
 * parsed, and is refused unless it equals the text before, plus or minus the edit. The work grows with the length of
 * the text, not with the number of edits.
 *
 * An edit that adds members and one that removes them again restore the same bytes; config-layout.h says how. Entries
 * of "auths" that an edit removes are not restored: an "auths" that is empty without them stays as {}. A new file ends
 * with a line break. None is added to one that was empty, or blank.
 */
#ifndef HELPER_CLIENTS_CONFIG_EDIT_H
#define HELPER_CLIENTS_CONFIG_EDIT_H

#include "../../keyring/secret.h"
#include "client-json.h"
#include "config-change.h"

#include <glib.h>
#include <stdbool.h>

/* The bytes of a file; `exists` distinguishes an empty file from a missing one. The limit of `bytes` bounds every result. */
struct config_text {
	struct secret bytes; /* a secret: it may contain passwords in plain text */
	bool exists;
};

void config_text_clear(struct config_text *text);
typedef struct config_text ConfigText; /* for g_auto(ConfigText) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ConfigText, config_text_clear)

/* Whether "credsStore" was added by an edit. */
bool config_edit_added_store(const struct client_json *json);

/* Makes the edit: `json` is what client_json_parse() made of the text. HELPER_FAILED with a reason to print after the
 * file's name if the result would be too long or is not as intended. */
bool config_edit_apply(const struct config_text *text, const struct client_json *json, const struct config_edit *edit,
		       struct config_text *ret_text, GError **error);

#endif
