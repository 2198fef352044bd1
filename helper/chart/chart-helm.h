/* SPDX-License-Identifier: MIT
 *
 * chart-helm.h - a chart, rendered by the helm on PATH
 *
 * Helm 3 or 4, whichever is found. It reads a copy (chart-copy.h), has no network, no home, no license and bounded time
 * (chart-program.h); HELM_… variables do not reach it. The override is given on its standard input.
 */
#ifndef HELPER_CHART_CHART_HELM_H
#define HELPER_CHART_CHART_HELM_H

#include "chart-copy.h"
#include "chart-manifest.h"

#include "../../keyring/secret.h"

/* No chart needs so many. Images that are not decided then are left unchanged. */
#define CHART_RENDERINGS_MAX 24

struct chart_helm {
	char *program;		     /* its full name */
	struct chart_copy copy;	     /* of the chart */
	const char *values;	     /* a further values file in the copy's home, or NULL */
	bool allows_insecure_images; /* Bitnami's charts refused other images, and were told not to */
	unsigned renderings;
	gint64 spent; /* microseconds, by all of them */
};

/* The helm on PATH, or NULL. Freed by the caller. */
char *chart_helm_program(void);

/* Renders it, with an override or NULL. HELPER_FAILED, with helm's own message if it failed. A chart that refuses
 * images because of `global.security.allowInsecureImages` is rendered again with that set, and so are all later ones. */
bool chart_helm_render(struct chart_helm *helm, const struct secret *override, struct chart_manifest *ret_manifest,
		       GError **error);

/* The same without an override and with the values that the templates see, in ret_manifest->values. */
bool chart_helm_render_values(struct chart_helm *helm, struct chart_manifest *ret_manifest, GError **error);

void chart_helm_clear(struct chart_helm *helm);

typedef struct chart_helm ChartHelm; /* for g_auto(ChartHelm) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartHelm, chart_helm_clear)

#endif
