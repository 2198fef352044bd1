/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include "../../keyring/secret.h"
#include "../runtime/error.h"
#include "domain.h"

#include <string.h>

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define HEX "0123456789abcdef"
#define IMAGE_ID_LENGTH 64
#define PROXY_PREFIX "proxy/"

void reference_clear(struct reference *reference)
{
	/* Any value of a chart is read as a reference, also its license. */
	secret_free_text(reference->host);
	secret_free_text(reference->path);
	secret_free_text(reference->version);
	*reference = (struct reference){ 0 };
}

static bool check_tag(const char *text, const char *tag, GError **error)
{
	size_t length = strlen(tag);
	if (length <= REFERENCE_TAG_MAX && strspn(tag, ALNUM "_") > 0 && strspn(tag, ALNUM "_.-") == length)
		return true;
	return fail(
		error, HELPER_FAILED,
		"'%s' is not an image reference: the tag '%s' is not 1 to %d letters, digits, '_', '.' and '-', not "
		"starting with '.' or '-'",
		text, tag, REFERENCE_TAG_MAX);
}

static bool algorithm_is_valid(const char *algorithm, size_t length)
{
	bool after_alnum = false;
	for (size_t i = 0; i < length; i++) {
		bool alnum = g_ascii_islower(algorithm[i]) || g_ascii_isdigit(algorithm[i]);
		if (!alnum && (!after_alnum || !strchr("+._-", algorithm[i])))
			return false;
		after_alnum = alnum;
	}
	return after_alnum;
}

/* The registered algorithms have one form each; others are taken by the grammar alone. */
static bool encoded_is_valid(const char *algorithm, size_t algorithm_length, const char *encoded)
{
	static const struct {
		const char *name;
		size_t digits;
	} registered[] = { { "sha256", 64 }, { "sha384", 96 }, { "sha512", 128 }, { "blake3", 64 } };
	size_t length = strlen(encoded);
	for (size_t i = 0; i < G_N_ELEMENTS(registered); i++)
		if (strlen(registered[i].name) == algorithm_length &&
		    memcmp(registered[i].name, algorithm, algorithm_length) == 0)
			return length == registered[i].digits && strspn(encoded, HEX) == length;
	return length > 0 && strspn(encoded, ALNUM "=_-") == length;
}

static bool check_digest(const char *text, const char *digest, GError **error)
{
	size_t algorithm = strcspn(digest, ":");
	if (digest[algorithm] == ':' && algorithm_is_valid(digest, algorithm) &&
	    encoded_is_valid(digest, algorithm, digest + algorithm + 1))
		return true;
	return fail(error, HELPER_FAILED,
		    "'%s' is not an image reference: the digest '%s' is not ALGORITHM:ENCODED, such as sha256 and 64 "
		    "lower-case hex digits",
		    text, digest);
}

static bool check_path(const char *text, const char *path, GError **error)
{
	if (strlen(path) > REFERENCE_PATH_MAX)
		return fail(error, HELPER_FAILED,
			    "'%s' is not an image reference: the path '%s' is longer than %d bytes", text, path,
			    REFERENCE_PATH_MAX);
	for (const char *component = path;;) {
		size_t length = strcspn(component, "/");
		if (!path_component_is_valid(component, length))
			return fail(
				error, HELPER_FAILED,
				"'%s' is not an image reference: the path component '%.*s' is not lower-case letters "
				"and "
				"digits, separated by '.', '_', '__' or '-'",
				text, (int)length, component);
		if (component[length] == '\0')
			return true;
		component += length + 1;
	}
}

/* Cuts the host from the front of `name`, where there is one; gives what is behind it. */
static bool take_host(const char *text, const char *name, char **ret_host, const char **ret_path, GError **error)
{
	char domain[DOMAIN_SIZE];
	size_t length = strcspn(name, "/");
	g_autoptr(SecretText) first = g_strndup(name, length);
	*ret_host = NULL;
	*ret_path = name;
	if (name[length] == '\0' || (!strpbrk(first, ".:") && strcmp(first, "localhost") != 0))
		return true;
	if (!domain_parse(first, domain))
		return fail(error, HELPER_FAILED,
			    "'%s' is not an image reference: the host '%s' is not a registry domain, host[:port]", text,
			    first);
	*ret_host = g_steal_pointer(&first);
	*ret_path = name + length + 1;
	return true;
}

static bool check_whole(const char *text, GError **error)
{
	const char *scheme = strstr(text, "://");
	if (!*text)
		return fail(error, HELPER_FAILED, "an image reference is empty");
	if (strlen(text) > REFERENCE_MAX)
		return fail(error, HELPER_FAILED, "an image reference is longer than %d bytes", REFERENCE_MAX);
	if (scheme)
		return fail(error, HELPER_FAILED,
			    "'%s' is not an image reference: write it without the scheme '%.*s://'", text,
			    (int)(scheme - text), text);
	if (strlen(text) == IMAGE_ID_LENGTH && strspn(text, HEX) == IMAGE_ID_LENGTH)
		return fail(error, HELPER_FAILED, "'%s' is an image ID, not an image reference", text);
	return true;
}

bool reference_parse(const char *text, struct reference *ret_reference, GError **error)
{
	if (!check_whole(text, error))
		return false;

	size_t name_length = strcspn(text, "@");
	const char *digest = text[name_length] ? text + name_length + 1 : NULL;
	g_autoptr(SecretText) tagged = g_strndup(text, name_length);
	const char *slash = strrchr(tagged, '/');
	const char *colon = strchr(slash ? slash : tagged, ':');
	const char *tag = colon ? colon + 1 : NULL;
	if (colon)
		name_length = (size_t)(colon - tagged);
	g_autoptr(SecretText) name = g_strndup(text, name_length);

	const char *path;
	g_auto(Reference) reference = { 0 };
	if (!take_host(text, name, &reference.host, &path, error) || !check_path(text, path, error) ||
	    (tag && !check_tag(text, tag, error)) || (digest && !check_digest(text, digest, error)))
		return false;
	reference.path = g_strdup(path);
	reference.version = g_strdup(text + name_length);
	*ret_reference = reference;
	reference = (struct reference){ 0 };
	return true;
}

char *reference_domain(const struct reference *reference)
{
	char domain[DOMAIN_SIZE] = "";
	if (reference->host && !domain_parse(reference->host, domain))
		g_assert_not_reached(); /* reference_parse() has checked it */
	return g_strdup(domain);
}

/* The first two are those that the proxy knows. */
const char *const reference_hub_hosts[] = { "docker.io", "index.docker.io", "registry-1.docker.io",
					    "registry.hub.docker.com", NULL };
#define HUB_KNOWN_TO_PROXY 2

bool reference_host_is_hub(const char *domain)
{
	return g_strv_contains(reference_hub_hosts, domain);
}

const char *reference_host_behind_proxy(const char *domain)
{
	return g_strv_contains(reference_hub_hosts + HUB_KNOWN_TO_PROXY, domain) ? reference_hub_hosts[0] : domain;
}

bool reference_to_proxy(const struct reference *reference, const char *proxy, const char *app, char **ret_text,
			GError **error)
{
	g_autofree char *domain = reference_domain(reference);
	g_autofree char *written = g_ascii_strdown(reference->host ? reference->host : "", -1);
	const char *known = reference_host_behind_proxy(domain);
	const char *host = known == domain ? written : known;
	if (strchr(host, ':'))
		return fail(error, HELPER_FAILED,
			    "the upstream '%s' cannot be pulled through the proxy: a port or an IPv6 address cannot be "
			    "part of "
			    "the path of an image",
			    reference->host);

	g_autofree char *path = g_strconcat(PROXY_PREFIX, app, "/", host, *host ? "/" : "", reference->path, NULL);
	if (strlen(path) > REFERENCE_PATH_MAX)
		return fail(error, HELPER_FAILED,
			    "the image '%s' cannot be pulled through the proxy: its path would be longer than %d bytes",
			    reference->path, REFERENCE_PATH_MAX);
	*ret_text = g_strconcat(proxy, "/", path, reference->version, NULL);
	return true;
}

bool reference_from_proxy(const struct reference *reference, char **ret_upstream, char **ret_app)
{
	if (!g_str_has_prefix(reference->path, PROXY_PREFIX))
		return false;
	const char *app = reference->path + strlen(PROXY_PREFIX);
	const char *slash = strchr(app, '/');
	if (!slash)
		return false;
	*ret_app = g_strndup(app, (size_t)(slash - app));
	*ret_upstream = g_strconcat(slash + 1, reference->version, NULL);
	return true;
}
