/* SPDX-License-Identifier: MIT
 *
 * Which source gives the license, where the program adds one to those of the environment. (tests/license/sources.t has
 * the others.) */
#include "../../keyring/failure.h"
#include "../../keyring/keyring.h"
#include "../../keyring/provided-credential.h"

static const char *source_name;

static const char *name(void)
{
	return source_name;
}

static bool read_source(struct secret *ret_license, GError **error)
{
	(void)error;
	secret_append_text(ret_license, "of-the-source");
	return true;
}

/* The license that is read, freed by the caller; NULL for KEYRING_NOT_FOUND. */
static char *license(void)
{
	g_auto(Secret) text = SECRET_INIT(LICENSE_ID_MAX);
	g_autoptr(GError) error = NULL;
	if (provided_credential_read(&text, &error))
		return g_strdup(secret_text(&text));
	g_assert_error(error, KEYRING_ERROR, KEYRING_NOT_FOUND);
	return NULL;
}

static void is_given(const char *by, const char *wanted)
{
	g_autofree char *given = license();
	g_assert_cmpstr(provided_credential_name(), ==, by);
	g_assert_cmpstr(given, ==, wanted);
}

static void sources(void)
{
	static const struct provided_source source = { name, read_source };
	is_given(NULL, NULL);
	provided_credential_add_source(&source);
	is_given(NULL, NULL);
	source_name = "the source";
	is_given("the source", "of-the-source");
	g_setenv("REPLICATED_LICENSE_ID", "of-the-variable", TRUE);
	is_given("the source", "of-the-source");
	provided_credential_take_environment();
	g_assert_null(g_getenv("REPLICATED_LICENSE_ID"));
	is_given("REPLICATED_LICENSE_ID", "of-the-variable");
	provided_credential_forget_environment();
	is_given("the source", "of-the-source");
}

int main(int count, char **arguments)
{
	g_test_init(&count, &arguments, NULL);
	g_unsetenv("REPLICATED_LICENSE_ID_FILE");
	g_unsetenv("CREDENTIALS_DIRECTORY");
	g_unsetenv("REPLICATED_LICENSE_ID");
	g_test_add_func("/provided-credential/sources", sources);
	return g_test_run();
}
