/* SPDX-License-Identifier: MIT */
#include "terraform-apply.h"

#include "../../keyring/atomic-file.h"
#include "../license/our-domains.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "client-write.h"
#include "terraform-config.h"
#include "terraform-files.h"
#include "terraform-link.h"

#include <errno.h>
#include <string.h>

/* One file at work. */
struct job {
	const struct terraform_apply *apply;
	const char *path;
	const char *elsewhere;	    /* the helper that another file names, or NULL */
	const char *elsewhere_file; /* that file */
	bool *refused;		    /* set if the file is left as it is for the person to change */
	bool (*plan)(const struct job *job, const struct terraform_config *config, struct config_text *ret_text,
		     const char **ret_change, GError **error);
	const char *by_hand; /* before the block */
};

static void report(const struct job *job, const char *format)
{
	g_autofree char *change = g_strdup_printf("%s '%s'", format, job->apply->helper);
	g_autofree char *text = g_strdup_printf("%s: %s", job->path, *format ? change : "nothing to change");
	g_autofree char *line = message_sanitize(text);
	secret_append_format(job->apply->out, "%s\n", line);
}

/* ---- what one file should become ---- */

static void copy_text(const struct terraform_config *config, struct config_text *ret_text)
{
	*ret_text = (struct config_text){ .bytes = SECRET_INIT(config->text.limit), .exists = config->exists };
	secret_append_secret(&ret_text->bytes, &config->text);
}

/* The one helper that Terraform can have is another one. */
static bool refuse_second(const struct job *job, const char *other, GError **error)
{
	const char *helper = job->apply->helper;
	const char *file = other == job->elsewhere ? job->elsewhere_file : job->path;
	*job->refused = true;
	if (strcmp(other, HELPER_NAME) == 0 || g_str_has_prefix(other, HELPER_NAME "-"))
		return fail(error, HELPER_FAILED,
			    "'%s' names the credentials helper '%s', and Terraform can use one profile" REMEDY
			    "to use this one, write in its place: credentials_helper \"%s\" {}",
			    file, other, helper);
	return fail(error, HELPER_FAILED,
		    "'%s' names the credentials helper '%s', and Terraform can use only one" REMEDY
		    "to use both, write in its place: credentials_helper \"%s\" { args = [\"--else=%s\"] }",
		    file, other, helper, other);
}

static bool plan_to_add(const struct job *job, const struct terraform_config *config, struct config_text *ret_text,
			const char **ret_change, GError **error)
{
	const char *helper = job->apply->helper;
	const char *other = job->elsewhere;
	if (config->helpers->len > 0)
		other = g_ptr_array_index(config->helpers, 0);
	if (terraform_config_names(config, helper) || (other && strcmp(other, helper) == 0)) {
		copy_text(config, ret_text);
		*ret_change = "";
		return true;
	}
	if (other)
		return refuse_second(job, other, error);
	*job->refused = config->json;
	if (config->json)
		return fail(error, HELPER_FAILED,
			    "'%s' is JSON, where Terraform ignores a block that is appended" REMEDY
			    "add to its outermost object: \"credentials_helper\": {\"%s\": {}}",
			    job->path, helper);
	GError *cause = NULL;
	g_autofree char *block = terraform_block(helper);
	*ret_change = "added the credentials helper";
	if (terraform_config_add(config, helper, ret_text, &cause))
		return true;
	(void)fail(error, HELPER_FAILED, "cannot change '%s': %s: %s %s", job->path, cause->message, job->by_hand,
		   block);
	g_error_free(cause);
	return false;
}

static bool plan_to_remove(const struct job *job, const struct terraform_config *config, struct config_text *ret_text,
			   const char **ret_change, GError **error)
{
	unsigned count;
	if (!terraform_config_remove(config, job->apply->helper, ret_text, &count, error))
		return false;
	*ret_change = count > 0 ? "removed the credentials helper" : "";
	if (count > 0 || !terraform_config_names(config, job->apply->helper))
		return true;
	return fail(error, HELPER_FAILED,
		    "'%s' names the credentials helper '%s' in a block that was not added by this program" REMEDY
		    "remove that block by hand",
		    job->path, job->apply->helper);
}

/* ---- one file: read, plan, write, report ---- */

static bool changes(const struct terraform_config *config, const struct config_text *text)
{
	return !secret_equal(&config->text, &text->bytes);
}

static int write_file(const struct atomic_file *file, const struct terraform_config *config,
		      const struct config_text *text)
{
	if (!text->exists)
		return atomic_file_remove(file);
	return atomic_file_replace_same(file, config->exists ? secret_text(&config->text) : NULL, config->text.length,
					secret_text(&text->bytes), text->bytes.length);
}

static bool fail_to_write(const struct job *job, const char *path, int failure, GError **error)
{
	g_autofree char *block = terraform_block(job->apply->helper);
	g_autofree char *by_hand = g_strdup_printf("%s %s", job->by_hand, block);
	return client_fail_to_write(path, failure, by_hand, error);
}

/* With the lock held everything is read again: another of us may have been quicker. */
static bool change_locked(const struct job *job, const struct atomic_file *file, GError **error)
{
	int failure = EAGAIN;
	for (unsigned tries = CLIENT_TRIES_MAX; failure == EAGAIN && tries; tries--) {
		g_auto(TerraformConfig) config = { .path = NULL };
		g_auto(ConfigText) text = { .exists = false };
		const char *change;
		if (!terraform_config_read(job->path, &config, error) ||
		    !job->plan(job, &config, &text, &change, error))
			return false;
		failure = changes(&config, &text) ? write_file(file, &config, &text) : 0;
		if (!failure) {
			report(job, change);
			return true;
		}
	}
	return fail_to_write(job, file->target, failure, error);
}

static bool change(const struct job *job, GError **error)
{
	g_auto(AtomicFile) file = ATOMIC_FILE_INIT;
	int failure = client_lock(job->path, &file);
	return failure ? fail_to_write(job, job->path, failure, error) : change_locked(job, &file, error);
}

/* As diff -u shows it, but without the lines around it, in which a token may be. */
static void print_difference(const struct job *job, const struct terraform_config *config,
			     const struct config_text *text)
{
	bool adds = text->bytes.length > config->text.length;
	g_autofree char *block = terraform_block(job->apply->helper);
	secret_append_format(job->apply->out, "--- %s\n+++ %s\n%c%s\n", config->exists ? job->path : "/dev/null",
			     text->exists ? job->path : "/dev/null", adds ? '+' : '-', block);
}

static bool do_file(const struct job *job, GError **error)
{
	g_auto(TerraformConfig) config = { .path = NULL };
	g_auto(ConfigText) text = { .exists = false };
	const char *what;
	if (!terraform_config_read(job->path, &config, error) || !job->plan(job, &config, &text, &what, error))
		return false;
	if (!changes(&config, &text)) {
		if (!job->apply->dry_run) {
			atomic_file_tidy(job->path);
			report(job, what);
		}
		return true;
	}
	if (!job->apply->dry_run)
		return change(job, error);
	print_difference(job, &config, &text);
	return true;
}

static unsigned do_files(struct job *job, const GPtrArray *paths)
{
	unsigned failures = 0;
	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GError) error = NULL;
		job->path = g_ptr_array_index(paths, i);
		*job->refused = false;
		if (do_file(job, &error))
			continue;
		message_warn("%s", error->message);
		failures += job->apply->named || !*job->refused;
	}
	return failures;
}

/* ---- all of them ---- */

/* Names the domains of ours that a file has a token for: Terraform takes it, and asks no helper. */
static void warn_of_plain_text(const char *path)
{
	g_auto(TerraformConfig) config = { .path = NULL };
	if (!terraform_config_read(path, &config, NULL))
		return;
	for (guint i = 0; i < config.plain_text->len; i++) {
		const char *domain = g_ptr_array_index(config.plain_text, i);
		bool ours;
		if (our_domains_hold(domain, &ours, NULL) && ours)
			message_warn("'%s' contains a token in plain text for %s, which Terraform uses instead of the "
				     "stored license: store it with 'login', then remove that block",
				     path, domain);
	}
}

/* The helper that one of these files names, freed by the caller, and which file; NULL if none does. */
static char *helper_of(const GPtrArray *paths, const char **ret_file)
{
	for (guint i = 0; i < paths->len; i++) {
		g_auto(TerraformConfig) config = { .path = NULL };
		*ret_file = g_ptr_array_index(paths, i);
		if (terraform_config_read(*ret_file, &config, NULL) && config.helpers->len > 0)
			return g_strdup(g_ptr_array_index(config.helpers, 0));
	}
	return NULL;
}

unsigned terraform_apply_add(const struct terraform_apply *apply, const GPtrArray *paths)
{
	g_autoptr(GPtrArray) more = terraform_more_files();
	const char *elsewhere_file = NULL;
	g_autofree char *elsewhere = helper_of(more, &elsewhere_file);
	g_autofree char *made = NULL;
	g_autoptr(GError) error = NULL;
	bool refused = false;
	struct job job = {
		.apply = apply,
		.refused = &refused,
		.elsewhere = elsewhere,
		.elsewhere_file = elsewhere_file,
		.plan = plan_to_add,
		.by_hand = "add this line by hand:",
	};
	if (!terraform_link_provide(apply->helper, apply->dry_run, &made, &error)) {
		message_warn("%s", error->message);
		return 1;
	}
	if (made)
		message_warn("%s '%s'", apply->dry_run ? "would create" : "created", made);
	unsigned failures = do_files(&job, paths);
	for (guint i = 0; i < paths->len; i++)
		warn_of_plain_text(g_ptr_array_index(paths, i));
	for (guint i = 0; i < more->len; i++)
		warn_of_plain_text(g_ptr_array_index(more, i));
	return failures;
}

/* Whether a file still names the helper; one that cannot be read may. */
static bool is_used(const char *helper, const GPtrArray *paths)
{
	for (guint i = 0; i < paths->len; i++) {
		g_auto(TerraformConfig) config = { .path = NULL };
		if (!terraform_config_read(g_ptr_array_index(paths, i), &config, NULL) ||
		    terraform_config_names(&config, helper))
			return true;
	}
	return false;
}

unsigned terraform_apply_remove(const struct terraform_apply *apply, const GPtrArray *paths)
{
	g_autoptr(GPtrArray) more = terraform_more_files();
	bool refused = false;
	struct job job = {
		.apply = apply,
		.refused = &refused,
		.plan = plan_to_remove,
		.by_hand = "remove this line by hand:",
	};
	unsigned failures = do_files(&job, paths);
	if (apply->dry_run || is_used(apply->helper, paths) || is_used(apply->helper, more))
		return failures;
	g_autofree char *removed = terraform_link_withdraw(apply->helper);
	if (removed)
		message_warn("removed '%s'", removed);
	return failures;
}
