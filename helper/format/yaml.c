/* SPDX-License-Identifier: MIT */
#include "yaml.h"

#include "../runtime/error.h"

#include <string.h>
#include <yaml.h>

#define MERGE_KEY "<<"

struct yaml_value {
	enum yaml_kind kind;
	bool plain;
	bool name_plain;
	bool whole; /* its end has been read: an alias may name it */
	char *name;
	char *text;
	struct yaml_value *first;
	struct yaml_value *last;
	struct yaml_value *next;
};

/* A tree that grows by events. */
struct builder {
	const struct yaml_limits *limits;
	const char *subject;
	struct yaml_value *root;
	struct yaml_value *open[YAML_DEPTH_MAX]; /* what has begun and not ended, outermost first */
	GHashTable *names[YAML_DEPTH_MAX];	 /* of each open mapping, to see a key given twice */
	unsigned depth;
	char *key; /* of the member whose value comes next */
	bool key_plain;
	GHashTable *anchors; /* name to node in the tree */
	GPtrArray *merged;   /* mappings of merge keys: out of the tree, but aliases may name them */
	size_t expansion;
};

static void wipe_text(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

void yaml_value_free(struct yaml_value *value)
{
	if (!value)
		return;
	while (value->first) {
		struct yaml_value *child = value->first;
		value->first = child->next;
		yaml_value_free(child);
	}
	wipe_text(value->name);
	wipe_text(value->text);
	g_free(value);
}

static void append(struct yaml_value *parent, struct yaml_value *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

/* ---- aliases and merge keys ---- */

static bool refuse_expansion(const struct builder *builder, GError **error)
{
	if (builder->limits->expansion == 0)
		return fail(error, HELPER_FAILED, "%s holds an alias or a merge key: write the value itself there",
			    builder->subject);
	return fail(error, HELPER_FAILED, "the aliases of %s expand to more than %zu bytes", builder->subject,
		    builder->limits->expansion);
}

static bool count(struct builder *builder, const struct yaml_value *value, GError **error)
{
	size_t size =
		sizeof(*value) + (value->name ? strlen(value->name) : 0) + (value->text ? strlen(value->text) : 0);
	if (size > builder->limits->expansion - builder->expansion)
		return refuse_expansion(builder, error);
	builder->expansion += size;
	return true;
}

static bool refuse_depth(const struct builder *builder, GError **error)
{
	return fail(error, HELPER_FAILED, "%s is nested deeper than %u levels", builder->subject,
		    builder->limits->depth);
}

/* A copy without the name of the member. NULL with the error set where a limit would be passed. */
static struct yaml_value *copy(struct builder *builder, const struct yaml_value *value, unsigned depth, GError **error)
{
	g_autoptr(YamlValue) result = g_new0(struct yaml_value, 1);
	if (!count(builder, value, error))
		return NULL;
	if (value->kind != YAML_SCALAR && depth >= builder->limits->depth) {
		refuse_depth(builder, error);
		return NULL;
	}
	result->kind = value->kind;
	result->plain = value->plain;
	result->text = g_strdup(value->text);
	for (const struct yaml_value *child = value->first; child; child = child->next) {
		struct yaml_value *twin = copy(builder, child, depth + 1, error);
		if (!twin)
			return NULL;
		twin->name = g_strdup(child->name);
		twin->name_plain = child->name_plain;
		append(result, twin);
	}
	return g_steal_pointer(&result);
}

/* Adds a member, and its name to those of the mapping. */
static void append_member(struct yaml_value *mapping, struct yaml_value *member, GHashTable *names)
{
	append(mapping, member);
	g_hash_table_add(names, member->name);
}

/* Copies into the mapping, which has just ended, what it lacks of another. */
static bool merge_one(struct builder *builder, struct yaml_value *mapping, const struct yaml_value *from,
		      GError **error)
{
	GHashTable *names = builder->names[builder->depth];
	if (from->kind != YAML_MAPPING)
		return fail(error, HELPER_FAILED, "%s holds a merge key whose value is not a mapping", builder->subject);
	for (const struct yaml_value *child = from->first; child; child = child->next) {
		if (g_hash_table_contains(names, child->name))
			continue;
		struct yaml_value *twin = copy(builder, child, builder->depth + 1, error);
		if (!twin)
			return false;
		twin->name = g_strdup(child->name);
		twin->name_plain = child->name_plain;
		append_member(mapping, twin, names);
	}
	return true;
}

/* Takes the merge key out of a mapping that has ended, and its members in. */
static bool merge(struct builder *builder, struct yaml_value *mapping, GError **error)
{
	struct yaml_value *before = NULL;
	struct yaml_value *key = mapping->first;
	while (key && !(key->name_plain && strcmp(key->name, MERGE_KEY) == 0)) {
		before = key;
		key = key->next;
	}
	if (!key)
		return true;

	*(before ? &before->next : &mapping->first) = key->next;
	if (mapping->last == key)
		mapping->last = before;
	key->next = NULL;
	g_ptr_array_add(builder->merged, key);
	if (key->kind != YAML_SEQUENCE)
		return merge_one(builder, mapping, key, error);
	for (const struct yaml_value *from = key->first; from; from = from->next)
		if (!merge_one(builder, mapping, from, error))
			return false;
	return true;
}

/* ---- events ---- */

/* Puts the value where the text has it, and takes it, also on an error. */
static bool place(struct builder *builder, struct yaml_value *value, GError **error)
{
	struct yaml_value *parent = builder->depth > 0 ? builder->open[builder->depth - 1] : NULL;
	value->name = g_steal_pointer(&builder->key);
	value->name_plain = builder->key_plain;
	if (!parent) {
		builder->root = value;
		return true;
	}
	if (parent->kind == YAML_MAPPING && !value->name) {
		yaml_value_free(value);
		return fail(error, HELPER_FAILED, "%s holds a key that is not text", builder->subject);
	}
	if (parent->kind == YAML_MAPPING)
		append_member(parent, value, builder->names[builder->depth - 1]);
	else
		append(parent, value);
	return true;
}

static void remember(struct builder *builder, const yaml_char_t *anchor, struct yaml_value *value)
{
	if (anchor)
		g_hash_table_replace(builder->anchors, g_strdup((const char *)anchor), value);
}

static bool refuse_tag(const struct builder *builder, const yaml_char_t *tag, GError **error)
{
	return !tag || fail(error, HELPER_FAILED, "%s holds a tag such as '!!str': write the value without it",
			    builder->subject);
}

static bool on_scalar(struct builder *builder, const yaml_event_t *event, GError **error)
{
	const char *text = (const char *)event->data.scalar.value;
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	const struct yaml_value *parent = builder->depth > 0 ? builder->open[builder->depth - 1] : NULL;

	if (!refuse_tag(builder, event->data.scalar.tag, error))
		return false;
	if (strlen(text) != event->data.scalar.length)
		return fail(error, HELPER_FAILED, "%s holds a NUL byte", builder->subject);
	if (parent && parent->kind == YAML_MAPPING && !builder->key) {
		if (g_hash_table_contains(builder->names[builder->depth - 1], text))
			return fail(error, HELPER_FAILED,
				    "%s holds a key twice in one mapping: which one is meant cannot be known",
				    builder->subject);
		builder->key = g_strdup(text);
		builder->key_plain = plain;
		return true;
	}
	struct yaml_value *value = g_new0(struct yaml_value, 1);
	value->kind = YAML_SCALAR;
	value->plain = plain;
	value->whole = true;
	value->text = g_strdup(text);
	remember(builder, event->data.scalar.anchor, value);
	return place(builder, value, error);
}

static bool on_alias(struct builder *builder, const yaml_event_t *event, GError **error)
{
	const struct yaml_value *named = g_hash_table_lookup(builder->anchors, event->data.alias.anchor);
	if (builder->limits->expansion == 0)
		return refuse_expansion(builder, error);
	if (!named || !named->whole)
		return fail(error, HELPER_FAILED, "%s holds an alias of something that is not there, or of itself",
			    builder->subject);
	struct yaml_value *value = copy(builder, named, builder->depth, error);
	return value && place(builder, value, error);
}

static bool on_begin(struct builder *builder, enum yaml_kind kind, const yaml_char_t *anchor, const yaml_char_t *tag,
		     GError **error)
{
	if (!refuse_tag(builder, tag, error))
		return false;
	if (builder->depth >= MIN(builder->limits->depth, YAML_DEPTH_MAX))
		return refuse_depth(builder, error);
	struct yaml_value *value = g_new0(struct yaml_value, 1);
	value->kind = kind;
	if (!place(builder, value, error))
		return false;
	remember(builder, anchor, value);
	builder->open[builder->depth] = value;
	builder->names[builder->depth] = kind == YAML_MAPPING ? g_hash_table_new(g_str_hash, g_str_equal) : NULL;
	builder->depth++;
	return true;
}

static bool on_end(struct builder *builder, GError **error)
{
	struct yaml_value *value = builder->open[--builder->depth];
	value->whole = true;
	bool good = value->kind != YAML_MAPPING || merge(builder, value, error);
	g_clear_pointer(&builder->names[builder->depth], g_hash_table_unref);
	return good;
}

static bool on_document(const struct builder *builder, const yaml_event_t *event, GError **error)
{
	if (builder->root)
		return fail(error, HELPER_FAILED, "%s holds a second document: only one is supported", builder->subject);
	if (event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
		return fail(error, HELPER_FAILED, "%s declares tags: write the values without them", builder->subject);
	return true;
}

static bool on_event(struct builder *builder, const yaml_event_t *event, GError **error)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return on_document(builder, event, error);
	case YAML_SCALAR_EVENT:
		return on_scalar(builder, event, error);
	case YAML_ALIAS_EVENT:
		return on_alias(builder, event, error);
	case YAML_SEQUENCE_START_EVENT:
		return on_begin(builder, YAML_SEQUENCE, event->data.sequence_start.anchor,
				event->data.sequence_start.tag, error);
	case YAML_MAPPING_START_EVENT:
		return on_begin(builder, YAML_MAPPING, event->data.mapping_start.anchor, event->data.mapping_start.tag,
				error);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return on_end(builder, error);
	default:
		return true;
	}
}

/* ---- the parser ---- */

static void wipe_event(yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		explicit_bzero(event->data.scalar.value, event->data.scalar.length);
	yaml_event_delete(event);
}

static void wipe_parser(yaml_parser_t *parser)
{
	/* Members that yaml.h declares, and calls private: there is no other way to these copies. */
	for (yaml_token_t *token = parser->tokens.head; token != parser->tokens.tail; token++)
		if (token->type == YAML_SCALAR_TOKEN)
			explicit_bzero(token->data.scalar.value, token->data.scalar.length);
	explicit_bzero(parser->raw_buffer.start, (size_t)(parser->raw_buffer.end - parser->raw_buffer.start));
	explicit_bzero(parser->buffer.start, (size_t)(parser->buffer.end - parser->buffer.start));
	yaml_parser_delete(parser);
}

static bool build(struct builder *builder, yaml_parser_t *parser, GError **error)
{
	for (bool more = true; more;) {
		yaml_event_t event;
		/* The problem is one of libyaml's constant texts. */
		if (!yaml_parser_parse(parser, &event))
			return fail(error, HELPER_FAILED, "%s is not YAML: %s", builder->subject,
				    parser->problem ? parser->problem : "it cannot be read");
		more = event.type != YAML_STREAM_END_EVENT;
		bool good = on_event(builder, &event, error);
		wipe_event(&event);
		if (!good)
			return false;
	}
	return true;
}

static void free_node(gpointer node)
{
	yaml_value_free(node);
}

struct yaml_value *yaml_value_parse(const char *text, size_t length, const struct yaml_limits *limits,
				    const char *subject, GError **error)
{
	if (length > limits->bytes) {
		fail(error, HELPER_FAILED, "%s is larger than %zu bytes", subject, limits->bytes);
		return NULL;
	}
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		g_error("out of memory");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);

	struct builder builder = { .limits = limits, .subject = subject };
	builder.anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	builder.merged = g_ptr_array_new_with_free_func(free_node);
	bool good = build(&builder, &parser, error);
	wipe_parser(&parser);
	g_hash_table_unref(builder.anchors);
	g_ptr_array_unref(builder.merged);
	wipe_text(builder.key);
	while (builder.depth > 0)
		g_clear_pointer(&builder.names[--builder.depth], g_hash_table_unref);
	if (!good) {
		yaml_value_free(builder.root);
		return NULL;
	}
	if (!builder.root) {
		builder.root = g_new0(struct yaml_value, 1);
		builder.root->plain = true;
		builder.root->text = g_strdup("");
	}
	return builder.root;
}

/* ---- looking ---- */

bool yaml_value_is(const struct yaml_value *value, enum yaml_kind kind)
{
	return value && value->kind == kind;
}

const char *yaml_value_text(const struct yaml_value *value)
{
	return value ? value->text : NULL;
}

bool yaml_value_is_plain(const struct yaml_value *value)
{
	return value && value->plain;
}

bool yaml_value_is_null(const struct yaml_value *value)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };
	if (!yaml_value_is_plain(value))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(value->text, words[i]) == 0)
			return true;
	return false;
}

const struct yaml_value *yaml_value_member(const struct yaml_value *mapping, const char *name)
{
	if (!yaml_value_is(mapping, YAML_MAPPING))
		return NULL;
	for (const struct yaml_value *member = mapping->first; member; member = member->next)
		if (strcmp(member->name, name) == 0)
			return member;
	return NULL;
}

const struct yaml_value *yaml_value_first(const struct yaml_value *container)
{
	return container ? container->first : NULL;
}

const struct yaml_value *yaml_value_next(const struct yaml_value *value)
{
	return value->next;
}

const char *yaml_value_name(const struct yaml_value *value)
{
	return value->name;
}

bool yaml_value_name_is_plain(const struct yaml_value *value)
{
	return value->name_plain;
}
