/* SPDX-License-Identifier: MIT */
#include "terraform-link.h"

#include "../../keyring/part.h"
#include "../../keyring/user-folder.h"
#include "../runtime/error.h"
#include "../runtime/program-run.h"
#include "../runtime/program.h"
#include "terraform-files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* This many seconds are given to a program to print its help. */
#define PROOF_SECONDS 5.0

/* Runs it as Terraform does; its help asks no keyring. Root runs nothing that a user has put there. */
static bool runs(const char *path, char **ret_reason)
{
	g_autofree char *output = NULL;
	g_autoptr(GError) cause = NULL;
	struct stat status;
	if (part_is_program(path))
		return true;
	if (geteuid() == 0 && lstat(path, &status) == 0 && status.st_uid != 0) {
		*ret_reason = g_strdup("does not lead to this program");
		return false;
	}
	if (!program_run(path, "--help", PROOF_SECONDS, &output, &cause)) {
		*ret_reason = g_strdup_printf("does not work (%s)", cause->message);
		return false;
	}
	if (g_str_has_prefix(output, "Usage: " PROGRAM_NAME " "))
		return true;
	*ret_reason = g_strdup("is another program");
	return false;
}

static bool is_there(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0;
}

bool terraform_link_provide(const char *helper, bool dry_run, char **ret_made, GError **error)
{
	g_autofree char *path = terraform_helper_file(helper, error);
	g_autofree char *own = part_program();
	g_autofree char *reason = NULL;
	if (!path)
		return false;
	bool there = is_there(path);
	int failure = there || dry_run ? 0 : own ? user_folder_make_link(path, own, /* make= */ true) : ENOENT;
	if (failure)
		return fail(error, HELPER_FAILED, "cannot create '%s' (%s)" REMEDY "create a link of that name to '%s'",
			    path, g_strerror(failure), own ? own : PROGRAM_NAME);
	if (there && !runs(path, &reason))
		return fail(error, HELPER_FAILED,
			    "Terraform would run '%s', which %s" REMEDY "remove it, then run '" PROGRAM_NAME
			    " configure' again",
			    path, reason);
	*ret_made = there ? NULL : g_steal_pointer(&path);
	return true;
}

bool terraform_link_works(const char *helper, char **ret_reason)
{
	g_autofree char *path = terraform_helper_file(helper, NULL);
	if (path && is_there(path))
		return runs(path, ret_reason);
	*ret_reason = g_strdup(TERRAFORM_LINK_MISSING);
	return false;
}

char *terraform_link_withdraw(const char *helper)
{
	g_autofree char *path = terraform_helper_file(helper, NULL);
	/* A link only: never the program itself. */
	if (!path || !part_is_program(path) || user_folder_remove_link(path) != 0)
		return NULL;
	return g_steal_pointer(&path);
}
