/* SPDX-License-Identifier: MIT */
#include "domain.h"

#include "../format/edit-distance.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

#define LABEL_MAX 63
/* Two letters swapped are two edits; ".com" written ".io" or left out is two or three. */
#define MISSPELLED_EDITS_MAX 3
#define HTTPS_PORT ":443"

const char *const domain_default_proxy = "proxy.replicated.com";
const char *const domain_default_registry = "registry.replicated.com";
const char *const domain_staging_proxy = "proxy.staging.replicated.com";
const char *const domain_staging_registry = "registry.staging.replicated.com";

/* The bytes not yet read. */
struct rest {
	const char *at;
	const char *end;
};

static size_t left(const struct rest *rest)
{
	return (size_t)(rest->end - rest->at);
}

static bool take_no_case(struct rest *rest, const char *word)
{
	size_t length = strlen(word);
	if (left(rest) < length || g_ascii_strncasecmp(rest->at, word, length) != 0)
		return false;
	rest->at += length;
	return true;
}

static bool label_is_valid(const char *label, size_t length)
{
	if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
		return false;
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(label[i]) && label[i] != '-')
			return false;
	return true;
}

static bool is_ipv4(const char *host)
{
	struct in_addr address;
	return inet_pton(AF_INET, host, &address) == 1;
}

/* A name whose last label is a number is an address to some resolvers ("127.1", "0x7f.1"), so only
 * the one plain form of an address is taken. */
static bool ends_in_number(const char *host)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot ? dot + 1 : host;
	return (last[0] == '0' && last[1] == 'x') || strspn(last, "0123456789") == strlen(last);
}

/* In lower case. */
static bool name_is_valid(const char *host)
{
	for (const char *label = host;;) {
		size_t length = strcspn(label, ".");
		if (!label_is_valid(label, length))
			return false;
		if (label[length] == '\0')
			break;
		label += length + 1;
	}
	return !ends_in_number(host) || is_ipv4(host);
}

static bool take_host(struct rest *rest, char ret_host[static DOMAIN_HOST_MAX + 1])
{
	const char *end = rest->at;
	bool bracketed = end < rest->end && *end == '[';
	if (bracketed) {
		end = memchr(end, ']', left(rest));
		if (!end)
			return false;
		end++;
	} else {
		while (end < rest->end && *end != ':' && *end != '/')
			end++;
	}

	size_t length = (size_t)(end - rest->at);
	if (length > DOMAIN_HOST_MAX || memchr(rest->at, '\0', length))
		return false;
	for (size_t i = 0; i < length; i++)
		ret_host[i] = g_ascii_tolower(rest->at[i]);
	ret_host[length] = '\0';

	if (bracketed) {
		char address[DOMAIN_HOST_MAX + 1];
		struct in6_addr binary;
		memcpy(address, ret_host + 1, length - 2);
		address[length - 2] = '\0';
		if (inet_pton(AF_INET6, address, &binary) != 1)
			return false;
	} else if (!name_is_valid(ret_host)) {
		return false;
	}
	rest->at = end;
	return true;
}

/* Takes ":port" where there is one; ret_port is "" or ":port". */
static bool take_port(struct rest *rest, char ret_port[static sizeof(":65535")])
{
	ret_port[0] = '\0';
	if (left(rest) == 0 || *rest->at != ':')
		return true;

	size_t digits = 0;
	unsigned value = 0;
	while (1 + digits < left(rest) && g_ascii_isdigit(rest->at[1 + digits]) && digits < 6)
		value = value * 10 + (unsigned)(rest->at[1 + digits++] - '0');
	if (digits == 0 || rest->at[1] == '0' || value > 65535)
		return false;

	memcpy(ret_port, rest->at, 1 + digits);
	ret_port[1 + digits] = '\0';
	rest->at += 1 + digits;
	return true;
}

static bool take_authority(struct rest *rest, char ret_domain[static DOMAIN_SIZE])
{
	char host[DOMAIN_HOST_MAX + 1];
	char port[sizeof(":65535")];
	if (!take_host(rest, host) || !take_port(rest, port))
		return false;

	if (strcmp(port, HTTPS_PORT) == 0)
		port[0] = '\0';
	g_snprintf(ret_domain, DOMAIN_SIZE, "%s%s", host, port);
	return true;
}

static bool path_is_valid(const struct rest *path)
{
	if (left(path) == 0)
		return true;
	if (*path->at != '/')
		return false;

	for (const char *segment = path->at + 1;;) {
		const char *end = memchr(segment, '/', (size_t)(path->end - segment));
		if (!end)
			end = path->end;
		size_t length = (size_t)(end - segment);
		for (size_t i = 0; i < length; i++)
			if (!g_ascii_isalnum(segment[i]) && (!segment[i] || !strchr("-._~:+=,!", segment[i])))
				return false;
		if ((length == 1 && segment[0] == '.') || (length == 2 && memcmp(segment, "..", 2) == 0))
			return false;
		if (end == path->end)
			return true;
		segment = end + 1;
	}
}

/* The slug of "/proxy/SLUG" or "/proxy/SLUG/…", or "". */
static void app_of_path(const struct rest *path, char ret_app[static APP_SLUG_MAX + 1])
{
	static const char prefix[] = "/proxy/";
	ret_app[0] = '\0';
	if (left(path) < sizeof(prefix) - 1 || memcmp(path->at, prefix, sizeof(prefix) - 1) != 0)
		return;

	const char *slug = path->at + sizeof(prefix) - 1;
	const char *end = memchr(slug, '/', (size_t)(path->end - slug));
	size_t length = (size_t)((end ? end : path->end) - slug);
	if (length > APP_SLUG_MAX)
		return;
	memcpy(ret_app, slug, length);
	ret_app[length] = '\0';
	if (!app_slug_is_valid(ret_app))
		ret_app[0] = '\0';
}

bool server_url_parse(const char *text, size_t length, struct server_url *ret_url)
{
	struct rest rest = { text, text + length };
	struct server_url url = { .cleartext = false };

	bool http = false;
	if (!take_no_case(&rest, "https://"))
		http = take_no_case(&rest, "http://");
	if (!take_authority(&rest, url.domain) || !path_is_valid(&rest))
		return false;

	app_of_path(&rest, url.app);
	url.cleartext = http && !domain_is_loopback(url.domain);
	*ret_url = url;
	return true;
}

bool domain_parse(const char *text, char ret_domain[static DOMAIN_SIZE])
{
	struct rest rest = { text, text + strlen(text) };
	char domain[DOMAIN_SIZE];
	if (!take_authority(&rest, domain) || left(&rest) > 0)
		return false;
	memcpy(ret_domain, domain, DOMAIN_SIZE);
	return true;
}

const char *domain_misspelled(const char *domain)
{
	const char *const built_in[] = { domain_default_proxy, domain_default_registry, domain_staging_proxy,
					 domain_staging_registry };
	size_t length = strcspn(domain, ":");
	g_autofree char *host = g_strndup(domain, length);
	const char *closest = NULL;
	size_t least = MISSPELLED_EDITS_MAX + 1;
	for (size_t i = 0; i < G_N_ELEMENTS(built_in); i++) {
		size_t edits = edit_distance(host, built_in[i]);
		size_t built_in_length = strlen(built_in[i]);
		/* "proxy.replicated.com.evil.example" is nobody's custom domain but a trap, or a search list's. */
		if (g_str_has_prefix(host, built_in[i]) && host[built_in_length] == '.')
			return built_in[i];
		if (edits > 0 && edits < least) {
			least = edits;
			closest = built_in[i];
		}
	}
	/* Replicated's web site serves no images. */
	return closest || strcmp(host, "replicated.com") != 0 ? closest : domain_default_proxy;
}

bool domain_is_built_in(const char *domain)
{
	return strcmp(domain, domain_default_proxy) == 0 || strcmp(domain, domain_default_registry) == 0 ||
	       strcmp(domain, domain_staging_proxy) == 0 || strcmp(domain, domain_staging_registry) == 0;
}

GPtrArray *domain_list_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

bool domain_list_holds(const GPtrArray *domains, const char *domain)
{
	for (guint i = 0; i < domains->len; i++)
		if (strcmp(g_ptr_array_index(domains, i), domain) == 0)
			return true;
	return false;
}

void domain_list_add(GPtrArray *domains, const char *domain)
{
	if (!domain_list_holds(domains, domain))
		g_ptr_array_add(domains, g_strdup(domain));
}

bool domain_is_loopback(const char *domain)
{
	size_t length = domain[0] == '[' ? strcspn(domain, "]") + 1 : strcspn(domain, ":");
	char host[DOMAIN_SIZE];
	g_snprintf(host, sizeof(host), "%.*s", (int)length, domain);

	if (host[0] == '[') {
		struct in6_addr address;
		host[length - 1] = '\0';
		return inet_pton(AF_INET6, host + 1, &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
	}
	struct in_addr address;
	if (inet_pton(AF_INET, host, &address) == 1)
		return (ntohl(address.s_addr) >> IN_CLASSA_NSHIFT) == IN_LOOPBACKNET;
	return strcmp(host, "localhost") == 0;
}

bool path_component_is_valid(const char *text, size_t length)
{
	if (length == 0)
		return false;

	for (size_t i = 0; i < length; i++) {
		if (g_ascii_islower(text[i]) || g_ascii_isdigit(text[i]))
			continue;
		/* A separator stands between two letters or digits: ".", "_", "__" or any number of "-". */
		size_t run = strspn(text + i, "-");
		if (run == 0)
			run = text[i] == '.' ? 1 : MIN(strspn(text + i, "_"), 2);
		if (run == 0 || i == 0 || i + run >= length)
			return false;
		i += run;
		if (!g_ascii_islower(text[i]) && !g_ascii_isdigit(text[i]))
			return false;
	}
	return true;
}

bool app_slug_is_valid(const char *slug)
{
	size_t length = strlen(slug);
	return length <= APP_SLUG_MAX && path_component_is_valid(slug, length);
}
