/* SPDX-License-Identifier: MIT
 *
 * diagnosis-expiry.h - for diagnosis.h: when a license expires, as its license file said when it was stored
 *
 * A license that is renewed keeps its ID, so the stored date may be an old one: logging in again renews it.
 */
#ifndef HELPER_STATUS_DIAGNOSIS_EXPIRY_H
#define HELPER_STATUS_DIAGNOSIS_EXPIRY_H

#include <glib.h>

/* It is told this many days before. */
#define DIAGNOSIS_EXPIRY_DAYS 30

/* Adds a diagnostic about a license for these domains ("A, B"), which expires then; NULL adds none. `login` is the command
 * that stores it again. */
void diagnosis_expiry(const char *expires_at, const char *domains, const char *login, GPtrArray *diagnostics);

#endif
