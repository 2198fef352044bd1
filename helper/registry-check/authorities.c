/* SPDX-License-Identifier: MIT */
#include "authorities.h"

#include "../../keyring/secret.h"

#include <stdbool.h>
#include <string.h>

#define DOCKER_CERTIFICATES "/etc/docker/certs.d"
#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END "-----END CERTIFICATE-----"

static const char *const system_files[] = {
	"/etc/ssl/certs/ca-certificates.crt",		     /* Debian, Alpine, Arch */
	"/etc/pki/tls/certs/ca-bundle.crt",		     /* Fedora, RHEL 6 */
	"/etc/ssl/ca-bundle.pem",			     /* SUSE */
	"/etc/pki/tls/cacert.pem",			     /* OpenELEC */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* RHEL 7 and newer */
	"/etc/ssl/cert.pem",
};
static const char system_folders[] = "/etc/ssl/certs:/etc/pki/tls/certs";

/* A certificate is base64 of a DER sequence. With one that is not, OpenSSL would refuse the whole list. */
static bool is_certificate(const char *base64, const char *end)
{
	g_autofree char *text = g_strndup(base64, (gsize)(end - base64));
	gsize length;
	if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n") != strlen(text))
		return false;
	g_autofree guchar *bytes = g_base64_decode(text, &length);
	return length > 4 && bytes[0] == 0x30;
}

void authorities_add(GString *authorities, const char *text)
{
	for (const char *begin = strstr(text, BEGIN); begin;) {
		const char *body = begin + strlen(BEGIN);
		const char *next = strstr(body, BEGIN);
		const char *end = strstr(body, END);
		if (!end)
			return;
		/* One that is cut off takes nothing of the next with it: the dashes of that are no base64. */
		gsize length = (gsize)(end - begin) + strlen(END);
		if (is_certificate(body, end) && authorities->len + length < AUTHORITIES_MAX) {
			g_string_append_len(authorities, begin, (gssize)length);
			g_string_append_c(authorities, '\n');
		}
		begin = next;
	}
}

/* False if the file cannot be read, or is too large. */
static bool add_file(GString *authorities, const char *path)
{
	g_auto(Secret) text = SECRET_INIT(AUTHORITIES_MAX);
	if (secret_read_path(&text, path) != 0)
		return false;
	authorities_add(authorities, secret_text(&text));
	return true;
}

static void add_folder(GString *authorities, const char *folder, const char *suffix)
{
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	const char *name;
	while (entries && (name = g_dir_read_name(entries))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (g_str_has_suffix(name, suffix))
			(void)add_file(authorities, path);
	}
}

static const char *variable(const char *name)
{
	const char *value = g_getenv(name);
	return value && *value ? value : NULL;
}

GString *authorities_read(const char *domain)
{
	GString *authorities = g_string_new(NULL);
	g_autofree char *of_docker = g_build_filename(DOCKER_CERTIFICATES, domain, NULL);
	add_folder(authorities, of_docker, ".crt");

	const char *file = variable("SSL_CERT_FILE");
	if (file)
		(void)add_file(authorities, file);
	for (size_t i = 0; !file && i < G_N_ELEMENTS(system_files); i++)
		if (add_file(authorities, system_files[i]))
			break;

	const char *folders = variable("SSL_CERT_DIR");
	g_auto(GStrv) list = g_strsplit(folders ? folders : system_folders, ":", -1);
	for (char **folder = list; *folder; folder++)
		add_folder(authorities, *folder, "");
	return authorities;
}
