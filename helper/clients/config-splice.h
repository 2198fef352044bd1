/* SPDX-License-Identifier: MIT
 *
 * config-splice.h - inserts and removes bytes of a text at several places, and keeps all others (pure)
 */
#ifndef HELPER_CLIENTS_CONFIG_SPLICE_H
#define HELPER_CLIENTS_CONFIG_SPLICE_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* No splice yet; freed by g_array_unref(). */
GArray *splices_new(void);

/* Replaces the bytes of the text from `start` to `end` with `by`, and takes ownership of it; NULL removes them. Splices
 * may not overlap, nor begin at one place. */
void splices_add(GArray *splices, const char *start, const char *end, char *by);

/* Adds the text, with all splices carried out, to `result`. False if that is longer than its limit. */
bool splices_apply(GArray *splices, const struct secret *text, struct secret *result);

#endif
