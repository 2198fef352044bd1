/* SPDX-License-Identifier: MIT */
#include "yaml.h"

#include "../../keyring/secret.h"
#include "../runtime/error.h"
#include "yaml-tree.h"

#include <string.h>
#include <yaml.h>

/* A tree that grows by events. */
struct builder {
	const struct yaml_limits *limits;
	const char *subject;
	struct yaml_expansion expansion;
	struct yaml_value *root;
	struct yaml_value *open[YAML_DEPTH_MAX]; /* what has begun and not ended, outermost first */
	GHashTable *names[YAML_DEPTH_MAX];	 /* of each open mapping, to see a key given twice */
	unsigned depth;
	char *key; /* of the member whose value comes next */
	bool key_plain;
	GHashTable *anchors; /* name to node in the tree */
	GPtrArray *merged;   /* mappings of merge keys: out of the tree, but aliases may name them */
};

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
		return fail(error, HELPER_FAILED, "%s contains a key that is not text", builder->subject);
	}
	if (parent->kind == YAML_MAPPING)
		yaml_tree_append_member(parent, value, builder->names[builder->depth - 1]);
	else
		yaml_tree_append(parent, value);
	return true;
}

static void remember(struct builder *builder, const yaml_char_t *anchor, struct yaml_value *value)
{
	if (anchor)
		g_hash_table_replace(builder->anchors, g_strdup((const char *)anchor), value);
}

static bool refuse_tag(const struct builder *builder, const yaml_char_t *tag, GError **error)
{
	return !tag ||
	       fail(error, HELPER_FAILED, "%s contains a tag such as '!!str': remove the tag", builder->subject);
}

static bool on_scalar(struct builder *builder, const yaml_event_t *event, GError **error)
{
	const char *text = (const char *)event->data.scalar.value;
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	const struct yaml_value *parent = builder->depth > 0 ? builder->open[builder->depth - 1] : NULL;

	if (!refuse_tag(builder, event->data.scalar.tag, error))
		return false;
	if (strlen(text) != event->data.scalar.length)
		return fail(error, HELPER_FAILED, "%s contains a NUL byte", builder->subject);
	if (parent && parent->kind == YAML_MAPPING && !builder->key) {
		if (g_hash_table_contains(builder->names[builder->depth - 1], text))
			return fail(error, HELPER_FAILED,
				    "%s contains the same key twice in one mapping: remove one of them",
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
		return yaml_tree_refuse_expansion(&builder->expansion, error);
	if (!named || !named->whole)
		return fail(error, HELPER_FAILED, "%s contains an alias that refers to nothing, or to itself",
			    builder->subject);
	struct yaml_value *value = yaml_tree_copy(&builder->expansion, named, builder->depth, error);
	return value && place(builder, value, error);
}

static bool on_begin(struct builder *builder, enum yaml_kind kind, const yaml_char_t *anchor, const yaml_char_t *tag,
		     GError **error)
{
	if (!refuse_tag(builder, tag, error))
		return false;
	if (builder->depth >= MIN(builder->limits->depth, YAML_DEPTH_MAX))
		return yaml_tree_refuse_depth(&builder->expansion, error);
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
	g_assert(builder->depth > 0); /* libyaml ends what it has begun */
	struct yaml_value *value = builder->open[--builder->depth];
	value->whole = true;
	GHashTable *names = builder->names[builder->depth];
	bool good = value->kind != YAML_MAPPING ||
		    yaml_tree_merge(&builder->expansion, value, names, builder->depth, builder->merged, error);
	g_clear_pointer(&builder->names[builder->depth], g_hash_table_unref);
	return good;
}

static bool on_document(const struct builder *builder, const yaml_event_t *event, GError **error)
{
	if (builder->root)
		return fail(error, HELPER_FAILED, "%s contains a second document: only one is supported",
			    builder->subject);
	if (event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
		return fail(error, HELPER_FAILED, "%s declares tags: remove them", builder->subject);
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

	struct builder builder = { .limits = limits, .subject = subject, .expansion = { limits, subject, 0 } };
	builder.anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	builder.merged = g_ptr_array_new_with_free_func(free_node);
	bool good = build(&builder, &parser, error);
	wipe_parser(&parser);
	g_hash_table_unref(builder.anchors);
	g_ptr_array_unref(builder.merged);
	secret_free_text(builder.key);
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
