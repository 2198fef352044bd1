/* SPDX-License-Identifier: MIT */
#include "terraform-config.h"

#include "../address/domain.h"
#include "../format/hcl.h"
#include "../format/json.h"
#include "../runtime/error.h"
#include "../runtime/file.h"
#include "client-files.h"

#include <string.h>

#define HELPER_BLOCK "credentials_helper"
#define CREDENTIALS_BLOCK "credentials"

/* The longest name of a helper or a host that is looked at. */
#define NAME_SIZE 256

/* ---- what was found ---- */

static void add_helper(struct terraform_config *config, const char *name)
{
	if (!domain_list_holds(config->helpers, name))
		g_ptr_array_add(config->helpers, g_strdup(name));
}

static void add_plain_text(struct terraform_config *config, const char *host)
{
	char domain[DOMAIN_SIZE];
	if (domain_parse(host, domain))
		domain_list_add(config->plain_text, domain);
}

/* One more word of a helper's args; `behind` is the one before it, or "". */
static void look_at_argument(struct terraform_config *config, const char *behind, const char *argument)
{
	static const char long_option[] = "--profile=";
	const char *profile = NULL;
	if (strcmp(behind, "-p") == 0 || strcmp(behind, "--profile") == 0)
		profile = argument;
	else if (g_str_has_prefix(argument, long_option))
		profile = argument + strlen(long_option);
	else if (g_str_has_prefix(argument, "-p"))
		profile = argument + strlen("-p");
	if (!profile)
		return;
	g_free(config->profile);
	config->profile = g_strdup(profile);
}

/* ---- HCL ---- */

static bool copy(const struct hcl_span *span, char ret_text[static NAME_SIZE])
{
	if (span->length >= NAME_SIZE)
		return false;
	memcpy(ret_text, span->start, span->length);
	ret_text[span->length] = '\0';
	return true;
}

static const struct hcl_item *find(const struct hcl_item *item, const char *name)
{
	for (guint i = 0; item->items && i < item->items->len; i++) {
		const struct hcl_item *inner = g_ptr_array_index(item->items, i);
		if (hcl_item_is_named(inner, name))
			return inner;
	}
	return NULL;
}

static void look_at_helper(struct terraform_config *config, const struct hcl_item *helper)
{
	char name[NAME_SIZE];
	char before[NAME_SIZE] = "";
	char argument[NAME_SIZE];
	struct hcl_span string;
	const struct hcl_item *args = find(helper, "args");
	if (!copy(&helper->name, name))
		g_strlcpy(name, "?", sizeof(name));
	add_helper(config, name);
	if (!args)
		return;
	struct hcl_span rest = { args->name.start + args->name.length, 0 };
	rest.length = (size_t)(args->whole.start + args->whole.length - rest.start);
	if (args->whole.start[0] == '"') {
		rest.start++;
		rest.length--;
	}
	while (hcl_next_string(&rest, &string)) {
		if (!copy(&string, argument))
			argument[0] = '\0';
		look_at_argument(config, before, argument);
		memcpy(before, argument, sizeof(before));
	}
}

static void look_at_host(struct terraform_config *config, const struct hcl_item *host)
{
	char name[NAME_SIZE];
	const struct hcl_item *token = find(host, "token");
	if (token && token->is_filled && copy(&host->name, name))
		add_plain_text(config, name);
}

static bool parse_hcl(struct terraform_config *config, GError **error)
{
	g_autoptr(HclItem) root = hcl_parse(secret_text(&config->text), config->text.length, error);
	if (!root)
		return false;
	for (guint i = 0; i < root->items->len; i++) {
		const struct hcl_item *item = g_ptr_array_index(root->items, i);
		for (guint j = 0; item->items && j < item->items->len; j++) {
			const struct hcl_item *inner = g_ptr_array_index(item->items, j);
			if (hcl_item_is_named(item, HELPER_BLOCK))
				look_at_helper(config, inner);
			else if (hcl_item_is_named(item, CREDENTIALS_BLOCK))
				look_at_host(config, inner);
		}
	}
	return true;
}

/* ---- JSON ---- */

static void json_helper(struct terraform_config *config, const struct json *helper)
{
	const char *before = "";
	add_helper(config, json_name(helper));
	for (const struct json *word = json_first(json_member(helper, "args")); word; word = json_next(word)) {
		const char *argument = json_string(word);
		look_at_argument(config, before, argument ? argument : "");
		before = argument ? argument : "";
	}
}

static void json_host(struct terraform_config *config, const struct json *host)
{
	const char *token = json_string(json_member(host, "token"));
	if (token && *token)
		add_plain_text(config, json_name(host));
}

/* The members of an object, or of the objects in an array: Terraform reads both alike. */
static void json_each(struct terraform_config *config, const struct json *container,
		      void (*look)(struct terraform_config *config, const struct json *member))
{
	for (const struct json *member = json_first(container); member; member = json_next(member)) {
		if (json_name(member)) {
			look(config, member);
			continue;
		}
		for (const struct json *inner = json_first(member); inner; inner = json_next(inner))
			if (json_name(inner))
				look(config, inner);
	}
}

static bool parse_json(struct terraform_config *config, GError **error)
{
	g_autoptr(Json) root =
		json_parse(secret_text(&config->text), config->text.length, config->text.limit, "it", error);
	if (!root)
		return false;
	for (const struct json *member = json_first(root); member; member = json_next(member)) {
		const char *name = json_name(member);
		if (g_ascii_strcasecmp(name, HELPER_BLOCK) == 0)
			json_each(config, member, json_helper);
		else if (g_ascii_strcasecmp(name, CREDENTIALS_BLOCK) == 0)
			json_each(config, member, json_host);
	}
	return true;
}

/* ---- reading ---- */

bool terraform_config_parse(struct terraform_config *config, GError **error)
{
	const char *text = secret_text(&config->text);
	size_t blanks = strspn(text, " \t\r\n\v\f");
	config->helpers = g_ptr_array_new_with_free_func(g_free);
	config->plain_text = domain_list_new();
	config->json = text[blanks] == '{';
	return config->json ? parse_json(config, error) : parse_hcl(config, error);
}

bool terraform_config_read(const char *path, struct terraform_config *ret_config, GError **error)
{
	g_auto(TerraformConfig) config = { .path = g_strdup(path), .text = SECRET_INIT(CLIENT_CONFIG_MAX) };
	GError *cause = NULL;
	g_autofree char *subject = g_strdup_printf("'%s'", path);
	if (!file_read_if_there(path, subject, &config.text, &config.exists, error))
		return false;
	if (!terraform_config_parse(&config, &cause)) {
		(void)fail(error, HELPER_FAILED, "cannot read '%s': %s", path, cause->message);
		g_error_free(cause);
		return false;
	}
	*ret_config = config;
	config = (struct terraform_config){ .path = NULL };
	return true;
}

void terraform_config_clear(struct terraform_config *config)
{
	secret_clear(&config->text);
	g_clear_pointer(&config->path, g_free);
	g_clear_pointer(&config->profile, g_free);
	g_clear_pointer(&config->helpers, g_ptr_array_unref);
	g_clear_pointer(&config->plain_text, g_ptr_array_unref);
}

bool terraform_config_names(const struct terraform_config *config, const char *helper)
{
	return domain_list_holds(config->helpers, helper);
}

/* ---- editing ---- */

char *terraform_block(const char *helper)
{
	return g_strdup_printf(HELPER_BLOCK " \"%s\" {}", helper);
}

/* Whether the text names the helper. */
static bool names(const struct config_text *text, const char *helper)
{
	g_auto(TerraformConfig) after = { .text = SECRET_INIT(CLIENT_CONFIG_MAX) };
	secret_append_secret(&after.text, &text->bytes);
	return terraform_config_parse(&after, NULL) && terraform_config_names(&after, helper);
}

bool terraform_config_add(const struct terraform_config *config, const char *helper, struct config_text *ret_text,
			  GError **error)
{
	g_auto(ConfigText) text = { .bytes = SECRET_INIT(CLIENT_CONFIG_MAX), .exists = true };
	g_autofree char *block = terraform_block(helper);
	const char *line_end = g_str_has_suffix(secret_text(&config->text), "\r\n") ? "\r\n" : "\n";
	bool whole_lines = !config->exists || g_str_has_suffix(secret_text(&config->text), "\n");
	secret_append_secret(&text.bytes, &config->text);
	if (!whole_lines && config->text.length > 0)
		secret_append_text(&text.bytes, line_end);
	secret_append_text(&text.bytes, block);
	if (whole_lines)
		secret_append_text(&text.bytes, line_end);
	if (secret_overflowed(&text.bytes) || !names(&text, helper))
		return fail(error, HELPER_FAILED, "a line at its end would not be read as meant");
	*ret_text = text;
	text = (struct config_text){ .exists = false };
	return true;
}

/* What goes with our block, which is a line of its own: the line end behind it, else the one before it. */
static bool take_line(const struct secret *text, const struct hcl_item *item, struct hcl_span *ret_cut)
{
	const char *start = item->whole.start;
	const char *end = start + item->whole.length;
	if (start > text->bytes && start[-1] != '\n')
		return false;
	if (*end == '\0')
		start -= MIN(start - text->bytes, 1);
	else if (*end == '\n')
		end++;
	else if (g_str_has_prefix(end, "\r\n"))
		end += 2;
	else
		return false;
	*ret_cut = (struct hcl_span){ start, (size_t)(end - start) };
	return true;
}

static unsigned cut_blocks(const struct secret *text, const struct hcl_item *root, const char *block,
			   struct secret *result)
{
	const char *done = secret_text(text);
	unsigned count = 0;
	for (guint i = 0; i < root->items->len; i++) {
		const struct hcl_item *item = g_ptr_array_index(root->items, i);
		struct hcl_span cut;
		if (!g_str_has_prefix(item->whole.start, block) || !take_line(text, item, &cut))
			continue;
		/* The line end between two blocks may be gone already. */
		secret_append(result, done, (size_t)(MAX(cut.start, done) - done));
		done = cut.start + cut.length;
		count++;
	}
	secret_append(result, done, (size_t)(secret_text(text) + text->length - done));
	return count;
}

bool terraform_config_remove(const struct terraform_config *config, const char *helper, struct config_text *ret_text,
			     unsigned *ret_count, GError **error)
{
	g_auto(ConfigText) text = { .bytes = SECRET_INIT(CLIENT_CONFIG_MAX) };
	g_autofree char *block = terraform_block(helper);
	unsigned count = 0;
	if (config->json) {
		secret_append_secret(&text.bytes, &config->text);
	} else {
		g_autoptr(HclItem) root = hcl_parse(secret_text(&config->text), config->text.length, error);
		if (!root)
			return false;
		count = cut_blocks(&config->text, root, block, &text.bytes);
	}
	/* A line alone with its line end was put where no file was. */
	text.exists = text.bytes.length > 0 || !g_str_has_suffix(secret_text(&config->text), "\n");
	*ret_text = text;
	*ret_count = count;
	text = (struct config_text){ .exists = false };
	return true;
}
