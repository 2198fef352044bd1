/* SPDX-License-Identifier: MIT
 *
 * json.h - a strict parser on top of cJSON, for messages that may contain a license
 *
 * Reading accepts JSON as RFC 8259 defines it and, in addition, refuses: more than the caller's limit,
 * NUL bytes and \u0000 (cJSON would cut the string there), a member given twice in one object (readers
 * would disagree), more than JSON_DEPTH_MAX levels, bytes after the value. Numbers
 * are never read: cJSON keeps them as double. All memory of cJSON is wiped when it is freed.
 *
 *	struct json *request = json_parse(text, length, REQUEST_MAX, "the request", &error);
 *	const char *secret = json_string(json_member(request, "Secret"));
 *	json_free(request);
 *
 * json.c is the only file that includes cJSON, which was chosen because every distribution has it and it is small.
 */
#ifndef HELPER_FORMAT_JSON_H
#define HELPER_FORMAT_JSON_H

#include "../../keyring/secret.h"

#include <glib.h>
#include <stdbool.h>

struct json;

/* The value, to be freed by json_free(). `subject` names the text in the error: "the request is not
 * JSON", never any of its bytes. HELPER_FAILED. */
struct json *json_parse(const char *text, size_t length, size_t limit, const char *subject, GError **error);
void json_free(struct json *value);

bool json_is_object(const struct json *value);
bool json_is_null(const struct json *value);
/* The text of a string, owned by the value; NULL for any other kind, and for NULL. */
const char *json_string(const struct json *value);

/* The member of that name, or NULL; also NULL if `object` is not an object. */
const struct json *json_member(const struct json *object, const char *name);
/* The same without regard to ASCII case, as Go's decoder does it. *ret_twice: there are several. */
const struct json *json_member_any_case(const struct json *object, const char *name, bool *ret_twice);

/* Members of an object or elements of an array, in their order: the first, then the next of each;
 * NULL after the last. json_name() is NULL for elements. */
const struct json *json_first(const struct json *container);
const struct json *json_next(const struct json *value);
const char *json_name(const struct json *value);

/* Writing. Adding copies the strings; the added object belongs to its parent. */
struct json *json_new_object(void);
void json_add_string(struct json *object, const char *name, const char *text);
struct json *json_add_object(struct json *object, const char *name);
struct json *json_add_array(struct json *object, const char *name);
void json_add_bool(struct json *object, const char *name, bool value);
struct json *json_append_object(struct json *array);

/* Adds the value to `out` as compact JSON, members in the order in which they were added; json_print_line() adds a
 * line break. */
void json_print(const struct json *value, struct secret *out);
void json_print_line(const struct json *value, struct secret *out);

typedef struct json Json; /* for g_autoptr(Json) */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Json, json_free)

#endif
