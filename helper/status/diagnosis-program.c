/* SPDX-License-Identifier: MIT */
#include "diagnosis-program.h"

#include "../../keyring/part.h"
#include "../runtime/program-run.h"
#include "../runtime/program.h"
#include "../runtime/version.h"
#include "diagnostic.h"

#include <string.h>

/* The version that a program says it has; NULL, with the reason, if it does not work or is another program. */
static char *version_of(const char *program, char **ret_reason)
{
	static const char begin[] = PROGRAM_NAME " (";
	g_autofree char *output = NULL;
	g_autoptr(GError) cause = NULL;
	if (!program_run(program, "version", DIAGNOSIS_PROGRAM_SECONDS, &output, &cause)) {
		*ret_reason = g_strdup_printf("does not work (%s)", cause->message);
		return NULL;
	}
	const char *end = strstr(output, ") ");
	if (!g_str_has_prefix(output, begin) || !end) {
		*ret_reason = g_strdup("is another program");
		return NULL;
	}
	return g_strstrip(g_strdup(end + strlen(") ")));
}

/* The copies of one name on PATH: the first is what clients run. */
struct copies {
	GPtrArray *paths;
	char *version; /* of the first; NULL if it does not work */
	char *reason;  /* why not */
};

static void copies_clear(struct copies *copies)
{
	g_clear_pointer(&copies->paths, g_ptr_array_unref);
	g_clear_pointer(&copies->version, g_free);
	g_clear_pointer(&copies->reason, g_free);
}

typedef struct copies Copies; /* for g_auto(Copies) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copies, copies_clear)

static void tell_of_missing(GPtrArray *diagnostics)
{
	g_autofree char *self = part_program();
	g_autofree char *folder = self ? g_path_get_dirname(self) : g_strdup("its folder");
	g_autofree char *remedy = g_strdup_printf("add %s to PATH", folder);
	diagnostic_add(diagnostics, PROGRAM_NOT_ON_PATH, "program", remedy,
		       PROGRAM_NAME " is not on PATH, so no client finds it");
}

/* The first copy after the first that works, or NULL. */
static const char *find_working(const struct copies *copies)
{
	for (guint i = 1; i < copies->paths->len; i++) {
		const char *path = g_ptr_array_index(copies->paths, i);
		g_autofree char *reason = NULL;
		g_autofree char *version = version_of(path, &reason);
		if (version)
			return path;
	}
	return NULL;
}

static void tell_of_broken(const struct copies *copies, GPtrArray *diagnostics)
{
	const char *first = g_ptr_array_index(copies->paths, 0);
	const char *working = find_working(copies);
	g_autofree char *remedy =
		working ? g_strdup_printf("remove %s, then clients run %s, which works", first, working)
			: g_strdup("install the program again");
	diagnostic_add(diagnostics, PROGRAM_BROKEN, "program", remedy, "%s, which clients run, %s", first,
		       copies->reason);
}

void diagnosis_program(GPtrArray *diagnostics)
{
	g_auto(Copies) copies = { .paths = program_copies_on_path(PROGRAM_NAME) };
	if (copies.paths->len == 0) {
		tell_of_missing(diagnostics);
		return;
	}
	const char *first = g_ptr_array_index(copies.paths, 0);
	copies.version = version_of(first, &copies.reason);
	if (!copies.version) {
		tell_of_broken(&copies, diagnostics);
		return;
	}
	diagnostic_add(diagnostics, PROGRAM_FOUND, "program", NULL, "%s, version %s", first, copies.version);
	if (copies.paths->len > 1) {
		const char *second = g_ptr_array_index(copies.paths, 1);
		g_autofree char *remedy = g_strdup_printf("if %s is not needed, remove it", second);
		diagnostic_add(diagnostics, PROGRAM_COPIES, "program", remedy,
			       "another copy on PATH is never run by clients: %s", second);
	}
	if (strcmp(copies.version, version_of_this_build()) != 0)
		diagnostic_add(diagnostics, PROGRAM_OTHER_VERSION, "program", NULL,
			       "clients run version %s; this is version %s", copies.version, version_of_this_build());
}

bool diagnosis_helper_works(const char *helper, char **ret_reason)
{
	g_autofree char *name = g_strconcat(HELPER_PREFIX, helper, NULL);
	g_autoptr(GPtrArray) paths = program_copies_on_path(name);
	if (paths->len == 0) {
		*ret_reason = g_strdup("is not on PATH");
		return false;
	}
	g_autofree char *version = version_of(g_ptr_array_index(paths, 0), ret_reason);
	return version != NULL;
}

unsigned diagnosis_docker_version(void)
{
	static const char begin[] = "Docker version ";
	g_autoptr(GPtrArray) paths = program_copies_on_path("docker");
	g_autofree char *output = NULL;
	if (paths->len == 0 ||
	    !program_run(g_ptr_array_index(paths, 0), "--version", DIAGNOSIS_PROGRAM_SECONDS, &output, NULL) ||
	    !g_str_has_prefix(output, begin))
		return 0;
	char *rest;
	guint64 major = g_ascii_strtoull(output + strlen(begin), &rest, 10);
	guint64 minor = *rest == '.' ? g_ascii_strtoull(rest + 1, NULL, 10) : 0;
	return (unsigned)(major * 1000 + minor);
}
