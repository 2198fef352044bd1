/* SPDX-License-Identifier: MIT
 *
 * chart-copy.h - a private copy of a chart, for helm to read
 *
 * A chart is a folder with a Chart.yaml, or an archive of one (.tgz, as `helm package` makes it). Others wrote
 * it, so links, pipes and devices, more than CHART_BYTES_MAX bytes (also unpacked) and more than CHART_FILES_MAX files
 * are refused with a message. A folder is read by descriptor. An archive is listed and then unpacked with tar.
 */
#ifndef HELPER_CHART_CHART_COPY_H
#define HELPER_CHART_CHART_COPY_H

#include "chart-archive.h"

#include <glib.h>
#include <stdbool.h>

#define CHART_FOLDERS_MAX 32

struct chart_copy {
	char *home;  /* the private folder */
	char *chart; /* the copy, in it */
};

/* Whether the path looks like a chart: a folder, or the name of an archive. */
bool chart_is_folder(const char *path);
bool chart_is_archive(const char *path);

/* The folder of a values file, if there is a Chart.yaml next to it, else NULL. Freed by the caller. */
char *chart_of_values_file(const char *path);

/* HELPER_FAILED. Signals are held from a success until chart_copy_clear(), which deletes the copy. */
bool chart_copy_make(const char *path, struct chart_copy *ret_copy, GError **error);
void chart_copy_clear(struct chart_copy *copy);

/* Writes a file into the copy. */
bool chart_copy_write(const struct chart_copy *copy, const char *path, const char *text, size_t length, GError **error);

typedef struct chart_copy ChartCopy; /* for g_auto(ChartCopy) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartCopy, chart_copy_clear)

#endif
