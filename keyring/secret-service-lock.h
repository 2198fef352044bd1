/* SPDX-License-Identifier: MIT
 *
 * secret-service-lock.h - one of our processes at a time, where the Secret Service itself has no such thing
 *
 * Two that store a license for one domain at the same time would delete each other's item, and ten that find the
 * keyring locked would show ten prompts. A lock is a file in XDG_RUNTIME_DIR, held by flock(2) and given back when
 * the process ends, however it ends. Only in a folder of the user's own: in a shared one everybody could hold it.
 */
#ifndef KEYRING_SECRET_SERVICE_LOCK_H
#define KEYRING_SECRET_SERVICE_LOCK_H

#include <stdbool.h>

/* A descriptor for lock_wait(), closed by lock_release(); -1 if there is no folder for it. */
int lock_open(const char *name);

/* Waits until no other process holds it. Nothing for -1. */
void lock_wait(int fd);

/* Gives it back and forgets the descriptor. Nothing for -1. */
void lock_release(int *fd);

#endif
