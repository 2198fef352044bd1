/* SPDX-License-Identifier: MIT
 *
 * domain.h - which registry is meant by what a client asks? (pure)
 *
 * The core promise of the program: a license is sent to the registries that it belongs to, and never to
 * a name that merely looks similar (CVE-2020-11008, CVE-2024-53858). So this is not a liberal URL
 * parser with a filter, but one small grammar. Text that does not match it is not a domain:
 *
 *	server-url = [ scheme "://" ] authority [ path ]
 *	scheme     = "https" / "http"			; in any case
 *	authority  = host [ ":" port ]
 *	host       = label *( "." label ) / ipv4 / "[" ipv6 "]"	; in any case
 *	label      = alnum [ *61( alnum / "-" ) alnum ]	; the last one not all digits
 *	port       = 1 to 65535 without a leading zero
 *	path       = *( "/" segment )			; no segment "." or ".."
 *	segment    = *( alnum / "-" / "." / "_" / "~" / ":" / "+" / "=" / "," / "!" )
 *
 * No user info, query, fragment, backslash, percent sign, trailing dot, blank, control byte or
 * byte above 0x7e anywhere. The domain is authority in lower case without ":443"; path is dropped
 * (crane asks for whole repositories, nerdctl for six spellings of a host), except the app slug in
 * a leading "/proxy/SLUG". Another port is another domain.
 */
#ifndef HELPER_ADDRESS_DOMAIN_H
#define HELPER_ADDRESS_DOMAIN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* RFC 1035: 253 bytes of name; with brackets or port, and the NUL. */
#define DOMAIN_HOST_MAX 253
#define DOMAIN_SIZE (DOMAIN_HOST_MAX + sizeof(":65535"))
/* An app slug is one component of an OCI repository name; those end at 128 in all registries. */
#define APP_SLUG_MAX 128

struct server_url {
	char domain[DOMAIN_SIZE];
	char app[APP_SLUG_MAX + 1]; /* SLUG of "/proxy/SLUG/…", or "" */
	bool cleartext;		    /* http:// to a host that is not this machine: no license is sent to it */
};

/* Reads what a client sent, already trimmed. False, with *ret_url unchanged, if it is not a server URL. */
bool server_url_parse(const char *text, size_t length, struct server_url *ret_url);

/* Reads a domain as people declare it: host[:port], without scheme and path. */
bool domain_parse(const char *text, char ret_domain[static DOMAIN_SIZE]);

/* The registries that every license is for. */
bool domain_is_built_in(const char *domain);
extern const char *const domain_default_proxy;	  /* proxy.replicated.com */
extern const char *const domain_default_registry; /* registry.replicated.com */
extern const char *const domain_staging_proxy;
extern const char *const domain_staging_registry;

/* The built-in domain that this one is probably a misspelling of (proxy.replicatd.com, registry.replicated.co,
 * replicated.com), or pretends to be (proxy.replicated.com.example); or NULL. */
const char *domain_misspelled(const char *domain);

/* A list of domains: an array that owns its strings. Adding a domain that is already in it changes nothing. */
GPtrArray *domain_list_new(void);
void domain_list_add(GPtrArray *domains, const char *domain);
bool domain_list_holds(const GPtrArray *domains, const char *domain);

/* Whether the domain is on this machine: localhost, 127.0.0.0/8, [::1]. */
bool domain_is_loopback(const char *domain);

/* A component of an OCI repository name: lower-case letters and digits, separated by ".", "_", "__" or
 * dashes (distribution-spec, "Pulling manifests"). `text` is NUL-terminated at or after `length`. */
bool path_component_is_valid(const char *text, size_t length);

/* One such component, at most APP_SLUG_MAX bytes long. */
bool app_slug_is_valid(const char *slug);

#endif
