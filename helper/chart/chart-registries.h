/* SPDX-License-Identifier: MIT
 *
 * chart-registries.h - the upstream registries whose images go through the proxy, and their names in texts (pure)
 *
 * Docker Hub has several names; if one of them is given, all of them count. The proxy accepts two of them
 * (docker.io, index.docker.io), so the others are written as docker.io there.
 */
#ifndef HELPER_CHART_CHART_REGISTRIES_H
#define HELPER_CHART_CHART_REGISTRIES_H

#include "../address/domain.h"
#include "../address/reference.h"

#include <glib.h>
#include <stdbool.h>

struct chart_rules {
	const char *proxy;	       /* domain of the proxy */
	const char *app;	       /* slug */
	const char *const *registries; /* upstream hosts as domain_parse() gives them, NULL-terminated */
};

struct chart_registries {
	const struct chart_rules *rules;
	GPtrArray *hosts; /* of the registries, NULL-terminated; of Docker Hub all names */
	bool hub;	  /* Docker Hub is one of them */
	char *prefix;	  /* "PROXY/proxy/APP/" */
};

void chart_registries_init(const struct chart_rules *rules, struct chart_registries *ret_registries);
void chart_registries_clear(struct chart_registries *registries);

typedef struct chart_registries ChartRegistries; /* for g_auto(ChartRegistries) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartRegistries, chart_registries_clear)

bool chart_registries_name(const struct chart_registries *registries, const char *domain);

/* Whether the domain is the proxy, or a Replicated registry: its images need no change. */
bool chart_registries_are_behind(const struct chart_registries *registries, const char *domain);

/* The first named registry that is mentioned in the text as a host, in any case, or NULL. */
const char *chart_registries_mentioned(const struct chart_registries *registries, const char *text);

/* The host before the first "/" of "HOST" or "HOST/PATH"; "" if there is none. */
void chart_host_of(const char *text, char ret_domain[static DOMAIN_SIZE]);

/* The name on the proxy of a named registry, or of a registry with the beginning of a path: "PROXY/proxy/APP/HOST[/PATH]". A
 * "/" at the end stays. Freed by the caller. */
char *chart_registry_to_proxy(const struct chart_registries *registries, const char *text);

#endif
