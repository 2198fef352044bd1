/* SPDX-License-Identifier: MIT */
#include "json.h"

#include "../runtime/error.h"
#include "json-scan.h"

#include <cjson/cJSON.h>
#include <malloc.h>
#include <string.h>

/* struct json is cJSON under another name, so that nobody else sees cJSON's liberal calls. */
static cJSON *raw(struct json *value)
{
	return (cJSON *)value;
}

static const cJSON *raw_const(const struct json *value)
{
	return (const cJSON *)value;
}

static struct json *wrap(cJSON *value)
{
	return (struct json *)value;
}

static const struct json *wrap_const(const cJSON *value)
{
	return (const struct json *)value;
}

static void *allocate(size_t size)
{
	return g_malloc(size);
}

static void wipe_and_free(void *memory)
{
	explicit_bzero(memory, malloc_usable_size(memory));
	g_free(memory);
}

static void use_wiping_memory(void)
{
	static bool done;
	if (done)
		return;
	cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = allocate, .free_fn = wipe_and_free });
	done = true;
}

static bool has_twins(const cJSON *value)
{
	if (cJSON_IsObject(value)) {
		g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
		for (const cJSON *member = value->child; member; member = member->next)
			if (!g_hash_table_add(names, member->string))
				return true;
	}
	for (const cJSON *child = value->child; child; child = child->next)
		if (has_twins(child))
			return true;
	return false;
}

struct json *json_parse(const char *text, size_t length, size_t limit, const char *subject, GError **error)
{
	if (length > limit) {
		fail(error, HELPER_FAILED, "%s is longer than %zu bytes", subject, limit);
		return NULL;
	}
	struct json_scan scan = json_scan_of(text, length);
	if (!json_scan_value(&scan) || !json_scan_end(&scan) || scan.nul) {
		fail(error, HELPER_FAILED, "%s is not JSON: send one object as RFC 8259 defines it", subject);
		return NULL;
	}

	use_wiping_memory();
	cJSON *value = cJSON_ParseWithLength(text, length);
	if (!value) {
		fail(error, HELPER_FAILED, "%s is not JSON that this program can read", subject);
		return NULL;
	}
	if (has_twins(value)) {
		cJSON_Delete(value);
		fail(error, HELPER_FAILED, "%s contains the same member twice: remove one of them", subject);
		return NULL;
	}
	return wrap(value);
}

void json_free(struct json *value)
{
	cJSON_Delete(raw(value));
}

bool json_is_object(const struct json *value)
{
	return cJSON_IsObject(raw_const(value));
}

bool json_is_null(const struct json *value)
{
	return cJSON_IsNull(raw_const(value));
}

const char *json_string(const struct json *value)
{
	return cJSON_IsString(raw_const(value)) ? raw_const(value)->valuestring : NULL;
}

const struct json *json_member(const struct json *object, const char *name)
{
	return json_is_object(object) ? wrap_const(cJSON_GetObjectItemCaseSensitive(raw_const(object), name)) : NULL;
}

const struct json *json_member_any_case(const struct json *object, const char *name, bool *ret_twice)
{
	const struct json *found = NULL;
	*ret_twice = false;
	if (!json_is_object(object))
		return NULL;
	for (const struct json *member = json_first(object); member; member = json_next(member)) {
		if (g_ascii_strcasecmp(json_name(member), name) != 0)
			continue;
		*ret_twice = found != NULL;
		found = member;
	}
	return found;
}

const struct json *json_first(const struct json *container)
{
	return container ? wrap_const(raw_const(container)->child) : NULL;
}

const struct json *json_next(const struct json *value)
{
	return wrap_const(raw_const(value)->next);
}

const char *json_name(const struct json *value)
{
	return raw_const(value)->string;
}

/* cJSON gives NULL only when memory ran out, and ours ends the program then. */
struct json *json_new_object(void)
{
	use_wiping_memory();
	return wrap(cJSON_CreateObject());
}

void json_add_string(struct json *object, const char *name, const char *text)
{
	(void)cJSON_AddStringToObject(raw(object), name, text);
}

struct json *json_add_object(struct json *object, const char *name)
{
	return wrap(cJSON_AddObjectToObject(raw(object), name));
}

struct json *json_add_array(struct json *object, const char *name)
{
	return wrap(cJSON_AddArrayToObject(raw(object), name));
}

void json_add_bool(struct json *object, const char *name, bool value)
{
	(void)cJSON_AddBoolToObject(raw(object), name, value);
}

struct json *json_append_object(struct json *array)
{
	cJSON *object = cJSON_CreateObject();
	(void)cJSON_AddItemToArray(raw(array), object);
	return wrap(object);
}

void json_print(const struct json *value, struct secret *out)
{
	char *text = cJSON_PrintUnformatted(raw_const(value));
	secret_append_text(out, text);
	cJSON_free(text);
}

void json_print_line(const struct json *value, struct secret *out)
{
	json_print(value, out);
	secret_append_text(out, "\n");
}
