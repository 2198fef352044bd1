/* SPDX-License-Identifier: MIT */
#include "keyring.h"

#include "part.h"

#include <dlfcn.h>
#include <string.h>

/* The back ends that exist. A name from the environment or a file becomes part of a path only
 * when it is one of these. */
static const char *const names[] = { "secret-service", "vault" };

const void *keyring_symbol(const char *name, const char *symbol, GError **error)
{
	g_autofree char *file = g_strconcat(name, ".so", NULL);
	g_autofree char *path = part_path(file);
	void *module = path ? dlopen(path, RTLD_LAZY) : NULL;
	const void *found = module ? dlsym(module, symbol) : NULL;
	if (!found) {
		const char *reason = path ? dlerror() : "/proc is not mounted";
		keyring_fail(error, KEYRING_UNAVAILABLE,
			     "cannot load the keyring '%s'" REMEDY "install the program again (%s)", name,
			     reason ? reason : "no reason given");
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
			     "there is no keyring called '%s'" REMEDY "choose 'secret-service' or 'vault'", name);
		return NULL;
	}

	const struct keyring *keyring = keyring_symbol(name, KEYRING_BACKEND_SYMBOL, error);
	if (keyring)
		keyring->set_host(host);
	return keyring;
}
