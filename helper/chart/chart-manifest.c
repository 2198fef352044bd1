/* SPDX-License-Identifier: MIT */
#include "chart-manifest.h"

#include "../format/yaml.h"
#include "chart-place.h"
#include "chart-program.h"

#include <string.h>

/* What separates tokens in a text. */
#define DELIMITERS " \t\r\n\"'`,;=|<>(){}[]\\"
#define DECODED_MAX (4 * 1024 * 1024)

struct reading {
	struct chart_manifest *manifest;
	const char *name; /* "Deployment/web" of the document */
	const char *position;
	bool secret;
	GString *path;
};

static void free_text(gpointer entry)
{
	struct manifest_text *text = entry;
	g_free(text->place);
	g_free(text->position);
	secret_free_text(text->text);
	g_free(text);
}

/* A copy without the blanks at both ends. */
static char *without_blanks(const char *text)
{
	while (g_ascii_isspace(*text))
		text++;
	size_t length = strlen(text);
	while (length > 0 && g_ascii_isspace(text[length - 1]))
		length--;
	return g_strndup(text, length);
}

static bool ends_in_image(const char *key)
{
	size_t length = key ? strlen(key) : 0;
	return length >= strlen("image") && g_ascii_strcasecmp(key + length - strlen("image"), "image") == 0;
}

static bool is_argument(const char *key)
{
	return key && (strcmp(key, "args") == 0 || strcmp(key, "command") == 0);
}

/* The text behind the base64 of a Secret, or NULL. */
static char *decode(const char *text)
{
	g_auto(Secret) decoded = SECRET_INIT(DECODED_MAX);
	if (!secret_append_from_base64(&decoded, text, strlen(text)) ||
	    !g_utf8_validate(secret_text(&decoded), (gssize)decoded.length, NULL))
		return NULL;
	return g_strdup(secret_text(&decoded));
}

static void add(struct reading *reading, const char *key, const char *value)
{
	struct manifest_text *text = g_new0(struct manifest_text, 1);
	text->place = g_strdup_printf("%s %s", reading->name, reading->path->str);
	text->position = g_strdup_printf("%s %s", reading->position, reading->path->str);
	text->text = reading->secret ? decode(value) : NULL;
	if (!text->text)
		text->text = g_strdup(value);
	if (reading->secret)
		text->context = MANIFEST_SECRET;
	else if (is_argument(key))
		text->context = MANIFEST_ARGUMENT;
	else if (ends_in_image(key))
		text->context = MANIFEST_IMAGE;
	g_ptr_array_add(reading->manifest->texts, text);
	g_hash_table_insert(reading->manifest->by_position, text->position, text);
}

/* ---- a document ---- */

static void walk(struct reading *reading, const char *key, const struct yaml_value *value)
{
	unsigned index = 0;
	if (yaml_value_is(value, YAML_SCALAR)) {
		if (!yaml_value_is_null(value))
			add(reading, key, yaml_value_text(value));
		return;
	}
	for (const struct yaml_value *child = yaml_value_first(value); child; child = yaml_value_next(child)) {
		size_t before = reading->path->len;
		if (yaml_value_name(child))
			chart_place_append_key(reading->path, yaml_value_name(child));
		else
			chart_place_append_index(reading->path, index++);
		walk(reading, yaml_value_name(child) ? yaml_value_name(child) : key, child);
		g_string_truncate(reading->path, before);
	}
}

/* "  - image: quay.io/org/api:1", as a key and its value. */
static void add_line(struct reading *reading, const char *line, unsigned number)
{
	const char *start = line + strspn(line, " \t-");
	const char *colon = strstr(start, ": ");
	g_autofree char *key = colon ? g_strndup(start, (size_t)(colon - start)) : NULL;
	g_autoptr(SecretText) value = without_blanks(colon ? colon + 2 : start);
	const char *bare = value;
	size_t length = strlen(value);
	if (length >= 2 && strchr("\"'", *value) && value[length - 1] == *value) {
		value[length - 1] = '\0';
		bare++;
	}
	g_string_printf(reading->path, "line %u", number);
	if (*bare)
		add(reading, key, bare);
}

static void read_lines(struct reading *reading, const char *document)
{
	g_auto(SecretTexts) lines = g_strsplit(document, "\n", -1);
	for (unsigned i = 0; lines[i]; i++) {
		reading->secret = reading->secret || strcmp(lines[i], "kind: Secret") == 0;
		if (*lines[i] != '#')
			add_line(reading, lines[i], i + 1);
	}
}

static const char *text_or(const char *text, const char *other)
{
	return text && *text ? text : other;
}

static void read_probe(struct chart_manifest *manifest, const struct yaml_value *document)
{
	const char *text = yaml_value_text(yaml_value_member(document, "values"));
	g_auto(Secret) decoded = SECRET_INIT(CHART_OUTPUT_MAX);
	if (text && !manifest->values && secret_append_from_base64(&decoded, text, strlen(text)))
		manifest->values = g_strdup(secret_text(&decoded));
}

/* Counts the key, freed by the caller: the first of its name as it is, others with their number. */
static char *numbered(GHashTable *counts, char *key)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key)) + 1;
	char *result = number > 1 ? g_strdup_printf("%s (%u)", key, number) : g_strdup(key);
	g_hash_table_insert(counts, key, GUINT_TO_POINTER(number));
	return result;
}

/* The template that a document comes from, as helm says in a comment at its top; freed by the caller. */
static char *source_of(const char *document)
{
	static const char comment[] = "# Source: ";
	if (!g_str_has_prefix(document, comment))
		return g_strdup("");
	document += strlen(comment);
	return g_strndup(document, strcspn(document, "\n"));
}

static void read_document(struct chart_manifest *manifest, GHashTable *counts, const char *text, unsigned number)
{
	static const struct yaml_limits limits = {
		.bytes = CHART_OUTPUT_MAX,
		.depth = YAML_DEPTH_MAX,
		.expansion = CHART_OUTPUT_MAX,
	};
	g_autoptr(YamlValue) document = yaml_value_parse(text, strlen(text), &limits, "the manifest", NULL);
	const char *kind = text_or(yaml_value_text(yaml_value_member(document, "kind")), "document");
	if (strcmp(kind, MANIFEST_PROBE_KIND) == 0) {
		read_probe(manifest, document);
		return;
	}
	if (strcmp(kind, "CustomResourceDefinition") == 0)
		return;
	const struct yaml_value *metadata = yaml_value_member(document, "metadata");
	g_autofree char *name =
		document ? g_strdup_printf("%s/%s", kind,
					   text_or(yaml_value_text(yaml_value_member(metadata, "name")), "?"))
			 : g_strdup_printf("document %u", number);
	g_autofree char *unique = numbered(counts, g_strdup(name));
	g_autofree char *source = source_of(text);
	g_autofree char *position = numbered(counts, g_strdup_printf("%s: %s", source, kind));
	g_autoptr(GString) path = g_string_new(NULL);
	struct reading reading = {
		.manifest = manifest,
		.name = unique,
		.position = position,
		.secret = strcmp(kind, "Secret") == 0,
		.path = path,
	};
	if (document)
		walk(&reading, NULL, document);
	else
		read_lines(&reading, text);
}

void chart_manifest_read(const char *text, struct chart_manifest *ret_manifest)
{
	*ret_manifest = (struct chart_manifest){
		.texts = g_ptr_array_new_with_free_func(free_text),
		.by_position = g_hash_table_new(g_str_hash, g_str_equal),
	};
	g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	/* helm prints "---" on a line of its own before each document. */
	g_auto(SecretTexts) documents = g_strsplit(text, "\n---\n", -1);
	for (unsigned i = 0; documents[i]; i++) {
		const char *document = documents[i];
		read_document(ret_manifest, counts, g_str_has_prefix(document, "---\n") ? document + 4 : document,
			      i + 1);
	}
}

void chart_manifest_clear(struct chart_manifest *manifest)
{
	g_clear_pointer(&manifest->by_position, g_hash_table_unref);
	g_clear_pointer(&manifest->texts, g_ptr_array_unref);
	g_clear_pointer(&manifest->values, secret_free_text);
}

const struct manifest_text *chart_manifest_at(const struct chart_manifest *manifest, const char *position)
{
	return g_hash_table_lookup(manifest->by_position, position);
}

SecretTexts manifest_tokens(const struct manifest_text *text)
{
	GPtrArray *tokens = g_ptr_array_new();
	if (text->context == MANIFEST_IMAGE) {
		g_ptr_array_add(tokens, without_blanks(text->text));
		g_ptr_array_add(tokens, NULL);
		return (SecretTexts)g_ptr_array_free(tokens, FALSE);
	}
	for (const char *at = text->text; *at;) {
		size_t length = strcspn(at, DELIMITERS);
		if (length > 0)
			g_ptr_array_add(tokens, g_strndup(at, length));
		at += length + (at[length] ? 1 : 0);
	}
	g_ptr_array_add(tokens, NULL);
	return (SecretTexts)g_ptr_array_free(tokens, FALSE);
}
