/* SPDX-License-Identifier: MIT
 *
 * vault.c - the keyring of machines without a desktop: making, unlocking, locking it
 *
 * A vault is told apart by what keyring/vault.h says; here a person is asked for its passphrase.
 */
#include "../command.h"

#include "../../keyring/secret-file.h"
#include "../../keyring/vault.h"
#include "../license/keyring-choice.h"
#include "../license/migrate.h"
#include "../license/vault-prompt.h"
#include "../runtime/deadline.h"
#include "../runtime/error.h"
#include "../runtime/message.h"
#include "../runtime/program.h"
#include "../runtime/terminal.h"

#include <string.h>

static bool run(struct invocation *invocation, GError **error);

static const struct option_spec specs[] = {
	{ "passphrase-file", 0, "FILE", "read the passphrase from this file (passwd: the old one, then the new)",
	  false },
	{ "lifetime", 0, "DURATION", "unlock: for how long (default 8h; 30m, 1d12h)", false },
	{ 0 },
};

static const struct command_action actions[] = {
	{ "init", "create the vault",
	  "Asks for a new passphrase, twice. The passphrase cannot be recovered. An existing vault is not replaced.",
	  "passphrase-file" },
	{ "unlock", "unlock the vault for a time",
	  "The key of the vault is kept in the kernel keyring, which only your processes can read, until the lifetime "
	  "is "
	  "over, 'vault lock' is run or the machine is restarted.",
	  "passphrase-file lifetime" },
	{ "lock", "lock the vault", "Removes the key from the kernel keyring. The file does not change.", "" },
	{ "passwd", "change the passphrase",
	  "Asks for the old passphrase, then for the new one, twice. The vault is locked afterwards only if it was "
	  "locked before. A passphrase file holds the old one on its first line and the new one on its second.",
	  "passphrase-file" },
	{ "import", "move all licenses from the Secret Service into the vault",
	  "Each license is removed from the Secret Service only after it was read back from the vault.", "" },
	{ "export", "move all licenses from the vault into the Secret Service",
	  "Each license is removed from the vault only after it was read back from the Secret Service.", "" },
	{ 0 },
};

const struct command command_vault = {
	.name = "vault",
	.kind = COMMAND_PEOPLE,
	.synopsis = "ACTION [--passphrase-file FILE] [--lifetime DURATION]",
	.summary = "keep licenses in an encrypted file, for machines without a desktop",
	.details =
		"The passphrase is typed at a prompt, without echo; without a terminal it is a line of standard input. "
		"REPLICATED_KEYRING=vault, or 'login --keyring vault', makes every verb use the vault.",
	.actions = actions,
	.example = PROGRAM_NAME " vault init\n" PROGRAM_NAME " vault unlock --lifetime 12h",
	.options = specs,
	.run = run,
};

struct operation {
	const char *name;
	bool (*run)(const struct vault *vault, struct invocation *invocation, GError **error);
	const char *option; /* the only one that it takes, or NULL, beside --passphrase-file */
	bool asks;	    /* for a passphrase */
};

static const struct operation *choose_operation(const struct options *options, GError **error);
static void wait_for_vault(void);

static bool run(struct invocation *invocation, GError **error)
{
	const struct operation *operation = choose_operation(invocation->options, error);
	if (!operation)
		return false;
	wait_for_vault();
	const struct vault *vault = keyring_symbol("vault", VAULT_SYMBOL, error);
	return vault && operation->run(vault, invocation, error);
}

/* Both lines of a file for `passwd`, with a CRLF between them. */
#define PASSPHRASE_FILE_MAX (2 * VAULT_PASSPHRASE_MAX + 2)

static bool answer(struct invocation *invocation, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool answer(struct invocation *invocation, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	secret_append_format(invocation->out, "%s\n", line);
	return true;
}

/* ---- passphrases ---- */

/* What is on the first line of the file, and what behind it, where `rest` is no NULL. */
static bool read_passphrase_file(const char *path, struct secret *first, struct secret *rest, GError **error)
{
	g_auto(Secret) text = SECRET_INIT(PASSPHRASE_FILE_MAX);
	bool open_to_all;
	if (!secret_file_read_named(path, "passphrase", &text, &open_to_all, error))
		return false;
	if (open_to_all)
		message_warn("the passphrase file can be read by everybody: run 'chmod o-rwx' on it");
	const char *bytes = secret_text(&text);
	const char *line_end = rest ? memchr(bytes, '\n', text.length) : NULL;
	size_t length = line_end ? (size_t)(line_end - bytes) : text.length;
	/* A CRLF ends the line too; that of the last line is dropped with the file's end. */
	bool carriage_return = line_end && length > 0 && bytes[length - 1] == '\r';
	secret_append(first, bytes, length - carriage_return);
	if (line_end)
		secret_append(rest, line_end + 1, text.length - length - 1);
	if (secret_overflowed(first) || (rest && secret_overflowed(rest)))
		return fail(error, HELPER_FAILED, "a passphrase is longer than %d bytes", VAULT_PASSPHRASE_MAX);
	return true;
}

/* ---- durations ---- */

static unsigned unit_seconds(char unit)
{
	switch (unit) {
	case 's':
	case '\0':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	case 'w':
		return 7 * 24 * 60 * 60;
	default:
		return 0;
	}
}

/* As OpenSSH writes times (sshd_config(5), TIME FORMATS): 8h, 90m, 1h30m, 3600. Not a Go duration, as kubelet reads it:
 * people write days here. */
static bool read_lifetime(const char *text, unsigned *ret_seconds, GError **error)
{
	guint64 total = 0;
	bool valid = *text != '\0';
	for (const char *next = text; valid && *next;) {
		guint64 number = 0;
		size_t digits = strspn(next, "0123456789");
		for (size_t i = 0; i < digits && number <= VAULT_LIFETIME_MAX; i++)
			number = 10 * number + (guint64)(next[i] - '0');
		unsigned seconds = unit_seconds(next[digits]);
		total += number * seconds;
		valid = digits > 0 && seconds > 0 && total <= VAULT_LIFETIME_MAX;
		next += digits + (next[digits] != '\0');
	}
	if (!valid || total == 0)
		return fail(error, HELPER_USAGE,
			    "'--lifetime' requires a time such as 8h, 30m or 1d12h, at most %d days",
			    VAULT_LIFETIME_MAX / unit_seconds('d'));
	*ret_seconds = (unsigned)total;
	return true;
}

/* ---- the operations ---- */

/* After a question, which is waited for in words of its own. */
static void wait_for_vault(void)
{
	deadline_waits_for("the vault", "check which other program is changing it");
}

static bool run_init(const struct vault *vault, struct invocation *invocation, GError **error)
{
	g_auto(Secret) passphrase = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	const char *path = options_value(invocation->options, "passphrase-file");
	if (vault->exists())
		return vault->init(&passphrase, error);
	if (path ? !read_passphrase_file(path, &passphrase, NULL, error)
		 : !vault_prompt_new(&passphrase, error) || !terminal_ends_here(error))
		return false;
	wait_for_vault();
	return vault->init(&passphrase, error) &&
	       answer(invocation, "created the vault '%s': unlock it with '" PROGRAM_NAME " vault unlock'",
		      vault->path());
}

static bool run_unlock(const struct vault *vault, struct invocation *invocation, GError **error)
{
	g_auto(Secret) passphrase = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	const char *path = options_value(invocation->options, "passphrase-file");
	const char *lifetime = options_value(invocation->options, "lifetime");
	unsigned seconds = VAULT_LIFETIME_DEFAULT;
	if ((lifetime && !read_lifetime(lifetime, &seconds, error)) || !vault->can_unlock(error))
		return false;
	if (path ? !read_passphrase_file(path, &passphrase, NULL, error)
		 : !vault_prompt(&passphrase, error) || !terminal_ends_here(error))
		return false;

	wait_for_vault();
	if (!vault->unlock(&passphrase, seconds, error))
		return false;
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autoptr(GDateTime) until = g_date_time_add_seconds(now, seconds);
	g_autofree char *time = g_date_time_format(until, "%Y-%m-%d %H:%M:%S %Z");
	return answer(invocation, "vault is unlocked until %s", time);
}

static bool run_lock(const struct vault *vault, struct invocation *invocation, GError **error)
{
	return vault->lock(error) && answer(invocation, "vault is locked");
}

static bool run_passwd(const struct vault *vault, struct invocation *invocation, GError **error)
{
	g_auto(Secret) old = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	g_auto(Secret) new = SECRET_INIT(VAULT_PASSPHRASE_MAX);
	const char *path = options_value(invocation->options, "passphrase-file");
	bool now_locked = false;
	if (!vault->exists())
		return vault->passwd(&old, &new, &now_locked, error);
	if (path ? !read_passphrase_file(path, &old, &new, error) : !vault_prompt(&old, error))
		return false;
	/* A file may hold both, as standard input does. */
	if (new.length == 0 && (!vault_prompt_new(&new, error) || !terminal_ends_here(error)))
		return false;
	wait_for_vault();
	if (!vault->passwd(&old, &new, &now_locked, error))
		return false;
	if (now_locked)
		message_warn(
			"the vault is locked now, because the kernel keyring does not accept a key: run '" PROGRAM_NAME
			" vault unlock'");
	return answer(invocation, "changed the passphrase of the vault");
}

/* ---- moving ---- */

static bool run_move(const char *from_name, const char *to_name, struct invocation *invocation, GError **error)
{
	const struct keyring *vault = keyring_named(KEYRING_VAULT, error);
	const struct keyring *service = keyring_named(KEYRING_SECRET_SERVICE, error);
	bool into_vault = strcmp(to_name, KEYRING_VAULT) == 0;
	g_autofree char *in_use = NULL;
	unsigned count;
	if (!vault || !service || !keyring_chosen_name(&in_use, error) || !vault_prompt_ready(vault, error) ||
	    !migrate(into_vault ? service : vault, into_vault ? vault : service, &count, error))
		return false;
	if (strcmp(in_use, to_name) != 0)
		message_warn(
			"the keyring in use is still '%s': select the other one with REPLICATED_KEYRING=%s, or with "
			"'login --keyring %s'",
			in_use, to_name, to_name);
	return answer(invocation, "moved %u license%s from '%s' to '%s'", count, count == 1 ? "" : "s", from_name,
		      to_name);
}

static bool run_import(const struct vault *vault, struct invocation *invocation, GError **error)
{
	(void)vault;
	return run_move(KEYRING_SECRET_SERVICE, KEYRING_VAULT, invocation, error);
}

static bool run_export(const struct vault *vault, struct invocation *invocation, GError **error)
{
	(void)vault;
	return run_move(KEYRING_VAULT, KEYRING_SECRET_SERVICE, invocation, error);
}

static const struct operation operations[] = {
	{ "init", run_init, NULL, true },      { "unlock", run_unlock, "lifetime", true },
	{ "lock", run_lock, NULL, false },     { "passwd", run_passwd, NULL, true },
	{ "import", run_import, NULL, false }, { "export", run_export, NULL, false },
};

static const struct operation *choose_operation(const struct options *options, GError **error)
{
	const char *const *words = options_words(options);
	const struct operation *operation = NULL;
	for (size_t i = 0; words[0] && i < G_N_ELEMENTS(operations); i++)
		if (strcmp(words[0], operations[i].name) == 0)
			operation = &operations[i];

	const char *meant = words[0] ? command_action_did_you_mean(&command_vault, words[0]) : NULL;
	/* What was typed is not repeated: it may be a passphrase. */
	if (!operation && meant)
		fail(error, HELPER_USAGE, "'vault' has no such action: did you mean '%s'?", meant);
	else if (!operation)
		fail(error, HELPER_USAGE,
		     "'vault' requires an action: init, unlock, lock, passwd, import or export: see --help");
	else if (words[1])
		fail(error, HELPER_USAGE, "'vault %s' takes no more arguments: see --help", operation->name);
	else if (options_value(options, "passphrase-file") && !operation->asks)
		fail(error, HELPER_USAGE,
		     "'vault %s' does not take '--passphrase-file': it does not ask for a passphrase", operation->name);
	else if (options_value(options, "lifetime") && !operation->option)
		fail(error, HELPER_USAGE, "'--lifetime' is for 'vault unlock' only");
	else
		return operation;
	return NULL;
}
