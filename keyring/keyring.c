/* SPDX-License-Identifier: MIT */
#include "keyring.h"

#include <dlfcn.h>
#include <string.h>

/* The back ends that exist. A name from the environment or a file becomes part of a path only
 * when it is one of these. */
static const char *const names[] = { "secret-service", "vault" };

/* Beside the program itself, whatever name, link or folder it was called by: so that it works from
 * the build tree, from DESTDIR and installed, and no environment variable can point elsewhere. */
static char *module_path(const char *name)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	if (!program)
		return NULL;

	g_autofree char *bin = g_path_get_dirname(program);
	g_autofree char *prefix = g_path_get_dirname(bin);
	g_autofree char *file = g_strconcat(name, ".so", NULL);
	return g_build_filename(prefix, "libexec", "docker-credential-replicated", file, NULL);
}

const void *keyring_symbol(const char *name, const char *symbol, GError **error)
{
	g_autofree char *path = module_path(name);
	void *module = path ? dlopen(path, RTLD_LAZY | RTLD_LOCAL) : NULL;
	const void *found = module ? dlsym(module, symbol) : NULL;
	if (!found) {
		const char *reason = path ? dlerror() : "/proc is not mounted";
		keyring_fail(error, KEYRING_UNAVAILABLE, "cannot load the keyring '%s': install the program again (%s)",
			     name, reason ? reason : "no reason given");
	}
	return found;
}

const struct keyring *keyring_open(const char *name, const struct keyring_host *host, GError **error)
{
	bool known = false;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		known = known || strcmp(name, names[i]) == 0;
	if (!known) {
		keyring_fail(error, KEYRING_UNAVAILABLE,
			     "there is no keyring called '%s': choose 'secret-service' or 'vault'", name);
		return NULL;
	}

	const struct keyring *keyring = keyring_symbol(name, KEYRING_BACKEND_SYMBOL, error);
	if (keyring)
		keyring->set_host(host);
	return keyring;
}
