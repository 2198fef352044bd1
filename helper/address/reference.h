/* SPDX-License-Identifier: MIT
 *
 * reference.h - image references, and their names on the Replicated proxy (pure)
 *
 * The grammar is that of the OCI distribution specification, with a host in front as docker,
 * containerd and kubelet read it (distribution/reference):
 *
 *	reference = [ host [ ":" port ] "/" ] path [ ":" tag ] [ "@" digest ]
 *	path      = component *( "/" component )		; at most 255 bytes
 *	component = 1*alnum *( separator 1*alnum )		; lower-case letters and digits
 *	separator = "." / "_" / "__" / 1*"-"
 *	tag       = ( ALNUM / "_" ) *127( ALNUM / "_" / "." / "-" )
 *	digest    = algorithm ":" encoded
 *	algorithm = 1*alnum *( ( "+" / "." / "_" / "-" ) 1*alnum )
 *	encoded   = 1*( ALNUM / "=" / "_" / "-" )	; sha256: 64, sha512: 128 lower-case hex digits
 *
 * What comes before the first "/" is a host if it contains "." or ":" or is "localhost" (domain.h has
 * its grammar). Otherwise there is no host, and the image is one of Docker Hub. A bare image ID is not a reference.
 *
 * On the proxy (docs.replicated.com, "Use the proxy registry with Helm installations"):
 *
 *	quay.io/org/api:1.2	PROXY/proxy/APP/quay.io/org/api:1.2
 *	redis:latest		PROXY/proxy/APP/redis:latest
 */
#ifndef HELPER_ADDRESS_REFERENCE_H
#define HELPER_ADDRESS_REFERENCE_H

#include <glib.h>
#include <stdbool.h>

#define REFERENCE_PATH_MAX 255
#define REFERENCE_TAG_MAX 128
/* Host, path, tag and a digest of a generous length. */
#define REFERENCE_MAX 1024

/* All strings are owned by the struct. */
struct reference {
	char *host; /* host[:port] as written; NULL for Docker Hub */
	char *path;
	char *version; /* ":tag", "@digest", both, or "" */
};

/* Reads a reference. HELPER_FAILED, with the invalid part in the message, if it is not one. */
bool reference_parse(const char *text, struct reference *ret_reference, GError **error);

/* Frees the members and leaves the struct empty. */
void reference_clear(struct reference *reference);

typedef struct reference Reference; /* for g_auto(Reference) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reference, reference_clear)

/* The host in the form in which domains are compared: lower case, without ":443"; "" for Docker Hub. Freed by
 * the caller. */
char *reference_domain(const struct reference *reference);

/* Docker Hub's names, ended by NULL: that of its images, and those of its servers. */
extern const char *const reference_hub_hosts[];
bool reference_host_is_hub(const char *domain);

/* The name of the host on the proxy, which accepts only "docker.io" and "index.docker.io" for Docker Hub. */
const char *reference_host_behind_proxy(const char *domain);

/* The reference on the proxy, freed by the caller. HELPER_FAILED for an upstream that cannot be pulled through it:
 * a port or an IPv6 address cannot be part of a path, and a path has at most REFERENCE_PATH_MAX bytes. */
bool reference_to_proxy(const struct reference *reference, const char *proxy, const char *app, char **ret_text,
			GError **error);

/* The reverse, for a reference whose host is a proxy: the upstream and the app slug, freed by the
 * caller. False, without an error, if its path is not /proxy/APP/UPSTREAM. */
bool reference_from_proxy(const struct reference *reference, char **ret_upstream, char **ret_app);

#endif
