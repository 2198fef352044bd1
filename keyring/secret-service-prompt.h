/* SPDX-License-Identifier: MIT
 *
 * secret-service-prompt.h - what the Secret Service asks a person: unlocking, a first collection, a confirmation
 *
 * A prompt belongs to the connection that was told of it (gnome-keyring shows it to no other), and KeePassXC grants
 * what the person allowed to that connection alone; so it is shown and awaited over the same bus as everything else.
 *
 * What counts is what the person said: a prompt that was dismissed has changed nothing, whatever result comes
 * with it (KWallet sends the path "/"), and of a result only objects that were asked for.
 */
#ifndef KEYRING_SECRET_SERVICE_PROMPT_H
#define KEYRING_SECRET_SERVICE_PROMPT_H

#include "secret-service-bus.h"

/* Told when a person is being asked. Before anything else. */
void prompt_set_host(const struct keyring_host *host);

/* Tells the person something, while the call goes on. */
void prompt_note(const char *sentence);

/* Shows the prompt and waits for the person. *ret_paths, if it is not NULL, becomes the object paths of the result: an
 * array of strings, empty where it was dismissed. Fails only where the service does. */
bool prompt_show(const char *prompt, bool *ret_dismissed, GPtrArray **ret_paths, GError **error);

/* Unlocks objects, by a prompt where the service has one. Where several processes ask at once, one asks at a time;
 * and what a person dismissed is dismissed for those that were waiting. KEYRING_LOCKED if nothing was unlocked. */
bool prompt_unlock(const char *const *paths, GError **error);
bool prompt_unlock_one(const char *path, GError **error);

/* Deletes one item, which the person may be asked to confirm; one that is gone is deleted. KEYRING_DENIED if the
 * person refuses. */
bool prompt_delete_item(const char *path, GError **error);

/* Makes the default collection, whose password the person is asked for; its path is freed by the caller. */
char *prompt_create_collection(GError **error);

#endif
