/* SPDX-License-Identifier: MIT
 *
 * image.c - image references, rewritten to the Replicated proxy and back
 *
 * Left as it is, in both directions: what is on a domain of ours already (a path of an app, the public
 * paths /library/ and /anonymous/, the Replicated registry), and charts, oci://….
 */
#include "../command.h"

#include "../address/reference.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/program.h"
#include "../runtime/stream.h"

#include <string.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "app", 0, "SLUG", "slug of the app whose license is used", false },
	{ "domain", 0, "PROXY", "custom domain of the proxy (proxy.replicated.com)", false },
	{ "reverse", 0, NULL, "print the upstream name of a rewritten reference", false },
	{ 0 },
};

const struct command command_image = {
	.name = "image",
	.kind = COMMAND_PEOPLE,
	.synopsis = "--app SLUG [--domain PROXY] [--reverse] REFERENCE... | -",
	.summary = "rewrite image references to the Replicated proxy",
	.example = PROGRAM_NAME " image --app my-app quay.io/my-org/api:1.2",
	.options = specs,
	.run = run,
};

struct rewriting {
	char proxy[DOMAIN_SIZE];
	const char *app; /* may be NULL with `reverse` only: any */
	bool reverse;
	struct secret *out;
};

static bool choose_rewriting(const struct invocation *invocation, struct rewriting *ret_rewriting, GError **error);
static bool rewrite_list(const struct rewriting *rewriting, GError **error);
static bool rewrite(const struct rewriting *rewriting, const char *text, GError **error);

static bool run(struct invocation *invocation, GError **error)
{
	struct rewriting rewriting;
	bool read = false;
	if (!choose_rewriting(invocation, &rewriting, error))
		return false;
	for (const char *const *word = options_words(invocation->options); *word; word++) {
		bool list = strcmp(*word, "-") == 0;
		if (list && read)
			return fail(error, HELPER_USAGE, "'-' is given twice: standard input can be read only once");
		read = read || list;
		if (!(list ? rewrite_list(&rewriting, error) : rewrite(&rewriting, *word, error)))
			return false;
	}
	return true;
}

/* The longest list on standard input: ten thousand images of the longest kind. */
#define LIST_MAX (16 * 1024 * 1024)

#define CHART_SCHEME "oci://"

static bool choose_rewriting(const struct invocation *invocation, struct rewriting *ret_rewriting, GError **error)
{
	const struct options *options = invocation->options;
	struct rewriting rewriting = { .reverse = options_flag(options, "reverse"), .out = invocation->out };
	if (!options_proxy(options, rewriting.proxy, error) ||
	    !options_app(options, !rewriting.reverse, &rewriting.app, error))
		return false;
	if (!*options_words(options))
		return fail(error, HELPER_USAGE,
			    "'image' requires image references, or '-' to read them from standard input, one per line");
	*ret_rewriting = rewriting;
	return true;
}

static bool is_on_proxy(const struct rewriting *rewriting, const struct reference *reference, bool *ret_on_proxy,
			GError **error)
{
	g_autofree char *domain = reference_domain(reference);
	*ret_on_proxy = strcmp(domain, rewriting->proxy) == 0;
	return *ret_on_proxy || !*domain || our_domains_hold(domain, ret_on_proxy, error);
}

static bool rewrite(const struct rewriting *rewriting, const char *text, GError **error)
{
	g_auto(Reference) reference = { 0 };
	bool chart = g_str_has_prefix(text, CHART_SCHEME);
	bool on_proxy;
	if (!reference_parse(chart ? text + strlen(CHART_SCHEME) : text, &reference, error) ||
	    !is_on_proxy(rewriting, &reference, &on_proxy, error))
		return false;

	g_autofree char *other = NULL;
	if (!chart && rewriting->reverse && on_proxy) {
		g_autofree char *app = NULL;
		if (reference_from_proxy(&reference, &other, &app) && rewriting->app &&
		    strcmp(app, rewriting->app) != 0)
			g_clear_pointer(&other, g_free);
	} else if (!chart && !rewriting->reverse && !on_proxy) {
		if (!reference_to_proxy(&reference, rewriting->proxy, rewriting->app, &other, error))
			return false;
	}
	secret_append_format(rewriting->out, "%s\n", other ? other : text);
	return true;
}

static bool rewrite_list(const struct rewriting *rewriting, GError **error)
{
	g_auto(Secret) list = SECRET_INIT(LIST_MAX);
	if (!read_stdin_to_limit(&list, "the list", error))
		return false;
	if (memchr(secret_text(&list), '\0', list.length))
		return fail(error, HELPER_FAILED, "the list on standard input contains a NUL byte: it is not text");

	g_auto(GStrv) lines = g_strsplit(secret_text(&list), "\n", -1);
	for (unsigned i = 0; lines[i]; i++) {
		if (*g_strstrip(lines[i]) == '\0')
			continue;
		if (!rewrite(rewriting, lines[i], error)) {
			g_prefix_error(error, "line %u of standard input: ", i + 1);
			return false;
		}
	}
	return true;
}
