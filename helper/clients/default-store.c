/* SPDX-License-Identifier: MIT */
#include "default-store.h"

#include "../runtime/program.h"
#include "../runtime/program-run.h"

#include <glib.h>

#define PASS_SECONDS 10

/* By the question that docker-credential-pass asks; it names entries, and their names alone. */
static bool pass_is_initialized(const char *pass)
{
	g_autofree char *output = NULL;
	return program_run(pass, "ls", PASS_SECONDS, &output, NULL);
}

const char *default_store(void)
{
	g_autoptr(GPtrArray) pass = program_copies_on_path("pass");
	if (pass->len > 0 && pass_is_initialized(g_ptr_array_index(pass, 0)))
		return program_is_on_path("docker-credential-pass") ? "pass" : NULL;
	return program_is_on_path("docker-credential-secretservice") ? "secretservice" : NULL;
}
