/* SPDX-License-Identifier: MIT */
#include "chart-helm.h"

#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/program.h"
#include "chart-program.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* All renderings together may take this many times what one may. */
#define WHOLE_FACTOR 4
#define SAID_MAX 300
#define ALLOW "allowInsecureImages"
#define PROBE_FILE "templates/zz-docker-credential-replicated.yaml"

char *chart_helm_program(void)
{
	g_autoptr(GPtrArray) copies = program_copies_on_path("helm");
	return copies->len > 0 ? g_strdup(g_ptr_array_index(copies, 0)) : NULL;
}

static GPtrArray *make_arguments(const struct chart_helm *helm, bool override)
{
	GPtrArray *arguments = g_ptr_array_new();
	const char *const words[] = { helm->program, "template", "release-name", helm->copy.chart };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		g_ptr_array_add(arguments, (gpointer)(guintptr)words[i]);
	const char *const files[] = { helm->values, override ? "-" : NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		if (!files[i])
			continue;
		g_ptr_array_add(arguments, (gpointer)(guintptr) "-f");
		g_ptr_array_add(arguments, (gpointer)(guintptr)files[i]);
	}
	if (helm->allows_insecure_images) {
		g_ptr_array_add(arguments, (gpointer)(guintptr) "--set");
		g_ptr_array_add(arguments, (gpointer)(guintptr) "global.security." ALLOW "=true");
	}
	g_ptr_array_add(arguments, NULL);
	return arguments;
}

/* Of what helm says, the line of its error. */
static char *first_error(const char *said)
{
	const char *line = strstr(said, "Error: ");
	line = line ? line + strlen("Error: ") : said;
	return g_strstrip(g_strndup(line, MIN(strcspn(line, "\n"), SAID_MAX)));
}

static bool run(struct chart_helm *helm, const struct secret *override, struct secret *output, struct secret *said,
		bool *ret_good, GError **error)
{
	double seconds = deadline_seconds();
	double left = seconds * WHOLE_FACTOR - (double)helm->spent / (double)G_USEC_PER_SEC;
	g_autoptr(GPtrArray) arguments = make_arguments(helm, override != NULL);
	const struct chart_program program = {
		.arguments = (const char *const *)arguments->pdata,
		.home = helm->copy.home,
		.input = override,
		.progress = "helm renders the chart ...",
		.spent = helm->spent,
		.seconds = CLAMP(left, 0, seconds),
	};
	helm->renderings++;
	gint64 start = g_get_monotonic_time();
	bool ended = chart_program_run(&program, output, said, ret_good, error);
	helm->spent += g_get_monotonic_time() - start;
	return ended;
}

bool chart_helm_render(struct chart_helm *helm, const struct secret *override, struct chart_manifest *ret_manifest,
		       GError **error)
{
	g_auto(Secret) output = SECRET_INIT(CHART_OUTPUT_MAX);
	g_auto(Secret) said = SECRET_INIT(CHART_ERRORS_MAX);
	bool good;
	if (!run(helm, override, &output, &said, &good, error))
		return false;
	if (!good && !helm->allows_insecure_images && strstr(secret_text(&said), ALLOW)) {
		helm->allows_insecure_images = true;
		return chart_helm_render(helm, override, ret_manifest, error);
	}
	if (!good) {
		g_autofree char *line = first_error(secret_text(&said));
		return fail(error, HELPER_FAILED, "helm cannot render the chart%s%s", *line ? ": " : "", line);
	}
	chart_manifest_read(secret_text(&output), ret_manifest);
	return true;
}

bool chart_helm_render_values(struct chart_helm *helm, struct chart_manifest *ret_manifest, GError **error)
{
	g_autofree char *folder = g_build_filename(helm->copy.chart, "templates", NULL);
	g_autofree char *probe = g_build_filename(helm->copy.chart, PROBE_FILE, NULL);
	g_autofree char *within = g_strdup(probe + strlen(helm->copy.home) + 1);
	(void)mkdir(folder, S_IRWXU);
	if (!chart_copy_write(&helm->copy, within, MANIFEST_PROBE, strlen(MANIFEST_PROBE), error))
		return false;
	bool rendered = chart_helm_render(helm, NULL, ret_manifest, error);
	(void)unlink(probe);
	return rendered;
}

void chart_helm_clear(struct chart_helm *helm)
{
	if (!helm->program)
		return;
	g_free(helm->program);
	chart_copy_clear(&helm->copy);
	*helm = (struct chart_helm){ 0 };
}
