/* SPDX-License-Identifier: MIT
 *
 * process-lock.h - a lock between processes of this program
 *
 * The Secret Service has none: two processes that store a license for one domain at the same time would delete each
 * other's item, and ten that find the keyring locked would show ten prompts. Nor do two keyrings have one in common. A
 * lock is a file in XDG_RUNTIME_DIR with flock(2), which is released when the process ends, however it ends. Only a
 * folder of the user is used: in a shared one everybody could take the lock.
 */
#ifndef KEYRING_PROCESS_LOCK_H
#define KEYRING_PROCESS_LOCK_H

#include <stdbool.h>

/* A descriptor for lock_wait(), closed by lock_release(); -1 if there is no folder for it. */
int lock_open(const char *name);

/* Waits until no other process holds it. Does nothing for -1. */
void lock_wait(int fd);

/* Releases it and closes the descriptor. Does nothing for -1. */
void lock_release(int *fd);

#endif
