/* SPDX-License-Identifier: MIT
 *
 * license-file.h - reads a license file
 *
 * A Replicated license is YAML: `kind: License`, and under `spec` licenseID, appSlug, endpoint,
 * replicatedProxyDomain, channels[].replicatedProxyDomain and entitlements.expires_at.value (kots.io/v1beta1 and
 * v1beta2). It contains no registry domain. A text of one line is just the license ID, as people paste it: spaces, line
 * breaks, a byte order mark and quotes around it are removed, and so is "licenseID:" before it.
 */
#ifndef HELPER_LICENSE_LICENSE_FILE_H
#define HELPER_LICENSE_LICENSE_FILE_H

#include "../../keyring/secret.h"
#include "../format/yaml-value.h"

#include <glib.h>
#include <stdbool.h>

/* A license with a hundred channels has 20 KiB and 4 levels. */
#define LICENSE_FILE_MAX (64 * 1024)
#define LICENSE_FILE_DEPTH_MAX 16

struct license_file {
	struct secret id;
	char *app;	    /* slug, or NULL */
	GPtrArray *proxies; /* the vendor's own proxy domains, canonical, each once; may be empty */
	char *expires_at;   /* a time of rfc3339.h as it is written there, or NULL */
	bool bad_expiry;    /* it says when it expires, but not in that form */
	bool staging;	    /* issued by Replicated's staging system */
};

/* Reads the file; "-" and "/dev/fd/N", which shells pass for <(…), are read to their end. `ret_file` is to be cleared by the caller, and untouched on failure (HELPER_FAILED). */
bool license_file_read(const char *path, struct license_file *ret_file, GError **error);

/* Whether the path is "-" or the like, so that no file remains that contains the license. */
bool license_file_is_stream(const char *path);

/* Reads the text of one. `subject` is its name in the error: "the license file". An empty text is an error. */
bool license_file_parse(const struct secret *text, const char *subject, struct license_file *ret_file, GError **error);

/* The license itself, for who needs all that it says: a mapping with `spec`, which has this license ID afterwards. A file
 * without one is completed by it; one with another ID is refused, with a sentence that names the profile, and so is a
 * file that holds just an ID. *ret_had_id tells whether the file holds it. HELPER_FAILED. */
struct yaml_value *license_file_read_whole(const char *path, const struct secret *id, const char *profile,
					   bool *ret_had_id, GError **error);

/* The same of the text of one. */
struct yaml_value *license_file_parse_whole(const struct secret *text, const struct secret *id, const char *profile,
					    bool *ret_had_id, GError **error);

/* An empty one: no license ID yet, the default domains. */
struct license_file license_file_empty(void);

/* Notes on standard error: that the file still holds the license in clear text; that it does not say when the license
 * expires in a form that can be kept. `path` is NULL if there is no file. */
void license_file_warn_of_text(const char *path);
void license_file_warn_of_expiry(const struct license_file *file);

/* Wipes and frees the members. NULL is fine. */
void license_file_clear(struct license_file *file);

typedef struct license_file LicenseFile; /* for g_auto(LicenseFile) */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LicenseFile, license_file_clear)

#endif
