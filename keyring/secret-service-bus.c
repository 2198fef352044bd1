/* SPDX-License-Identifier: MIT */
#include "secret-service-bus.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define SERVICE_NAME "org.freedesktop.secrets"
#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define CALL_SECONDS UINT64_C(86400) /* longer than any deadline of the program */

/* What a machine without a desktop has in place of a Secret Service. */
#define NO_DESKTOP                                                                                                     \
	"keep licenses in a vault ('docker-credential-replicated login --keyring vault'), "                            \
	"or provide the license with REPLICATED_LICENSE_ID_FILE"

static sd_bus *bus;
static char *service; /* unique name */

sd_bus *bus_connection(void)
{
	return bus;
}

const char *bus_service(void)
{
	return service;
}

/* ---- errors ---- */

bool bus_fail_protocol(GError **error, const char *what)
{
	return keyring_fail(error, KEYRING_UNAVAILABLE,
			    "keyring is unavailable: its service failed (%s): check that it runs, then try again",
			    what);
}

static bool fail_closed(GError **error)
{
	return keyring_fail(error, KEYRING_UNAVAILABLE,
			    "keyring is unavailable: the session bus closed the connection" REMEDY "try again");
}

static bool is_one_of(const sd_bus_error *cause, const char *const *names)
{
	return g_strv_contains(names, cause->name);
}

static enum bus_outcome outcome_of(const sd_bus_error *cause)
{
	static const char *const absent[] = { "org.freedesktop.Secret.Error.NoSuchObject", SD_BUS_ERROR_UNKNOWN_OBJECT,
					      SD_BUS_ERROR_UNKNOWN_METHOD, NULL };
	static const char *const locked[] = { "org.freedesktop.Secret.Error.IsLocked", NULL };
	static const char *const not_supported[] = { SD_BUS_ERROR_NOT_SUPPORTED, NULL };

	if (is_one_of(cause, absent))
		return BUS_ABSENT;
	if (is_one_of(cause, locked))
		return BUS_LOCKED;
	return is_one_of(cause, not_supported) ? BUS_NOT_SUPPORTED : BUS_FAILED;
}

static void say_cause(const sd_bus_error *cause, GError **error)
{
	static const char *const no_service[] = { SD_BUS_ERROR_SERVICE_UNKNOWN, SD_BUS_ERROR_NAME_HAS_NO_OWNER,
						  "org.freedesktop.DBus.Error.Spawn.ServiceNotFound", NULL };
	static const char *const no_answer[] = { SD_BUS_ERROR_NO_REPLY, SD_BUS_ERROR_TIMEOUT,
						 "org.freedesktop.DBus.Error.TimedOut", NULL };
	static const char *const denied[] = { SD_BUS_ERROR_ACCESS_DENIED, SD_BUS_ERROR_AUTH_FAILED, NULL };
	const char *message = cause->message ? cause->message : cause->name;

	if (sd_bus_is_open(bus) <= 0)
		fail_closed(error);
	else if (outcome_of(cause) == BUS_LOCKED)
		bus_fail_locked(error);
	else if (is_one_of(cause, no_service))
		keyring_fail(error, KEYRING_UNAVAILABLE,
			     "keyring is unavailable: no Secret Service runs on the session bus" REMEDY
			     "start gnome-keyring or "
			     "KeePassXC, " NO_DESKTOP);
	else if (is_one_of(cause, no_answer))
		keyring_fail(error, KEYRING_TIMED_OUT,
			     "keyring does not answer" REMEDY
			     "restart its service (gnome-keyring, KeePassXC, KWallet), "
			     "then try again");
	else if (is_one_of(cause, denied))
		keyring_fail(error, KEYRING_DENIED,
			     "keyring refuses access (%s)" REMEDY "run this as the user whose session it is", message);
	else
		bus_fail_protocol(error, message);
}

/* ---- the connection ---- */

static bool fail_to_connect(int failure, GError **error)
{
	const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
	const char *reason = address && *address ? g_strerror(-failure) : "DBUS_SESSION_BUS_ADDRESS is not set";
	return keyring_fail(error, KEYRING_UNAVAILABLE,
			    "keyring is unavailable: no session bus (%s)" REMEDY
			    "log in to a desktop session as the user "
			    "whose keyring it is, " NO_DESKTOP,
			    reason);
}

bool bus_connect(GError **error)
{
	const char *name;
	if (bus)
		return true;
	int result = sd_bus_open_user(&bus);
	/* The bus says who we are on it once it has let us in. A wait that was interrupted goes on. */
	if (result >= 0)
		while ((result = sd_bus_get_unique_name(bus, &name)) == -EINTR)
			;
	if (result >= 0)
		return true;
	bus = sd_bus_unref(bus);
	return fail_to_connect(result, error);
}

/* ---- calls ---- */

struct bus_call {
	sd_bus_message *message;
	sd_bus_slot *slot;     /* while the answer is waited for */
	sd_bus_message *reply; /* or an error, as a message */
	int failure;	       /* it could not be sent: negative errno */
	bool again;	       /* it was sent once more */
	bool arrived;
};

sd_bus_message *bus_method(const char *path, const char *interface, const char *member, const char *types, ...)
{
	sd_bus_message *message = NULL;
	va_list arguments;
	va_start(arguments, types);
	(void)sd_bus_message_new_method_call(bus, &message, SERVICE_NAME, path, interface, member);
	if (message && sd_bus_message_appendv(message, types, arguments) < 0)
		message = sd_bus_message_unref(message);
	va_end(arguments);
	return message;
}

sd_bus_message *bus_get(const char *path, const char *interface, const char *property)
{
	return bus_method(path, PROPERTIES_INTERFACE, "Get", "ss", interface, property);
}

static void send_it(struct bus_call *call);

static int arrived(sd_bus_message *reply, void *data, sd_bus_error *unused)
{
	struct bus_call *call = data;
	(void)unused;
	if (sd_bus_message_is_method_error(reply, SD_BUS_ERROR_UNKNOWN_METHOD) > 0 && !call->again) {
		call->again = true;
		send_it(call);
		return 0;
	}
	call->reply = sd_bus_message_ref(reply);
	call->arrived = true;
	return 0;
}

static void send_it(struct bus_call *call)
{
	call->slot = sd_bus_slot_unref(call->slot);
	call->failure = call->message ? sd_bus_call_async(bus, &call->slot, call->message, arrived, call,
							  CALL_SECONDS * G_USEC_PER_SEC)
				      : -ENOMEM;
	call->arrived = call->failure < 0;
}

struct bus_call *bus_send(sd_bus_message *message)
{
	struct bus_call *call = g_new0(struct bus_call, 1);
	call->message = message;
	send_it(call);
	return call;
}

bool bus_wait(const bool *done, GError **error)
{
	while (!*done) {
		int result = sd_bus_process(bus, NULL);
		if (result == 0)
			result = sd_bus_wait(bus, UINT64_MAX);
		if (result < 0 && result != -EINTR)
			return fail_closed(error);
	}
	return true;
}

static void remember_service(sd_bus_message *reply)
{
	const char *sender = sd_bus_message_get_sender(reply);
	if (sender && sender[0] == ':') {
		g_free(service);
		service = g_strdup(sender);
	}
}

static enum bus_outcome judge(struct bus_call *call, const char *types, sd_bus_message **ret_reply, GError **error)
{
	const sd_bus_error *cause = sd_bus_message_get_error(call->reply);
	remember_service(call->reply);
	if (cause) {
		say_cause(cause, error);
		return outcome_of(cause);
	}
	if (!sd_bus_message_has_signature(call->reply, types)) {
		bus_fail_protocol(error, "an answer of another type than was asked for");
		return BUS_FAILED;
	}
	if (ret_reply)
		*ret_reply = g_steal_pointer(&call->reply);
	return BUS_ANSWERED;
}

enum bus_outcome bus_receive(struct bus_call *call, const char *types, sd_bus_message **ret_reply, GError **error)
{
	enum bus_outcome outcome = BUS_FAILED;
	bool waited = bus_wait(&call->arrived, error);
	if (call->failure < 0)
		(void)(sd_bus_is_open(bus) > 0 ? bus_fail_protocol(error, g_strerror(-call->failure))
					       : fail_closed(error));
	else if (waited)
		outcome = judge(call, types, ret_reply, error);
	call->message = sd_bus_message_unref(call->message);
	call->reply = sd_bus_message_unref(call->reply);
	/* After a lost connection no answer is delivered any more. */
	sd_bus_slot_unref(call->slot);
	g_free(call);
	return outcome;
}

enum bus_outcome bus_call(sd_bus_message *message, const char *types, sd_bus_message **ret_reply, GError **error)
{
	return bus_receive(bus_send(message), types, ret_reply, error);
}

/* ---- which program it is ---- */

enum program { PROGRAM_UNKNOWN, PROGRAM_GNOME_KEYRING, PROGRAM_KEEPASSXC, PROGRAM_KWALLET };

static enum program program_of(const char *name)
{
	static const struct {
		const char *prefix;
		enum program program;
	} programs[] = {
		{ "gnome-keyring", PROGRAM_GNOME_KEYRING },
		{ "keepassxc", PROGRAM_KEEPASSXC },
		{ "kwalletd", PROGRAM_KWALLET },
		{ "ksecretd", PROGRAM_KWALLET },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
		if (g_str_has_prefix(name, programs[i].prefix))
			return programs[i].program;
	return PROGRAM_UNKNOWN;
}

/* The name of the process that owns the service's name, as the kernel has it. Before the service has answered, its
 * well-known name tells; nothing, if the service is started by the first call. */
static enum program program(void)
{
	static enum program known;
	static char *known_of;
	const char *owner = service ? service : SERVICE_NAME;
	if (known_of && strcmp(known_of, owner) == 0)
		return known;

	g_autoptr(BusMessage) reply = NULL;
	g_autofree char *name = NULL;
	guint32 pid = 0;
	(void)sd_bus_call_method(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
				 "GetConnectionUnixProcessID", NULL, &reply, "s", owner);
	g_free(known_of);
	known_of = g_strdup(owner);
	known = PROGRAM_UNKNOWN;
	/* Without a reply there is nothing to read. */
	if (sd_bus_message_read(reply, "u", &pid) > 0) {
		g_autofree char *path = g_strdup_printf("/proc/%u/comm", pid);
		if (g_file_get_contents(path, &name, NULL, NULL))
			known = program_of(name);
	}
	return known;
}

bool bus_searches_in_silence(void)
{
	return program() == PROGRAM_GNOME_KEYRING;
}

bool bus_searches_without_collection(void)
{
	return program() != PROGRAM_KEEPASSXC;
}

const char *bus_unlock_remedy(void)
{
	switch (program()) {
	case PROGRAM_GNOME_KEYRING:
		return "log in to the desktop or open Passwords and Keys, or run in a terminal: "
		       "read -rs P; printf %s \"$P\" | gnome-keyring-daemon --replace --unlock";
	case PROGRAM_KEEPASSXC:
		return "unlock the database in KeePassXC, then try again";
	case PROGRAM_KWALLET:
		return "open the wallet in KWalletManager, then try again";
	default:
		return "unlock it in the program that provides the Secret Service, then try again";
	}
}

const char *bus_create_remedy(void)
{
	switch (program()) {
	case PROGRAM_GNOME_KEYRING:
		return "create one in Passwords and Keys, or run in a terminal: "
		       "read -rs P; printf %s \"$P\" | gnome-keyring-daemon --replace --unlock";
	case PROGRAM_KEEPASSXC:
		return "open a database in KeePassXC whose settings expose it to the Secret Service, then try again";
	case PROGRAM_KWALLET:
		return "create a wallet in KWalletManager, then try again";
	default:
		return "create one in the program that provides the Secret Service, then try again";
	}
}

bool bus_fail_locked(GError **error)
{
	return keyring_fail(error, KEYRING_LOCKED, "keyring is locked" REMEDY "%s", bus_unlock_remedy());
}
