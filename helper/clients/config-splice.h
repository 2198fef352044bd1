/* SPDX-License-Identifier: MIT
 *
 * config-splice.h - bytes put in and cut out of a text at several places, all others untouched (pure)
 */
#ifndef HELPER_CLIENTS_CONFIG_SPLICE_H
#define HELPER_CLIENTS_CONFIG_SPLICE_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

/* No splice yet; freed by g_array_unref(). */
GArray *splices_new(void);

/* Puts `by` in place of the bytes from `start` to `end`, which are of the text, and takes it; NULL only cuts. None may
 * overlap another. */
void splices_add(GArray *splices, const char *start, const char *end, char *by);

/* Adds the text, with all splices carried out, to `result`. False if that is longer than its limit. */
bool splices_apply(GArray *splices, const struct secret *text, struct secret *result);

#endif
