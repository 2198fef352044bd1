/* SPDX-License-Identifier: MIT */
#include "default-store.h"

#include "../runtime/program.h"

#include <glib.h>

/* By the question that docker-credential-pass asks; it names entries, and their names alone. */
static bool pass_is_initialized(void)
{
	char *arguments[] = { (char[]){ "pass" }, (char[]){ "ls" }, NULL };
	const GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
	int status;
	return g_spawn_sync(NULL, arguments, NULL, flags, NULL, NULL, NULL, NULL, &status, NULL) &&
	       g_spawn_check_wait_status(status, NULL);
}

const char *default_store(void)
{
	if (program_is_on_path("pass") && pass_is_initialized())
		return program_is_on_path("docker-credential-pass") ? "pass" : NULL;
	return program_is_on_path("docker-credential-secretservice") ? "secretservice" : NULL;
}
