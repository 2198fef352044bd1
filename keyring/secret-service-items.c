/* SPDX-License-Identifier: MIT */
#include "secret-service-items.h"

#include <errno.h>
#include <string.h>

#define SCHEMA_ATTRIBUTE "xdg:schema"
#define SCHEMA_NAME "com.replicated.License"
#define ATTRIBUTE_PROFILE "profile"
#define ATTRIBUTE_SERVER "server"
#define ATTRIBUTE_USERNAME "username"
#define ATTRIBUTE_USERNAME_IS_LICENSE "username-is-license"
#define ATTRIBUTE_APP "app"
#define ATTRIBUTE_KIND "kind"
#define ATTRIBUTE_EXPIRES_AT "expires-at"
#define USERNAME_STAND_IN "LICENSE_ID"

/* ---- searching ---- */

static void result_free(gpointer data)
{
	struct search_result *result = data;
	g_free(result->path);
	keyring_item_clear(&result->item);
	g_free(result);
}

static bool append_attribute(sd_bus_message *call, const char *name, const char *value)
{
	return !value || sd_bus_message_append(call, "{ss}", name, value) >= 0;
}

static sd_bus_message *search_call(const struct keyring_query *query)
{
	sd_bus_message *call = bus_method(SERVICE_PATH, SERVICE_INTERFACE, "SearchItems", "");
	bool written = sd_bus_message_open_container(call, 'a', "{ss}") >= 0 &&
		       append_attribute(call, SCHEMA_ATTRIBUTE, SCHEMA_NAME) &&
		       append_attribute(call, ATTRIBUTE_PROFILE, query->profile) &&
		       append_attribute(call, ATTRIBUTE_SERVER, query->server) &&
		       append_attribute(call, ATTRIBUTE_APP, query->app) && sd_bus_message_close_container(call) >= 0;
	return written ? call : sd_bus_message_unref(call);
}

static bool add_results(GPtrArray *results, sd_bus_message *reply, bool locked)
{
	const char *path;
	if (sd_bus_message_enter_container(reply, 'a', "o") < 0)
		return false;
	while (sd_bus_message_read(reply, "o", &path) > 0) {
		struct search_result *result = g_new0(struct search_result, 1);
		result->path = g_strdup(path);
		result->locked = locked;
		g_ptr_array_add(results, result);
	}
	return sd_bus_message_exit_container(reply) >= 0;
}

bool items_search(const struct keyring_query *query, void (*meanwhile)(void), GPtrArray **ret_results, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	struct bus_call *call = bus_send(search_call(query));
	if (meanwhile)
		meanwhile();
	if (bus_receive(call, "aoao", &reply, error) != BUS_ANSWERED)
		return false;

	g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(result_free);
	if (!add_results(results, reply, false) || !add_results(results, reply, true))
		return bus_fail_protocol(error, "a search result that cannot be read");
	*ret_results = g_steal_pointer(&results);
	return true;
}

/* ---- reading ---- */

static void take_attribute(struct search_result *result, const char *name, const char *value, bool *is_ours)
{
	struct keyring_item *item = &result->item;
	char **member = NULL;
	if (strcmp(name, SCHEMA_ATTRIBUTE) == 0)
		*is_ours = strcmp(value, SCHEMA_NAME) == 0;
	else if (strcmp(name, ATTRIBUTE_USERNAME_IS_LICENSE) == 0)
		item->username_is_license = true;
	else if (strcmp(name, ATTRIBUTE_PROFILE) == 0)
		member = &item->profile;
	else if (strcmp(name, ATTRIBUTE_SERVER) == 0)
		member = &item->server;
	else if (strcmp(name, ATTRIBUTE_USERNAME) == 0)
		member = &item->username;
	else if (strcmp(name, ATTRIBUTE_APP) == 0)
		member = &item->app;
	else if (strcmp(name, ATTRIBUTE_KIND) == 0)
		member = &item->kind;
	else if (strcmp(name, ATTRIBUTE_EXPIRES_AT) == 0)
		member = &item->expires_at;
	if (member) {
		g_free(*member);
		*member = g_strdup(value);
	}
}

/* A variant of another type than attributes have is that of an item without attributes. False if it cannot be read. */
static bool take_attributes(struct search_result *result, sd_bus_message *reply)
{
	const char *name;
	const char *value;
	bool is_ours = false;
	keyring_item_clear(&result->item);
	int entered = sd_bus_message_enter_container(reply, 'v', "a{ss}");
	if (entered == -ENXIO)
		return true;
	if (sd_bus_message_enter_container(reply, 'a', "{ss}") < 0)
		return false;
	while (sd_bus_message_read(reply, "{ss}", &name, &value) > 0)
		take_attribute(result, name, value, &is_ours);
	if (sd_bus_message_exit_container(reply) < 0)
		return false;
	result->readable = is_ours && result->item.profile && result->item.server && result->item.username;
	return true;
}

/* Of another type it is 0: older than every other. */
static bool take_modified(struct search_result *result, sd_bus_message *reply)
{
	guint64 modified = 0;
	int read = sd_bus_message_read(reply, "v", "t", &modified);
	result->item.modified = (gint64)MIN(modified, (guint64)G_MAXINT64);
	return read > 0 || read == -ENXIO;
}

typedef bool (*take_property)(struct search_result *result, sd_bus_message *reply);

static bool receive_property(struct search_result *result, struct bus_call *call, take_property take, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	GError *cause = NULL;
	switch (bus_receive(call, "v", &reply, &cause)) {
	case BUS_ANSWERED:
		if (take(result, reply))
			return true;
		bus_fail_protocol(&cause, "a property that cannot be read");
		break;
	case BUS_ABSENT:
		result->gone = true;
		g_error_free(cause);
		return true;
	default:
		break;
	}
	/* The first failure is the one that is told. */
	if (!*error)
		g_propagate_error(error, cause);
	else
		g_clear_error(&cause);
	return false;
}

/* One property of many items, by calls that are under way together. */
static bool read_property(GPtrArray *results, const char *property, take_property take, GError **error)
{
	struct bus_call *calls[BUS_CALLS_MAX];
	bool read = true;
	for (guint i = 0; i < results->len + BUS_CALLS_MAX; i++) {
		struct bus_call **call = &calls[i % BUS_CALLS_MAX];
		if (i >= BUS_CALLS_MAX)
			read = receive_property(g_ptr_array_index(results, i - BUS_CALLS_MAX), *call, take, error) &&
			       read;
		if (i < results->len) {
			const struct search_result *result = g_ptr_array_index(results, i);
			*call = bus_send(bus_get(result->path, ITEM_INTERFACE, property));
		}
	}
	return read;
}

bool items_read(GPtrArray *results, const struct keyring_query *query, GError **error)
{
	GError *cause = NULL;
	if (!read_property(results, "Attributes", take_attributes, &cause)) {
		g_propagate_error(error, cause);
		return false;
	}
	for (guint i = 0; i < results->len; i++) {
		struct search_result *result = g_ptr_array_index(results, i);
		result->matches = result->readable && keyring_query_matches(query, &result->item);
		result->valid = result->matches && keyring_item_is_valid(&result->item);
	}
	return true;
}

bool items_gone(const GPtrArray *results)
{
	for (guint i = 0; i < results->len; i++)
		if (((const struct search_result *)g_ptr_array_index(results, i))->gone)
			return true;
	return false;
}

bool items_hidden(const GPtrArray *results)
{
	for (guint i = 0; i < results->len; i++) {
		const struct search_result *result = g_ptr_array_index(results, i);
		if (result->locked && !result->readable && !result->gone)
			return true;
	}
	return false;
}

/* ---- the newest ---- */

static int compare_pairs(const struct search_result *left, const struct search_result *right)
{
	int order = strcmp(left->item.profile, right->item.profile);
	return order != 0 ? order : strcmp(left->item.server, right->item.server);
}

/* Of two of the same second the one with the greater path is newer: gnome-keyring numbers items upwards. */
static int compare_ages(const struct search_result *left, const struct search_result *right)
{
	if (left->item.modified != right->item.modified)
		return left->item.modified > right->item.modified ? -1 : 1;
	size_t length = strlen(left->path);
	size_t other = strlen(right->path);
	return length != other ? (length > other ? -1 : 1) : strcmp(right->path, left->path);
}

static gint by_age(gconstpointer a, gconstpointer b)
{
	return compare_ages(*(struct search_result *const *)a, *(struct search_result *const *)b);
}

static gint by_pair(gconstpointer a, gconstpointer b)
{
	const struct search_result *left = *(struct search_result *const *)a;
	const struct search_result *right = *(struct search_result *const *)b;
	int order = compare_pairs(left, right);
	return order != 0 ? order : compare_ages(left, right);
}

/* Those of a sorted array whose age decides which of them answers. */
static GPtrArray *twins(const GPtrArray *results, bool among_all)
{
	GPtrArray *found = g_ptr_array_new();
	for (guint i = 0; i < results->len; i++) {
		struct search_result *const *result = (struct search_result *const *)&results->pdata[i];
		bool like_last = i > 0 && compare_pairs(result[0], result[-1]) == 0;
		bool like_next = i + 1 < results->len && compare_pairs(result[0], result[1]) == 0;
		if (like_last || like_next || (among_all && results->len > 1))
			g_ptr_array_add(found, *result);
	}
	return found;
}

bool items_keep_valid(GPtrArray *results, bool among_all, GError **error)
{
	for (guint i = results->len; i > 0; i--)
		if (!((struct search_result *)g_ptr_array_index(results, i - 1))->valid)
			g_ptr_array_remove_index_fast(results, i - 1);

	g_ptr_array_sort(results, by_pair);
	g_autoptr(GPtrArray) compared = twins(results, among_all);
	GError *cause = NULL;
	if (!read_property(compared, "Modified", take_modified, &cause)) {
		g_propagate_error(error, cause);
		return false;
	}
	g_ptr_array_sort(results, among_all ? by_age : by_pair);
	return true;
}

/* ---- writing ---- */

static bool append_attributes(sd_bus_message *call, const struct keyring_item *item)
{
	/* People do log in with the license ID as user name; attributes are not confidential. */
	const char *username = item->username_is_license ? USERNAME_STAND_IN : item->username;
	const char *marker = item->username_is_license ? "yes" : NULL;
	return sd_bus_message_open_container(call, 'v', "a{ss}") >= 0 &&
	       sd_bus_message_open_container(call, 'a', "{ss}") >= 0 &&
	       append_attribute(call, SCHEMA_ATTRIBUTE, SCHEMA_NAME) &&
	       append_attribute(call, ATTRIBUTE_PROFILE, item->profile) &&
	       append_attribute(call, ATTRIBUTE_SERVER, item->server) &&
	       append_attribute(call, ATTRIBUTE_USERNAME, username) &&
	       append_attribute(call, ATTRIBUTE_USERNAME_IS_LICENSE, marker) &&
	       append_attribute(call, ATTRIBUTE_APP, item->app) && append_attribute(call, ATTRIBUTE_KIND, item->kind) &&
	       append_attribute(call, ATTRIBUTE_EXPIRES_AT, item->expires_at) &&
	       sd_bus_message_close_container(call) >= 0 && sd_bus_message_close_container(call) >= 0;
}

bool items_append_properties(sd_bus_message *call, const struct keyring_item *item)
{
	g_autofree char *label = g_strdup_printf("Replicated license for %s (%s)", item->server, item->profile);
	return sd_bus_message_open_container(call, 'a', "{sv}") >= 0 &&
	       sd_bus_message_append(call, "{sv}", ITEM_INTERFACE ".Label", "s", label) >= 0 &&
	       sd_bus_message_open_container(call, 'e', "sv") >= 0 &&
	       sd_bus_message_append(call, "s", ITEM_INTERFACE ".Attributes") >= 0 && append_attributes(call, item) &&
	       sd_bus_message_close_container(call) >= 0 && sd_bus_message_close_container(call) >= 0;
}
