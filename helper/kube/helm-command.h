/* SPDX-License-Identifier: MIT
 *
 * helm-command.h - whether a person gave a URL to Helm as a file of values (pure)
 *
 * Helm asks its plugins for every URL of their scheme, whoever named it: a chart repository whose index says
 * `urls: ["replicated://default/values"]` makes `helm pull` ask for the license and write it into a file. So the
 * license is only given for what Helm's own command line says, at the places where Helm reads values from:
 *
 *	-f URL   -fURL   -f=URL   -if URL   --values URL   --values=URL   --values FILE,URL
 *	--set-file KEY=URL   --set-file=KEY=URL,KEY=URL
 *
 * A URL anywhere else, such as the chart of `helm pull URL` or the value of --set, does not count.
 */
#ifndef HELPER_KUBE_HELM_COMMAND_H
#define HELPER_KUBE_HELM_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* `words` is a command line as /proc/PID/cmdline has it: each word ends with a NUL. A last one without is cut off, and
 * does not count. */
bool helm_command_reads(const char *words, size_t length, const char *url);

/* Whether the same Helm may ask for a chart by a URL of our scheme, too, which would get the license into its cache: a
 * word is such a URL itself; charts come from a chart repository whose index is chosen by others (REPOSITORY/CHART,
 * --repo, --dependency-update). `is_repository` tells whether Helm has a chart repository of that name. */
bool helm_command_asks_for_charts(const char *words, size_t length, bool (*is_repository)(const char *name));

#endif
