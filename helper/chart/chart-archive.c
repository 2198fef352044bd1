/* SPDX-License-Identifier: MIT */
#include "chart-archive.h"

#include "../runtime/error.h"
#include "../runtime/program.h"
#include "chart-program.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define TAR_SECONDS 10

static bool run_tar(const char *const *words, const char *chart, const char *home, struct secret *output,
		    GError **error)
{
	g_autoptr(GPtrArray) copies = program_copies_on_path("tar");
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	g_auto(Secret) said = SECRET_INIT(CHART_ERRORS_MAX);
	bool good;
	if (copies->len == 0)
		return fail(error, HELPER_FAILED, "cannot read the archive '%s': tar is not on PATH", chart);
	g_ptr_array_add(arguments, g_ptr_array_index(copies, 0));
	for (; *words; words++)
		g_ptr_array_add(arguments, (gpointer)(guintptr)*words);
	g_ptr_array_add(arguments, NULL);
	const struct chart_program program = {
		.arguments = (const char *const *)arguments->pdata,
		.home = home,
		.seconds = TAR_SECONDS,
	};
	if (!chart_program_run(&program, output, &said, &good, error)) {
		g_prefix_error(error, "cannot read the archive '%s': ", chart);
		return false;
	}
	return good || fail(error, HELPER_FAILED, "'%s' is not an archive of a chart, or is damaged", chart);
}

/* A line of tar: "-rw-r--r-- 0/0  123 2026-01-02 03:04 name". */
static bool check_line(const char *line, const char *chart, size_t *bytes, GError **error)
{
	char *end = NULL;
	if (*line != '-' && *line != 'd')
		return fail(error, HELPER_FAILED, "the chart '%s' contains a link, pipe or device", chart);
	const char *owner = strchr(line, ' ');
	const char *size = owner ? strchr(owner + 1, ' ') : NULL;
	guint64 value = size ? g_ascii_strtoull(size, &end, 10) : 0;
	if (!end || end == size || *end != ' ')
		return fail(error, HELPER_FAILED,
			    "cannot read the archive '%s': tar lists its files in a form that is unknown to this "
			    "program",
			    chart);
	if (value > CHART_BYTES_MAX || (*bytes += (size_t)value) > CHART_BYTES_MAX)
		return fail(error, HELPER_FAILED, "the chart '%s' is larger than %d MiB", chart,
			    CHART_BYTES_MAX / 1024 / 1024);
	return true;
}

bool chart_archive_check(const char *archive, const char *chart, const char *home, size_t *ret_bytes, GError **error)
{
	const char *const words[] = { "--numeric-owner", "-tvzf", archive, NULL };
	g_auto(Secret) list = SECRET_INIT(CHART_OUTPUT_MAX);
	size_t bytes = 0;
	if (!run_tar(words, chart, home, &list, error))
		return false;
	g_auto(GStrv) lines = g_strsplit(secret_text(&list), "\n", -1);
	for (unsigned i = 0; lines[i] && *lines[i]; i++) {
		if (i >= CHART_FILES_MAX)
			return fail(error, HELPER_FAILED, "the chart '%s' contains more than %d files", chart,
				    CHART_FILES_MAX);
		if (!check_line(lines[i], chart, &bytes, error))
			return false;
	}
	*ret_bytes = bytes;
	return true;
}

bool chart_archive_unpack(const char *archive, const char *chart, const char *home, const char *folder, GError **error)
{
	const char *const words[] = { "--no-same-owner", "--no-same-permissions", "-xzf", archive, "-C", folder, NULL };
	g_auto(Secret) nothing = SECRET_INIT(CHART_OUTPUT_MAX);
	if (mkdir(folder, S_IRWXU) != 0)
		return fail(error, HELPER_FAILED, "cannot copy the chart to a temporary folder: %s", g_strerror(errno));
	return run_tar(words, chart, home, &nothing, error);
}
