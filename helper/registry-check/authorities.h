/* SPDX-License-Identifier: MIT
 *
 * authorities.h - whose certificates count
 *
 * The same as for docker and Helm, which are Go programs (crypto/x509, root_unix.go): SSL_CERT_FILE or the
 * system's bundle, and every file of the folders in SSL_CERT_DIR (parted by colons) or the system's; and
 * for one registry docker's /etc/docker/certs.d/DOMAIN/ *.crt. What cannot be read is passed over, as there.
 */
#ifndef HELPER_REGISTRY_CHECK_AUTHORITIES_H
#define HELPER_REGISTRY_CHECK_AUTHORITIES_H

#include <glib.h>

/* A system's bundle is 220 KiB, and its folder holds the same once more. */
#define AUTHORITIES_MAX (8 * 1024 * 1024)

/* The certificates as PEM, for this domain; maybe empty. */
GString *authorities_read(const char *domain);

#endif
