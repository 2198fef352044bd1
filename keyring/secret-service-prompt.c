/* SPDX-License-Identifier: MIT */
#include "secret-service-prompt.h"

#include "process-lock.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TURN_FILE "docker-credential-replicated.prompt"

static const struct keyring_host *host;

void prompt_set_host(const struct keyring_host *program)
{
	host = program;
}

void prompt_note(const char *sentence)
{
	host->note(sentence);
}

static bool is_object(const char *path)
{
	return strcmp(path, NO_OBJECT) != 0;
}

/* ---- showing ---- */

struct prompt {
	const char *path;
	bool completed;
	bool dismissed;
	bool vanished;
	GPtrArray *paths;
};

static void take_result(struct prompt *prompt, sd_bus_message *signal)
{
	const char *contents = NULL;
	const char *path;
	(void)sd_bus_message_peek_type(signal, NULL, &contents);
	if (!contents)
		return;
	(void)sd_bus_message_enter_container(signal, 'v', contents);
	if (strcmp(contents, "ao") == 0)
		(void)sd_bus_message_enter_container(signal, 'a', "o");
	/* Of anything else than a path nothing is read. */
	while (sd_bus_message_read(signal, "o", &path) > 0)
		g_ptr_array_add(prompt->paths, g_strdup(path));
}

/* Any program on the bus can send a signal: only the service's own matches. */
static int completed(sd_bus_message *signal, void *data, sd_bus_error *unused)
{
	struct prompt *prompt = data;
	int dismissed = 1;
	(void)unused;
	(void)sd_bus_message_read(signal, "b", &dismissed);
	prompt->completed = true;
	prompt->dismissed = dismissed;
	if (!dismissed)
		take_result(prompt, signal);
	return 0;
}

static int vanished(sd_bus_message *signal, void *data, sd_bus_error *unused)
{
	struct prompt *prompt = data;
	(void)signal;
	(void)unused;
	prompt->vanished = !prompt->completed;
	prompt->completed = true;
	return 0;
}

static bool watch(struct prompt *prompt, sd_bus_slot **signals, sd_bus_slot **owner)
{
	g_autofree char *gone = g_strdup_printf("type='signal',sender='org.freedesktop.DBus',"
						"interface='org.freedesktop.DBus',member='NameOwnerChanged',"
						"arg0='%s'",
						bus_service());
	return sd_bus_match_signal(bus_connection(), signals, bus_service(), prompt->path, PROMPT_INTERFACE,
				   "Completed", completed, prompt) >= 0 &&
	       sd_bus_add_match(bus_connection(), owner, gone, vanished, prompt) >= 0;
}

static bool wait_for_person(struct prompt *prompt, GError **error)
{
	enum bus_outcome shown =
		bus_call(bus_method(prompt->path, PROMPT_INTERFACE, "Prompt", "s", ""), "", NULL, error);
	if (shown != BUS_ANSWERED || !bus_wait(&prompt->completed, error))
		return false;
	return !prompt->vanished || bus_fail_protocol(error, "it ended while its prompt was shown");
}

bool prompt_show(const char *path, bool *ret_dismissed, GPtrArray **ret_paths, GError **error)
{
	struct prompt prompt = { .path = path, .paths = g_ptr_array_new_with_free_func(g_free) };
	g_autoptr(GPtrArray) paths = prompt.paths;
	sd_bus_slot *signals = NULL;
	sd_bus_slot *owner = NULL;

	host->prompt_begins();
	bool shown = watch(&prompt, &signals, &owner) ? wait_for_person(&prompt, error)
						      : bus_fail_protocol(error, "its prompt cannot be watched");
	host->prompt_ends();
	sd_bus_slot_unref(signals);
	sd_bus_slot_unref(owner);
	if (!shown)
		return false;
	*ret_dismissed = prompt.dismissed;
	if (ret_paths)
		*ret_paths = g_steal_pointer(&paths);
	return true;
}

/* ---- one at a time ---- */

/* Of prompts that begin together where nothing can show them, gnome-keyring 42 ends just one; and a person
 * who pulls ten images wants to be asked once. So each of our processes waits for the one before it. That the
 * person dismissed a prompt is one byte in the file, and the time of it the file's. */
struct turn {
	int fd;
	struct timespec since; /* by the clock that stamps files */
};

void prompt_wait_for_lock(int lock)
{
	host->prompt_begins();
	lock_wait(lock);
	host->prompt_ends();
}

static struct turn take_turn(void)
{
	struct turn turn = { .fd = lock_open(TURN_FILE) };
	(void)clock_gettime(CLOCK_REALTIME_COARSE, &turn.since);
	prompt_wait_for_lock(turn.fd);
	return turn;
}

static gint64 nanoseconds(const struct timespec *time)
{
	return time->tv_sec * G_GINT64_CONSTANT(1000000000) + time->tv_nsec;
}

/* Whether the person dismissed another process's prompt while this one waited for its turn. */
static bool was_dismissed(const struct turn *turn)
{
	struct stat status;
	return fstat(turn->fd, &status) == 0 && status.st_size > 0 &&
	       nanoseconds(&status.st_mtim) >= nanoseconds(&turn->since);
}

static void end_turn(struct turn *turn, bool dismissed)
{
	/* Only a convenience depends on it. */
	int done = ftruncate(turn->fd, 0);
	ssize_t written = dismissed ? pwrite(turn->fd, "d", 1, 0) : 0;
	(void)done;
	(void)written;
	lock_release(&turn->fd);
}

/* ---- unlocking ---- */

static bool was_asked_for(const char *const *paths, const char *path)
{
	return g_strv_contains(paths, path);
}

/* Asks for the objects to be unlocked. *ret_prompt is the prompt that a person must answer first, or NULL where it
 * is done. */
static bool ask_to_unlock(const char *const *paths, char **ret_prompt, GError **error)
{
	sd_bus_message *call = bus_method(SERVICE_PATH, SERVICE_INTERFACE, "Unlock", "");
	/* The bus has sent these paths, so they are valid; without memory the message cannot be sent. */
	(void)sd_bus_message_open_container(call, 'a', "o");
	for (const char *const *path = paths; *path; path++)
		(void)sd_bus_message_append(call, "o", *path);
	(void)sd_bus_message_close_container(call);

	g_autoptr(BusMessage) reply = NULL;
	if (bus_call(call, "aoo", &reply, error) != BUS_ANSWERED)
		return false;

	const char *path;
	bool unlocked = false;
	(void)sd_bus_message_enter_container(reply, 'a', "o");
	while (sd_bus_message_read(reply, "o", &path) > 0)
		if (was_asked_for(paths, path))
			unlocked = true;
	(void)sd_bus_message_exit_container(reply);
	if (sd_bus_message_read(reply, "o", &path) <= 0)
		return bus_fail_protocol(error, "an answer to Unlock that cannot be read");
	*ret_prompt = is_object(path) ? g_strdup(path) : NULL;
	return *ret_prompt || unlocked || bus_fail_locked(error);
}

static bool unlock_by_prompt(const char *const *paths, bool *ret_dismissed, GError **error)
{
	/* Asked for again: the process before this one may have unlocked it. */
	g_autofree char *prompt = NULL;
	g_autoptr(GPtrArray) unlocked = NULL;
	if (!ask_to_unlock(paths, &prompt, error))
		return false;
	if (!prompt)
		return true;
	if (!prompt_show(prompt, ret_dismissed, &unlocked, error))
		return false;
	for (guint i = 0; i < unlocked->len; i++)
		if (was_asked_for(paths, g_ptr_array_index(unlocked, i)))
			return true;
	return bus_fail_locked(error);
}

bool prompt_unlock(const char *const *paths, GError **error)
{
	g_autofree char *prompt = NULL;
	if (!ask_to_unlock(paths, &prompt, error))
		return false;
	if (!prompt)
		return true;

	struct turn turn = take_turn();
	if (was_dismissed(&turn)) {
		lock_release(&turn.fd);
		return bus_fail_locked(error);
	}
	bool dismissed = false;
	bool helped = unlock_by_prompt(paths, &dismissed, error);
	end_turn(&turn, dismissed);
	return helped;
}

bool prompt_unlock_one(const char *path, GError **error)
{
	const char *const paths[] = { path, NULL };
	return prompt_unlock(paths, error);
}

/* ---- what else a person is asked ---- */

bool prompt_delete_item(const char *path, GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	GError *cause = NULL;
	const char *prompt = NO_OBJECT;
	bool dismissed = false;
	switch (bus_call(bus_method(path, ITEM_INTERFACE, "Delete", ""), "o", &reply, &cause)) {
	case BUS_ANSWERED:
		break;
	case BUS_ABSENT:
		g_error_free(cause);
		return true;
	default:
		g_propagate_error(error, cause);
		return false;
	}
	if (sd_bus_message_read(reply, "o", &prompt) <= 0)
		return bus_fail_protocol(error, "an answer to Delete that cannot be read");
	if (is_object(prompt) && !prompt_show(prompt, &dismissed, NULL, error))
		return false;
	return !dismissed ||
	       keyring_fail(error, KEYRING_DENIED,
			    "the license was not removed: the keyring asked whether to remove it, and the "
			    "answer was no" REMEDY "try again and confirm it");
}

static bool fail_without_collection(GError **error)
{
	return keyring_fail(error, KEYRING_UNAVAILABLE, "no keyring exists yet, and none was created" REMEDY "%s",
			    bus_create_remedy());
}

char *prompt_create_collection(GError **error)
{
	g_autoptr(BusMessage) reply = NULL;
	const char *path = NO_OBJECT;
	const char *prompt = NO_OBJECT;
	if (bus_call(bus_method(SERVICE_PATH, SERVICE_INTERFACE, "CreateCollection", "a{sv}s", 1,
				COLLECTION_INTERFACE ".Label", "s", "Default keyring", "default"),
		     "oo", &reply, error) != BUS_ANSWERED)
		return NULL;
	if (sd_bus_message_read(reply, "oo", &path, &prompt) <= 0) {
		bus_fail_protocol(error, "an answer to CreateCollection that cannot be read");
		return NULL;
	}

	g_autoptr(GPtrArray) made = NULL;
	bool dismissed = false;
	if (is_object(prompt)) {
		if (!prompt_show(prompt, &dismissed, &made, error))
			return NULL;
		path = made->len == 1 ? g_ptr_array_index(made, 0) : NO_OBJECT;
	}
	if (!is_object(path)) {
		fail_without_collection(error);
		return NULL;
	}
	return g_strdup(path);
}
