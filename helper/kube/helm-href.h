/* SPDX-License-Identifier: MIT
 *
 * helm-href.h - the URL by which Helm asks its plugin for the license (pure)
 *
 *	href    = "replicated://" [ profile ] [ "/" format ] [ "?" domains ]
 *	format  = "values" / "base64" / "json"		; values unless it is given
 *	domains = "domain=" domain *( "&domain=" domain )
 *
 * Nothing else: charts and chart repositories name URLs too, and Helm asks for what is below them (URL/index.yaml,
 * NAME.tgz, URL.prov). So an empty format, an empty query, a fragment and a percent sign are refused.
 */
#ifndef HELPER_KUBE_HELM_HREF_H
#define HELPER_KUBE_HELM_HREF_H

#include "../license/profile.h"

#include <glib.h>
#include <stdbool.h>

#define HELM_SCHEME "replicated"

/* A hundred domains fit. */
#define HELM_HREF_MAX (32 * 1024)

enum helm_format {
	HELM_VALUES, /* a values file, for -f */
	HELM_BASE64, /* the docker config in base64, and as it is: for --set-file */
	HELM_JSON,
};

struct helm_href {
	char profile[PROFILE_MAX + 1]; /* "" if none is named */
	enum helm_format format;
	GPtrArray *domains; /* strings, canonical, each once; may be empty */
	/* Neither profile nor format: no chart repository can make Helm ask for it. What an index names is asked for as
	 * Go's net/url prints it: "replicated:" for "replicated://". */
	bool is_bare;
};

/* Reads it; to be cleared. HELPER_USAGE, with a sentence that repeats nothing of the URL: a license may have been put
 * there. *ret_href is untouched then. */
bool helm_href_parse(const char *text, struct helm_href *ret_href, GError **error);

/* Frees the members and leaves the struct empty. */
void helm_href_clear(struct helm_href *href);

typedef struct helm_href HelmHref; /* for g_auto(HelmHref) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HelmHref, helm_href_clear)

#endif
