/* SPDX-License-Identifier: MIT
 *
 * helm-getter.c - Helm's plugin: the license for `-f replicated://`, on no command line and in no file
 *
 * Helm calls a plugin for the URLs of its scheme with the file names of a certificate, its key and an authority, usually
 * empty words, and the URL; takes standard output as the file; and stops if the plugin fails. Whatever names such a URL
 * is answered by Helm, a chart repository too: so the license is only given for what a person wrote (helm-command.h).
 */
#include "../command.h"

#include "../kube/dockerconfig.h"
#include "../kube/helm-command.h"
#include "../kube/helm-href.h"
#include "../kube/helm-values.h"
#include "../license/license-load.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/program.h"

#include <string.h>
#include <unistd.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ 0 },
};

const struct command command_helm_getter = {
	.name = "helm-getter",
	.kind = COMMAND_PEOPLE,
	.synopsis = "CERT KEY CA URL",
	.summary = "supply the license to Helm for -f replicated://",
	.details = "Helm runs it through its plugin 'replicated', which 'configure --client helm' installs.",
	.example = "helm install app ./chart -f replicated://",
	.options = specs,
	.run = run,
};

/* The words that Helm passes; the last one is the URL. */
#define HELM_WORDS 4

/* What Linux allows for the words of a command and its environment. */
#define COMMAND_LINE_MAX (6 * 1024 * 1024)

static bool choose_url(const struct options *given, const char **ret_url, GError **error);
static bool check_caller(const char *url, const struct helm_href *href, GError **error);
static bool check_domains(const GPtrArray *domains, GError **error);
static void choose_profile(const struct helm_href *href, struct profile *profile);
static bool answer(const struct invocation *invocation, const struct helm_href *href, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	const char *url;
	g_auto(HelmHref) href = { .domains = NULL };
	if (!choose_url(invocation->options, &url, error) || !helm_href_parse(url, &href, error) ||
	    !check_caller(url, &href, error) || !check_domains(href.domains, error))
		return false;
	choose_profile(&href, &invocation->profile);
	return answer(invocation, &href, error);
}

static bool choose_url(const struct options *given, const char **ret_url, GError **error)
{
	const char *const *words = options_words(given);
	if (g_strv_length((char **)(guintptr)words) != HELM_WORDS)
		return fail(error, HELPER_USAGE,
			    "'helm-getter' is run by Helm, with four arguments: install its plugin with '" PROGRAM_NAME
			    " configure --client helm', then run 'helm install app ./chart -f " HELM_SCHEME "://'");
	*ret_url = words[HELM_WORDS - 1];
	return true;
}

/* Helm has it from `helm repo add`. Its plugins are told where its cache is. */
static bool is_repository(const char *name)
{
	const char *cache = g_getenv("HELM_REPOSITORY_CACHE");
	g_autofree char *index = g_strconcat(name, "-index.yaml", NULL);
	g_autofree char *file = cache ? g_build_filename(cache, index, NULL) : NULL;
	return file && access(file, F_OK) == 0;
}

/* The command line of Helm itself: a plugin runs directly below it. */
static bool check_caller(const char *url, const struct helm_href *href, GError **error)
{
	/* It may hold passwords that were given by --set. */
	g_auto(Secret) words = SECRET_INIT(COMMAND_LINE_MAX);
	g_autofree char *file = g_strdup_printf("/proc/%ld/cmdline", (long)getppid());
	int failure = secret_read_path(&words, file);
	if (failure)
		return fail(error, HELPER_FAILED, "cannot read Helm's command line from '%s': %s", file,
			    g_strerror(failure));
	if (!helm_command_reads(secret_text(&words), words.length, url))
		return fail(
			error, HELPER_FAILED,
			"the license is not given to a chart or a chart repository that names the URL: only to Helm "
			"for a "
			"URL that its own command line gives to -f, --values or --set-file, as in '-f " HELM_SCHEME
			"://'");
	return href->is_bare || !helm_command_asks_for_charts(secret_text(&words), words.length, is_repository) ||
	       fail(error, HELPER_FAILED,
		    "a chart repository could name the same URL, and Helm would write the license into a file: use "
		    "'-f " HELM_SCHEME
		    "://' alone, which no repository can name, and REPLICATED_PROFILE for another profile; or "
		    "pull the chart first");
}

static bool check_domains(const GPtrArray *domains, GError **error)
{
	for (guint i = 0; i < domains->len; i++)
		if (!our_domains_require(g_ptr_array_index(domains, i), error))
			return false;
	return true;
}

static void choose_profile(const struct helm_href *href, struct profile *profile)
{
	if (!*href->profile)
		return;
	g_strlcpy(profile->name, href->profile, sizeof(profile->name));
	profile->named = true;
}

static void print(enum helm_format format, const struct secret *json, struct secret *out)
{
	switch (format) {
	case HELM_VALUES:
		helm_values_print(json, out);
		break;
	case HELM_BASE64: /* --set-file takes a line end for a part of the value */
		secret_append_base64(out, json->bytes, json->length);
		break;
	case HELM_JSON:
		secret_append_secret(out, json);
		break;
	}
}

static bool answer(const struct invocation *invocation, const struct helm_href *href, GError **error)
{
	static const struct dockerconfig_style style = { .app_keys = false };
	g_autoptr(GPtrArray) licenses = NULL;
	g_auto(Secret) json = SECRET_INIT(DOCKERCONFIG_MAX);
	g_ptr_array_add(href->domains, NULL);
	if (!license_load_any(&invocation->profile, (const char *const *)href->domains->pdata, &licenses, error) ||
	    !dockerconfig_print(licenses, &style, &json, error))
		return false;
	print(href->format, &json, invocation->out);
	return true;
}
