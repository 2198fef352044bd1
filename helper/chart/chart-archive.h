/* SPDX-License-Identifier: MIT
 *
 * chart-archive.h - lists and unpacks the archive of a chart, with tar
 */
#ifndef HELPER_CHART_CHART_ARCHIVE_H
#define HELPER_CHART_CHART_ARCHIVE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Of a chart, also unpacked. */
#define CHART_BYTES_MAX (32 * 1024 * 1024)
#define CHART_FILES_MAX 10000

/* Lists its contents with tar. Refused unless it contains only files and folders, of at most CHART_BYTES_MAX bytes in
 * all. `chart` is its name in messages, `home` is a private folder. HELPER_FAILED. */
bool chart_archive_check(const char *archive, const char *chart, const char *home, size_t *ret_bytes, GError **error);

/* Unpacks a checked archive into a new folder. HELPER_FAILED. */
bool chart_archive_unpack(const char *archive, const char *chart, const char *home, const char *folder, GError **error);

#endif
