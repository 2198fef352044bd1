/* SPDX-License-Identifier: MIT
 *
 * secret-service-prompt.h - prompts of the Secret Service: unlocking, a first collection, a confirmation
 *
 * A prompt belongs to the connection that received it (gnome-keyring shows it to no other), and KeePassXC grants access
 * to that connection only. So a prompt is shown and awaited on the same connection as all other calls.
 *
 * A prompt that was dismissed has changed nothing, whatever its result (KWallet sends the path "/"). Of a result only
 * those objects are used that were requested.
 */
#ifndef KEYRING_SECRET_SERVICE_PROMPT_H
#define KEYRING_SECRET_SERVICE_PROMPT_H

#include "secret-service-bus.h"

/* The functions to call when a prompt is shown. To be set before anything else. */
void prompt_set_host(const struct keyring_host *host);

/* Prints a note for the person, while the call continues. */
void prompt_note(const char *sentence);

/* Waits for a lock of process-lock.h, as long as for a person: the process that holds it may be showing a prompt. */
void prompt_wait_for_lock(int lock);

/* Shows the prompt and waits for the person. *ret_paths, if it is not NULL, becomes the object paths of the result: an
 * array of strings, empty if it was dismissed. Fails only if the service fails. */
bool prompt_show(const char *prompt, bool *ret_dismissed, GPtrArray **ret_paths, GError **error);

/* Unlocks objects, with a prompt if the service has one. If several processes need it, one prompt is shown at a time,
 * and a prompt that is dismissed counts for all that were waiting. KEYRING_LOCKED if nothing was unlocked. */
bool prompt_unlock(const char *const *paths, GError **error);
bool prompt_unlock_one(const char *path, GError **error);

/* Deletes one item, which the person may have to confirm. It is not an error if the item does not exist any more.
 * KEYRING_DENIED if the person refuses. */
bool prompt_delete_item(const char *path, GError **error);

/* Creates the default collection, whose password the person is asked for; its path is freed by the caller. */
char *prompt_create_collection(GError **error);

#endif
