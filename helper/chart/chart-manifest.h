/* SPDX-License-Identifier: MIT
 *
 * chart-manifest.h - what helm rendered, as a list of texts with their places (pure)
 *
 * Each scalar of each document is one text. Two renderings are compared text by text, and in a text token by token:
 * images are in flags (`--image=quay.io/org/api:1`), lists (`a,b`) and whole files of configuration, too.
 * A document that the strict parser refuses (a key given twice, tags) is read line by line.
 * CustomResourceDefinitions are skipped, because their images are examples.
 */
#ifndef HELPER_CHART_CHART_MANIFEST_H
#define HELPER_CHART_CHART_MANIFEST_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

enum manifest_context {
	MANIFEST_OTHER,
	MANIFEST_IMAGE,	   /* its key is image, or ends so: the whole text is one */
	MANIFEST_ARGUMENT, /* of a program in a pod */
	MANIFEST_SECRET,   /* in a Secret; its base64 is decoded */
};

struct manifest_text {
	char *place; /* for people: "Deployment/web spec.template.spec.containers[0].image" */
	char *position; /* the same in each rendering, even if a name is random: template, kind and number instead of the name */
	char *text;
	enum manifest_context context;
};

struct chart_manifest {
	GPtrArray *texts;	 /* struct manifest_text */
	GHashTable *by_position; /* the same */
	char *values; /* JSON of all values, also those of subcharts, if MANIFEST_PROBE was rendered; or NULL */
};

/* A template that adds what the chart's templates see as `.Values`; its document is not among the texts. */
#define MANIFEST_PROBE_KIND "DockerCredentialReplicatedValues"
#define MANIFEST_PROBE                                                                                                 \
	"{\"apiVersion\":\"v1\",\"kind\":\"" MANIFEST_PROBE_KIND "\",\"metadata\":{\"name\":\"values\"},"              \
	"\"values\":\"{{ .Values | toJson | b64enc }}\"}\n"

void chart_manifest_read(const char *text, struct chart_manifest *ret_manifest);
void chart_manifest_clear(struct chart_manifest *manifest);

/* The text at that position, or NULL. */
const struct manifest_text *chart_manifest_at(const struct chart_manifest *manifest, const char *position);

/* The tokens of a text, in their order; of MANIFEST_IMAGE one. Freed by the caller. */
SecretTexts manifest_tokens(const struct manifest_text *text);

typedef struct chart_manifest ChartManifest; /* for g_auto(ChartManifest) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartManifest, chart_manifest_clear)

#endif
