/* SPDX-License-Identifier: MIT
 *
 * authorities.h - the CA certificates that are trusted
 *
 * The same as for docker and Helm, which are Go programs (crypto/x509, root_unix.go): SSL_CERT_FILE or the
 * system's bundle, and every file of the folders in SSL_CERT_DIR (separated by colons) or the system's; and for one
 * registry docker's /etc/docker/certs.d/DOMAIN/ *.crt. What cannot be read is skipped, as those programs do.
 */
#ifndef HELPER_REGISTRY_CHECK_AUTHORITIES_H
#define HELPER_REGISTRY_CHECK_AUTHORITIES_H

#include <glib.h>

/* The bundle of a system is 220 KiB, and its folder contains the same certificates again. */
#define AUTHORITIES_MAX (8 * 1024 * 1024)

/* Adds the certificates in a PEM text, and nothing else of it: these files contain keys and notes, too. One without a
 * body, or whose body is not base64 of DER, is left out. */
void authorities_add(GString *authorities, const char *text);

/* The certificates as PEM, for this domain; may be empty. */
GString *authorities_read(const char *domain);

#endif
