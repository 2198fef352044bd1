/* SPDX-License-Identifier: MIT */
#include "pull-secret.h"

#include "../format/text-sort.h"
#include "../format/yaml-write.h"
#include "../license/license.h"
#include "../runtime/error.h"

#include <string.h>

#define LOWER_ALNUM "abcdefghijklmnopqrstuvwxyz0123456789"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* At most `most` bytes of `inner`, the first and the last of them letters or digits. */
static bool is_framed(const char *text, size_t length, const char *inner, size_t most)
{
	if (length > most || !g_ascii_isalnum(text[0]) || !g_ascii_isalnum(text[length - 1]))
		return false;
	return strspn(text, inner) >= length;
}

static bool is_dns_label(const char *text, size_t length, size_t most)
{
	return is_framed(text, length, LOWER_ALNUM "-", most);
}

static bool is_dns_subdomain(const char *text, size_t length)
{
	if (length > DNS_SUBDOMAIN_MAX)
		return false;
	for (const char *end = text + length;;) {
		size_t part = strcspn(text, "./");
		/* Kubernetes bounds the whole, not its labels. */
		if (!is_dns_label(text, part, DNS_SUBDOMAIN_MAX))
			return false;
		if (text + part == end)
			return true;
		if (text[part] != '.')
			return false;
		text += part + 1;
	}
}

static bool is_label_name(const char *text, size_t length)
{
	return is_framed(text, length, LOWER_ALNUM UPPER "-_.", LABEL_NAME_MAX);
}

/* [PREFIX/]NAME, the key of a label or an annotation. */
static bool is_key(const char *text, size_t length)
{
	const char *slash = memchr(text, '/', length);
	size_t prefix = slash ? (size_t)(slash - text) : 0;
	if (!slash)
		return is_label_name(text, length);
	return is_dns_subdomain(text, prefix) && is_label_name(slash + 1, length - prefix - 1);
}

static size_t key_length(const char *pair)
{
	return strcspn(pair, "=");
}

static bool keys_are_good(const char *option, const char *const *pairs, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (; *pairs; pairs++) {
		size_t length = key_length(*pairs);
		if ((*pairs)[length] == '\0')
			return fail(error, HELPER_USAGE, "'--%s' requires KEY=VALUE", option);
		if (!is_key(*pairs, length))
			return fail(
				error, HELPER_USAGE,
				"'--%s' requires a key as Kubernetes defines it: [DNS-1123 subdomain/]name, the name "
				"at most "
				"%d letters, digits, '-', '_' and '.', a letter or digit at both ends",
				option, LABEL_NAME_MAX);
		if (!g_hash_table_add(seen, g_strndup(*pairs, length)))
			return fail(error, HELPER_USAGE, "'--%s' is given twice for one key", option);
	}
	return true;
}

static bool labels_are_good(const char *const *labels, GError **error)
{
	if (!keys_are_good("label", labels, error))
		return false;
	for (; *labels; labels++) {
		const char *value = *labels + key_length(*labels) + 1;
		if (*value && !is_label_name(value, strlen(value)))
			return fail(
				error, HELPER_USAGE,
				"'--label' requires a value as Kubernetes defines it: nothing, or at most %d letters, "
				"digits, "
				"'-', '_' and '.', a letter or digit at both ends",
				LABEL_NAME_MAX);
	}
	return true;
}

static bool annotations_are_good(const char *const *annotations, GError **error)
{
	size_t total = 0;
	if (!keys_are_good("annotation", annotations, error))
		return false;
	for (; *annotations; annotations++) {
		if (!g_utf8_validate(*annotations, -1, NULL))
			return fail(error, HELPER_USAGE, "'--annotation' requires UTF-8 text");
		total += strlen(*annotations) - 1;
	}
	return total <= ANNOTATIONS_MAX ||
	       fail(error, HELPER_USAGE, "the annotations together are longer than Kubernetes allows: %d bytes",
		    ANNOTATIONS_MAX);
}

bool pull_secret_check(const struct pull_secret *manifest, GError **error)
{
	const char *namespace = manifest->namespace;

	if (strcmp(manifest->name, PULL_SECRET_TAKEN_NAME) == 0)
		return fail(error, HELPER_USAGE,
			    "the name '" PULL_SECRET_TAKEN_NAME
			    "' is taken: the Replicated SDK creates a Secret of that name; choose another, such as "
			    "'" PULL_SECRET_DEFAULT_NAME "'");
	if (!is_dns_subdomain(manifest->name, strlen(manifest->name)))
		return fail(
			error, HELPER_USAGE,
			"'--name' requires a DNS-1123 subdomain: at most %d lower-case letters, digits, '-' and '.', "
			"a letter or digit at both ends of each part",
			DNS_SUBDOMAIN_MAX);
	if (namespace && !is_dns_label(namespace, strlen(namespace), DNS_LABEL_MAX))
		return fail(error, HELPER_USAGE,
			    "'--namespace' requires a DNS-1123 label: at most %d lower-case letters, digits and '-', "
			    "a letter or digit at both ends",
			    DNS_LABEL_MAX);
	return labels_are_good(manifest->labels, error) && annotations_are_good(manifest->annotations, error);
}

static void print_field(const char *name, const char *value, struct secret *out)
{
	secret_append_text(out, "  ");
	yaml_write_string(out, name);
	secret_append_text(out, ": ");
	yaml_write_string(out, value);
	secret_append_text(out, "\n");
}

static void print_pairs(const char *heading, const char *const *pairs, struct secret *out)
{
	if (*pairs)
		secret_append_text(out, heading);
	for (; *pairs; pairs++) {
		g_autofree char *key = g_strndup(*pairs, key_length(*pairs));
		secret_append_text(out, "  ");
		print_field(key, *pairs + strlen(key) + 1, out);
	}
}

static char *digest_of(const struct secret *id)
{
	static const guchar block[64];
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)secret_text(id), (gssize)id->length);
	char *digest = g_strndup(g_checksum_get_string(sum), FINGERPRINT_DIGITS);
	/* It keeps the last block that came in parts, and is freed with it. */
	g_checksum_reset(sum);
	g_checksum_update(sum, block, 1);
	g_checksum_update(sum, block, sizeof(block) - 1);
	return digest;
}

char *pull_secret_fingerprint(const GPtrArray *licenses)
{
	g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		g_autofree char *digest = digest_of(&license->id);
		if (!g_ptr_array_find_with_equal_func(digests, digest, g_str_equal, NULL))
			g_ptr_array_add(digests, g_steal_pointer(&digest));
	}
	texts_sort(digests);
	g_ptr_array_add(digests, NULL);
	return g_strjoinv(".", (char **)digests->pdata);
}

static bool has_key(const char *const *pairs, const char *key)
{
	size_t length = key_length(key);
	for (; *pairs; pairs++)
		if (key_length(*pairs) == length && memcmp(*pairs, key, length) == 0)
			return true;
	return false;
}

/* Always in quotes: 12 digits that happen to be decimal, or "1e10", are numbers to YAML. */
static void print_mark_annotation(const struct pull_secret *manifest, struct secret *out)
{
	if (!manifest->fingerprint || has_key(manifest->annotations, MARK_ANNOTATION))
		return;
	if (!*manifest->annotations)
		secret_append_text(out, "  annotations:\n");
	secret_append_format(out, "    " MARK_ANNOTATION ": \"%s\"\n", manifest->fingerprint);
}

static void print_mark_label(const struct pull_secret *manifest, struct secret *out)
{
	static const char *const mark[] = { MARK_LABEL, NULL };
	if (manifest->fingerprint && !has_key(manifest->labels, MARK_LABEL))
		print_pairs(*manifest->labels ? "" : "  labels:\n", mark, out);
}

void pull_secret_print(const struct pull_secret *manifest, const struct secret *dockerconfig, struct secret *out)
{
	secret_append_text(out, "apiVersion: v1\nkind: Secret\nmetadata:\n");
	print_field("name", manifest->name, out);
	if (manifest->namespace)
		print_field("namespace", manifest->namespace, out);
	print_pairs("  labels:\n", manifest->labels, out);
	print_mark_label(manifest, out);
	print_pairs("  annotations:\n", manifest->annotations, out);
	print_mark_annotation(manifest, out);
	secret_append_text(out, "type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ");
	secret_append_base64(out, dockerconfig->bytes, dockerconfig->length);
	secret_append_text(out, "\n");
}
