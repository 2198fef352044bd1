/* SPDX-License-Identifier: MIT */
#include "chart-copy.h"

#include "../runtime/error.h"
#include "../runtime/program.h"
#include "chart-archive.h"
#include "chart-program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (64 * 1024)
#define FOLDER_MODE 0700
#define FILE_MODE 0600
/* Open folders while a copy is deleted. */
#define FTW_FOLDERS 16

struct copying {
	const char *chart; /* for sentences */
	size_t bytes;
	size_t files;
};

bool chart_is_folder(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool chart_is_archive(const char *path)
{
	return g_str_has_suffix(path, ".tgz") || g_str_has_suffix(path, ".tar.gz");
}

char *chart_of_values_file(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *file = g_build_filename(folder, "Chart.yaml", NULL);
	struct stat status;
	return stat(file, &status) == 0 && S_ISREG(status.st_mode) ? g_steal_pointer(&folder) : NULL;
}

/* ---- files ---- */

/* Of files, no call is interrupted: the signals are held. */
static bool write_file(int fd, const char *bytes, size_t length)
{
	for (size_t done = 0; done < length;) {
		ssize_t written = write(fd, bytes + done, length - done);
		if (written < 0)
			return false;
		done += (size_t)written;
	}
	return true;
}

static bool refuse_write(GError **error)
{
	return fail(error, HELPER_FAILED, "cannot copy the chart to a temporary folder: %s", g_strerror(errno));
}

static bool count(struct copying *copying, size_t bytes, GError **error)
{
	copying->bytes += bytes;
	return copying->bytes <= CHART_BYTES_MAX || fail(error, HELPER_FAILED, "the chart '%s' is larger than %d MiB",
							 copying->chart, CHART_BYTES_MAX / 1024 / 1024);
}

static bool copy_bytes(struct copying *copying, int from, int to, GError **error)
{
	g_auto(Secret) buffer = SECRET_INIT(CHUNK);
	char *chunk = secret_reserve(&buffer, CHUNK);
	for (;;) {
		ssize_t got = read(from, chunk, CHUNK);
		if (got < 0)
			return fail(error, HELPER_FAILED, "cannot read the chart '%s': %s", copying->chart,
				    g_strerror(errno));
		if (got == 0)
			return true;
		if (!count(copying, (size_t)got, error))
			return false;
		if (!write_file(to, chunk, (size_t)got))
			return refuse_write(error);
	}
}

static bool copy_file(struct copying *copying, int from, const char *to, GError **error)
{
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	if (out < 0)
		return refuse_write(error);
	bool good = copy_bytes(copying, from, out, error);
	if (close(out) == 0)
		return good;
	g_clear_error(error);
	return refuse_write(error);
}

static bool copy_folder(struct copying *copying, int from, const char *to, unsigned depth, GError **error);

static bool copy_entry(struct copying *copying, int folder, const char *name, const char *to, unsigned depth,
		       GError **error)
{
	/* Without O_NONBLOCK a pipe would wait for its writer. */
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && errno != ENXIO)
		return errno == ELOOP ? fail(error, HELPER_FAILED, "the chart '%s' contains a link ('%s')",
					     copying->chart, name)
				      : fail(error, HELPER_FAILED, "cannot read '%s' in the chart '%s': %s", name,
					     copying->chart, g_strerror(errno));
	struct stat status = { 0 };
	bool good;
	(void)fstat(fd, &status); /* of a socket, which cannot be opened, it says nothing */
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
		good = fail(error, HELPER_FAILED, "the chart '%s' contains a pipe, device or socket ('%s')",
			    copying->chart, name);
	} else if (++copying->files > CHART_FILES_MAX) {
		good = fail(error, HELPER_FAILED, "the chart '%s' contains more than %d files", copying->chart,
			    CHART_FILES_MAX);
	} else if (S_ISDIR(status.st_mode)) {
		good = copy_folder(copying, fd, to, depth + 1, error);
	} else {
		good = copy_file(copying, fd, to, error);
	}
	(void)close(fd);
	return good;
}

static bool copy_folder(struct copying *copying, int from, const char *to, unsigned depth, GError **error)
{
	if (depth > CHART_FOLDERS_MAX)
		return fail(error, HELPER_FAILED, "the folders of the chart '%s' are nested deeper than %d levels",
			    copying->chart, CHART_FOLDERS_MAX);
	if (mkdir(to, FOLDER_MODE) != 0)
		return refuse_write(error);
	int fd = dup(from);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (!folder)
		return fail(error, HELPER_FAILED, "cannot read the chart '%s': %s", copying->chart, g_strerror(errno));
	bool good = true;
	const struct dirent *entry;
	while (good && (entry = readdir(folder))) {
		/* Helm's charts are often kept in Git. */
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, ".git") == 0)
			continue;
		g_autofree char *copy = g_build_filename(to, entry->d_name, NULL);
		good = copy_entry(copying, from, entry->d_name, copy, depth, error);
	}
	(void)closedir(folder);
	return good;
}

/* ---- the whole ---- */

/* The archives of subcharts are read by helm: what is in them is known before. */
static bool check_subcharts(struct copying *copying, const struct chart_copy *copy, GError **error)
{
	g_autofree char *folder = g_build_filename(copy->chart, "charts", NULL);
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	const char *name;
	while (entries && (name = g_dir_read_name(entries))) {
		g_autofree char *file = g_build_filename(folder, name, NULL);
		size_t bytes;
		if (chart_is_archive(name) && (!chart_archive_check(file, copying->chart, copy->home, &bytes, error) ||
					       !count(copying, bytes, error)))
			return false;
	}
	return true;
}

/* The one folder of an unpacked archive that is a chart. */
static bool find_unpacked(struct chart_copy *copy, const char *name, GError **error)
{
	g_autofree char *unpacked = g_steal_pointer(&copy->chart);
	g_autoptr(GDir) entries = g_dir_open(unpacked, 0, NULL);
	const char *entry;
	while (entries && (entry = g_dir_read_name(entries))) {
		g_autofree char *file = g_build_filename(unpacked, entry, "Chart.yaml", NULL);
		if (access(file, F_OK) != 0)
			continue;
		copy->chart = g_build_filename(unpacked, entry, NULL);
		return true;
	}
	return fail(error, HELPER_FAILED, "'%s' is not a chart: it has no Chart.yaml", name);
}

static bool copy_archive(struct copying *copying, struct chart_copy *copy, int from, GError **error)
{
	g_autofree char *archive = g_build_filename(copy->home, "chart.tgz", NULL);
	size_t bytes;
	return copy_file(copying, from, archive, error) &&
	       chart_archive_check(archive, copying->chart, copy->home, &bytes, error) &&
	       chart_archive_unpack(archive, copying->chart, copy->home, copy->chart, error) &&
	       find_unpacked(copy, copying->chart, error);
}

static bool copy_chart(struct copying *copying, struct chart_copy *copy, int from, GError **error)
{
	struct stat status = { 0 };
	(void)fstat(from, &status);
	if (S_ISREG(status.st_mode))
		return copy_archive(copying, copy, from, error) && check_subcharts(copying, copy, error);
	if (!S_ISDIR(status.st_mode))
		return fail(error, HELPER_FAILED, "'%s' is not a chart: a folder or an archive is required",
			    copying->chart);
	if (faccessat(from, "Chart.yaml", F_OK, 0) != 0)
		return fail(error, HELPER_FAILED, "'%s' is not a chart: it has no Chart.yaml", copying->chart);
	return copy_folder(copying, from, copy->chart, 0, error) && check_subcharts(copying, copy, error);
}

bool chart_copy_make(const char *path, struct chart_copy *ret_copy, GError **error)
{
	g_auto(ChartCopy) copy = { 0 };
	struct copying copying = { .chart = path };
	int from = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (from < 0)
		return fail(error, HELPER_FAILED, "cannot open the chart '%s': %s", path, g_strerror(errno));
	chart_signals_hold();
	copy.home = g_build_filename(g_get_tmp_dir(), PROGRAM_NAME ".XXXXXX", NULL);
	bool good = g_mkdtemp(copy.home) ? true : refuse_write(error);
	if (!good) {
		g_clear_pointer(&copy.home, g_free);
		chart_signals_release();
	}
	copy.chart = good ? g_build_filename(copy.home, "chart", NULL) : NULL;
	good = good && copy_chart(&copying, &copy, from, error);
	(void)close(from);
	if (!good)
		return false;
	*ret_copy = copy;
	copy = (struct chart_copy){ 0 };
	return true;
}

static int delete_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	(void)remove(path);
	return 0;
}

/* A folder that cannot be read is not entered by nftw(3), so what is in it is opened by another call. */
static int open_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)where;
	if (!S_ISDIR(status->st_mode))
		return 0;
	(void)chmod(path, FOLDER_MODE);
	if (kind == FTW_DNR && access(path, R_OK) == 0)
		(void)nftw(path, open_one, FTW_FOLDERS, FTW_PHYS);
	return 0;
}

void chart_copy_clear(struct chart_copy *copy)
{
	if (!copy->home)
		return;
	/* An archive may hold folders that their owner cannot enter. */
	(void)nftw(copy->home, open_one, FTW_FOLDERS, FTW_PHYS);
	(void)nftw(copy->home, delete_one, FTW_FOLDERS, FTW_DEPTH | FTW_PHYS);
	g_free(copy->home);
	g_free(copy->chart);
	*copy = (struct chart_copy){ 0 };
	chart_signals_release();
}

bool chart_copy_write(const struct chart_copy *copy, const char *path, const char *text, size_t length, GError **error)
{
	g_autofree char *file = g_build_filename(copy->home, path, NULL);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return refuse_write(error);
	bool good = write_file(fd, text, length);
	/* A file system of a network may say only now that it is full. */
	good = close(fd) == 0 && good;
	return good || refuse_write(error);
}
