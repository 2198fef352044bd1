/* SPDX-License-Identifier: MIT */
#include "dockerconfig.h"

#include "../format/json.h"
#include "../runtime/error.h"

#include <string.h>

/* One member of "auths". */
struct entry {
	char *key;
	const struct license *license;
};

static gint compare_keys(gconstpointer a, gconstpointer b)
{
	return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static void clear_entry(gpointer entry)
{
	g_free(((struct entry *)entry)->key);
}

/* Sorted by key, and not by domain: "/" stands before digits and letters, "." and "-" before it. */
static GArray *entries_of(const GPtrArray *licenses, bool app_keys)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
	g_array_set_clear_func(entries, clear_entry);
	for (guint i = 0; i < licenses->len; i++) {
		const struct license *license = g_ptr_array_index(licenses, i);
		bool by_app = app_keys && license->app;
		struct entry entry = {
			.key = by_app ? g_strdup_printf("%s/proxy/%s", license->domain, license->app)
				      : g_strdup(license->domain),
			.license = license,
		};
		g_array_append_val(entries, entry);
	}
	g_array_sort(entries, compare_keys);
	return entries;
}

static void add_entry(struct json *auths, const struct entry *entry, bool long_entry)
{
	const struct license *license = entry->license;
	g_auto(Secret) pair = SECRET_INIT(USERNAME_MAX + 1 + LICENSE_ID_MAX);
	g_auto(Secret) auth = SECRET_INIT(2 * (USERNAME_MAX + 1 + LICENSE_ID_MAX));
	secret_append_secret(&pair, &license->username);
	secret_append_text(&pair, ":");
	secret_append_secret(&pair, &license->id);
	secret_append_base64(&auth, pair.bytes, pair.length);

	struct json *object = json_add_object(auths, entry->key);
	if (long_entry) {
		json_add_string(object, "username", secret_text(&license->username));
		json_add_string(object, "password", secret_text(&license->id));
	}
	json_add_string(object, "auth", secret_text(&auth));
}

bool dockerconfig_print(const GPtrArray *licenses, const struct dockerconfig_style *style, struct secret *out,
			GError **error)
{
	g_autoptr(GArray) entries = entries_of(licenses, style->app_keys);
	g_autoptr(Json) config = json_new_object();
	struct json *auths = json_add_object(config, "auths");
	for (guint i = 0; i < entries->len; i++)
		add_entry(auths, &g_array_index(entries, struct entry, i), style->long_entries);
	json_print(config, out);
	return !secret_overflowed(out) ||
	       fail(error, HELPER_FAILED, "the docker config is larger than %d bytes: name fewer domains",
		    DOCKERCONFIG_MAX);
}
